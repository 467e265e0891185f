//! Members, roles given, invitations, proposals, and what people do with them.

use std::sync::Arc;

use causeway_core::{AccountId, Error, FromValue, MemberId, OrganisationId, Result, Tx, Value};
use causeway_crypto::token::Token;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::invited::SealedName;
use super::kinds::ProposalKind;
use super::mandates::NewMandate;
use super::roles::Role;
use crate::model::{Account, Authenticator, CardHash, Ceremony};

/// A person's place in an organisation's staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The place: what receipts name.
    pub id: MemberId,
    /// In which organisation.
    pub organisation: OrganisationId,
    /// Whose it is.
    pub account: AccountId,
    /// What colleagues call them. Sealed under the person's key where it is stored; empty once that key is gone.
    pub name: String,
    /// Under which name they were invited, the last time: what whoever invited them wrote, where the name above is their own choice.
    /// Nothing for those who came by a link of the command line.
    pub invited_as: Option<String>,
    /// The unit they work in, by its short name.
    pub unit: Option<String>,
    /// Whether their identity was established, or only a link taken.
    pub proofed: bool,
    /// Whether they still have it.
    pub active: bool,
    /// Since when.
    pub since: Timestamp,
    /// The roles they hold now.
    pub grants: Vec<Grant>,
}

/// A role that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The grant.
    pub id: Uuid,
    /// Which role.
    pub role: Role,
    /// Since when.
    pub since: Timestamp,
    /// When something was last done by it.
    pub last_used_at: Option<Timestamp>,
    /// By when somebody has to confirm it, or it is dropped.
    pub review_due_at: Timestamp,
}

/// A link by which somebody may join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The invitation; its link holds a secret besides.
    pub id: Uuid,
    /// Which organisation.
    pub organisation: OrganisationId,
    /// Whom it is for, as whoever invites wrote it; empty for a bootstrap link, for whoever takes it, and once the writer's key is gone.
    pub name: String,
    /// Which roles.
    pub roles: Vec<Role>,
    /// Which unit, by its short name.
    pub unit: Option<String>,
    /// Whether the operator made it at the command line.
    pub bootstrap: bool,
    /// Until when.
    pub expires_at: Timestamp,
    /// Who invites; nobody for a bootstrap link.
    pub invited_by: Option<MemberId>,
}

/// How far a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalState {
    /// It waits for approval.
    Waiting,
    /// It is done.
    Applied,
    /// Somebody who might have approved it said no.
    Declined,
    /// Its maker took it back.
    Withdrawn,
    /// Nobody decided in time.
    Expired,
}

impl ProposalState {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Waiting, Self::Applied, Self::Declined, Self::Withdrawn, Self::Expired];

    /// As stored and as told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Applied => "applied",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }
}

impl std::str::FromStr for ProposalState {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == text).ok_or_else(Error::not_found)
    }
}

impl FromValue for ProposalState {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        name.parse().map_err(|_| Error::internal(format!("unknown state of a proposal {name}")))
    }
}

/// What somebody proposes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewProposal {
    /// What it is about.
    pub kind: ProposalKind,
    /// Whose matter it is.
    pub organisation: OrganisationId,
    /// The id of the thing it is about: a client's, a dataset's, a member's.
    pub subject: String,
    /// All that is to be applied, in the form that the kind's applier reads. No personal data: ids only.
    pub content: serde_json::Value,
}

/// A proposal as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The proposal.
    pub id: Uuid,
    /// What it is about.
    pub kind: ProposalKind,
    /// Whose matter it is.
    pub organisation: OrganisationId,
    /// The id of the thing it is about.
    pub subject: String,
    /// All that is to be applied.
    pub content: serde_json::Value,
    /// SHA-256, in hex, of the RFC 8785 form of kind, organisation, subject and content: what an approval binds to.
    pub digest: String,
    /// How far it is.
    pub state: ProposalState,
    /// Who made it.
    pub maker: MemberId,
    /// What colleagues call them; empty once they are gone.
    pub maker_name: String,
    /// When.
    pub made_at: Timestamp,
    /// Until when it waits.
    pub expires_at: Timestamp,
    /// Who approved it (with what colleagues call them), and when.
    pub approvals: Vec<(MemberId, String, Timestamp)>,
    /// How many have to approve it.
    pub needed: u32,
    /// When it ceased to wait.
    pub decided_at: Option<Timestamp>,
}

/// What a member of staff does: everything that changes anything is one of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// Propose something; what needs no second person applies at once.
    Propose {
        /// What.
        proposal: NewProposal,
    },
    /// Approve what somebody else proposed.
    Approve {
        /// Which proposal.
        proposal: Uuid,
    },
    /// Say no to what somebody else proposed.
    Decline {
        /// Which proposal.
        proposal: Uuid,
    },
    /// Take back one's own proposal.
    Withdraw {
        /// Which proposal.
        proposal: Uuid,
    },
    /// Invite somebody to an organisation's staff, by a link.
    Invite {
        /// Which organisation.
        organisation: OrganisationId,
        /// Which roles, one at least.
        roles: Vec<Role>,
        /// Which of the organisation's units, by its short name.
        unit: Option<String>,
        /// Whom, by name: made by [`crate::Identity::inviting`].
        name: SealedName,
    },
    /// Take back an invitation that nobody has used yet.
    RevokeInvitation {
        /// Which one.
        invitation: Uuid,
    },
    /// Take a role away.
    EndGrant {
        /// Which grant.
        grant: Uuid,
    },
    /// End somebody's place in an organisation's staff, all roles with it.
    EndMember {
        /// Whose.
        member: MemberId,
    },
    /// Confirm in an access review that somebody needs a role.
    ConfirmGrant {
        /// Which grant.
        grant: Uuid,
    },
    /// Let a person act for an organisation.
    GiveMandate {
        /// Whom, for what, until when.
        mandate: NewMandate,
    },
    /// End a mandate.
    EndMandate {
        /// Which one.
        mandate: Uuid,
    },
}

/// One thing that an act does, for people to read before they confirm it: a sentence of the page's and what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Which sentence: the words `effect-<key>`. This crate's own are in [`super::EFFECTS`].
    pub key: &'static str,
    /// What stands in it, by name.
    pub args: Vec<(&'static str, String)>,
}

impl Effect {
    /// An effect.
    pub fn new(key: &'static str, args: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Self { key, args: args.into_iter().collect() }
    }
}

/// What came of applying a proposal.
#[derive(Clone, Debug, Default)]
pub struct Applied {
    /// What it did.
    pub effects: Vec<Effect>,
    /// A secret that was made: shown once, to whoever confirmed.
    pub secret: Option<Token>,
    /// Something that was opened: shown once, to whoever confirmed.
    pub result: Option<serde_json::Value>,
    /// What was there before, where the effects do not tell it and the page shows it beside the proposal: a confirmation binds to it.
    pub before: Option<serde_json::Value>,
}

/// Applies a proposal in the transaction that approves it. It is also run for trying: then the transaction is rolled back, so it does
/// nothing outside of it.
pub type Apply = Arc<
    dyn for<'a, 'f> Fn(&'a mut Tx<'f>, &'a Proposal) -> causeway_core::db::Act<'a, Applied> + Send + Sync,
>;

/// Helps the compiler to see a closure as an [`Apply`].
pub fn apply<F>(apply: F) -> Apply
where
    F: for<'a, 'f> Fn(&'a mut Tx<'f>, &'a Proposal) -> causeway_core::db::Act<'a, Applied>
        + Send
        + Sync
        + 'static,
{
    Arc::new(apply)
}

/// An act that was begun and waits to be confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct PendingAct {
    /// The act.
    pub id: Uuid,
    /// What it is.
    pub act: Act,
    /// What it will do, found by trying.
    pub effects: Vec<Effect>,
    /// Whether it takes a passkey.
    pub passkey: bool,
    /// The proposal that it approves, declines or withdraws.
    pub proposal: Option<Proposal>,
    /// Whether a second person has to approve before any of it happens.
    pub waits: bool,
    /// A digest of what happens on confirming, in hex: the confirmation brings it back.
    pub shown: String,
}

/// What came of an act.
#[derive(Clone, Debug)]
pub struct Done {
    /// Whether its effects have happened; otherwise they wait for a second person.
    pub applied: bool,
    /// The proposal that was made or decided.
    pub proposal: Option<Uuid>,
    /// The secret of an invitation's link: shown once.
    pub link: Option<Token>,
    /// A secret that was made: shown once.
    pub secret: Option<Token>,
    /// Something that was opened: shown once.
    pub result: Option<serde_json::Value>,
}

/// What waits for one member of staff.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desk {
    /// Proposals that they may approve or decline.
    pub to_decide: Vec<Proposal>,
    /// Their own proposals: those that wait, and those decided in the last 30 days.
    pub mine: Vec<Proposal>,
    /// Roles that somebody has to confirm soon.
    pub to_review: Vec<(Member, Grant)>,
    /// Invitations that nobody has taken yet.
    pub invitations: Vec<Invitation>,
}

/// An invitation that is about to be taken.
#[derive(Clone, Debug)]
pub struct Joining {
    /// The invitation.
    pub invitation: Invitation,
    /// Those of its roles that somebody else has to approve first.
    pub waiting: Vec<Role>,
    /// How it may be taken.
    pub way: JoinWay,
}

/// How an invitation may be taken.
#[derive(Clone, Debug)]
pub enum JoinWay {
    /// With the account of the person who is logged in, by one of its passkeys.
    WithAccount(Ceremony),
    /// With a new passkey and an account for the console alone, whose id this is.
    NewPasskey(Ceremony, AccountId),
    /// Only after logging in.
    LogInFirst,
}

/// Whose record somebody looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookFor {
    /// The holder of a card.
    Card(CardHash),
    /// An account.
    Account(AccountId),
}

/// What a member of staff sees of a person: no profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedAt {
    /// The account.
    pub account: Account,
    /// Its passkeys, without what the person calls them.
    pub passkeys: Vec<Authenticator>,
    /// Browsers in which the person is logged in.
    pub sessions: i64,
    /// Organisations of whose staff they are.
    pub memberships: usize,
}
