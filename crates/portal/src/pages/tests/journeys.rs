//! Journeys through the real router, on both databases, with a software authenticator in the browser.

use axum::http::StatusCode;
use causeway_core::{Acr, Lang, RequestId};
use causeway_http::testing::Answer;
use causeway_registration::CardNumber;
use jiff::SignedDuration;

use crate::testing::{House, PageForm, RELYING_PARTY, Tab, address_once, attribute, card, houses, login};

fn form<'a>(number: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("agree", "yes"),
        ("card_number", number),
        ("name", name),
        ("date_of_issue-day", "7"),
        ("date_of_issue-month", "3"),
        ("date_of_issue-year", "2019"),
        ("date_of_birth-day", "31"),
        ("date_of_birth-month", "1"),
        ("date_of_birth-year", "1990"),
        ("next", "/scan"),
    ]
}

fn to(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header("location")
}

/// Approves a request whose page is at hand, and returns where that leads.
async fn approve(tab: &mut Tab<'_>, id: RequestId) -> Answer {
    let page = tab.get(&format!("/requests/{id}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    tab.submit_passkey(&page, &format!("/requests/{id}/approve")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_registers_logs_in_approves_sees_it_and_withdraws() {
    for house in houses().await {
        let mut tab = house.tab("ann");
        let number = card(1);
        let verified = tab.post("/register", &form(&number, "chan tai man")).await;
        let page = tab.get(to(&verified)).await;
        let action = to(&verified).split('?').next().unwrap().to_owned();
        let created = tab.submit_passkey(&page, &action).await;
        assert_eq!(to(&created), "/register/done?next=%2Fscan");
        assert!(tab.get("/register/done?next=%2Fscan").await.text.contains("href=\"/scan\""));

        let out = tab.post("/logout", &[]).await;
        assert_eq!(to(&out), "/logout");
        assert_eq!(to(&tab.get("/activity").await), "/login?next=%2Factivity");
        let page = tab.get("/login?next=%2Factivity").await;
        let back = tab.submit_passkey(&page, "/login").await;
        assert_eq!(to(&back), "/activity");
        let activity = tab.get("/activity").await.text;
        for told in ["You registered", "You logged in here with a passkey", "You logged out"] {
            assert!(activity.contains(told), "{told}");
        }

        let id = house.ask(&tab, vec![login(), address_once()]).await;
        let page = tab.get(&format!("/requests/{id}")).await;
        the_screen_shows_it_all(&page, &number);
        let approved = tab.submit_passkey(&page, &format!("/requests/{id}/approve")).await;
        let resumed = tab.follow(approved).await;
        assert_eq!(to(&resumed), format!("/authorize/resume?request={id}"));

        it_stands_and_is_withdrawn(&house, &mut tab).await;
    }
}

fn the_screen_shows_it_all(page: &Answer, number: &str) {
    for shown in [
        "Vaccination Record",
        "Department of Health",
        RELYING_PARTY,
        number,
        "Water Supplies Department",
        "Residential address",
        "To show your own records",
        "Once: for one reading",
    ] {
        assert!(page.text.contains(shown), "{shown}");
    }
    let (decline, approve) = (page.text.find("/decline\"").unwrap(), page.text.find("/approve\"").unwrap());
    assert!(decline < approve, "Decline stands first");
    let classes = page.text.matches("class=\"govuk-button govuk-!-width-full\"").count();
    assert_eq!(classes, 2, "Decline and Approve look alike");
    let policy = page.header("content-security-policy");
    assert!(policy.contains(&format!("form-action 'self' {RELYING_PARTY};")), "{policy}");
}

async fn it_stands_and_is_withdrawn(house: &House, tab: &mut Tab<'_>) {
    let list = tab.get("/consents").await;
    let links: Vec<_> =
        list.text.split("<a ").map(|a| attribute(a, "href")).filter(|h| h.ends_with("/withdraw")).collect();
    assert_eq!(links.len(), 2);
    let details = tab.get(links[1].strip_suffix("/withdraw").unwrap()).await;
    assert!(details.text.contains("Stands"));
    let confirm = tab.get(&links[1]).await;
    assert!(confirm.text.contains("Yes, withdraw"));
    let done = tab.post(&links[1], &[]).await;
    let done = tab.follow(done).await;
    assert!(done.text.contains("can read nothing more under this"));
    let details = tab.get(links[1].strip_suffix("/withdraw").unwrap()).await;
    assert!(details.text.contains("Withdrawn") && !details.text.contains("/withdraw\""));
    assert_eq!(tab.get("/consents").await.text.matches("/withdraw\"").count(), 1);

    let activity = tab.get("/activity").await.text;
    assert!(activity.contains("You withdrew what you had allowed Vaccination Record"));
    let entry =
        activity.split("<a ").map(|a| attribute(a, "href")).find(|h| h.starts_with("/activity/")).unwrap();
    assert!(tab.get(&entry).await.text.contains("not in the public evidence log yet"));
    house.portal.parts().evidence.sequence().await.unwrap();
    let page = tab.get(&entry).await.text;
    assert!(
        page.contains("is in the public evidence log") && page.contains("causeway verify --trust log.pub")
    );
    let receipt = tab.get(&format!("{entry}/receipt.json")).await;
    assert!(receipt.header("content-disposition").starts_with("attachment; filename=\"receipt-"));
    assert!(receipt.json()["proof"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_of_not_registering_has_its_page() {
    for house in houses().await {
        house.person("holder", 3).await;
        let mut tab = house.tab("ann");
        let faulty = tab.post("/register", &form("ZZ000001(0)", "")).await;
        assert_eq!(faulty.status, StatusCode::BAD_REQUEST);
        assert!(faulty.text.contains("There is a problem") && faulty.text.contains("href=\"#card_number\""));
        assert!(faulty.text.contains("<title>Error: "));
        let mut unasked = form("", "");
        unasked.remove(0);
        let unasked = tab.post("/register", &unasked).await;
        assert!(unasked.text.contains("href=\"#agree\""));
        for (number, name, told) in [
            (card(1), "WONG Siu Ming", "We could not confirm your details"),
            (card(2), "CHAN Tai Man", "This card has been reported lost"),
            (card(3), "CHAN Tai Man", "This card has an account already"),
        ] {
            let refused = tab.post("/register", &form(&number, name)).await;
            assert_eq!(refused.status, StatusCode::CONFLICT);
            assert!(refused.text.contains(told), "{told}");
            let plain = CardNumber::parse(&number).unwrap().as_str().to_owned();
            assert!(!refused.text.contains(&plain) && !refused.text.contains(&number));
        }
        let over = tab.get(&format!("/register/{}/passkey", uuid::Uuid::from_u128(1))).await;
        assert_eq!(over.status, StatusCode::GONE);
        assert!(over.text.contains("Your registration has timed out"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_is_logged_in_by_a_phone_that_scans_its_code() {
    for house in houses().await {
        let (mut phone, session) = house.person("phone", 1).await;
        let mut screen = house.tab("screen");
        let opened = screen.post("/login/qr", &[("next", "/activity")]).await;
        let order = to(&opened).to_owned();
        let page = screen.get(&order).await;
        let frame = page.text.split("<code>").nth(1).unwrap().split("</code>").next().unwrap().to_owned();
        let number =
            page.text.split("cw-match-code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert_eq!(screen.get(&format!("{order}/frame")).await.json()["state"], "open");

        let claimed = phone.post("/scan", &[("frame", &frame)]).await;
        let request = to(&claimed).to_owned();
        assert_eq!(screen.get(&format!("{order}/frame")).await.json()["state"], "scanned");
        assert!(screen.get(&order).await.text.contains("Now decide on your phone"));
        let asked = phone.get(&request).await;
        assert!(asked.text.contains("Log in on another screen?"));
        assert!(asked.text.contains(&format!("Number on both screens: {number}")));
        let approved = phone.submit_passkey(&asked, &format!("{request}/approve")).await;
        let done = phone.follow(approved).await;
        assert!(done.text.contains("You can go back to the other screen"));

        let polled = screen.get(&format!("{order}/frame")).await.json();
        assert_eq!(polled["state"], "done");
        assert_eq!(polled["location"], order.as_str());
        let other = house.tab("stranger").get(&order).await;
        assert_eq!(other.status, StatusCode::NOT_FOUND, "another browser gets nothing for it");
        let redeemed = screen.get(&order).await;
        let on = screen.follow(redeemed).await;
        assert!(on.text.contains("<h1 class=\"govuk-heading-l\">My activity</h1>"), "{}", on.text);
        let cookie = &screen.jar[crate::SESSION_COOKIE];
        let own = house.portal.parts().identity.session(cookie).await.unwrap().unwrap();
        assert_eq!((own.account, own.acr), (session.account, Acr::CrossDevice));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_is_old_forged_or_scanned_twice_does_nothing() {
    for house in houses().await {
        let (mut phone, _) = house.person("phone", 1).await;
        let (mut other, _) = house.person("other", 4).await;
        let mut screen = house.tab("screen");
        let id = house.ask(&screen, vec![login()]).await;
        let opened = screen.post(&format!("/requests/{id}/qr"), &[]).await;
        let order = to(&opened).to_owned();
        let page = screen.get(&order).await;
        let frame = page.text.split("<code>").nth(1).unwrap().split("</code>").next().unwrap().to_owned();
        for bad in ["", "hello", &format!("{frame}x"), "http://evil.example/x/1.a.b.c"] {
            let refused = phone.post("/scan", &[("frame", bad)]).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{bad}");
        }
        let path = frame.strip_prefix(crate::testing::ORIGIN).unwrap();
        let camera = phone.get(path).await;
        assert!(
            camera.text.contains("that does nothing by itself") && camera.text.contains("href=\"/scan\"")
        );
        assert_eq!(screen.get(&format!("{order}/frame")).await.json()["state"], "open");

        let claimed = phone.post("/scan", &[("frame", &frame)]).await;
        assert_eq!(to(&claimed), format!("/requests/{id}"));
        let second = other.post("/scan", &[("frame", &frame)]).await;
        assert_eq!(second.status, StatusCode::BAD_REQUEST);
        assert!(screen.get(&order).await.text.contains("The code was scanned twice"));
        let over = phone.get(&format!("/requests/{id}")).await;
        assert_eq!(over.status, StatusCode::GONE);

        let id = house.ask(&screen, vec![login()]).await;
        let order = to(&screen.post(&format!("/requests/{id}/qr"), &[]).await).to_owned();
        let page = screen.get(&order).await;
        let frame = page.text.split("<code>").nth(1).unwrap().split("</code>").next().unwrap().to_owned();
        house.test.env.clock.advance(SignedDuration::from_secs(10));
        let late = phone.post("/scan", &[("frame", &frame)]).await;
        assert!(late.text.contains("This code is no longer good"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn declining_needs_no_passkey_and_leads_back_to_the_service() {
    for house in houses().await {
        let (mut tab, session) = house.person("ann", 1).await;
        let id = house.ask(&tab, vec![login()]).await;
        tab.get(&format!("/requests/{id}")).await;
        let declined = tab.post(&format!("/requests/{id}/decline"), &[]).await;
        let on = tab.follow(declined).await;
        assert_eq!(to(&on), format!("/authorize/resume?request={id}"));
        assert_eq!(house.events(session.account).await.last(), Some(&"request.declined"));
        assert!(tab.get("/activity").await.text.contains("You declined what Vaccination Record asked"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_login_goes_straight_on() {
    for house in houses().await {
        let (mut tab, _) = house.person("ann", 1).await;
        let first = house.ask(&tab, vec![login()]).await;
        let approved = approve(&mut tab, first).await;
        tab.follow(approved).await;
        let second = house.ask(&tab, vec![login()]).await;
        let on = tab.get(&format!("/requests/{second}")).await;
        assert_eq!(to(&on), format!("/authorize/resume?request={second}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_shown_anew_makes_the_old_answer_worthless() {
    for house in houses().await {
        let (mut tab, session) = house.person("ann", 1).await;
        let id = house.ask(&tab, vec![login()]).await;
        let (page, action) = (tab.get(&format!("/requests/{id}")).await, format!("/requests/{id}/approve"));
        let options = serde_json::from_str(&PageForm::find(&page.text, &action).options).unwrap();
        let old = tab.sign(&options).await.to_string();
        // In another language other words are shown, and those have not been signed for.
        let anew = tab.get(&format!("/requests/{id}?lang=zh-Hant")).await;
        assert!(anew.text.contains("要求你批准"));
        let refused = tab.post(&action, &[("response", &old)]).await;
        assert_eq!(to(&refused), format!("/requests/{id}?failed=1"));
        let again = tab.get(&format!("/requests/{id}?failed=1")).await;
        assert!(again.text.contains("批准不獲接納"));
        assert!(!house.events(session.account).await.contains(&"consent.given"));
        let approved = tab.submit_passkey(&again, &action).await;
        assert_eq!(to(&approved), format!("/requests/{id}"));
        let twice = tab.post(&action, &[("response", &old)]).await;
        assert_eq!(to(&twice), format!("/requests/{id}"), "decided is decided");
        assert_eq!(
            house.events(session.account).await.iter().filter(|name| **name == "consent.given").count(),
            1
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_simulated_phone_does_all_that_a_real_one_does() {
    for house in houses().await {
        let mut tab = house.tab("ann");
        let number = card(1);
        let verified = tab.post("/register", &form(&number, "CHAN Tai Man")).await;
        let own = to(&verified).split('/').nth(2).unwrap().to_owned();
        let created = tab.post(&format!("/register/{own}/phone"), &[]).await;
        assert_eq!(to(&created), "/register/done");
        tab.post("/logout", &[]).await;

        // As the passkey of this device.
        let page = tab.get("/login").await;
        assert!(page.text.contains("Log in as CHAN, Tai Man"));
        let account = &PageForm::find(&page.text, "/login/phone").fields[0].1.clone();
        let logged_in = tab.post("/login/phone", &[("account", account), ("next", "//evil.example")]).await;
        assert_eq!(to(&logged_in), "/");
        let id = house.ask(&tab, vec![login()]).await;
        let page = tab.get(&format!("/requests/{id}")).await;
        let options = PageForm::find(&page.text, &format!("/requests/{id}/approve")).fields[0].1.clone();
        let approved = tab.post(&format!("/requests/{id}/approve"), &[("options", &options)]).await;
        assert_eq!(to(&tab.follow(approved).await), format!("/authorize/resume?request={id}"));
        tab.post("/logout", &[]).await;

        // As another device, with a session of its own.
        let id = house.ask(&tab, vec![login(), address_once()]).await;
        let order = to(&tab.post(&format!("/requests/{id}/qr"), &[]).await).to_owned();
        let scan = format!("/phone/scan/{}", order.split('/').nth(2).unwrap());
        let first = to(&tab.post(&scan, &[]).await).to_owned();
        assert!(first.starts_with("/phone?failed=1&next="), "{first}");
        assert!(tab.get(&first).await.text.contains("Log in on the phone first"));
        let logged_in = tab.post("/phone/login", &[("account", account), ("next", &order)]).await;
        assert_eq!(to(&logged_in), order, "back to the screen whose code is to be scanned");
        let claimed = tab.post(&scan, &[]).await;
        assert_eq!(to(&claimed), format!("/phone/requests/{id}"));
        let page = tab.get(&format!("/phone/requests/{id}")).await;
        assert!(
            page.text.contains("a stand-in for your own phone")
                && page.text.contains("Number on both screens")
        );
        let options =
            PageForm::find(&page.text, &format!("/phone/requests/{id}/approve")).fields[0].1.clone();
        let approved = tab.post(&format!("/phone/requests/{id}/approve"), &[("options", &options)]).await;
        let done = tab.follow(approved).await;
        assert!(done.text.contains("You can go back to the other screen"));
        assert!(
            !tab.jar.contains_key(crate::SESSION_COOKIE),
            "the screen has its session only from the code"
        );
        assert!(done.text.contains(&format!("href=\"/requests/{id}\"")), "the screen is beside it");
        let handed = tab.get(&order).await;
        assert_eq!(to(&tab.follow(handed).await), format!("/authorize/resume?request={id}"));
        assert!(tab.jar.contains_key(crate::SESSION_COOKIE));
        assert_eq!(to(&tab.post("/phone/logout", &[]).await), "/phone");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_may_wish_for_a_language_until_the_person_chooses_one() {
    for house in houses().await {
        let mut ann = house.tab("ann");
        let id = house.ask_in(&ann, vec![login()], Some(Lang::ZhHant)).await;
        let wished = ann.get(&format!("/requests/{id}")).await;
        assert_eq!(to(&wished), format!("/requests/{id}?lang=zh-Hant"));
        assert!(ann.follow(wished).await.text.contains("登入以繼續前往疫苗接種紀錄"));
        ann.get("/?lang=zh-Hans").await;
        let page = ann.get(&format!("/requests/{id}")).await;
        assert!(page.text.contains("登录以继续前往疫苗接种记录"), "{}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_wait_until_they_are_read() {
    for house in houses().await {
        let (mut tab, _) = house.person("ann", 1).await;
        assert!(tab.get("/").await.text.contains("You have 1 unread message"));
        let inbox = tab.get("/messages").await.text;
        assert!(inbox.contains("Welcome") && inbox.contains("Unread"));
        let action = inbox
            .split("<form ")
            .map(|f| attribute(&format!(" {f}"), "action"))
            .find(|a| a.ends_with("/read"))
            .unwrap();
        let read = tab.post(&action, &[]).await;
        assert_eq!(to(&read), "/messages");
        assert!(!tab.get("/messages").await.text.contains("Unread"));
        assert!(tab.get("/").await.text.contains("Nothing is waiting for you"));
        assert!(tab.get("/account").await.text.contains("First passkey"));
        assert!(tab.get("/activity/live").await.text.contains("You registered"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_over_says_so_and_leads_back() {
    for house in houses().await {
        let (mut tab, _) = house.person("ann", 1).await;
        let id = house.ask(&tab, vec![login()]).await;
        tab.get(&format!("/requests/{id}")).await;
        house.test.env.clock.advance(SignedDuration::from_mins(6));
        let over = tab.get(&format!("/requests/{id}")).await;
        assert_eq!(over.status, StatusCode::GONE);
        assert!(
            over.text.contains("This request is over")
                && over.text.contains(&format!("href=\"{RELYING_PARTY}/\""))
        );
        let declined = tab.post(&format!("/requests/{id}/decline"), &[]).await;
        assert_eq!(to(&declined), format!("/requests/{id}"));
        assert_eq!(to(&tab.post(&format!("/requests/{id}/qr"), &[]).await), format!("/requests/{id}"));
    }
}
