//! A platform with its first officers, and everything a test needs to act as somebody.

use std::sync::Arc;

use causeway_core::db::testing::{TestEnv, environments};
use causeway_core::setting::Mode;
use causeway_core::{
    AccountId, Error, Lang, Localised, MemberId, OrganisationId, Result, Search, Session, Staff,
};
use causeway_crypto::jose::{Alg, SigningKey};
use causeway_crypto::keystore::MemoryKeyStore;
use causeway_crypto::person::PersonKeys;
use causeway_crypto::soft_passkey::{Kept, SoftKey};
use causeway_crypto::token::Token;
use causeway_crypto::webauthn::RelyingParty;
use causeway_evidence::Evidence;
use causeway_http::Browser;
use serde_json::json;
use url::Url;
use uuid::Uuid;

use crate::staff::*;
use crate::{Config, Identity, NewAccount, Organisation, OrganisationKind};

const ORIGIN: &str = "http://localhost:8080";
/// What whoever invites calls whomever they invite.
pub(super) const INVITED: &str = "Expected Person";

pub(super) struct World {
    pub(super) test: TestEnv,
    pub(super) identity: Identity,
    pub(super) evidence: Evidence,
    pub(super) register: Arc<MemoryRegister>,
}

/// Somebody with a passkey, a browser, and perhaps a session of the console.
pub(super) struct Someone {
    pub(super) browser: Browser,
    pub(super) account: AccountId,
    pub(super) cookie: Token,
    kept: Kept,
}

pub(super) async fn worlds() -> Vec<World> {
    worlds_with(Config::default(), Mode::Production).await
}

pub(super) async fn worlds_with(config: Config, mode: Mode) -> Vec<World> {
    let world = |test| World::new(test, config.clone(), mode);
    environments().await.unwrap().into_iter().map(world).collect()
}

/// Both databases, each with two officers, at ease.
pub(super) async fn manned() -> Vec<(World, [Someone; 2])> {
    let mut out = Vec::new();
    for world in worlds().await {
        let officers = [world.officer("Officer One").await, world.officer("Officer Two").await];
        out.push((world, officers));
    }
    out
}

pub(super) fn url() -> Url {
    Url::parse(ORIGIN).unwrap()
}

pub(super) fn organisation(name: &str) -> OrganisationId {
    name.parse().unwrap()
}

pub(super) fn operator() -> Organisation {
    Organisation {
        id: organisation("causeway"),
        kind: OrganisationKind::PublicBody,
        name: Localised::new("Causeway", "通道", "通道"),
    }
}

pub(super) fn record(name: &str) -> OrganisationRecord {
    OrganisationRecord {
        organisation: Organisation {
            id: organisation(name),
            kind: OrganisationKind::Department,
            name: Localised::new(format!("The {name} department"), "部門", "部门"),
        },
        status: OrganisationStatus::Active,
        identifiers: vec![("br".to_owned(), format!("{name}-1"))],
        units: vec![Unit { id: "counter".to_owned(), name: Localised::new("Counter", "櫃檯", "柜台") }],
        contacts: vec![Contact {
            purpose: "security".to_owned(),
            email: format!("security@{name}.example"),
            phone: String::new(),
        }],
    }
}

impl World {
    fn new(test: TestEnv, config: Config, mode: Mode) -> Self {
        let store = Arc::new(MemoryKeyStore::new().unwrap());
        let keys = PersonKeys::new(test.env.clone(), store.clone());
        let log_key = SigningKey::generate(Alg::EdDsa).unwrap();
        let evidence = Evidence::new(test.env.clone(), keys, log_key, "log.test".to_owned());
        let party = RelyingParty {
            id: "localhost".to_owned(),
            name: "Causeway".to_owned(),
            origins: vec![ORIGIN.to_owned()],
        };
        let register = Arc::new(MemoryRegister::default());
        let identity = Identity::new(test.env.clone(), evidence.clone(), store.as_ref(), party, config)
            .unwrap()
            .in_mode(mode)
            .with_register(register.clone());
        Self { test, identity, evidence, register }
    }

    pub(super) fn advance(&self, hours: i64) {
        self.test.env.clock.advance(jiff::SignedDuration::from_hours(hours));
    }

    pub(super) async fn officer(&self, name: &str) -> Someone {
        let (_, token) = self.identity.bootstrap(&operator()).await.unwrap();
        self.joins_anew(&token, name).await.unwrap()
    }

    /// Takes a link with a new passkey.
    pub(super) async fn joins_anew(&self, token: &Token, name: &str) -> Result<Someone> {
        let browser = Browser::of(&format!("{name} {}", self.test.env.new_uuid()?));
        let joining = self.identity.begin_join(&browser, token.reveal(), None).await?;
        let JoinWay::NewPasskey(ceremony, account) = joining.way else {
            return Err(Error::conflict("log_in_first", "Log in first."));
        };
        let (key, response) = SoftKey::create(&url(), &ceremony.options).await?;
        let (identity, kept) = (&self.identity, key.keep()?);
        let joined =
            identity.join(&browser, token.reveal(), None, ceremony.id, &response, name, Lang::En).await?;
        assert_eq!(joined.0.session.account, account);
        Ok(Someone { browser, account, cookie: joined.1, kept })
    }

    /// Takes a link with an account they have.
    pub(super) async fn joins_as(&self, who: &mut Someone, token: &Token, name: &str) -> Result<Staff> {
        let session = Session {
            id: self.test.env.new_id()?,
            account: who.account,
            acr: causeway_core::Acr::Passkey,
            authenticated_at: self.test.env.now(),
        };
        let session = Some(&session);
        let joining = self.identity.begin_join(&who.browser, token.reveal(), session).await?;
        let JoinWay::WithAccount(ceremony) = joining.way else {
            return Err(Error::conflict("no_account", "This way needs an account."));
        };
        let response = who.key().sign(&url(), &ceremony.options).await?;
        let (browser, token) = (&who.browser, token.reveal());
        let (staff, cookie) =
            self.identity.join(browser, token, session, ceremony.id, &response, name, Lang::En).await?;
        who.cookie = cookie;
        Ok(staff)
    }

    /// A registered person with an account, who is on nobody's staff.
    pub(super) async fn citizen(&self, card: &str) -> Someone {
        let env = &self.test.env;
        let (account, browser): (AccountId, _) = (env.new_id().unwrap(), Browser::of(card));
        let begun = self.identity.begin_creation(&browser, account, "Sample").await.unwrap();
        let (key, response) = SoftKey::create(&url(), &begun.options).await.unwrap();
        let credential =
            &self.identity.finish_creation(&browser, account, begun.id, &response).await.unwrap();
        let card = &self.identity.card_hash(card);
        env.db
            .tx(|tx| {
                Box::pin(async move {
                    self.evidence.person_keys().create(tx, account.uuid()).await?;
                    let new = NewAccount {
                        id: account,
                        card: card.clone(),
                        lang: Lang::En,
                        credential: credential.clone(),
                        label: "Phone".to_owned(),
                    };
                    self.identity.create_account(tx, &new).await
                })
            })
            .await
            .unwrap();
        Someone { browser, account, cookie: Token::new(&env.rng).unwrap(), kept: key.keep().unwrap() }
    }

    /// Who somebody is in the console now.
    pub(super) async fn staff(&self, who: &Someone) -> Staff {
        self.identity.staff(who.cookie.reveal()).await.unwrap().expect("no session")
    }

    pub(super) async fn is_out(&self, who: &Someone) -> bool {
        self.identity.staff(who.cookie.reveal()).await.unwrap().is_none()
    }

    pub(super) async fn logs_in(&self, who: &mut Someone) -> Result<Staff> {
        let ceremony = self.identity.begin_staff_login(&who.browser).await?;
        let response = who.key().sign(&url(), &ceremony.options).await?;
        let (staff, cookie) = self.identity.finish_staff_login(&who.browser, ceremony.id, &response).await?;
        who.cookie = cookie;
        Ok(staff)
    }

    /// Begins an act and confirms it, with the passkey if it takes one.
    pub(super) async fn does(&self, who: &Someone, act: Act) -> Result<Done> {
        let Some(staff) = self.identity.staff(who.cookie.reveal()).await? else {
            return Err(Error::unauthenticated());
        };
        let id = self.identity.begin_act(&staff, act).await?;
        self.confirms(who, &staff, id).await
    }

    pub(super) async fn confirms(&self, who: &Someone, staff: &Staff, id: Uuid) -> Result<Done> {
        let identity = &self.identity;
        let pending = identity.act(staff, id).await?;
        self.confirms_as_shown(who, staff, &pending).await
    }

    /// Confirms what was shown some time ago.
    pub(super) async fn confirms_as_shown(
        &self,
        who: &Someone,
        staff: &Staff,
        pending: &PendingAct,
    ) -> Result<Done> {
        let (identity, act) = (&self.identity, (pending.id, pending.shown.as_str()));
        if !pending.passkey {
            return identity.perform(&who.browser, staff, act, None).await;
        }
        let ceremony = identity.act_options(&who.browser, staff, act.0, act.1).await?;
        let response = who.key().sign(&url(), &ceremony.options).await?;
        identity.perform(&who.browser, staff, act, Some((ceremony.id, &response))).await
    }

    /// What the page of an act carries back.
    pub(super) async fn shown(&self, staff: &Staff, id: Uuid) -> String {
        self.identity.act(staff, id).await.unwrap().shown
    }

    pub(super) async fn proposes(&self, who: &Someone, new: NewProposal) -> Result<Done> {
        self.does(who, Act::Propose { proposal: new }).await
    }

    pub(super) async fn approves(&self, who: &Someone, proposal: Uuid) -> Result<Done> {
        self.does(who, Act::Approve { proposal }).await
    }

    /// The act of inviting somebody of whom the inviter knows the name.
    pub(super) async fn inviting(&self, who: &Someone, to: &str, roles: &[Role]) -> Act {
        let (staff, to) = (self.staff(who).await, organisation(to));
        self.identity.inviting(&staff, to, roles.to_vec(), None, INVITED).await.unwrap()
    }

    /// What waits for approval, as this person sees it.
    pub(super) async fn waiting(&self, who: &Someone) -> Vec<Proposal> {
        let staff = self.staff(who).await;
        let state = Some(ProposalState::Waiting);
        self.identity.proposals(&staff, &Search::all(), state).await.unwrap().rows
    }

    /// Invites somebody new to the platform's staff and has every role approved.
    pub(super) async fn hires(&self, officers: &[Someone; 2], roles: &[Role], name: &str) -> Someone {
        self.hires_to(officers, "causeway", roles, name).await
    }

    pub(super) async fn hires_to(
        &self,
        officers: &[Someone; 2],
        to: &str,
        roles: &[Role],
        name: &str,
    ) -> Someone {
        let mut who = self.citizen(&format!("{name}-{to}")).await;
        self.hires_again(officers, to, roles, &mut who).await;
        who
    }

    pub(super) async fn hires_again(
        &self,
        officers: &[Someone; 2],
        to: &str,
        roles: &[Role],
        who: &mut Someone,
    ) {
        let [first, second] = officers;
        let invite = self.inviting(first, to, roles).await;
        let link = self.does(first, invite).await.unwrap().link.unwrap();
        self.joins_as(who, &link, "Colleague").await.unwrap();
        for proposal in self.waiting(second).await {
            if proposal.kind == ProposalKind::Role && proposal.organisation.as_str() == to {
                self.approves(second, proposal.id).await.unwrap();
            }
        }
    }

    /// Registers an organisation as the platform does at its beginning.
    pub(super) async fn registers(&self, name: &str) {
        let organisation = &record(name).organisation;
        let identity = &self.identity;
        self.test
            .env
            .db
            .tx(|tx| Box::pin(async move { identity.put_organisation(tx, organisation).await }))
            .await
            .unwrap();
    }

    /// The names of the events in a person's chain, the oldest first.
    pub(super) async fn told(&self, who: &Someone) -> Vec<&'static str> {
        let entries = self.evidence.activity(who.account, None, 200).await.unwrap();
        entries.iter().rev().map(|entry| entry.event.name()).collect()
    }

    /// How many receipts an organisation's chain has.
    pub(super) async fn chain(&self, name: &str) -> i64 {
        let subject = format!("organisation:{name}");
        let sql = "select coalesce(max(length), 0) from evidence_chain where subject = $1";
        self.test.env.db.one(sql, &[subject.into()]).await.unwrap().read().unwrap()
    }

    pub(super) async fn member_of(&self, who: &Someone) -> MemberId {
        self.staff(who).await.member
    }
}

impl Someone {
    pub(super) fn key(&self) -> SoftKey {
        SoftKey::restore(&serde_json::from_value(serde_json::to_value(&self.kept).unwrap()).unwrap()).unwrap()
    }
}

/// A proposal of a purpose: something that takes an approver, with an applier of the tests' own.
pub(super) fn purpose(organisation_name: &str, id: &str) -> NewProposal {
    NewProposal {
        kind: ProposalKind::Purpose,
        organisation: organisation(organisation_name),
        subject: id.to_owned(),
        content: json!({"id": id}),
    }
}

/// Applies nothing and says that it did.
pub(super) fn willing(identity: &Identity, kind: ProposalKind) {
    let applier = apply(|_, proposal| {
        let effect = Effect::new("applied", [("subject", proposal.subject.clone())]);
        Box::pin(async move { Ok(Applied { effects: vec![effect], ..Applied::default() }) })
    });
    identity.register_applier(kind, applier);
}

/// Refuses with `code` from now on.
pub(super) fn unwilling(identity: &Identity, kind: ProposalKind, code: &'static str) {
    let applier = apply(move |_, _| Box::pin(async move { Err(Error::conflict(code, "No.")) }));
    identity.register_applier(kind, applier);
}

pub(super) fn code<T>(result: Result<T>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(error) => error.code(),
    }
}
