//! What staff do, from the first link to what takes effect, through the pages as a browser uses them.

use axum::http::StatusCode;

use super::world::{approve_all, bootstrap_link, confirm, hire, invite, join, links, officer, to_decide};
use crate::testing::{PageForm, houses};

/// A complete form for an organisation.
fn fire() -> Vec<(&'static str, &'static str)> {
    vec![
        ("id", "fire"),
        ("kind", "department"),
        ("status", "active"),
        ("name-en", "Fire Services"),
        ("name-zh-Hant", "消防處"),
        ("name-zh-Hans", "消防处"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bootstrap_link_lets_the_first_officer_in_with_a_new_passkey_once() {
    for house in houses().await {
        let link = bootstrap_link(&house).await;
        let mut tab = house.tab("first");
        let page = tab.get(&link).await;
        assert!(page.text.contains("data-passkey=\"create\""), "{}", page.text);
        assert!(page.text.contains("Security officer"), "{}", page.text);
        // Without a name nothing is taken, and what was typed stays.
        let empty = tab.submit_passkey_with(&page, &link, &[("work_name", " ")]).await;
        assert_eq!(empty.status, StatusCode::BAD_REQUEST);
        assert!(empty.text.contains("href=\"#work_name\""), "{}", empty.text);

        let joined = join(&mut tab, &link, "Ann, Security").await;
        let desk = tab.follow(joined).await;
        assert_eq!(desk.status, StatusCode::OK);
        assert!(
            desk.text.contains("My desk") && desk.text.contains("You act for Causeway."),
            "{}",
            desk.text
        );
        // The link is used up, for everybody.
        assert_eq!(house.tab("second").get(&link).await.status, StatusCode::GONE);

        let out = tab.post("/console/logout", &[]).await;
        assert_eq!(out.header("location"), "/console/logout");
        assert_eq!(tab.get("/console").await.header("location"), "/console/login?next=%2Fconsole");
        let login = tab.get("/console/login?next=%2Fconsole%2Fstaff").await;
        let back = tab.submit_passkey(&login, "/console/login").await;
        assert_eq!(back.header("location"), "/console/staff");
        assert!(tab.get("/console/staff").await.text.contains("Ann, Security"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_joins_with_their_own_account_and_a_second_officer_lets_them_have_the_role() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let link = invite(&mut one, "causeway", &["registrar", "auditor"]).await;
        // Nobody is logged in: log in first, and come back.
        let page = house.tab("nobody").get(&link).await;
        let login = links(&page.text, "/login").pop().unwrap();
        assert!(login.contains("next=%2Fconsole%2Fjoin%2F"), "{login}");

        let (mut ann, session) = house.person("ann", 1).await;
        let page = ann.get(&link).await;
        assert!(page.text.contains("data-passkey=\"get\""), "{}", page.text);
        let joined = join(&mut ann, &link, "Ann, Registry").await;
        let desk = ann.follow(joined).await;
        assert_eq!(desk.status, StatusCode::OK);
        // Every role at the platform weighs: until it is approved there is the desk alone.
        assert_eq!(ann.get("/console/organisations").await.status, StatusCode::NOT_FOUND);
        // Whoever invited cannot approve what came of it.
        assert!(!desk.text.contains("/approve"));
        for proposal in to_decide(&mut one).await {
            let refused = one.post(&format!("{proposal}/approve"), &[]).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
        }
        approve_all(&mut other).await;
        assert_eq!(ann.get("/console/organisations").await.status, StatusCode::OK);
        let told = house.events(session.account).await;
        assert!(told.contains(&"staff.joined") && told.contains(&"staff.role_given"), "{told:?}");
        // The person's own list says so in words.
        let activity = ann.get("/activity").await;
        assert!(activity.text.contains("Joined the staff of Causeway"), "{}", activity.text);
        assert!(!activity.text.contains('⟦'));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_proposes_another_approves_with_a_passkey_and_it_takes_effect() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let both = (&mut one, &mut other);
        let mut ann = hire(&house, both, ("ann", 1), "causeway", &["registrar"]).await;
        let mut bob = hire(&house, (&mut one, &mut other), ("bob", 3), "causeway", &["approver"]).await;

        let begun = ann.post("/console/organisations/new", &fire()).await;
        let act = ann.get(begun.header("location")).await;
        assert!(
            act.text.contains("消防處") && act.text.contains("What happens once it is approved"),
            "{}",
            act.text
        );
        // Leaving the page is having tried it dry.
        assert_eq!(ann.get("/console/organisations/fire").await.status, StatusCode::NOT_FOUND);
        let waits = confirm(&mut ann, &begun).await;
        assert!(waits.header("location").contains("outcome=waits"), "{}", waits.text);
        let said = ann.follow(waits).await;
        assert!(said.text.contains("second person"), "{}", said.text);

        // The maker takes no part in the decision.
        let proposal = to_decide(&mut ann).await.pop().unwrap();
        let page = ann.get(&proposal).await;
        assert!(page.text.contains("/withdraw") && !page.text.contains("/approve"), "{}", page.text);
        assert!(ann.post(&format!("{proposal}/approve"), &[]).await.status.is_client_error());

        let page = bob.get(&proposal).await;
        assert!(page.text.contains("/approve") && page.text.contains("ann"), "{}", page.text);
        let begun = bob.post(&format!("{proposal}/approve"), &[]).await;
        let act = bob.get(begun.header("location")).await;
        assert!(
            act.text.contains("data-passkey=\"get\"") && act.text.contains("Fire Services"),
            "{}",
            act.text
        );
        // Without the passkey nothing happens.
        let refused = bob.post(begun.header("location"), &[]).await;
        assert_eq!(refused.header("location"), format!("{}?failed=1", begun.header("location")));
        assert!(bob.get(refused.header("location")).await.text.contains("The passkey was not accepted"));
        let done = confirm(&mut bob, &begun).await;
        assert!(done.header("location").contains("outcome=applied"), "{}", done.text);

        let page = ann.get("/console/organisations/fire").await;
        assert!(page.text.contains("Fire Services"), "{}", page.text);
        // It is done once.
        assert_eq!(confirm_again(&mut bob, &begun).await, StatusCode::NOT_FOUND);
    }
}

async fn confirm_again(
    tab: &mut crate::testing::Tab<'_>,
    begun: &causeway_http::testing::Answer,
) -> StatusCode {
    tab.get(begun.header("location")).await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_says_what_it_was_and_can_be_declined_or_taken_back() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let mut ann = hire(&house, (&mut one, &mut other), ("ann", 1), "causeway", &["registrar"]).await;
        let mut bob = hire(&house, (&mut one, &mut other), ("bob", 3), "causeway", &["approver"]).await;
        let form = ann.get("/console/organisations/health/change").await;
        assert!(form.text.contains("value=\"Department of Health\""), "{}", form.text);
        let mut changed = fire();
        changed.retain(|(name, _)| *name != "id");
        // A row is added by a button, and what was typed stays.
        let mut grown = changed.clone();
        grown.push(("add", "unit"));
        let more = ann.post("/console/organisations/health/change", &grown).await;
        assert_eq!(more.status, StatusCode::OK);
        assert!(
            more.text.contains("name=\"unit-id\"") && more.text.contains("Fire Services"),
            "{}",
            more.text
        );

        let begun = ann.post("/console/organisations/health/change", &changed).await;
        let act = ann.get(begun.header("location")).await;
        assert!(act.text.contains("Before: English: Department of Health"), "{}", act.text);
        confirm(&mut ann, &begun).await;
        let proposal = to_decide(&mut bob).await.pop().unwrap();
        let begun = bob.post(&format!("{proposal}/decline"), &[]).await;
        confirm(&mut bob, &begun).await;
        assert!(ann.get(&proposal).await.text.contains("Declined"));
        assert!(ann.get("/console/organisations/health").await.text.contains("Department of Health"));

        let begun = ann.post("/console/organisations/health/change", &changed).await;
        confirm(&mut ann, &begun).await;
        let proposal = to_decide(&mut ann).await.pop().unwrap();
        let begun = ann.post(&format!("{proposal}/withdraw"), &[]).await;
        confirm(&mut ann, &begun).await;
        assert!(ann.get(&proposal).await.text.contains("Taken back"));
        assert_eq!(to_decide(&mut bob).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_given_confirmed_and_ended_and_a_place_too() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let mut ann = hire(&house, (&mut one, &mut other), ("ann", 1), "health", &["integrator"]).await;
        assert_eq!(ann.get("/console/organisations/health").await.status, StatusCode::OK);
        let staff = one.get("/console/staff?organisation=health").await;
        let member =
            links(&staff.text, "/console/staff/").into_iter().find(|l| !l.ends_with("invite")).unwrap();
        let form = one.get(&format!("{member}/role")).await;
        assert!(form.text.contains("value=\"auditor\"") && !form.text.contains("value=\"integrator\""));
        let missing = one.post(&format!("{member}/role"), &[]).await;
        assert_eq!(missing.status, StatusCode::BAD_REQUEST);
        let begun = one.post(&format!("{member}/role"), &[("role", "auditor")]).await;
        let done = confirm(&mut one, &begun).await;
        assert!(done.header("location").contains("outcome=waits"), "in another organisation than one's own");
        approve_all(&mut other).await;
        assert_eq!(ann.get("/console/staff").await.status, StatusCode::OK, "auditors see staff");

        let page = one.get(&member).await;
        let grant = forms(&page.text, "/console/grants/").pop().unwrap();
        let begun = one.post(&grant, &[]).await;
        confirm(&mut one, &begun).await;
        let mine = ann.get("/console/me").await;
        assert!(mine.text.contains("Department of Health"), "{}", mine.text);
        let begun = one.post(&format!("{member}/end"), &[]).await;
        confirm(&mut one, &begun).await;
        assert_eq!(ann.get("/console").await.header("location"), "/console/login?next=%2Fconsole");
        assert!(one.get(&member).await.text.contains("Ended"));
    }
}

/// Where the forms of a page lead that begin in some way.
fn forms(html: &str, start: &str) -> Vec<String> {
    let actions = html.split(" action=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    actions.filter(|action| action.starts_with(start)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_can_be_taken_back_and_its_link_is_dead() {
    for house in houses().await {
        let mut one = officer(&house, "one").await;
        let link = invite(&mut one, "health", &["auditor"]).await;
        let open = one.get("/console/invitations").await;
        assert!(open.text.contains("Department of Health") && !open.text.contains(&link), "{}", open.text);
        assert!(open.text.contains("Expected Person"), "{}", open.text);
        let revoke = forms(&open.text, "/console/invitations/").pop().unwrap();
        let begun = one.post(&revoke, &[]).await;
        confirm(&mut one, &begun).await;
        assert_eq!(house.tab("late").get(&link).await.status, StatusCode::GONE);
        assert!(one.get("/console/invitations").await.text.contains("No invitation is open"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_a_link_was_made_for_stands_beside_the_name_its_taker_chose() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let nameless = [("organisation", "causeway"), ("role", "auditor"), ("name", " ")];
        let again = one.post("/console/staff/invite", &nameless).await;
        assert_eq!(again.status, StatusCode::BAD_REQUEST);
        assert!(again.text.contains("href=\"#name\""), "{}", again.text);
        let begun = one
            .post(
                "/console/staff/invite",
                &[("organisation", "causeway"), ("role", "auditor"), ("name", "Ben")],
            )
            .await;
        let act = one.get(begun.header("location")).await;
        assert!(act.text.contains("A link is made by which Ben can join"), "{}", act.text);
        let link = super::world::shown_link(&confirm(&mut one, &begun).await);
        let (mut eve, _) = house.person("eve", 1).await;
        join(&mut eve, &link, "The Commissioner").await;
        let proposal = to_decide(&mut other).await.pop().unwrap();
        let page = other.get(&proposal).await;
        assert!(page.text.contains("The Commissioner (invited as “Ben”)"), "{}", page.text);
        let told = one.get("/console/evidence?q=staff.joined").await;
        assert_eq!(told.status, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_in_the_console_takes_a_second_link_with_the_account_they_are_there_with() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let accounts = async || -> i64 {
            let sql = "select count(*) from identity_account";
            house.test.env.db.one(sql, &[]).await.unwrap().read().unwrap()
        };
        let before = accounts().await;
        let link = invite(&mut other, "health", &["auditor"]).await;
        // Nobody but their console knows this officer: there is no account of a citizen to log in with.
        one.post("/console/logout", &[]).await;
        let page = one.get(&link).await;
        let login = links(&page.text, "/console/login").pop().unwrap();
        let page = one.get(&login).await;
        let back = one.submit_passkey(&page, "/console/login").await;
        assert_eq!(back.header("location"), link);
        let page = one.get(&link).await;
        assert!(links(&page.text, "/console/login").is_empty(), "{}", page.text);
        assert!(page.text.contains("data-passkey=\"get\""), "{}", page.text);
        let joined = join(&mut one, &link, "One, Health").await;
        assert_eq!(joined.header("location"), "/console?joined=1", "{}", joined.text);
        let mine = one.get("/console/me").await.text;
        assert!(mine.contains("Department of Health") && mine.contains("Causeway"), "{mine}");
        assert_eq!(accounts().await, before, "{}", house.test.engine);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_once_is_in_no_address_and_not_shown_again() {
    for house in houses().await {
        let mut one = officer(&house, "one").await;
        let begun = one
            .post(
                "/console/staff/invite",
                &[("organisation", "health"), ("name", "Ben"), ("role", "auditor")],
            )
            .await;
        let path = begun.header("location").to_owned();
        let act = one.get(&path).await;
        let shown = one.submit_passkey(&act, &path).await;
        assert_eq!((shown.status, shown.header("location")), (StatusCode::OK, ""));
        assert!(shown.header("cache-control").contains("no-store"), "{:?}", shown.headers);
        assert_eq!(one.get(&path).await.status, StatusCode::NOT_FOUND);
        let again = one.submit_passkey(&act, &path).await;
        assert!(again.status.is_client_error() && !again.text.contains("/console/join/"), "{}", again.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_works_for_two_organisations_and_turns_from_one_to_the_other() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let mut ann = hire(&house, (&mut one, &mut other), ("ann", 1), "health", &["integrator"]).await;
        let link = invite(&mut one, "water", &["data_steward"]).await;
        let joined = join(&mut ann, &link, "Ann, Water").await;
        ann.follow(joined).await;
        let mine = ann.get("/console/me").await;
        let form = PageForm::find(&mine.text, "/console/me");
        let fields: Vec<(&str, &str)> = form.fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let before = ann.get("/console").await.text.contains("You act for Water");
        let turned = ann.post("/console/me", &fields).await;
        assert_eq!(turned.header("location"), "/console");
        let after = ann.get("/console").await;
        assert_ne!(after.text.contains("You act for Water"), before, "{}", after.text);
        let stranger = [("member", "00000000-0000-0000-0000-000000000063")];
        assert_eq!(ann.post("/console/me", &stranger).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mandate_is_given_listed_and_ended() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let mut ann = hire(&house, (&mut one, &mut other), ("ann", 1), "health", &["registrar"]).await;
        let _bob = hire(&house, (&mut one, &mut other), ("bob", 3), "health", &["integrator"]).await;
        let form = ann.get("/console/mandates/new").await;
        assert!(form.text.contains("bob"), "{}", form.text);
        let faulty =
            ann.post("/console/mandates/new", &[("organisation", "health"), ("limit", "lots")]).await;
        assert_eq!(faulty.status, StatusCode::BAD_REQUEST);
        assert!(
            faulty.text.contains("value=\"lots\"") && faulty.text.contains("href=\"#scope\""),
            "{}",
            faulty.text
        );
        let who = choice(&form.text, "representative", "bob");
        let until = house.portal.parts().env.now() + jiff::SignedDuration::from_hours(24 * 100);
        let day = until.to_zoned(jiff::tz::TimeZone::UTC).date();
        let (d, m, y) = (day.day().to_string(), day.month().to_string(), day.year().to_string());
        let fields = [
            ("organisation", "health"),
            ("representative", who.as_str()),
            ("scope", "pay"),
            ("scope", "file"),
            ("limit", "50,000.00"),
            ("until-day", &d),
            ("until-month", &m),
            ("until-year", &y),
            ("basis", "decision"),
            ("reference", "HR/2026/7"),
        ];
        let begun = ann.post("/console/mandates/new", &fields).await;
        let act = ann.get(begun.header("location")).await;
        assert!(act.text.contains("50,000.00") && act.text.contains("Pay"), "{}", act.text);
        let said =
            |page: &str, words: &str| page.lines().any(|line| line.contains("bob") && line.contains(words));
        assert!(said(&act.text, "may act for"), "whom it is given: {}", act.text);
        confirm(&mut ann, &begun).await;
        let listed = ann.get("/console/mandates").await;
        assert!(listed.text.contains("bob") && listed.text.contains("50,000.00"), "{}", listed.text);
        let end = forms(&listed.text, "/console/mandates/")
            .into_iter()
            .find(|path| path.ends_with("/end"))
            .unwrap();
        let begun = ann.post(&end, &[]).await;
        let act = ann.get(begun.header("location")).await;
        assert!(said(&act.text, "ends at once"), "whose it is: {}", act.text);
        confirm(&mut ann, &begun).await;
        assert!(ann.get("/console/mandates").await.text.contains("Ended by the organisation"));
    }
}

/// The value of the radio button whose label says `words`.
fn choice(html: &str, name: &str, words: &str) -> String {
    let inputs = html.split("<input ").filter(|input| input.contains(&format!("name=\"{name}\"")));
    let mut found = inputs.filter(|input| input.split("</label>").next().unwrap().contains(words));
    crate::testing::attribute(&format!(" {}", found.next().unwrap()), "value")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_due_is_confirmed_by_somebody_else_than_its_holder() {
    for house in houses().await {
        let (mut one, mut other) = (officer(&house, "one").await, officer(&house, "other").await);
        let clock = &house.portal.parts().env.clock;
        clock.advance(jiff::SignedDuration::from_hours(24 * 80));
        for tab in [&mut one, &mut other] {
            let login = tab.get("/console/login").await;
            tab.submit_passkey(&login, "/console/login").await;
        }
        let desk = one.get("/console").await;
        assert!(desk.text.contains("Roles to confirm soon"), "{}", desk.text);
        let page = one.get("/console/reviews").await;
        let confirms: Vec<String> = forms(&page.text, "/console/grants/")
            .into_iter()
            .filter(|path| path.ends_with("/confirm"))
            .collect();
        assert_eq!(confirms.len(), 1, "one's own role is for the other: {}", page.text);
        let begun = one.post(&confirms[0], &[]).await;
        let done = confirm(&mut one, &begun).await;
        assert!(done.header("location").contains("outcome=applied"), "{}", done.text);
        assert!(one.get("/console/reviews").await.text.contains("No role has to be confirmed"));
    }
}
