//! The simulated phone: server-held software passkeys for people whose device has none. Sandbox only.
//!
//! It replaces the hardware and nothing else: what it makes goes through [`Identity`]'s ordinary ceremonies. Its people are reached
//! by their owner alone ([`Owner`]): one browser, one integrator's key, or, for the sample people, everybody.

use std::fmt;

use causeway_core::setting::Mode;
use causeway_core::{AccountId, Env, Error, Kind, Result, Session};
use causeway_crypto::b64;
use causeway_crypto::person::PersonKeys;
use causeway_crypto::token::Token;
use causeway_http::Browser;
use causeway_identity::Identity;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use crate::Parts;
use crate::journey::registration_over;
use crate::store::sandbox::{self as store, Stored};
use causeway_crypto::soft_passkey::{Kept, SoftKey};

/// The most people a list holds.
pub const PAGE: i64 = 100;

/// Who may use a software passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// One browser: what was created on its simulated phone.
    Browser([u8; 32]),
    /// An integrator's sandbox key, by its name.
    Key(String),
    /// Everybody: the sample people.
    Sample,
}

impl Owner {
    pub(crate) fn as_text(&self) -> String {
        match self {
            Self::Browser(hash) => format!("browser:{}", b64::encode(hash)),
            Self::Key(name) => format!("key:{name}"),
            Self::Sample => "sample".to_owned(),
        }
    }
}

impl From<&Browser> for Owner {
    fn from(browser: &Browser) -> Self {
        Self::Browser(browser.hash)
    }
}

/// A synthetic person who has a software passkey. `Debug` shows the id alone.
#[derive(Clone, PartialEq, Eq)]
pub struct SoftPerson {
    /// The account.
    pub account: AccountId,
    /// The name the passkey was created under.
    pub name: String,
    /// The card number, `A1234563`, if the person was made by the sandbox.
    pub card_number: Option<String>,
    /// The date of birth, if the person was made by the sandbox.
    pub date_of_birth: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
}

impl fmt::Debug for SoftPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SoftPerson").field("account", &self.account).finish_non_exhaustive()
    }
}

/// What is sealed.
#[derive(Serialize, Deserialize)]
pub(crate) struct Content {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) card_number: Option<String>,
    #[serde(default)]
    pub(crate) date_of_birth: Option<String>,
    pub(crate) passkey: Kept,
}

/// The simulated phone. Cheap to clone.
#[derive(Clone)]
pub struct SoftPhone {
    env: Env,
    keys: PersonKeys,
    identity: Identity,
    origin: Url,
}

impl fmt::Debug for SoftPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SoftPhone").field("origin", &self.origin.as_str()).finish_non_exhaustive()
    }
}

impl SoftPhone {
    /// The simulated phone of a sandbox, at the relying party's first origin.
    ///
    /// # Errors
    /// `sandbox_only` where the database holds real people.
    pub fn new(parts: &Parts, mode: Mode) -> Result<Self> {
        if mode != Mode::Sandbox {
            return Err(Error::invalid(
                "sandbox_only",
                "A simulated phone exists only in a sandbox. Use a database that was created as one.",
            ));
        }
        let origin = parts.identity.relying_party().origins.first().map(String::as_str).unwrap_or_default();
        let origin = Url::parse(origin).map_err(Error::internal)?;
        Ok(Self {
            env: parts.env.clone(),
            keys: parts.keys.clone(),
            identity: parts.identity.clone(),
            origin,
        })
    }

    /// The people whom this browser's simulated phone can be: the sample people, then those it created itself, once they have an
    /// account.
    pub async fn people(&self, browser: &Browser) -> Result<Vec<SoftPerson>> {
        let mut people = self.people_of(&Owner::Sample, None).await?;
        for person in self.people_of(&browser.into(), None).await? {
            match self.identity.account(person.account).await {
                Ok(_) => people.push(person),
                Err(error) if error.kind() == Kind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        Ok(people)
    }

    /// Creates a passkey for a ceremony of [`Identity::begin_creation`], and keeps it for this browser. Returns the
    /// `RegistrationResponseJSON` to finish the ceremony with.
    ///
    /// # Errors
    /// `registration_over` when there is nobody with the account the options name, or it is another owner's; `bad_passkey_options`.
    pub async fn create(&self, browser: &Browser, options: &Value) -> Result<Value> {
        let account = account_in(options)?;
        let (key, response) = SoftKey::create(&self.origin, options).await?;
        let name = options.pointer("/user/name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let content = Content { name, card_number: None, date_of_birth: None, passkey: key.keep()? };
        let owner = Owner::from(browser).as_text();
        let (owner, content, now) = (&owner, &content, self.env.now());
        self.env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    let key = self.keys.load(tx, account.uuid()).await.map_err(over_if_gone)?;
                    let sealed = key.seal_json(&context(account), content)?;
                    let ours = store::put_passkey(tx, account, owner, sealed, now).await?;
                    if ours { Ok(()) } else { Err(registration_over()) }
                })
            })
            .await?;
        Ok(response)
    }

    /// Signs `options` (`PublicKeyCredentialRequestOptionsJSON`: of a login, or of [`causeway_consent::Consents::present`]) as this
    /// browser's simulated phone with `account`'s passkey. Returns the `AuthenticationResponseJSON`.
    ///
    /// # Errors
    /// `not_found` when this phone has no passkey of that account.
    pub async fn sign(&self, browser: &Browser, account: AccountId, options: &Value) -> Result<Value> {
        let owner = match self.find(&Owner::Sample, account).await? {
            Some(_) => Owner::Sample,
            None => browser.into(),
        };
        self.sign_as(&owner, account, options).await
    }

    /// Logs `account` in, in this browser, by the ordinary login ceremony.
    ///
    /// # Errors
    /// `not_found` when this phone has no passkey of that account; `passkey_refused`.
    pub async fn log_in(&self, browser: &Browser, account: AccountId) -> Result<(Session, Token)> {
        let ceremony = self.identity.begin_login(browser).await?;
        let response = self.sign(browser, account, &ceremony.options).await?;
        self.identity.finish_login(browser, ceremony.id, &response).await
    }

    /// As [`SoftPhone::log_in`], for an owner that has no browser: in a virtual one that nobody else has.
    pub(crate) async fn log_in_as(&self, owner: &Owner, account: AccountId) -> Result<(Session, Token)> {
        let browser = &virtual_browser(&self.env)?;
        let ceremony = self.identity.begin_login(browser).await?;
        let response = self.sign_as(owner, account, &ceremony.options).await?;
        self.identity.finish_login(browser, ceremony.id, &response).await
    }

    pub(crate) async fn sign_as(&self, owner: &Owner, account: AccountId, options: &Value) -> Result<Value> {
        let stored = self.find(owner, account).await?.ok_or_else(Error::not_found)?;
        let key = SoftKey::restore(&self.unseal(&stored).await?.passkey)?;
        key.sign(&self.origin, options).await
    }

    /// One of an owner's people.
    pub(crate) async fn person_of(&self, owner: &Owner, account: AccountId) -> Result<SoftPerson> {
        let stored = self.find(owner, account).await?.ok_or_else(Error::not_found)?;
        self.read(&stored).await
    }

    /// An owner's people, oldest first, those after `after`: at most [`PAGE`].
    pub(crate) async fn people_of(&self, owner: &Owner, after: Option<AccountId>) -> Result<Vec<SoftPerson>> {
        let after = after.unwrap_or_else(|| Uuid::nil().into());
        let stored = store::passkeys(&self.env.db, &owner.as_text(), after, PAGE).await?;
        let mut people = Vec::with_capacity(stored.len());
        for one in &stored {
            people.push(self.read(one).await?);
        }
        Ok(people)
    }

    pub(crate) fn origin(&self) -> &Url {
        &self.origin
    }

    async fn find(&self, owner: &Owner, account: AccountId) -> Result<Option<Stored>> {
        store::passkey(&self.env.db, account, &owner.as_text()).await
    }

    async fn unseal(&self, stored: &Stored) -> Result<Content> {
        let key = self.keys.read(stored.account.uuid()).await?;
        key.open_json(&context(stored.account), &stored.sealed)
    }

    async fn read(&self, stored: &Stored) -> Result<SoftPerson> {
        let Content { name, card_number, date_of_birth, .. } = self.unseal(stored).await?;
        let Stored { account, created_at, .. } = *stored;
        Ok(SoftPerson { account, name, card_number, date_of_birth, created_at })
    }
}

/// Whoever has no key here is nobody who registers.
fn over_if_gone(error: Error) -> Error {
    if error.kind() == Kind::NotFound { registration_over() } else { error }
}

/// Binds a sealed passkey to its person.
pub(crate) fn context(account: AccountId) -> String {
    format!("registration.soft:{account}")
}

/// A browser that exists for one act.
pub(crate) fn virtual_browser(env: &Env) -> Result<Browser> {
    Ok(Browser { hash: env.rng.bytes()?, agent: None })
}

/// Whose passkey the options are about: the account is the WebAuthn user handle.
fn account_in(options: &Value) -> Result<AccountId> {
    let handle = options.pointer("/user/id").and_then(Value::as_str).unwrap_or_default();
    let bytes = b64::decode(handle)?;
    Uuid::from_slice(&bytes).map(AccountId::from).map_err(|_| {
        Error::invalid(
            "bad_passkey_options",
            "These options name no account. Pass on what the ceremony gave.",
        )
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn owners_never_share_a_name() {
        let owners = [
            Owner::Sample,
            Owner::Key("sample".to_owned()),
            Owner::Browser([0; 32]),
            Owner::Browser([1; 32]),
        ];
        let mut texts: Vec<_> = owners.iter().map(Owner::as_text).collect();
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), owners.len());
    }

    #[test]
    fn the_account_is_the_user_handle() {
        let id = Uuid::from_u128(42);
        let options = json!({"user": {"id": b64::encode(id.as_bytes())}});
        assert_eq!(account_in(&options).unwrap(), AccountId::from(id));
        for bad in [
            json!({}),
            json!({"user": {"id": ""}}),
            json!({"user": {"id": "AAAA"}}),
            json!({"user": {"id": 5}}),
        ] {
            assert!(account_in(&bad).is_err(), "{bad}");
        }
    }
}
