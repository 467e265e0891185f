//! A consumer found that a provider's answer was not what its manifest said: put in evidence, on the person's chain.

use causeway_core::{ClientId, Error, ReadId, Result, jobs};
use causeway_evidence::Chain;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Exchange, record, store};

/// The job that has the person told of an incident: `{account, read, provider, dataset}`.
pub const INCIDENT: &str = "exchange.incident";

/// What was wrong with an answer that had passed the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentCode {
    /// It holds a field that its manifest does not declare.
    UndeclaredField,
    /// It does not open with the key it was asked to be sealed to.
    BadSeal,
    /// What is inside is not signed by the provider.
    AnswerSignature,
    /// What is inside answers another request.
    AnswerMismatch,
    /// The manifest does not hold, though the gateway let it pass.
    Manifest,
}

impl IncidentCode {
    /// The code in evidence.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UndeclaredField => "undeclared_field",
            Self::BadSeal => "bad_seal",
            Self::AnswerSignature => "answer_signature",
            Self::AnswerMismatch => "answer_mismatch",
            Self::Manifest => "manifest",
        }
    }

    /// The incident behind an error of [`crate::wire::open_answer`].
    pub fn of(error_code: &str) -> Self {
        match error_code {
            "undeclared_field" => Self::UndeclaredField,
            "bad_seal" | "answer_not_sealed" => Self::BadSeal,
            "answer_signature" => Self::AnswerSignature,
            "answer_mismatch" => Self::AnswerMismatch,
            _ => Self::Manifest,
        }
    }
}

impl Exchange {
    /// Notes that the answer to a consumer's own read was not in order. A second report of the same read changes nothing.
    ///
    /// # Errors
    /// `not_found` for a read that is not there, or is another consumer's.
    pub async fn report(&self, consumer: &ClientId, read: ReadId, code: IncidentCode) -> Result<()> {
        let parts = self.parts();
        let (job, now) = (parts.env.new_uuid()?, parts.env.now());
        parts
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let found = store::read(tx, read).await?.filter(|read| read.consumer == *consumer);
                    let read = found.ok_or_else(Error::not_found)?;
                    if store::note_incident(tx, read.id, code.as_str()).await? {
                        let told = json!({
                            "account": read.account, "read": read.id, "provider": read.provider, "dataset": read.dataset,
                        });
                        jobs::enqueue(tx, job, INCIDENT, told, now).await?;
                        let event = record::incident(&read, code.as_str());
                        parts.evidence.record(tx, Chain::Person(read.account), &event).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}
