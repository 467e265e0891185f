//! The code that a person sets against prompts: a keyed MAC is kept, tries are counted.

use causeway_core::{AccountId, Result, Tx};
use causeway_crypto::digest;

use crate::elsewhere::UserCode;
use crate::refusal::Refusal;
use crate::rules::check_user_code::{self, Tried};
use crate::{Oidc, store};

impl Oidc {
    /// Sets a person's code, or removes it. That it is one that others would not try first is the page's business.
    pub async fn set_user_code(&self, account: AccountId, code: Option<&str>) -> Result<()> {
        let mac = code.map(|code| self.user_code_mac(account, code));
        self.env.db.tx(|tx| Box::pin(async move { self.put_user_code(tx, account, mac).await })).await
    }

    /// Whether a person has set a code.
    pub async fn has_user_code(&self, account: AccountId) -> Result<bool> {
        store::has_user_code(&self.env.db, account).await
    }

    async fn put_user_code(&self, tx: &mut Tx<'_>, account: AccountId, mac: Option<[u8; 32]>) -> Result<()> {
        match mac {
            Some(mac) => {
                let new = UserCode { mac, tries: 0, tries_from: self.env.now() };
                store::put_user_code(tx, account, new).await?;
            }
            None => store::delete_user_code(tx, account).await?,
        }
        self.note_user_code(tx, account, mac.as_ref()).await
    }

    /// Holds a code that a client has sent against the person's. A wrong one counts, so what this does is committed either way.
    pub(super) async fn try_user_code(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        sent: &str,
    ) -> Result<Result<(), Refusal>> {
        let kept = store::user_code(tx, account).await?;
        let mac = self.user_code_mac(account, sent);
        match check_user_code::check(kept.as_ref(), &mac, self.env.now()) {
            Tried::Good(row) => store::put_user_code(tx, account, row).await.map(Ok),
            Tried::Wrong(row) => {
                store::put_user_code(tx, account, row).await?;
                Ok(Err(check_user_code::wrong()))
            }
            Tried::Unseen => Ok(Err(check_user_code::wrong())),
        }
    }

    fn user_code_mac(&self, account: AccountId, code: &str) -> [u8; 32] {
        digest::hmac_sha256(self.code_key.as_slice(), &[account.uuid().as_bytes(), code.as_bytes()].concat())
    }
}
