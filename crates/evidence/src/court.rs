//! Opening one sealed receipt for a court.

use causeway_core::{AccountId, Error, OrganisationId, ReceiptId, Result, Tx};

use crate::prove::prove_within;
use crate::record::portable;
use crate::suspension::check_case;
use crate::{Chain, Event, Evidence, Receipt, store};

impl Evidence {
    /// Opens exactly one receipt of a person's: body, salt and proof, in the form that [`crate::verify`](crate::verify()) checks
    /// offline. That it was opened is a receipt in the person's chain and in the officers' organisation's. Whether the person is told
    /// of the receipt itself for now makes no difference.
    ///
    /// # Errors
    /// `not_found` when it is not in that person's chain, or the person's key was destroyed; `receipt_not_logged` in its first
    /// seconds; `bad_case`.
    pub async fn open_receipt(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        id: ReceiptId,
        organisation: &OrganisationId,
        case: &str,
    ) -> Result<Receipt> {
        check_case(case)?;
        let chain = Chain::Person(account);
        let row = store::receipt_within(tx, &chain.subject(), id).await?.ok_or_else(Error::not_found)?;
        let key = self.keys.load(tx, account.uuid()).await?;
        let index = row.log_index.ok_or_else(not_logged)?;
        let proved = prove_within(tx, index).await?.ok_or_else(not_logged)?;
        let receipt = portable(&row, Some(&key), Some(proved))?;
        let event =
            Event::ReceiptOpened { receipt: id, organisation: organisation.clone(), case: case.to_owned() };
        self.record(tx, chain, &event).await?;
        self.record(tx, Chain::Organisation(organisation.clone()), &event).await?;
        Ok(receipt)
    }
}

fn not_logged() -> Error {
    Error::conflict(
        "receipt_not_logged",
        "This receipt is not in the log yet, so that nothing could be proved with it. Try again in a few seconds.",
    )
}
