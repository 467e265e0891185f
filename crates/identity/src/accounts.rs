//! Accounts: one for each card.

use causeway_core::{AccountId, Error, Result, Tx};
use causeway_crypto::digest::hmac_sha256;

use crate::model::{Account, Authenticator, CardHash, Level, NewAccount};
use crate::{Identity, store};

impl Identity {
    /// The keyed hash under which a card number is known. `card_number` is normalised: upper case, no brackets or spaces.
    pub fn card_hash(&self, card_number: &str) -> CardHash {
        CardHash(hmac_sha256(self.card_key.as_slice(), card_number.as_bytes()))
    }

    /// The account of a card's holder. To be told to nobody who has not proved to be that holder.
    pub async fn account_by_card(&self, card: &CardHash) -> Result<Option<AccountId>> {
        store::account_by_card(&self.env.db, card).await
    }

    /// Creates an account at level `basic` with its first passkey. The caller writes the receipt, as the last act of its transaction.
    ///
    /// # Errors
    /// `card_taken` when the card has an account already, also when two registrations of it race.
    pub async fn create_account(&self, tx: &mut Tx<'_>, new: &NewAccount) -> Result<()> {
        let now = self.env.now();
        if !store::insert_account(tx, new, Level::Basic, now).await? {
            return Err(Error::conflict(
                "card_taken",
                "This card has an account already. Log in with its passkey.",
            ));
        }
        let id = self.env.new_uuid()?;
        store::insert_authenticator(tx, id, new.id, &new.credential, &new.label, now).await
    }

    /// Removes an account with its authenticators, sessions, places in organisations' staff and mandates; the organisations' chains say
    /// that these ended. What else is held of the person is for others to remove.
    ///
    /// # Errors
    /// `not_found`; `last_officers` when the platform would be left with fewer than two security officers.
    pub async fn delete_account(&self, tx: &mut Tx<'_>, id: AccountId) -> Result<()> {
        self.leave_all(tx, id).await?;
        self.tell_all_ended(tx, id).await?;
        if !store::delete_account(tx, id).await? {
            return Err(Error::not_found());
        }
        self.note_account_deleted(tx, id).await
    }

    /// An account.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn account(&self, id: AccountId) -> Result<Account> {
        store::account(&self.env.db, id).await?.ok_or_else(Error::not_found)
    }

    /// A person's passkeys, oldest first.
    pub async fn authenticators(&self, account: AccountId) -> Result<Vec<Authenticator>> {
        store::authenticators(&self.env.db, account).await
    }
}
