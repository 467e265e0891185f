//! Asking a provider's connector: one call, a hard deadline, a limit on size.

use causeway_core::{Error, Result};

use crate::model::Provider;
use crate::wire::{Answer, Envelope, PROVIDER_PATH};
use crate::{Config, Exchange};

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
    fn unavailable(config: &Config, detail: &'static str, cause: impl Into<String>) -> Self {
        let error = Error::unavailable(
            "provider_unavailable",
            "The organisation that holds the data did not answer. Nothing was released, and a one-time consent was not used up. Try again later.",
            config.retry_after_seconds,
        );
        Self { error: error.with_cause(cause.into()), detail }
    }

    /// The provider answered, and its answer may not pass.
    pub(crate) fn refused(detail: &'static str, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
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
        match tokio::time::timeout(config.provider_deadline(), self.call(provider, jws)).await {
            Ok(answered) => answered,
            Err(_) => Err(Failure::unavailable(config, "provider_slow", "no answer by the deadline")),
        }
    }

    async fn call(&self, provider: &Provider, jws: &str) -> Result<Answer, Failure> {
        let config = &self.parts().config;
        let url = format!("{}{PROVIDER_PATH}", provider.base_url.trim_end_matches('/'));
        let envelope = Envelope { request: jws.to_owned() };
        let sent = self.parts().http.post(url).json(&envelope).send().await;
        let response = sent.map_err(|error| Failure::unavailable(config, "provider_unreachable", chain(&error)))?;
        let status = response.status();
        if status.is_server_error() || status.as_u16() == 429 {
            return Err(Failure::unavailable(config, "provider_error", format!("status {status}")));
        }
        if !status.is_success() {
            return Err(Failure::refused("provider_refusal", format!("status {status}")));
        }
        let body = self.body(response).await?;
        serde_json::from_slice(&body).map_err(|error| Failure::refused("answer_malformed", error))
    }

    async fn body(&self, mut response: reqwest::Response) -> Result<Vec<u8>, Failure> {
        let config = &self.parts().config;
        let mut body = Vec::new();
        while let Some(chunk) =
            response.chunk().await.map_err(|error| Failure::unavailable(config, "answer_cut", chain(&error)))?
        {
            if body.len() + chunk.len() > config.answer_limit_bytes {
                return Err(Failure::refused("answer_too_large", "more bytes than answer_limit_bytes"));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// An error with what lies beneath it, without the URL.
fn chain(error: &reqwest::Error) -> String {
    use std::error::Error as _;
    let mut text = String::new();
    let mut next = error.source();
    while let Some(deeper) = next {
        text = format!("{text}: {deeper}");
        next = deeper.source();
    }
    format!("connect {} timeout {}{text}", error.is_connect(), error.is_timeout())
}
