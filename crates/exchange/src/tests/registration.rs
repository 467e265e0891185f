//! The platform as a consumer: the same way, the same receipts.

use causeway_consent::Permit;
use causeway_evidence::Basis;

use super::*;
use crate::PurposeUse;
use crate::wire::PLATFORM;

impl World {
    /// Registers the purpose for which the platform may read the address.
    async fn may_register(&self) {
        let mut purpose = testing::purpose();
        purpose.id = "registration".parse().unwrap();
        purpose.uses = vec![PurposeUse {
            client: PLATFORM.parse().unwrap(),
            dataset: testing::dataset().id,
            fields: vec!["address".to_owned()],
        }];
        self.exchange.put_purpose(&purpose).await.unwrap();
    }

    fn permit(&self, fields: &[&str]) -> Permit {
        self.consents.for_registration(
            self.account(),
            testing::dataset().id,
            fields.iter().map(|field| (*field).to_owned()).collect(),
            "registration".parse().unwrap(),
            self.test.env.new_id().unwrap(),
        )
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_platform_reads_a_register_by_its_own_key_and_with_receipts() {
    for world in worlds().await {
        world.may_register().await;
        let values = world.exchange.read_for_registration(world.permit(&["address"])).await.unwrap().unwrap();
        assert_eq!(values.text("address"), Some("1 Harbour Road"));
        assert_eq!(world.reads().await, ["read.intended", "read.delivered"]);
        let events = world.events().await;
        let Some(Event::ReadDelivered { basis, consent, consumer, consumer_organisation, .. }) =
            events.last()
        else {
            panic!("{events:?}")
        };
        assert_eq!((*basis, *consent), (Basis::Registration, None));
        assert_eq!((consumer.as_str(), consumer_organisation.as_str()), (PLATFORM, "digital-office"));

        world.behave(Behaviour::NoRecord).await;
        assert_eq!(world.exchange.read_for_registration(world.permit(&["address"])).await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_platform_may_read_no_more_than_its_registered_purpose_covers() {
    for world in worlds().await {
        let early = world.exchange.read_for_registration(world.permit(&["address"])).await.unwrap_err();
        assert_eq!(early.code(), "purpose_not_allowed");
        world.may_register().await;
        let more =
            world.exchange.read_for_registration(world.permit(&["address", "meter"])).await.unwrap_err();
        assert_eq!(more.code(), "fields_exceed_purpose");
        assert_eq!(world.reads().await, ["read.refused", "read.refused"]);
        assert_eq!(world.connector.calls(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_that_is_down_or_lies_is_told_as_to_any_consumer() {
    for world in worlds().await {
        world.may_register().await;
        let code = async || {
            world.exchange.read_for_registration(world.permit(&["address"])).await.unwrap_err().code()
        };
        world.behave(Behaviour::Status(503)).await;
        assert_eq!(code().await, "provider_unavailable");
        world.behave(Behaviour::WrongKey).await;
        assert_eq!(code().await, "provider_answer_refused");
        world.behave(Behaviour::UndeclaredField).await;
        assert_eq!(code().await, "provider_answer_refused");
        assert_eq!(
            world.reads().await,
            [
                "read.intended",
                "read.failed",
                "read.intended",
                "read.failed",
                "read.intended",
                "read.delivered",
                "incident.reported"
            ]
        );
    }
}
