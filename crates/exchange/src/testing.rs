//! A catalogue for tests: `water` holds `water.address`, `driving-licence` may ask for it to renew a licence.

use causeway_core::Localised;

use crate::model::{Classification, Dataset, Field, LifeCycle, Provider, Purpose, PurposeUse};
use crate::wire::testing::Parties;

fn words(en: &str) -> Localised {
    Localised::new(en, en, en)
}

pub(crate) fn dataset() -> Dataset {
    let field = |name: &str| Field {
        name: name.to_owned(),
        label: words(name),
        classification: Classification::Personal,
    };
    Dataset {
        id: "water.address".parse().unwrap(),
        provider: "water".parse().unwrap(),
        name: words("Water account"),
        description: words("Where water is supplied to you"),
        fields: vec![field("address"), field("since"), field("meter")],
        identifier: "card_number".to_owned(),
        life_cycle: LifeCycle::Published,
    }
}

/// `driving-licence` may have the address and since when, but not the meter.
pub(crate) fn purpose() -> Purpose {
    Purpose {
        id: "licence-renewal".parse().unwrap(),
        text: words("To renew your driving licence"),
        uses: vec![PurposeUse {
            client: "driving-licence".parse().unwrap(),
            dataset: dataset().id,
            fields: vec!["address".to_owned(), "since".to_owned()],
        }],
    }
}

pub(crate) fn provider_at(url: &str, parties: &Parties) -> Provider {
    Provider {
        organisation: "water".parse().unwrap(),
        base_url: url.to_owned(),
        signing_keys: parties.provider_keys.clone(),
        encryption_key: parties.opening.jwk().clone(),
    }
}
