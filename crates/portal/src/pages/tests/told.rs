//! Events in words.

use causeway_core::Lang;
use causeway_core::db::testing::sqlite;
use causeway_evidence::{Basis, Event};
use causeway_http::Words;

use super::samples;
use crate::pages::activity::{Mark, Told};
use crate::testing::{House, house};

async fn told(house: &House, event: &Event) -> Told {
    house.portal.tell_to(samples::session().account, event, Words::of(Lang::En)).await.unwrap()
}

fn value<'a>(told: &'a Told, label: &str) -> &'a str {
    told.facts.iter().find(|fact| fact.label == label).map_or("", |fact| fact.value.as_str())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_has_a_sentence_of_its_own() {
    let house = house(sqlite().await.unwrap()).await;
    let mut titles = Vec::new();
    for event in samples::events() {
        titles.push(told(&house, &event).await.title);
    }
    let all = titles.len();
    titles.sort();
    titles.dedup();
    // The two levels of an account are one sentence, told apart by a fact.
    assert_eq!(titles.len(), all - 1, "{titles:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_wrong_is_marked_and_nothing_else_is() {
    let house = house(sqlite().await.unwrap()).await;
    let mut marked = Vec::new();
    for event in samples::events() {
        if let Some(mark) = told(&house, &event).await.mark {
            marked.push((event.name(), mark));
        }
    }
    assert_eq!(
        marked,
        [
            ("registration.refused", Mark::Refused),
            ("registration.refused", Mark::Refused),
            ("read.unknown", Mark::Unknown),
            ("read.refused", Mark::Refused),
            ("read.refused", Mark::Refused),
            ("read.failed", Mark::Failed),
            ("incident.reported", Mark::Warning),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_read_says_who_what_why_and_the_reason() {
    let house = house(sqlite().await.unwrap()).await;
    let refused = Event::ReadRefused {
        consent: Some(samples::id(5).into()),
        consumer: "vaccination".parse().unwrap(),
        provider: Some("water".parse().unwrap()),
        dataset: Some("water.address".parse().unwrap()),
        fields: vec!["address".to_owned()],
        purpose: Some("licence-renewal".parse().unwrap()),
        code: "consent_withdrawn".to_owned(),
    };
    let told = told(&house, &refused).await;
    assert_eq!(told.title, "Vaccination Record tried to read “Water account address” and was refused");
    assert_eq!(value(&told, "fact-fields"), "Residential address");
    assert_eq!(value(&told, "fact-why"), "To show your own records");
    assert_eq!(value(&told, "fact-from"), "Water Supplies Department");
    assert_eq!(value(&told, "fact-outcome"), "Refused: nothing was passed on. You had withdrawn it");
    let consent = told.facts.iter().find(|fact| fact.label == "fact-consent").unwrap();
    assert_eq!(consent.href, format!("/consents/{}", samples::id(5)));
    assert!(consent.brief, "the list leads there, too");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reason_without_words_is_told_by_its_code() {
    let house = house(sqlite().await.unwrap()).await;
    let events = samples::events();
    let failed = events.iter().find(|event| event.name() == "read.failed").unwrap();
    let told = told(&house, failed).await;
    assert_eq!(value(&told, "fact-outcome"), "Failed: nothing was passed on. Reason: provider_timeout");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_longer_registered_is_told_by_its_id() {
    let house = house(sqlite().await.unwrap()).await;
    let declined = samples::events().into_iter().find(|event| event.name() == "request.declined").unwrap();
    let told = told(&house, &declined).await;
    assert!(told.title.contains("(no-longer-there)"), "{}", told.title);
    assert_eq!(value(&told, "fact-kinds"), "Logging in, Fetching data");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_ground_of_a_read_is_told() {
    let house = house(sqlite().await.unwrap()).await;
    let mut grounds = Vec::new();
    for event in samples::events() {
        let read = matches!(
            event,
            Event::ReadIntended { .. } | Event::ReadDelivered { .. } | Event::ReadUnknown { .. }
        );
        if read {
            let told = told(&house, &event).await;
            grounds.push((value(&told, "fact-ground").to_owned(), value(&told, "fact-outcome").to_owned()));
        }
    }
    let [consent, registration, law] = grounds.try_into().unwrap();
    assert_eq!(consent.0, "You allowed it");
    assert_eq!(
        registration,
        (
            "You were registering".to_owned(),
            "This platform received the data, to check who you are".to_owned()
        )
    );
    assert_eq!(law.0, "A law allows it without your consent");
    assert!(law.1.starts_with("Not known"));
    assert_eq!(serde_json::to_value(Basis::Law).unwrap(), "law");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_officers_did_is_told_with_its_case_and_why_it_is_told_only_now() {
    let house = house(sqlite().await.unwrap()).await;
    let words = Words::of(Lang::En);
    let mut titles = Vec::new();
    for event in samples::office_events() {
        let told = told(&house, &event).await;
        assert!(!told.title.contains('⟦'), "{}", told.title);
        titles.push(told.title);
    }
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), samples::office_events().len(), "{titles:?}");
    let opened = told(&house, &samples::office_events()[0]).await;
    assert_eq!((value(&opened, "fact-case"), opened.mark), ("HD-1/26", Some(Mark::Warning)));
    let when = house.portal.when(words);
    let late = opened.clone().withheld(words, &when, Some(samples::now()));
    assert!(value(&late, "fact-withheld").contains("21 November 2026"), "{late:?}");
    assert_eq!(opened.clone().withheld(words, &when, None), opened);
    let erased = told(&house, &samples::office_events()[3]).await;
    assert_eq!(value(&erased, "fact-why"), "The person has another account");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_staff_did_is_told_in_words_and_names_nobody() {
    let house = house(sqlite().await.unwrap()).await;
    for event in samples::staff_events() {
        let told = told(&house, &event).await;
        assert!(told.title.contains("Department of Health"), "{told:?}");
        let said = format!("{told:?}");
        for raw in
            ["not_confirmed", "data_steward", "client_secret", "lost_device", "organisation_closed", "⟦"]
        {
            assert!(!said.contains(raw), "{raw}: {said}");
        }
        let warns = told.mark == Some(Mark::Warning);
        assert_eq!(warns, event.name() == "staff.looked", "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_a_record_says_who_why_and_in_which_case() {
    let house = house(sqlite().await.unwrap()).await;
    let events = samples::staff_events();
    let looked = told(&house, events.iter().find(|event| event.name() == "staff.looked").unwrap()).await;
    assert_eq!(looked.title, "Staff of Department of Health looked at your record");
    assert_eq!(value(&looked, "fact-why"), "The person has lost a device");
    assert_eq!(value(&looked, "fact-case"), "A-1");
}
