//! After the provider was asked: the second transaction of a read.

use causeway_core::{Error, Result, Tx};
use causeway_evidence::Chain;

use crate::model::{Read, State};
use crate::provider::Failure;
use crate::{Exchange, record, store};

/// What stands in evidence where the consent ended before the answer could be released.
const CONSENT_ENDED: &str = "consent_ended";

impl Exchange {
    /// The second transaction: the answer may be released, and that is written down before it is.
    pub(crate) async fn release(&self, read: &Read) -> Result<()> {
        let parts = self.parts();
        let now = parts.env.now();
        parts
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let stands = match read.consent {
                        Some(consent) => parts.consents.still_stands(tx, consent).await?,
                        None => true,
                    };
                    let (state, code) =
                        if stands { (State::Delivered, None) } else { (State::Failed, Some(CONSENT_ENDED)) };
                    if !store::settle(tx, read.id, state, code, now).await? {
                        return Ok(Err(settled_already()));
                    }
                    if let (true, Some(consent)) = (stands, read.consent) {
                        parts.consents.spent(tx, consent, read.id).await?;
                    }
                    let event =
                        if stands { record::delivered(read) } else { record::failed(read, CONSENT_ENDED) };
                    self.put_in_evidence(tx, read.account, Chain::Platform, &event).await?;
                    Ok(if stands { Ok(()) } else { Err(consent_ended()) })
                })
            })
            .await?
    }

    /// The second transaction when the provider failed: a one-time consent is whole again. Returns what the consumer is told.
    pub(crate) async fn fail(&self, read: &Read, failure: Failure) -> Error {
        let parts = self.parts();
        let (now, code, detail) = (parts.env.now(), failure.error.code(), failure.detail);
        let written = parts
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    if !store::settle(tx, read.id, State::Failed, Some(detail), now).await? {
                        return Ok(());
                    }
                    self.give_back(tx, read).await?;
                    let event = record::failed(read, code);
                    self.put_in_evidence(tx, read.account, Chain::Platform, &event).await
                })
            })
            .await;
        tracing::warn!(read = %read.id, provider = %read.provider, detail, error = ?failure.error, "the provider failed");
        match written {
            Ok(()) => failure.error,
            Err(error) => error,
        }
    }

    pub(crate) async fn give_back(&self, tx: &mut Tx<'_>, read: &Read) -> Result<()> {
        match read.consent {
            Some(consent) => self.parts().consents.give_back(tx, consent, read.id).await,
            None => Ok(()),
        }
    }
}

/// Somebody else, the clean-up for one, has settled this read: its outcome is in evidence, and a second one must not be.
fn settled_already() -> Error {
    Error::unavailable(
        "read_settled",
        "The provider's answer came too late: the read was given up and nothing was released. Make a new request.",
        1,
    )
}

fn consent_ended() -> Error {
    Error::forbidden(
        CONSENT_ENDED,
        "The consent ended while the provider was being asked, and nothing was released. Ask the person anew if you still need it.",
    )
}
