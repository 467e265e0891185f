//! A small platform in memory that knows the rules alone: whatever people try, nobody ever turns both keys.

use std::collections::BTreeSet;

use causeway_core::setting::Mode;
use causeway_core::{AccountId, OrganisationId, Staff};
use jiff::Timestamp;
use proptest::prelude::*;

use super::rules::{account, somebody};
use super::world::organisation;
use crate::staff::rules::{self, Waiting};
use crate::staff::*;

const PEOPLE: u8 = 5;

/// What somebody tries, by the number of the person, the role, the proposal.
#[derive(Clone, Debug)]
enum Try {
    Propose(u8, ProposalKind, Option<u8>),
    ProposeRole(u8, u8, Role),
    Approve(u8, usize),
    Decline(u8, usize),
    Withdraw(u8, usize),
    EndRole(u8, u8, Role),
    Leave(u8, u8),
    Rejoin(u8),
    Days(i64),
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let who = 0..PEOPLE;
    let role = || proptest::sample::select(Role::ALL.to_vec());
    let kind = proptest::sample::select(ProposalKind::ALL.to_vec());
    let one = prop_oneof![
        3 => (who.clone(), kind, proptest::option::of(who.clone())).prop_map(|(a, k, c)| Try::Propose(a, k, c)),
        3 => (who.clone(), who.clone(), role()).prop_map(|(a, b, r)| Try::ProposeRole(a, b, r)),
        6 => (who.clone(), 0usize..20).prop_map(|(a, p)| Try::Approve(a, p)),
        1 => (who.clone(), 0usize..20).prop_map(|(a, p)| Try::Decline(a, p)),
        1 => (who.clone(), 0usize..20).prop_map(|(a, p)| Try::Withdraw(a, p)),
        1 => (who.clone(), who.clone(), role()).prop_map(|(a, b, r)| Try::EndRole(a, b, r)),
        1 => (who.clone(), who.clone()).prop_map(|(a, b)| Try::Leave(a, b)),
        1 => who.prop_map(Try::Rejoin),
        1 => (1i64..20).prop_map(Try::Days),
    ];
    proptest::collection::vec(one, 1..80)
}

struct Filed {
    kind: ProposalKind,
    maker: AccountId,
    concerns: Option<AccountId>,
    grants: Option<(u8, Role)>,
    needed: u32,
    made_at: Timestamp,
    state: ProposalState,
    approvals: Vec<AccountId>,
}

/// Everybody is the platform's: that is where the power is. Persons 0 and 1 begin as security officers, as after the bootstrap.
struct Small {
    now: Timestamp,
    roles: Vec<Option<BTreeSet<Role>>>,
    filed: Vec<Filed>,
}

impl Small {
    fn new() -> Self {
        let officer = || Some(BTreeSet::from([Role::SecurityOfficer]));
        let rest = (2..PEOPLE).map(|_| Some(BTreeSet::new()));
        let roles = [officer(), officer()].into_iter().chain(rest).collect();
        Self { now: Timestamp::UNIX_EPOCH, roles, filed: Vec::new() }
    }

    fn staff(&self, who: u8) -> Option<Staff> {
        let roles: Vec<_> = self.roles[usize::from(who)].as_ref()?.iter().copied().collect();
        Some(somebody(who, &roles, true))
    }

    fn file(&mut self, who: u8, kind: ProposalKind, concerns: Option<u8>, grants: Option<(u8, Role)>) {
        let Some(staff) = self.staff(who) else { return };
        if rules::may_make(&staff, kind, &organisation("causeway")).is_err() {
            return;
        }
        let mut one = Filed {
            kind,
            maker: account(who),
            concerns: concerns.map(account),
            grants,
            needed: kind.needed(Mode::Production, true),
            made_at: self.now,
            state: ProposalState::Waiting,
            approvals: Vec::new(),
        };
        if one.needed == 0 {
            one.state = ProposalState::Applied;
        }
        self.filed.push(one);
    }

    fn decide(&mut self, who: u8, nth: usize, approve: bool) {
        let (Some(staff), now) = (self.staff(who), self.now) else { return };
        let Some(one) = self.filed.get_mut(nth) else { return };
        if rules::may_decide(&staff, &one.waiting(&organisation("causeway")), now).is_err() {
            return;
        }
        if !approve {
            one.state = ProposalState::Declined;
            return;
        }
        one.approvals.push(account(who));
        if one.approvals.len() >= one.needed as usize {
            one.state = ProposalState::Applied;
            if let Some((to, role)) = one.grants
                && let Some(roles) = &mut self.roles[usize::from(to)]
            {
                roles.insert(role);
            }
        }
    }

    fn officers(&self) -> Vec<AccountId> {
        let holds = |n: &u8| {
            let roles = &self.roles[usize::from(*n)];
            roles.as_ref().is_some_and(|roles| roles.contains(&Role::SecurityOfficer))
        };
        (0..PEOPLE).filter(holds).map(account).collect()
    }

    fn try_it(&mut self, what: &Try) {
        let causeway = organisation("causeway");
        match *what {
            Try::Propose(who, ProposalKind::Role, _) => drop(self.staff(who)),
            Try::Propose(who, kind, concerns) => self.file(who, kind, concerns, None),
            Try::ProposeRole(who, to, role)
                if self.roles[usize::from(to)].is_some()
                    && rules::may_give_to(account(who), account(to)).is_ok() =>
            {
                self.file(who, ProposalKind::Role, Some(to), Some((to, role)));
            }
            Try::ProposeRole(..) => {}
            Try::Approve(who, nth) => self.decide(who, nth, true),
            Try::Decline(who, nth) => self.decide(who, nth, false),
            Try::Withdraw(who, nth) => {
                let (Some(staff), now) = (self.staff(who), self.now) else { return };
                let Some(one) = self.filed.get_mut(nth) else { return };
                if rules::may_withdraw(&staff, &one.waiting(&causeway), now).is_ok() {
                    one.state = ProposalState::Withdrawn;
                }
            }
            Try::EndRole(who, from, role) => {
                let Some(staff) = self.staff(who) else { return };
                let spared = role != Role::SecurityOfficer
                    || rules::officers_left(&self.officers(), account(from)).is_ok();
                if rules::may_end(&staff, account(from), &causeway).is_ok()
                    && spared
                    && let Some(roles) = &mut self.roles[usize::from(from)]
                {
                    roles.remove(&role);
                }
            }
            Try::Leave(who, from) => {
                let Some(staff) = self.staff(who) else { return };
                let officer = self.officers().contains(&account(from));
                let spared = !officer || rules::officers_left(&self.officers(), account(from)).is_ok();
                if rules::may_end(&staff, account(from), &causeway).is_ok() && spared {
                    self.roles[usize::from(from)] = None;
                }
            }
            // Re-invited: a new place, the same person.
            Try::Rejoin(who) => drop(self.roles[usize::from(who)].get_or_insert_default()),
            Try::Days(days) => self.now += jiff::SignedDuration::from_hours(24 * days),
        }
    }
}

impl Filed {
    fn waiting<'a>(&'a self, organisation: &'a OrganisationId) -> Waiting<'a> {
        Waiting {
            kind: self.kind,
            organisation,
            state: self.state,
            expires_at: self.made_at + rules::PROPOSAL,
            maker: self.maker,
            concerns: self.concerns,
            approved_by: &self.approvals,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_allowed_acts_gives_one_person_both_keys(tried in tries()) {
        let mut small = Small::new();
        for what in &tried {
            small.try_it(what);
            prop_assert!(small.officers().len() >= 2, "after {what:?} the door is locked");
        }
        for one in &small.filed {
            prop_assert!(!one.approvals.contains(&one.maker), "{}: approved its own making", one.kind.as_str());
            let concerned = one.concerns.is_some_and(|person| one.approvals.contains(&person));
            prop_assert!(!concerned, "{}: approved what is about them", one.kind.as_str());
            let keys: BTreeSet<_> = one.approvals.iter().chain([&one.maker]).collect();
            prop_assert_eq!(keys.len(), one.approvals.len() + 1, "somebody counted twice");
            if one.state == ProposalState::Applied && one.needed > 0 {
                prop_assert!(keys.len() >= 2, "{} was applied by one person", one.kind.as_str());
            }
            prop_assert!(one.approvals.is_empty() || one.needed > 0);
        }
    }
}
