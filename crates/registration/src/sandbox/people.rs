//! Synthetic people: made, listed and removed by the key that owns them.

use causeway_core::{AccountId, Error, Kind, Lang, Result, Tx};
use causeway_evidence::{Chain, Event, Level};
use causeway_identity::NewAccount;
use causeway_vault::{CARD_NUMBER, DATE_OF_BIRTH, Items, NAME, VERIFICATION};
use serde::Deserialize;
use serde_json::Value;

use super::Sandbox;
use crate::application::parse_day;
use crate::card::CardNumber;
use crate::complete::first_label;
use crate::phone::{Content, Owner, SoftPerson, context, virtual_browser};
use crate::proofing;
use crate::removal::Removal;
use crate::store::sandbox as store;
use causeway_crypto::soft_passkey::SoftKey;

/// The prefix of synthetic card numbers. No real card has it.
pub const PREFIX: &str = "ZZ";
/// The job by which release 0.1.0 told other domains that a person is gone: `{account}`. Nobody writes it any more; one that waits is
/// still done.
pub const PERSON_DELETED: &str = "registration.person_deleted";
/// How often a free number is looked for before giving up.
const DRAWS: usize = 16;

const FAMILY: [&str; 10] = ["CHAN", "WONG", "LEE", "CHEUNG", "LAU", "NG", "HO", "LEUNG", "YIP", "TSANG"];
const GIVEN: [&str; 10] = [
    "Sam Pui", "Mei Kei", "Chi Ho", "Wing Yan", "Ka Ming", "Yuk Lan", "Siu Fai", "Hoi Ting", "Man Kit",
    "Sze Wai",
];

/// What an integrator may say of the person to be made; the rest is made up.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewPerson {
    /// The name, at most 120 characters.
    pub name: Option<String>,
    /// `YYYY-MM-DD`.
    pub date_of_birth: Option<String>,
    /// A number of the synthetic range, such as `ZZ000001(8)`.
    pub card_number: Option<String>,
    /// The account's language.
    pub lang: Option<Lang>,
}

/// Synthetic, and still not for logs: integrators paste real values into the wrong place.
impl std::fmt::Debug for NewPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewPerson").field("lang", &self.lang).finish_non_exhaustive()
    }
}

/// A person to be made, whole.
struct Whole {
    card: CardNumber,
    name: String,
    date_of_birth: String,
    lang: Lang,
}

impl Sandbox {
    /// Makes a synthetic person for `owner`: an account with a software passkey, by the same ceremony as a real one.
    ///
    /// # Errors
    /// `sandbox_quota`, `card_not_synthetic`, `card_taken`, `bad_name`, `bad_date`, and those of [`crate::CardFault`].
    pub async fn create_person(&self, owner: &Owner, new: &NewPerson) -> Result<SoftPerson> {
        for draw in 1.. {
            let whole = self.complete_details(new)?;
            match self.make(owner, &whole).await {
                // A number of our own drawing may be somebody's already; one that was asked for is told.
                Err(error) if error.code() == "card_taken" && new.card_number.is_none() && draw < DRAWS => {}
                made => return self.phone.person_of(owner, made?).await,
            }
        }
        Err(Error::internal("unreachable: the last draw returns"))
    }

    /// The people of an owner, oldest first, those after `after`: at most [`crate::phone::PAGE`].
    pub async fn people(&self, owner: &Owner, after: Option<AccountId>) -> Result<Vec<SoftPerson>> {
        self.phone.people_of(owner, after).await
    }

    /// One person of an owner.
    ///
    /// # Errors
    /// `not_found`, also for somebody else's.
    pub async fn person(&self, owner: &Owner, id: AccountId) -> Result<SoftPerson> {
        self.phone.person_of(owner, id).await
    }

    /// Removes a person of an owner, as [`crate::Registration::remove_person`] removes everybody.
    ///
    /// # Errors
    /// `not_found`, also for somebody else's.
    pub async fn delete_person(&self, owner: &Owner, id: AccountId) -> Result<()> {
        self.phone.person_of(owner, id).await?;
        let removed =
            self.parts.env.db.tx(|tx| Box::pin(self.parts.remove_person(tx, id, &Removal::Sandbox)));
        removed.await.map(drop)
    }

    fn complete_details(&self, new: &NewPerson) -> Result<Whole> {
        let drawn = u32::from_be_bytes(self.parts.env.rng.bytes()?) % 1_000_000;
        let card = match &new.card_number {
            Some(text) => synthetic(text)?,
            None => CardNumber::compose(PREFIX, drawn)?,
        };
        let name = match &new.name {
            Some(name) => check_name(name)?,
            None => made_up_name(drawn),
        };
        let date_of_birth = match &new.date_of_birth {
            Some(text) => parse_day(text).ok_or_else(bad_date)?.to_string(),
            None => format!("{}-{:02}-{:02}", 1940 + drawn % 65, 1 + drawn % 12, 1 + drawn % 28),
        };
        Ok(Whole { card, name, date_of_birth, lang: new.lang.unwrap_or_default() })
    }

    async fn make(&self, owner: &Owner, whole: &Whole) -> Result<AccountId> {
        let parts = &self.parts;
        let account: AccountId = parts.env.new_id()?;
        let browser = &virtual_browser(&parts.env)?;
        let ceremony = parts.identity.begin_creation(browser, account, &whole.name).await?;
        let (key, response) = SoftKey::create(self.phone.origin(), &ceremony.options).await?;
        let content = &Content {
            name: whole.name.clone(),
            card_number: Some(whole.card.as_str().to_owned()),
            date_of_birth: Some(whole.date_of_birth.clone()),
            passkey: key.keep()?,
        };
        let credential = &parts.identity.finish_creation(browser, account, ceremony.id, &response).await?;
        parts
            .env
            .db
            .tx(|tx| {
                Box::pin(async move {
                    self.check_quota(tx, owner).await?;
                    let card = parts.identity.card_hash(whole.card.as_str());
                    let (lang, label) = (whole.lang, first_label(whole.lang).to_owned());
                    let new = NewAccount { id: account, card, lang, credential: credential.clone(), label };
                    parts.identity.create_account(tx, &new).await?;
                    self.store_person(tx, owner, account, content).await
                })
            })
            .await?;
        Ok(account)
    }

    async fn store_person(
        &self,
        tx: &mut Tx<'_>,
        owner: &Owner,
        account: AccountId,
        content: &Content,
    ) -> Result<()> {
        let parts = &self.parts;
        let profile = Items::new()
            .with(NAME, content.name.as_str())
            .with(CARD_NUMBER, content.card_number.as_deref().unwrap_or_default())
            .with(DATE_OF_BIRTH, content.date_of_birth.as_deref().unwrap_or_default())
            .with(VERIFICATION, proofing::against_register(&REGISTER.parse()?, parts.env.now()));
        parts.vault.put(tx, account, &profile).await?;
        let sealed = parts.keys.load(tx, account.uuid()).await?.seal_json(&context(account), content)?;
        let now = parts.env.now();
        if !store::put_passkey(tx, account, &owner.as_text(), sealed, now).await? {
            return Err(Error::internal("a fresh account has an owner already"));
        }
        let chain = Chain::Person(account);
        let registered = Event::AccountRegistered { level: Level::Basic };
        parts.evidence.record(tx, chain.clone(), &registered).await?;
        parts.evidence.record(tx, chain, &Event::SandboxPersonCreated).await?;
        Ok(())
    }

    async fn check_quota(&self, tx: &mut Tx<'_>, owner: &Owner) -> Result<()> {
        let Owner::Key(name) = owner else { return Ok(()) };
        let quota = store::quota(tx, name).await?.ok_or_else(Error::unauthenticated)?;
        if store::count(tx, &owner.as_text()).await? < quota {
            return Ok(());
        }
        Err(Error::new(
            Kind::TooMany,
            "sandbox_quota",
            format!(
                "This key may have {quota} people at a time. Remove some with DELETE /sandbox/v1/people/{{id}}, then try again."
            ),
        ))
    }
}

/// The register of which a synthetic person is as good as taken from.
const REGISTER: &str = "sandbox.people";

fn synthetic(text: &str) -> Result<CardNumber> {
    let card = CardNumber::parse(text)?;
    if card.prefix() == PREFIX {
        return Ok(card);
    }
    Err(Error::invalid(
        "card_not_synthetic",
        "People of the sandbox have card numbers that begin with ZZ, so that none can be a real person's. Use one, or leave it out.",
    ))
}

fn check_name(name: &str) -> Result<String> {
    let name = name.trim();
    if (1..=120).contains(&name.chars().count()) && !name.chars().any(char::is_control) {
        return Ok(name.to_owned());
    }
    Err(Error::invalid("bad_name", "A name has 1 to 120 characters."))
}

fn bad_date() -> Error {
    Error::invalid("bad_date", "A date of birth is a day that exists, written YYYY-MM-DD.")
}

fn made_up_name(drawn: u32) -> String {
    let pick = |list: &'static [&'static str], n: u32| {
        list.iter().cycle().nth(usize::try_from(n % 10).unwrap_or(0)).copied().unwrap_or("SAMPLE")
    };
    format!("{} {}", pick(&FAMILY, drawn), pick(&GIVEN, drawn / 10))
}

/// A person in JSON.
pub(super) fn json(person: &SoftPerson) -> Value {
    serde_json::json!({
        "id": person.account,
        "card_number": person.card_number,
        "name": person.name,
        "date_of_birth": person.date_of_birth,
        "created_at": person.created_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_synthetic_numbers_are_taken() {
        assert_eq!(synthetic("zz000001(8)").unwrap().as_str(), "ZZ0000018");
        assert_eq!(synthetic("A123456(3)").unwrap_err().code(), "card_not_synthetic");
        assert_eq!(synthetic("Z000000(1)").unwrap_err().code(), "card_not_synthetic");
        assert_eq!(synthetic("ZZ000001(7)").unwrap_err().code(), "card_check_digit");
        assert_eq!(synthetic("ZZ1").unwrap_err().code(), "card_malformed");
    }

    #[test]
    fn names_are_made_up_from_the_number_and_checked_when_given() {
        assert_eq!(made_up_name(0), "CHAN Sam Pui");
        assert_eq!(made_up_name(11), "WONG Mei Kei");
        assert_eq!(made_up_name(999_999), "TSANG Sze Wai");
        assert_eq!(check_name("  陳大文 ").unwrap(), "陳大文");
        assert!(check_name(" ").is_err());
        assert!(check_name("a\nb").is_err());
        assert!(check_name(&"x".repeat(121)).is_err());
    }

    #[test]
    fn unknown_fields_of_a_new_person_are_refused() {
        assert!(serde_json::from_str::<NewPerson>(r#"{"nmae": "x"}"#).is_err());
        assert!(serde_json::from_str::<NewPerson>(r#"{"name": "x", "lang": "zh-Hant"}"#).is_ok());
    }
}
