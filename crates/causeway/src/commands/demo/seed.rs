//! What the demonstration's platform has registered: organisations, purposes, datasets, providers, clients.

use causeway_core::{ClientId, Localised, PurposeId, Result};
use causeway_crypto::jose::{Jwk, JwkSet};
use causeway_crypto::token::Token;
use causeway_demo::{CALLBACK, DATASET, DRIVING, FIELD, PURPOSE, VACCINATION};
use causeway_exchange::{Classification, Dataset, Field, LifeCycle, Provider, Purpose, PurposeUse, wire};
use causeway_identity::{Organisation, OrganisationKind};
use causeway_oidc::{Client, ClientAuth, Listing, Scopes, Settings};

use super::Place;
use super::connectors::Connectors;
use super::integrator;
use crate::wiring::{self, Platform};

const IMMIGRATION_DATASET: &str = "immigration.identity-card";
const IMMIGRATION_FIELDS: [&str; 4] = ["name", "date_of_birth", "date_of_issue", "status"];
const VACCINATION_PURPOSE: &str = "vaccination-record";
const DRIVING_LOGIN: &str = "driving-licence-login";
const REGISTRATION_PURPOSE: &str = "registration";

/// Registers everything; running it again changes nothing but the clients' secrets.
pub(super) async fn run(
    platform: &Platform,
    place: &Place,
    connectors: &Connectors,
    secrets: &[Token; 2],
) -> Result<()> {
    let identity = &platform.identity;
    for organisation in &organisations()? {
        platform
            .env
            .db
            .tx(|tx| Box::pin(async move { identity.put_organisation(tx, organisation).await }))
            .await?;
    }
    for (provider, base_url, keys) in [
        ("immigration", connectors.immigration, &connectors.immigration_keys),
        ("water", connectors.water, &connectors.water_keys),
    ] {
        platform.exchange.put_provider(&provider_of(provider, &format!("http://{base_url}"), keys)?).await?;
    }
    for dataset in datasets()? {
        platform.exchange.put_dataset(&dataset).await?;
    }
    for purpose in purposes()? {
        platform.exchange.put_purpose(&purpose).await?;
    }
    let oidc = &platform.oidc;
    for client in &clients(place, connectors, secrets)? {
        platform.env.db.tx(|tx| Box::pin(async move { oidc.put_client(tx, client).await })).await?;
    }
    for (client, listing) in &listings()? {
        platform.env.db.tx(|tx| Box::pin(async move { oidc.put_listing(tx, client, listing).await })).await?;
    }
    Ok(())
}

/// What the home page says of the sample services.
fn listings() -> Result<[(ClientId, Listing); 2]> {
    let listing = |client: &str, description: Localised| -> Result<(ClientId, Listing)> {
        Ok((client.parse()?, Listing { description: Some(description), listed: true }))
    };
    Ok([
        listing(
            VACCINATION,
            Localised::new(
                "See your vaccinations. Your card number is passed on at your first login, if you approve.",
                "查閱你的疫苗接種紀錄。首次登入時，經你批准才會傳送身份證號碼。",
                "查阅你的疫苗接种记录。首次登录时，经你批准才会传送身份证号码。",
            ),
        )?,
        listing(
            DRIVING,
            Localised::new(
                "Renew your driving licence. Your address can come from Water Supplies, if you approve.",
                "續領駕駛執照。經你批准，可由水務部門提供你的地址。",
                "续领驾驶执照。经你批准，可由水务部门提供你的地址。",
            ),
        )?,
    ])
}

fn vaccination_name() -> Localised {
    Localised::new("Vaccination Record", "疫苗接種紀錄", "疫苗接种记录")
}

fn driving_name() -> Localised {
    Localised::new("Driving Licence Renewal", "續領駕駛執照", "续领驾驶执照")
}

fn organisations() -> Result<Vec<Organisation>> {
    let department = |id: &str, en: &str, hant: &str, hans: &str| -> Result<Organisation> {
        Ok(Organisation {
            id: id.parse()?,
            kind: OrganisationKind::Department,
            name: Localised::new(en, hant, hans),
        })
    };
    Ok(vec![
        Organisation { id: wiring::operator()?, kind: OrganisationKind::PublicBody, name: wiring::name() },
        department(
            "immigration",
            "Immigration Department (sample)",
            "入境事務部門（示範）",
            "入境事务部门（示范）",
        )?,
        department("water", "Water Supplies Department (sample)", "水務部門（示範）", "水务部门（示范）")?,
        department("health", "Department of Health (sample)", "衞生部門（示範）", "卫生部门（示范）")?,
        department("transport", "Transport Department (sample)", "運輸部門（示範）", "运输部门（示范）")?,
        integrator::organisation()?,
    ])
}

fn provider_of(organisation: &str, base_url: &str, keys: &JwkSet) -> Result<Provider> {
    let of_use = |wanted: &str| {
        keys.keys.iter().filter(|key| key.use_.as_deref() == Some(wanted)).cloned().collect::<Vec<Jwk>>()
    };
    let encryption_key = of_use("enc")
        .into_iter()
        .next()
        .ok_or_else(|| causeway_core::Error::internal("a connector without key"))?;
    Ok(Provider {
        organisation: organisation.parse()?,
        base_url: base_url.to_owned(),
        signing_keys: JwkSet { keys: of_use("sig") },
        encryption_key,
    })
}

fn field(name: &str, en: &str, hant: &str, hans: &str) -> Field {
    Field {
        name: name.to_owned(),
        label: Localised::new(en, hant, hans),
        classification: Classification::Personal,
    }
}

fn datasets() -> Result<Vec<Dataset>> {
    Ok(vec![
        Dataset {
            id: IMMIGRATION_DATASET.parse()?,
            provider: "immigration".parse()?,
            name: Localised::new("Identity card register", "身份證登記冊", "身份证登记册"),
            description: Localised::new(
                "What stands on an identity card, and whether the card is in use.",
                "身份證上的資料，以及該證是否有效。",
                "身份证上的资料，以及该证是否有效。",
            ),
            fields: vec![
                field("name", "Name", "姓名", "姓名"),
                field("date_of_birth", "Date of birth", "出生日期", "出生日期"),
                field("date_of_issue", "Date of issue of the card", "身份證簽發日期", "身份证签发日期"),
                field("status", "Whether the card is in use", "身份證是否有效", "身份证是否有效"),
            ],
            identifier: "card_number".to_owned(),
            life_cycle: LifeCycle::Published,
        },
        Dataset {
            id: DATASET.parse()?,
            provider: "water".parse()?,
            name: Localised::new("Water account address", "水費帳戶地址", "水费账户地址"),
            description: Localised::new(
                "The address of the water account in a person's name.",
                "以個人名義登記的水費帳戶地址。",
                "以个人名义登记的水费账户地址。",
            ),
            fields: vec![field(FIELD, "Residential address", "住址", "住址")],
            identifier: "card_number".to_owned(),
            life_cycle: LifeCycle::Published,
        },
    ])
}

fn purposes() -> Result<Vec<Purpose>> {
    let plain = |id: &str, en: &str, hant: &str, hans: &str| -> Result<Purpose> {
        Ok(Purpose { id: id.parse()?, text: Localised::new(en, hant, hans), uses: Vec::new() })
    };
    let with = |mut purpose: Purpose, client: &str, dataset: &str, fields: &[&str]| -> Result<Purpose> {
        purpose.uses.push(PurposeUse {
            client: client.parse()?,
            dataset: dataset.parse()?,
            fields: fields.iter().map(|f| (*f).to_owned()).collect(),
        });
        Ok(purpose)
    };
    Ok(vec![
        with(
            plain(
                REGISTRATION_PURPOSE,
                "To check who is registering",
                "核實登記人的身份",
                "核实登记人的身份",
            )?,
            wire::PLATFORM,
            IMMIGRATION_DATASET,
            &IMMIGRATION_FIELDS,
        )?,
        plain(
            VACCINATION_PURPOSE,
            "To find your vaccination record",
            "尋找你的疫苗接種紀錄",
            "寻找你的疫苗接种记录",
        )?,
        plain(
            DRIVING_LOGIN,
            "To know you again when you come back",
            "在你再次使用時認得你",
            "在你再次使用时认得你",
        )?,
        plain(
            "log-in",
            "To know you again when you come back",
            "在你再次使用時認得你",
            "在你再次使用时认得你",
        )?,
        with(
            plain(
                PURPOSE,
                "To fill in the address on your licence",
                "填寫駕駛執照上的地址",
                "填写驾驶执照上的地址",
            )?,
            DRIVING,
            DATASET,
            &[FIELD],
        )?,
        integrator::purpose()?,
    ])
}

fn clients(place: &Place, connectors: &Connectors, secrets: &[Token; 2]) -> Result<Vec<Client>> {
    let [vaccination, driving] = secrets;
    let client = |id: &str,
                  organisation: &str,
                  name: Localised,
                  url: &str,
                  secret: &Token,
                  purpose: PurposeId|
     -> Result<Client> {
        Ok(Client {
            id: id.parse()?,
            organisation: organisation.parse()?,
            name,
            home_url: url.to_owned(),
            redirect_uris: vec![format!("{url}{CALLBACK}")],
            native: false,
            sector: super::host_of(url)?,
            auth: ClientAuth::SecretBasic { hash: secret.hash() },
            keys: JwkSet::default(),
            scopes: Scopes::parse("openid"),
            login_purpose: purpose,
            settings: Settings::default(),
        })
    };
    let vaccination = Client {
        scopes: Scopes::parse("openid card_number offline_access"),
        ..client(
            VACCINATION,
            "health",
            vaccination_name(),
            &place.vaccination,
            vaccination,
            VACCINATION_PURPOSE.parse()?,
        )?
    };
    let signing = connectors
        .transport_keys
        .keys
        .iter()
        .filter(|key| key.use_.as_deref() == Some("sig"))
        .cloned()
        .collect();
    let driving = Client {
        scopes: Scopes::parse("openid exchange"),
        keys: JwkSet { keys: signing },
        ..client(DRIVING, "transport", driving_name(), &place.driving, driving, DRIVING_LOGIN.parse()?)?
    };
    Ok([vec![vaccination, driving], integrator::clients()?].concat())
}

#[cfg(test)]
mod tests {
    use causeway_core::Lang;
    use causeway_http::Words;

    use super::*;

    #[test]
    fn the_approval_screen_calls_departments_what_their_own_pages_call_them() {
        for (id, page) in [
            ("health", "demo-vaccination-lead"),
            ("transport", "demo-driving-lead"),
            ("water", "demo-driving-need-address"),
        ] {
            let organisations = organisations().unwrap();
            let own = organisations.iter().find(|own| own.id.as_str() == id).unwrap();
            for lang in Lang::ALL {
                let said = Words::of(lang).t(page);
                assert!(said.contains(own.name.get(lang)), "{}: {said}", own.name.get(lang));
            }
        }
    }
}
