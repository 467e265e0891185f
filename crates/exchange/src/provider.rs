//! Asking a provider's connector: one call, a hard deadline; outbound HTTP limits what comes back.

use causeway_core::clock::Stopwatch;
use causeway_core::{Error, Result};

use crate::model::Provider;
use crate::wire::{Answer, Envelope, PROVIDER_PATH};
use crate::{Config, Exchange, measure};

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a provider's answer could not be released.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What the consumer is told: `provider_unavailable` or `provider_answer_refused`.
    pub(crate) error: Error,
    /// The exact reason, for the record of the read.
    pub(crate) detail: &'static str,
}

impl Failure {
    /// The provider is down, or slower than its deadline.
    fn unavailable(config: &Config, detail: &'static str, cause: impl Into<Cause>) -> Self {
        let error = Error::unavailable(
            "provider_unavailable",
            "The organisation that holds the data did not answer. Nothing was released, and a one-time consent was not used up. Try again later.",
            config.retry_after_seconds,
        );
        Self { error: error.with_cause(cause), detail }
    }

    /// The provider answered, and its answer may not pass.
    pub(crate) fn refused(detail: &'static str, cause: impl Into<Cause>) -> Self {
        let error = Error::upstream(
            "provider_answer_refused",
            "The answer of the organisation that holds the data was not in order and was not released. A one-time consent was not used up.",
        );
        Self { error: error.with_cause(cause), detail }
    }
}

impl Exchange {
    /// Sends the signed request `jws` to `provider` and reads its answer, whatever is in it.
    pub(crate) async fn ask(&self, provider: &Provider, jws: &str) -> Result<Answer, Failure> {
        let config = &self.parts().config;
        let watch = Stopwatch::start();
        let answered = tokio::time::timeout(config.provider_deadline(), self.call(provider, jws)).await;
        measure::provider(provider.organisation.as_str(), watch.elapsed());
        match answered {
            Ok(answered) => answered,
            Err(_) => Err(Failure::unavailable(config, "provider_slow", "no answer by the deadline")),
        }
    }

    async fn call(&self, provider: &Provider, jws: &str) -> Result<Answer, Failure> {
        let (config, http) = (&self.parts().config, &self.parts().http);
        let url = format!("{}{PROVIDER_PATH}", provider.base_url.trim_end_matches('/'));
        // The client's own limit must not come before ours, which is the one that is configured for providers.
        let request = http.client().post(url).timeout(2 * config.provider_deadline());
        let request = request.json(&Envelope { request: jws.to_owned() });
        let answer = http.send(request).await.map_err(|error| match error.code() {
            code @ "upstream_too_large" => Failure::refused(code, error),
            code => Failure::unavailable(config, code, error),
        })?;
        if answer.status.is_server_error() || answer.status.as_u16() == 429 {
            return Err(Failure::unavailable(config, "provider_error", told(&answer)));
        }
        if !answer.status.is_success() {
            return Err(Failure::refused("provider_refusal", told(&answer)));
        }
        serde_json::from_slice(&answer.body).map_err(|error| Failure::refused("answer_malformed", error))
    }
}

/// What a connector says of itself: status and code, for the log.
fn told(answer: &causeway_http::outbound::Answer) -> String {
    format!("status {} {}", answer.status.as_u16(), answer.problem_code().unwrap_or_default())
}
