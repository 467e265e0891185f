//! For whom a link was made: the name that whoever invites writes, to be held against the one that whoever joins chooses.
//!
//! It is personal, so it is sealed from the beginning: in the act, and while the link is open, under the key of whoever invites; once
//! the link is taken, under the key of whoever took it.

use causeway_core::{AccountId, MemberId, OrganisationId, Result, Staff, Tx};
use causeway_crypto::b64;
use serde::{Deserialize, Serialize};

use super::members::{NameBook, text};
use super::model::{Act, Invitation};
use super::roles::Role;
use super::rules;
use super::store::invitations::InvitationRow;
use super::store::members as store;
use crate::Identity;

/// A name that only the key of whoever wrote it opens: base64url of the sealed bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedName(String);

impl SealedName {
    /// The sealed bytes.
    pub(super) fn bytes(&self) -> Result<Vec<u8>> {
        b64::decode(&self.0)
    }
}

impl Identity {
    /// The act of inviting somebody, who is called `name`, to an organisation's staff in these roles and this unit.
    ///
    /// # Errors
    /// `bad_invited_name`.
    pub async fn inviting(
        &self,
        staff: &Staff,
        organisation: OrganisationId,
        roles: Vec<Role>,
        unit: Option<String>,
        name: &str,
    ) -> Result<Act> {
        let (name, account) = (rules::invited_name(name)?, staff.session.account);
        let key = self.evidence.person_keys().read(account.uuid()).await?;
        let sealed = key.seal(&invitation_context(account), name.as_bytes())?;
        Ok(Act::Invite { organisation, roles, unit, name: SealedName(b64::encode(&sealed)) })
    }

    /// The name that `inviter` wrote.
    ///
    /// # Errors
    /// `bad_invited_name` for what their key does not open.
    pub(super) async fn written_by(
        &self,
        tx: &mut Tx<'_>,
        inviter: AccountId,
        sealed: &[u8],
    ) -> Result<String> {
        let key = self.evidence.person_keys().load(tx, inviter.uuid()).await?;
        let plain = key.open(&invitation_context(inviter), sealed).map_err(|_| rules::bad_invited_name())?;
        text(&plain)
    }

    /// Keeps beside somebody's place under which name they were invited to it, the last time.
    pub(super) async fn keep_invited_as(
        &self,
        tx: &mut Tx<'_>,
        member: MemberId,
        account: AccountId,
        name: &str,
    ) -> Result<()> {
        let key = self.evidence.person_keys().load(tx, account.uuid()).await?;
        store::set_invited_as(tx, member, key.seal(&member_context(member), name.as_bytes())?).await
    }

    /// Open invitations with the names that were written; without, where the key of whoever wrote one is gone.
    pub(super) async fn with_invited_names(&self, rows: Vec<InvitationRow>) -> Result<Vec<Invitation>> {
        let (mut names, mut named) = (NameBook::default(), Vec::with_capacity(rows.len()));
        for InvitationRow { mut invitation, name, inviter } in rows {
            if let (Some(inviter), Some(sealed)) = (inviter, name)
                && let Some(key) = self.key_in(&mut names, inviter).await?
            {
                invitation.name = text(&key.open(&invitation_context(inviter), &sealed)?)?;
            }
            named.push(invitation);
        }
        Ok(named)
    }
}

/// Where the name on an open invitation belongs: to whoever wrote it.
fn invitation_context(inviter: AccountId) -> String {
    format!("identity.invited:{inviter}")
}

/// Where the name belongs once the link was taken.
pub(super) fn member_context(member: MemberId) -> String {
    format!("identity.invited_as:{member}")
}
