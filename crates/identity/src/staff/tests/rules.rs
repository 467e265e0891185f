//! The tables and the rules by themselves, over everything that can be.

use std::collections::BTreeSet;

use causeway_core::setting::Mode;
use causeway_core::{AccountId, Acr, OrganisationId, Permission, Session, Staff};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

use super::world::{code, organisation};
use crate::staff::rules::{self, Waiting};
use crate::staff::*;

pub(super) fn account(n: u8) -> AccountId {
    Uuid::from_u128(u128::from(n) + 1).into()
}

/// Somebody with these roles, at the platform or elsewhere.
pub(super) fn somebody(n: u8, roles: &[Role], platform: bool) -> Staff {
    Staff {
        session: Session {
            id: Uuid::from_u128(u128::from(n) + 1000).into(),
            account: account(n),
            acr: Acr::Passkey,
            authenticated_at: Timestamp::UNIX_EPOCH,
        },
        member: Uuid::from_u128(u128::from(n) + 2000).into(),
        organisation: organisation(if platform { "causeway" } else { "transport" }),
        platform,
        permissions: roles.iter().flat_map(|role| role.allows(platform)).collect(),
    }
}

fn any_roles() -> impl Strategy<Value = Vec<Role>> {
    proptest::sample::subsequence(Role::ALL.to_vec(), 0..=Role::ALL.len())
}

fn any_kind() -> impl Strategy<Value = ProposalKind> {
    proptest::sample::select(ProposalKind::ALL.to_vec())
}

#[test]
fn the_table_is_the_one_that_was_decided() {
    use Permission as P;
    let held = |role: Role| role.permissions().iter().copied().collect::<BTreeSet<_>>();
    for role in Role::ALL {
        assert!(held(*role).contains(&P::Desk), "{}", role.as_str());
    }
    let propose = [P::OrganisationsPropose, P::ClientsPropose, P::DatasetsPropose, P::PurposesPropose];
    for role in Role::ALL.iter().filter(|role| held(**role).contains(&P::CatalogueApprove)) {
        assert_eq!(*role, Role::Approver);
        assert!(propose.iter().all(|permission| !held(*role).contains(permission)));
    }
    let acting: Vec<_> =
        Role::ALL.iter().filter(|role| held(**role).contains(&P::OfficersAct)).copied().collect();
    assert_eq!(acting, [Role::SecurityOfficer]);
    let changes = [P::StaffManage, P::MandatesManage, P::SystemAct, P::ClientsStop, P::RolesApprove];
    assert!(changes.iter().chain(&propose).all(|permission| !held(Role::Auditor).contains(permission)));
    let weighty: Vec<_> = Role::ALL.iter().filter(|role| role.weighty(false)).copied().collect();
    assert_eq!(weighty, [Role::Registrar, Role::Approver, Role::Operator, Role::SecurityOfficer]);
    assert!(Role::ALL.iter().all(|role| role.weighty(true)));
}

#[test]
fn every_permission_is_held_by_some_role_and_names_come_back() {
    for permission in Permission::ALL {
        assert!(Role::ALL.iter().any(|role| role.permissions().contains(permission)), "{permission}");
    }
    for role in Role::ALL {
        assert_eq!(role.as_str().parse::<Role>().unwrap(), *role);
        assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
    }
    for kind in ProposalKind::ALL {
        assert_eq!(kind.as_str().parse::<ProposalKind>().unwrap(), *kind);
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
    for state in ProposalState::ALL {
        assert_eq!(state.as_str().parse::<ProposalState>().unwrap(), *state);
    }
    assert!("king".parse::<Role>().is_err());
}

#[test]
fn the_kinds_take_as_many_people_as_was_decided() {
    use ProposalKind as K;
    for kind in ProposalKind::ALL {
        let expected = match kind {
            K::ClientSecret | K::ClientStop | K::ClientRegistration | K::JobRetry => [0, 0, 0],
            K::Client => [1, 0, 1],
            K::Role => [0, 0, 1],
            _ => [1, 1, 1],
        };
        let needed = [
            kind.needed(Mode::Production, false),
            kind.needed(Mode::Sandbox, false),
            kind.needed(Mode::Production, true),
        ];
        assert_eq!(needed, expected, "{}", kind.as_str());
        assert_eq!(kind.rule().approve.is_none(), needed == [0, 0, 0], "{}", kind.as_str());
    }
}

#[test]
fn what_reaches_beyond_one_organisation_is_the_platform_s_alone() {
    for role in Role::ALL {
        let elsewhere: Vec<_> = role.allows(false).collect();
        assert!(elsewhere.iter().all(|permission| !PLATFORM_ONLY.contains(permission)), "{}", role.as_str());
        assert_eq!(role.allows(true).count(), role.permissions().len());
    }
    let everything = somebody(1, Role::ALL, false);
    for kind in ProposalKind::ALL.iter().filter(|kind| kind.rule().platform) {
        let made = rules::may_make(&everything, *kind, &organisation("transport"));
        assert_eq!(code(made), "not_found", "{}", kind.as_str());
    }
}

#[test]
fn a_clients_secret_is_made_by_its_own_organisation_alone() {
    let (of_platform, own) =
        (somebody(1, &[Role::Integrator], true), somebody(2, &[Role::Integrator], false));
    let made = |who, at| code(rules::may_make(who, ProposalKind::ClientSecret, &organisation(at)));
    assert_eq!(made(&of_platform, "transport"), "not_found", "a secret is no business of the platform's");
    assert_eq!(made(&of_platform, "causeway"), "ok");
    assert_eq!(made(&own, "transport"), "ok");
    let proposes = rules::may_make(&of_platform, ProposalKind::Client, &organisation("transport"));
    assert_eq!(code(proposes), "ok", "what somebody else approves, the platform's staff may propose");
}

#[test]
fn a_review_is_confirmed_in_the_two_weeks_before_it_is_due() {
    let due = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * 90);
    let at = |days: i64| {
        rules::may_confirm_now(due, Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * days))
    };
    assert_eq!(code(at(75)), "review_early");
    assert!(at(76).is_ok() && at(90).is_ok() && at(91).is_ok());
}

fn waiting(kind: ProposalKind, maker: AccountId, concerns: Option<AccountId>) -> Waiting<'static> {
    static TRANSPORT: std::sync::OnceLock<OrganisationId> = std::sync::OnceLock::new();
    Waiting {
        kind,
        organisation: TRANSPORT.get_or_init(|| organisation("transport")),
        state: ProposalState::Waiting,
        expires_at: Timestamp::UNIX_EPOCH + rules::PROPOSAL,
        maker,
        concerns,
        approved_by: &[],
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    /// Whatever roles somebody holds, wherever: never their own making, never what is about them, never twice, never too late.
    #[test]
    fn no_role_can_approve_its_own_making(
        roles in any_roles(), kind in any_kind(), platform in any::<bool>(), other in 0u8..4, days in 0i64..40,
    ) {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * days);
        let who = somebody(0, &roles, platform);
        let own = waiting(kind, account(0), None);
        prop_assert!(rules::may_decide(&who, &own, now).is_err());
        let about = waiting(kind, account(other + 1), Some(account(0)));
        prop_assert!(rules::may_decide(&who, &about, now).is_err());
        let by = [account(0)];
        let twice = Waiting { approved_by: &by, ..waiting(kind, account(other + 1), None) };
        prop_assert!(rules::may_decide(&who, &twice, now).is_err());
        let others = waiting(kind, account(other + 1), None);
        let allowed = rules::may_decide(&who, &others, now).is_ok();
        let holds = kind.rule().approve.is_some_and(|approve| who.may(approve));
        prop_assert_eq!(allowed, holds && platform && days < 30);
    }

    /// Outside the platform, nobody makes anything for an organisation that is not theirs.
    #[test]
    fn staff_of_one_organisation_make_nothing_for_another(roles in any_roles(), kind in any_kind()) {
        let who = somebody(0, &roles, false);
        prop_assert_eq!(code(rules::may_make(&who, kind, &organisation("water"))), "not_found");
        let own = rules::may_make(&who, kind, &organisation("transport")).is_ok();
        prop_assert_eq!(own, who.may(kind.rule().make) && !kind.rule().platform);
    }

    /// Two officers are left, whoever goes.
    #[test]
    fn the_door_is_never_locked_from_inside(officers in proptest::collection::btree_set(0u8..8, 0..6), ending in 0u8..8) {
        let all: Vec<_> = officers.iter().map(|n| account(*n)).collect();
        let left = officers.iter().filter(|n| **n != ending).count();
        prop_assert_eq!(rules::officers_left(&all, account(ending)).is_ok(), left >= 2);
    }
}

#[test]
fn a_proposal_that_is_decided_stays_decided() {
    let approver = somebody(0, &[Role::Approver], true);
    for state in ProposalState::ALL.iter().filter(|state| **state != ProposalState::Waiting) {
        let over = Waiting { state: *state, ..waiting(ProposalKind::Purpose, account(1), None) };
        let decided = rules::may_decide(&approver, &over, Timestamp::UNIX_EPOCH);
        assert_eq!(code(decided), "proposal_decided");
        let maker = somebody(1, &[Role::DataSteward], true);
        assert_eq!(code(rules::may_withdraw(&maker, &over, Timestamp::UNIX_EPOCH)), "proposal_decided");
    }
    let open = waiting(ProposalKind::Purpose, account(1), None);
    let other = rules::may_withdraw(&approver, &open, Timestamp::UNIX_EPOCH);
    assert_eq!(code(other), "not_found", "nobody takes back what another made");
}

#[test]
fn a_role_is_ended_by_those_who_manage_staff_and_by_its_holder_and_confirmed_by_another() {
    let transport = organisation("transport");
    let registrar = somebody(0, &[Role::Registrar], false);
    let steward = somebody(1, &[Role::DataSteward], false);
    assert!(rules::may_end(&registrar, account(1), &transport).is_ok());
    assert!(rules::may_end(&steward, account(1), &transport).is_ok(), "one may step down");
    assert!(rules::may_end(&steward, account(0), &transport).is_err());
    assert!(rules::may_end(&registrar, account(1), &organisation("water")).is_err());
    assert!(rules::may_confirm(&registrar, account(1), &transport).is_ok());
    assert_eq!(code(rules::may_confirm(&registrar, account(0), &transport)), "own_role");
    assert_eq!(code(rules::may_confirm(&steward, account(1), &transport)), "not_found");
}

#[test]
fn a_work_name_is_short_and_plain() {
    assert_eq!(rules::work_name("  陳大文 ").unwrap(), "陳大文");
    let long = "x".repeat(81);
    for bad in ["", "   ", "a\nb", "a\u{0}b", long.as_str()] {
        assert_eq!(code(rules::work_name(bad)), "bad_work_name", "{bad:?}");
    }
    assert!(rules::work_name(&"字".repeat(80)).is_ok());
}
