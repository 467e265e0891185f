//! The catalogue as staff manage it: what each act does, and what it never does to consents that stand.

use std::sync::atomic::{AtomicBool, Ordering};

use causeway_core::{Kind, Search};
use causeway_identity::{Applied, Proposal, ProposalKind, ProposalState};
use serde_json::Value;
use tokio::sync::Semaphore;

use super::*;
use crate::{Dataset, EFFECTS, Field, LifeCycle, PurposeDraft};

impl World {
    async fn act(
        &self,
        kind: ProposalKind,
        organisation: &str,
        subject: &str,
        content: Value,
    ) -> Result<Applied> {
        let proposal = &Proposal {
            id: uuid::Uuid::nil(),
            kind,
            organisation: organisation.parse()?,
            subject: subject.to_owned(),
            content,
            digest: String::new(),
            state: ProposalState::Waiting,
            maker: uuid::Uuid::nil().into(),
            maker_name: String::new(),
            made_at: self.now(),
            expires_at: self.now(),
            approvals: Vec::new(),
            needed: 1,
            decided_at: None,
        };
        let appliers = self.exchange.appliers();
        let (_, apply) = appliers.iter().find(|(own, _)| *own == kind).unwrap();
        self.test.env.db.tx(|tx| apply(tx, proposal)).await
    }

    async fn put(&self, dataset: &Dataset) -> Result<Applied> {
        let content = serde_json::to_value(dataset).unwrap();
        self.act(ProposalKind::Dataset, dataset.provider.as_str(), dataset.id.as_str(), content).await
    }

    async fn propose(&self, organisation: &str, purpose: crate::Purpose) -> Result<Applied> {
        let subject = purpose.id.to_string();
        let draft = PurposeDraft { organisation: organisation.parse()?, purpose };
        self.act(ProposalKind::Purpose, organisation, &subject, serde_json::to_value(draft).unwrap()).await
    }
}

fn keys(applied: &Applied) -> Vec<&'static str> {
    applied.effects.iter().map(|effect| effect.key).collect()
}

fn field(name: &str) -> Field {
    Field { name: name.to_owned(), ..testing::dataset().fields[0].clone() }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approved_dataset_is_in_the_catalogue_and_a_withdrawn_one_is_read_no_more() {
    for world in worlds().await {
        let mut new = Dataset { id: "water.meter".parse().unwrap(), ..testing::dataset() };
        assert_eq!(keys(&world.put(&new).await.unwrap()).first(), Some(&"dataset-new"));
        assert_eq!(world.exchange.dataset(&new.id).await.unwrap(), new);
        new.life_cycle = LifeCycle::Withdrawn;
        let told = keys(&world.put(&new).await.unwrap());
        assert_eq!(told, ["dataset-changes", "life-cycle-changes", "dataset-consents-none"]);
        new.life_cycle = LifeCycle::Published;
        assert_eq!(world.put(&new).await.unwrap_err().code(), "life_cycle_back");
        assert_eq!(world.exchange.faults_of_dataset(&new).await.unwrap()[0].code, "life_cycle_back");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_a_datasets_fields_widens_no_consent() {
    for world in worlds().await {
        let consent = world.consent(false).await;
        let mut wider = testing::dataset();
        wider.fields.push(field("phone"));
        let applied = world.put(&wider).await.unwrap();
        assert!(keys(&applied).contains(&"dataset-field-added"));
        let reach = applied.effects.last().unwrap();
        assert_eq!((reach.key, reach.args[1].1.as_str()), ("dataset-consents", "1"));
        // Also where the purpose covers the new field: the consent names its own.
        let mut purpose = testing::purpose();
        purpose.uses[0].fields.push("phone".to_owned());
        world.exchange.put_purpose(&purpose).await.unwrap();
        let mut more = world.request(consent);
        more.fields = vec!["address".to_owned(), "phone".to_owned()];
        assert_eq!(world.refused(&more).await, "fields_exceed_consent");
        assert!(world.read(&world.request(consent)).await.is_ok());
        // A field that goes is read no more, and does not come back as something else.
        let mut less = wider.clone();
        less.fields.retain(|field| field.name != "address");
        let applied = world.put(&less).await.unwrap();
        let removed = applied.effects.iter().find(|effect| effect.key == "dataset-field-removed").unwrap();
        assert_eq!(removed.args[2].1, "1");
        assert_eq!(world.refused(&world.request(consent)).await, "field_unknown");
        assert_eq!(world.put(&wider).await.unwrap_err().code(), "field_revived");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_another_organisations_can_be_neither_taken_nor_changed() {
    for world in worlds().await {
        let before = (world.exchange.datasets().await.unwrap(), world.exchange.purposes().await.unwrap());
        let own = testing::dataset();
        let content = serde_json::to_value(&own).unwrap();
        for (organisation, subject) in [("tax", "water.address"), ("water", "tax.income"), ("water", "../x")]
        {
            let refused = world.act(ProposalKind::Dataset, organisation, subject, content.clone()).await;
            assert_eq!(refused.unwrap_err().code(), "proposal_mismatch", "{organisation} {subject}");
        }
        let stolen = Dataset { provider: "tax".parse().unwrap(), ..own.clone() };
        assert_eq!(world.put(&stolen).await.unwrap_err().code(), "dataset_id_taken");
        let squatted = Dataset { id: "tax.income".parse().unwrap(), ..own };
        assert_eq!(world.put(&squatted).await.unwrap_err().code(), "dataset_id_prefix");
        let provider = serde_json::to_value(world.connector.entry()).unwrap();
        let refused = world.act(ProposalKind::Provider, "tax", "tax", provider).await;
        assert_eq!(refused.unwrap_err().code(), "proposal_mismatch");
        let mut words = testing::purpose();
        words.text.en = "For nothing in particular".to_owned();
        assert_eq!(world.propose("water", words).await.unwrap_err().code(), "purpose_id_taken");
        let mut wider = testing::purpose();
        wider.uses[0].fields.push("meter".to_owned());
        assert_eq!(world.propose("transport", wider).await.unwrap_err().code(), "use_not_yours");
        let after = (world.exchange.datasets().await.unwrap(), world.exchange.purposes().await.unwrap());
        assert_eq!(after, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_holder_of_the_data_lets_a_client_ask_and_takes_it_back() {
    for world in worlds().await {
        let mut purpose = crate::Purpose { id: "water-bill".parse().unwrap(), ..testing::purpose() };
        let applied = world.propose("water", purpose.clone()).await.unwrap();
        assert_eq!(keys(&applied), ["purpose-new", "purpose-use-added"]);
        let registered = world.exchange.registered_purpose(&purpose.id).await.unwrap();
        assert_eq!(registered.organisation.unwrap().as_str(), "water");
        let consent = world.consent(false).await;
        world.read(&world.request(consent)).await.unwrap();
        // The other purpose is nobody's: its words are the platform's, and its uses still those of who holds the data.
        let mut less = testing::purpose();
        less.uses.clear();
        let applied = world.propose("water", less).await.unwrap();
        assert_eq!(keys(&applied), ["purpose-changes", "purpose-use-removed", "purpose-use-loses"]);
        assert_eq!(applied.effects[2].args[2].1, "1", "one consent is read no more");
        assert_eq!(world.refused(&world.request(consent)).await, "purpose_not_allowed");
        purpose.uses[0].client = "nobody".parse().unwrap();
        assert_eq!(world.propose("water", purpose.clone()).await.unwrap_err().code(), "use_client");
        let draft = PurposeDraft { organisation: "water".parse().unwrap(), purpose };
        assert_eq!(world.exchange.faults_of_purpose(&draft).await.unwrap()[0].field, "uses-0-client");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connector_moves_with_both_keys_known_and_says_which_datasets_it_serves() {
    for world in worlds().await {
        let mut entry = world.connector.entry();
        entry.signing_keys.keys.push(key().jwk().clone());
        let content = serde_json::to_value(&entry).unwrap();
        let applied = world.act(ProposalKind::Provider, "water", "water", content).await.unwrap();
        assert_eq!(keys(&applied), ["provider-changes", "provider-key-added", "provider-serves"]);
        assert_eq!(world.exchange.provider(&"water".parse().unwrap()).await.unwrap(), entry);
        let consent = world.consent(true).await;
        world.read(&world.request(consent)).await.unwrap();
        let mut odd = serde_json::to_value(&entry).unwrap();
        odd["encryption_key"]["d"] = "AA".into();
        let refused = world.act(ProposalKind::Provider, "water", "water", odd).await;
        assert_eq!(refused.unwrap_err().code(), "proposal_malformed");
        assert!(world.exchange.faults_of_provider(&entry).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_is_searched_and_drafts_are_seen_by_their_own_organisation_alone() {
    for world in worlds().await {
        let draft = Dataset {
            id: "water.draft".parse().unwrap(),
            life_cycle: LifeCycle::Draft,
            ..testing::dataset()
        };
        world.put(&draft).await.unwrap();
        let found = async |text: &str, organisation: Option<&str>, viewer: Option<&str>| {
            let search = Search {
                text: text.to_owned(),
                organisation: organisation.map(|name| name.parse().unwrap()),
                ..Search::all()
            };
            let viewer = viewer.map(|name| name.parse().unwrap());
            let found = world.exchange.search_datasets(&search, viewer.as_ref()).await.unwrap();
            assert_eq!(found.total, i64::try_from(found.rows.len()).unwrap());
            found.rows.into_iter().map(|dataset| dataset.id.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(found("", None, None).await, ["water.address", "water.draft"]);
        assert_eq!(found("", None, Some("water")).await, ["water.address", "water.draft"]);
        assert_eq!(found("", None, Some("tax")).await, ["water.address"]);
        assert_eq!(found("ACCOUNT", Some("water"), Some("tax")).await, ["water.address"]);
        assert_eq!(found("", Some("tax"), Some("tax")).await, Vec::<String>::new());
        assert_eq!(found("nothing", None, None).await, Vec::<String>::new());
        let search = |text: &str| Search { text: text.to_owned(), ..Search::all() };
        assert_eq!(world.exchange.search_providers(&search("WATER")).await.unwrap().total, 1);
        assert_eq!(world.exchange.search_providers(&search("tax")).await.unwrap().total, 0);
        assert_eq!(world.exchange.search_purposes(&search("driving")).await.unwrap().total, 1);
        let own = Search { organisation: Some("water".parse().unwrap()), ..Search::all() };
        assert_eq!(world.exchange.search_purposes(&own).await.unwrap().total, 0, "it is the platform's");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_effect_that_an_act_has_is_in_the_table() {
    let world = worlds().await.remove(0);
    let mut dataset = testing::dataset();
    dataset.fields[0].label.en = "Residence".to_owned();
    let acts = [
        world.put(&dataset).await.unwrap(),
        world
            .propose("water", crate::Purpose { id: "new".parse().unwrap(), ..testing::purpose() })
            .await
            .unwrap(),
    ];
    for effect in acts.iter().flat_map(|applied| &applied.effects) {
        let (_, args) = EFFECTS.iter().find(|(key, _)| *key == effect.key).unwrap();
        assert_eq!(effect.args.iter().map(|(name, _)| *name).collect::<Vec<_>>(), **args, "{}", effect.key);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_is_stopped_while_the_provider_is_asked_gets_nothing_and_its_consent_is_whole() {
    for world in worlds().await {
        let consent = world.consent(true).await;
        let stopped: Arc<AtomicBool> = Arc::default();
        let (seen, known) = (stopped.clone(), consumers(&world.consumer));
        let exchange = Exchange::new(Parts {
            consumers: Arc::new(move |client| {
                let (stopped, known) = (seen.load(Ordering::SeqCst), known.clone());
                Box::pin(async move { if stopped { Ok(None) } else { known(client).await } })
            }),
            ..world.exchange.parts().clone()
        });
        let gate = Arc::new(Semaphore::new(0));
        world.behave(Behaviour::Waits(Arc::clone(&gate))).await;
        let (asked, own) = (world.sign(&world.request(consent)), exchange.clone());
        let reading = tokio::spawn(async move { own.read(&CLIENT.parse().unwrap(), &asked).await });
        while world.connector.calls() == 0 {
            tokio::task::yield_now().await;
        }
        stopped.store(true, Ordering::SeqCst);
        gate.add_permits(1);
        assert_eq!(reading.await.unwrap().unwrap_err().code(), "client_unknown");
        assert_eq!(world.reads().await, ["read.intended", "read.failed"]);
        stopped.store(false, Ordering::SeqCst);
        world.behave(Behaviour::Honest).await;
        world.read(&world.request(consent)).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_that_takes_no_part_is_not_even_asked_and_the_consent_is_whole() {
    for world in worlds().await {
        let consent = world.consent(true).await;
        let out: Arc<AtomicBool> = Arc::default();
        let seen = out.clone();
        let exchange = Exchange::new(Parts {
            organisation_stands_now: Arc::new(move |_| {
                let stands = !seen.load(Ordering::SeqCst);
                Box::pin(async move { Ok(stands) })
            }),
            ..world.exchange.parts().clone()
        });
        let client: ClientId = CLIENT.parse().unwrap();
        let element = json!({
            "type": "urn:causeway:exchange", "dataset": "water.address", "fields": ["address"],
            "purpose": "licence-renewal", "once": true
        });
        exchange.check_detail(&client, &element).await.unwrap();
        out.store(true, Ordering::SeqCst);
        let refused = exchange.read(&client, &world.sign(&world.request(consent))).await.unwrap_err();
        assert_eq!((refused.kind(), refused.code()), (Kind::Unavailable, "provider_suspended"));
        assert_eq!(exchange.check_detail(&client, &element).await.unwrap_err().code(), "provider_suspended");
        assert_eq!((world.connector.calls(), world.reads().await), (0, Vec::new()));
        out.store(false, Ordering::SeqCst);
        exchange.read(&client, &world.sign(&world.request(consent))).await.unwrap();
        let (shut_out, water) = (world.exchange.shut_out(), &"water".parse().unwrap());
        let effects = world.test.env.db.tx(|tx| shut_out(tx, water)).await.unwrap();
        let told: Vec<_> = effects.iter().map(|effect| (effect.key, effect.args[0].1.as_str())).collect();
        assert_eq!(told, [("organisation-datasets-stop", "1")]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_proposed_as_new_replaces_nothing_that_came_meanwhile() {
    for world in worlds().await {
        let new = |draft: Value| causeway_core::draft::as_new(draft);
        let dataset = Dataset { id: "water.meter".parse().unwrap(), ..testing::dataset() };
        let purpose = PurposeDraft {
            organisation: "water".parse().unwrap(),
            purpose: crate::Purpose { id: "new".parse().unwrap(), ..testing::purpose() },
        };
        let (dataset, purpose) =
            (new(serde_json::to_value(dataset).unwrap()), new(serde_json::to_value(purpose).unwrap()));
        for (kind, subject, content) in
            [(ProposalKind::Dataset, "water.meter", dataset), (ProposalKind::Purpose, "new", purpose)]
        {
            world.act(kind, "water", subject, content.clone()).await.unwrap();
            let again = world.act(kind, "water", subject, content).await.unwrap_err();
            assert_eq!(again.code(), "already_there", "{subject}");
        }
        let provider = new(serde_json::to_value(world.connector.entry()).unwrap());
        let again = world.act(ProposalKind::Provider, "water", "water", provider).await.unwrap_err();
        assert_eq!(again.code(), "already_there");
    }
}
