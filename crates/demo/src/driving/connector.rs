//! The department's own connector, on this machine: it asks the gateway, opens what only we can open, and hands over the values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::address::Address;

/// The dataset that holds the address.
pub(crate) const DATASET: &str = "water.address";
/// The field of it that we ask for.
pub(crate) const FIELD: &str = "residential_address";
/// What we ask for it for.
pub(crate) const PURPOSE: &str = "licence-renewal";

/// Where our connector is.
#[derive(Clone)]
pub(crate) struct Connector {
    reads: String,
    http: reqwest::Client,
}

#[derive(Serialize)]
struct Question<'a> {
    consent: &'a str,
    dataset: &'static str,
    fields: [&'static str; 1],
    purpose: &'static str,
}

#[derive(Deserialize)]
struct Answer {
    found: bool,
    #[serde(default)]
    values: BTreeMap<String, Value>,
}

/// Why there is no address: the stable code of the problem document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal(pub(crate) String);

impl Connector {
    /// The connector at `url`.
    pub(crate) fn new(url: &str, http: reqwest::Client) -> Self {
        Self { reads: format!("{}/reads", url.trim_end_matches('/')), http }
    }

    /// Reads the address under a consent; `None` if the provider has none.
    pub(crate) async fn address(&self, consent: &str) -> Result<Option<Address>, Refusal> {
        let question = Question { consent, dataset: DATASET, fields: [FIELD], purpose: PURPOSE };
        let reply = self.http.post(&self.reads).json(&question).send().await.map_err(|e| silent(&e))?;
        if !reply.status().is_success() {
            return Err(refusal(reply).await);
        }
        let answer: Answer = reply.json().await.map_err(|e| silent(&e))?;
        match answer.values.get(FIELD) {
            Some(value) if answer.found => Address::from_dataset(value).map(Some).ok_or_else(unreadable),
            None if answer.found => Err(unreadable()),
            _ => Ok(None),
        }
    }
}

/// RFC 9457, with the platform's `code`.
async fn refusal(reply: reqwest::Response) -> Refusal {
    #[derive(Deserialize)]
    struct Problem {
        code: String,
    }
    match reply.json::<Problem>().await {
        Ok(problem) if problem.code.len() <= 64 => Refusal(problem.code),
        _ => unreadable(),
    }
}

fn silent(error: &reqwest::Error) -> Refusal {
    tracing::warn!(%error, "the connector does not answer");
    Refusal("connector_unreachable".to_owned())
}

fn unreadable() -> Refusal {
    Refusal("answer_unreadable".to_owned())
}
