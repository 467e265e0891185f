//! What an authorization request does with an earlier grant (Grant Management for OAuth 2.0 section 5): merge with it, or replace it.

use causeway_core::{AccountId, ClientId, Result, Session, Tx};
use uuid::Uuid;

use crate::model::{Grant, GrantAction, Granted, Terms, Wanted};
use crate::refusal::Refusal;
use crate::rules::check_grant_management::unknown;
use crate::{Oidc, store};

impl GrantAction {
    /// The grant that is meant, if it is an earlier one.
    pub(crate) fn family(&self) -> Option<Uuid> {
        match self {
            Self::Create => None,
            Self::Merge(family) | Self::Replace(family) => Some(*family),
        }
    }
}

impl Oidc {
    /// Checks that an earlier grant is the client's, and whoever is at hand the one who gave it. Where the two are merged, what was
    /// allowed before is asked for again: the person is shown all of it.
    pub(crate) async fn manage(
        &self,
        client: &ClientId,
        session: Option<&Session>,
        wanted: &mut Wanted,
    ) -> Result<(), Refusal> {
        let Some(action) = wanted.more.grant.clone() else { return Ok(()) };
        let Some(family) = action.family() else { return Ok(()) };
        let before = store::family(&self.env.db, client, family, self.env.now()).await?;
        let theirs = |grant: &Grant| session.is_none_or(|session| session.account == grant.account);
        if before.is_empty() || !before.iter().all(theirs) {
            return Err(unknown());
        }
        if let GrantAction::Merge(_) = action {
            for grant in &before {
                wanted.scope = wanted.scope.union(&grant.scope);
                let fields = grant.login().map(|(_, fields)| fields).unwrap_or_default();
                add(&mut wanted.fields, fields);
                add(&mut wanted.more.resources, &grant.terms.resources);
            }
        }
        Ok(())
    }

    /// The grants that a new one joins or replaces, in the caller's transaction: of this client and this person.
    pub(crate) async fn earlier(
        &self,
        tx: &mut Tx<'_>,
        terms: &Terms,
        account: AccountId,
    ) -> Result<Result<Vec<Grant>, Refusal>> {
        let Some(family) = terms.more.grant.as_ref().and_then(GrantAction::family) else {
            return Ok(Ok(Vec::new()));
        };
        let before = store::family_in(tx, &terms.client, family, self.env.now()).await?;
        let theirs = !before.is_empty() && before.iter().all(|grant| grant.account == account);
        Ok(if theirs { Ok(before) } else { Err(unknown()) })
    }

    /// The exchanges that were allowed before and stand: each on its own consent.
    pub(crate) async fn carried(
        &self,
        tx: &mut Tx<'_>,
        before: &[Grant],
        now: &[Granted],
    ) -> Result<Vec<Granted>> {
        let mut carried: Vec<Granted> = Vec::new();
        for granted in before.iter().flat_map(|grant| &grant.details) {
            let known = |other: &&Granted| other.consent == granted.consent;
            let login = matches!(granted.detail, causeway_consent::Detail::Login { .. });
            if login || carried.iter().chain(now).any(|other| known(&other)) {
                continue;
            }
            if self.consents.still_stands(tx, granted.consent).await? {
                carried.push(granted.clone());
            }
        }
        Ok(carried)
    }
}

fn add(to: &mut Vec<String>, more: &[String]) {
    for one in more {
        if !to.contains(one) {
            to.push(one.clone());
        }
    }
}
