//! The department's own connector, on this machine: it asks the gateway, opens what only we can open, and hands over the values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use causeway_core::Error;
use causeway_http::outbound::{self, Outbound};

use super::address::Address;

/// The dataset that holds the address.
pub const DATASET: &str = "water.address";
/// The field of it that we ask for.
pub const FIELD: &str = "residential_address";
/// What we ask for it for.
pub const PURPOSE: &str = "licence-renewal";

/// Where our connector is.
#[derive(Clone)]
pub(crate) struct Connector {
    reads: String,
    outbound: Outbound,
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
    pub(crate) fn new(url: &str, outbound: Outbound) -> Self {
        Self { reads: format!("{}/reads", url.trim_end_matches('/')), outbound }
    }

    /// Reads the address under a consent; `None` if the provider has none.
    pub(crate) async fn address(&self, consent: &str) -> Result<Option<Address>, Refusal> {
        let question = Question { consent, dataset: DATASET, fields: [FIELD], purpose: PURPOSE };
        let request = self.outbound.client().post(&self.reads).json(&question);
        let reply = self.outbound.send(request).await.map_err(|e| silent(&e))?;
        if !reply.status.is_success() {
            return Err(refusal(&reply));
        }
        let answer: Answer = reply.json().map_err(|_| unreadable())?;
        match answer.values.get(FIELD) {
            Some(value) if answer.found => Address::from_dataset(value).map(Some).ok_or_else(unreadable),
            None if answer.found => Err(unreadable()),
            _ => Ok(None),
        }
    }
}

/// RFC 9457, with the platform's `code`.
fn refusal(reply: &outbound::Answer) -> Refusal {
    match reply.problem_code() {
        Some(code) if code.len() <= 64 => Refusal(code),
        _ => unreadable(),
    }
}

fn silent(error: &Error) -> Refusal {
    tracing::warn!(%error, "the connector does not answer");
    Refusal("connector_unreachable".to_owned())
}

fn unreadable() -> Refusal {
    Refusal("answer_unreadable".to_owned())
}
