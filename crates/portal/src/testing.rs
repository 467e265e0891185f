//! The platform without its sample services, in process, and browsers to use it with: for the tests of the pages.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use causeway_consent::{Addressed, Ask, Consents, Detail};
use causeway_core::db::testing::{TestEnv, environments};
use causeway_core::draft::{Known, known};
use causeway_core::retention::Told;
use causeway_core::setting::Mode;
use causeway_core::{AccountId, ClientId, Env, Error, Lang, Localised, PurposeId, RequestId, Session};
use causeway_crypto::jose::{DecryptionKey, JwkSet};
use causeway_crypto::keystore::{KeyStore, MemoryKeyStore, Use};
use causeway_crypto::person::PersonKeys;
use causeway_crypto::soft_passkey::{Kept, SoftKey};
use causeway_crypto::webauthn::RelyingParty;
use causeway_evidence::Evidence;
use causeway_exchange::{Classification, Dataset, Exchange, Field, LifeCycle, Purpose, PurposeUse};
use causeway_http::access::is_console;
use causeway_http::testing::{self as web, Answer};
use causeway_http::{Browser, ClientAddress, Guard, Site, outbound};
use causeway_identity::{Identity, Organisation, OrganisationKind, ProposalKind};
use causeway_notify::Notify;
use causeway_oidc::{Client, ClientAuth, Listing, Oidc, Ports, Scopes};
use causeway_registration::phone::SoftPhone;
use causeway_registration::{Application, CardNumber, Outcome, Registration};
use causeway_vault::Vault;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde_json::Value;
use url::Url;

use crate::{Parts, Portal, SESSION_COOKIE, SamplePerson};

pub(crate) const ORIGIN: &str = "http://localhost:8080";
pub(crate) const RELYING_PARTY: &str = "http://vaccination.localhost:8080";

/// A platform on one database.
pub(crate) struct House {
    pub(crate) test: TestEnv,
    pub(crate) portal: Portal,
    pub(crate) router: Router,
    /// Whether the register is down.
    pub(crate) down: Arc<AtomicBool>,
}

/// One platform on each engine.
pub(crate) async fn houses() -> Vec<House> {
    let mut houses = Vec::new();
    for test in environments().await.unwrap() {
        houses.push(house(test).await);
    }
    houses
}

/// A platform over a database. Synthetic people use it; for its staff it is as in production: what becomes real takes a second person.
pub(crate) async fn house(test: TestEnv) -> House {
    house_of(test, Mode::Production).await
}

/// A platform over a database whose staff work as in that mode.
pub(crate) async fn house_of(test: TestEnv, staff: Mode) -> House {
    let down: Arc<AtomicBool> = Arc::default();
    let portal = Portal::new(parts_of(&test.env, Mode::Sandbox, staff, &down));
    fill(&portal).await;
    let router = router(&test.env, &portal);
    House { test, portal, router, down }
}

/// The pages and the protocol as a server has them.
fn router(env: &Env, portal: &Portal) -> Router {
    let site = Site::new(ORIGIN, Localised::new("Causeway", "通道", "通道"), env.rng.clone()).unwrap();
    let site = site.sandbox(true).navigation(crate::navigation());
    let (jar, asked) = (site.cookies(), portal.clone());
    let guard = Guard::new(
        site,
        Arc::new(move |parts| {
            let (portal, headers, path) = (asked.clone(), parts.headers.clone(), parts.uri.path().to_owned());
            Box::pin(async move {
                if is_console(&path) {
                    portal.staff_actor(jar, &headers, &path).await
                } else {
                    portal.actor(jar, &headers, &path).await
                }
            })
        }),
    );
    // Services log people in here, too: the protocol's routes stand beside the pages.
    portal.routes().merge(portal.parts().oidc.routes()).into_router(guard)
}

/// Everything the pages draw on.
pub(crate) fn parts(env: &Env, mode: Mode, down: &Arc<AtomicBool>) -> Parts {
    parts_of(env, mode, Mode::Production, down)
}

fn parts_of(env: &Env, mode: Mode, staff: Mode, down: &Arc<AtomicBool>) -> Parts {
    let store: Arc<dyn KeyStore> = Arc::new(MemoryKeyStore::new().unwrap());
    let keys = PersonKeys::new(env.clone(), store.clone());
    let log_key = store.signing_keys(Use::Log).unwrap().remove(0);
    let evidence = Evidence::new(env.clone(), keys.clone(), log_key, "localhost:8080/log".to_owned());
    let party = RelyingParty {
        id: "localhost".to_owned(),
        name: "Causeway".to_owned(),
        origins: vec![ORIGIN.to_owned()],
    };
    let identity =
        Identity::new(env.clone(), evidence.clone(), &*store, party, causeway_identity::Config::default())
            .unwrap()
            .in_mode(staff);
    let consents =
        Consents::new(env.clone(), keys.clone(), &*store, identity.clone(), evidence.clone(), ORIGIN)
            .unwrap();
    let vault = Vault::new(env.clone(), keys.clone());
    let notify = Notify::new(env.clone(), keys.clone());
    let later: Arc<OnceLock<Exchange>> = Arc::default();
    let oidc = Oidc::new(
        env.clone(),
        store.clone(),
        evidence.clone(),
        consents.clone(),
        ORIGIN,
        causeway_oidc::Config::default(),
        ports(&identity, &vault, &later),
    )
    .unwrap()
    .sandbox(staff == Mode::Sandbox);
    let exchange = exchange(env, (store.clone(), evidence.clone()), &consents, &identity, &oidc, staff);
    later.set(exchange.clone()).unwrap();
    register_acts(&identity, &oidc, &exchange);
    let forgetting = oidc.clone();
    let own = causeway_registration::Parts {
        forget: vec![causeway_registration::forget(move |tx, account| {
            let oidc = forgetting.clone();
            Box::pin(async move { oidc.forget(tx, account).await })
        })],
        env: env.clone(),
        keys,
        identity: identity.clone(),
        consents: consents.clone(),
        vault: vault.clone(),
        notify: notify.clone(),
        evidence: evidence.clone(),
    };
    let phone = SoftPhone::new(&own, Mode::Sandbox).unwrap();
    let registration =
        Registration::new(own, register(env, &vault, down), causeway_registration::Config::default(), mode)
            .unwrap();
    registration.register_officers();
    identity.register_applier(ProposalKind::JobRetry, crate::job_retry(&env.clock));
    Parts {
        env: env.clone(),
        identity,
        consents,
        registration,
        oidc,
        exchange,
        vault,
        notify,
        evidence,
        phone: Some(phone),
        ports: page_ports(),
        office: crate::Office {
            mode,
            version: "0.0.0",
            troubles: Arc::new(|| Box::pin(async { Vec::new() })),
            keys: store,
            kept: kept(),
            classes: vec![(causeway_notify::retention::MESSAGES, 400)],
        },
        name: Localised::new("Causeway", "通道", "通道"),
        public_url: ORIGIN.to_owned(),
        samples: samples(),
        time_zone: TimeZone::UTC,
    }
}

/// A protocol that knows where every session is in use, and no device.
fn page_ports() -> crate::Ports {
    crate::Ports {
        services_of: Arc::new(|_| {
            Box::pin(async {
                Ok(vec![("vaccination".parse()?, causeway_core::db::testing::start_of_time())])
            })
        }),
        ..crate::Ports::none()
    }
}

/// What staff's acts do in the domains that identity does not know.
fn register_acts(identity: &Identity, oidc: &Oidc, exchange: &Exchange) {
    for (kind, apply) in oidc.appliers().into_iter().chain(exchange.appliers()) {
        identity.register_applier(kind, apply);
    }
    for shut_out in [oidc.shut_out(), exchange.shut_out()] {
        identity.register_shut_out(shut_out);
    }
}

/// What people are told of how long things are kept: some of it.
fn kept() -> Vec<Told> {
    vec![Told { words: "profile", days: None }, Told { words: "messages", days: Some(400) }]
}

fn samples() -> Vec<SamplePerson> {
    vec![SamplePerson {
        name: "CHAN Tai Man".to_owned(),
        card_number: card(1),
        date_of_issue: "2019-03-07".to_owned(),
        date_of_birth: "1990-01-31".to_owned(),
    }]
}

fn ports(identity: &Identity, vault: &Vault, exchange: &Arc<OnceLock<Exchange>>) -> Ports {
    let (vault, exchange, ending) = (vault.clone(), exchange.clone(), identity.clone());
    Ports {
        end_session: Arc::new(move |session, account| {
            let identity = ending.clone();
            Box::pin(async move { identity.end_session(session, account).await })
        }),
        check_exchange: Arc::new(|_, _| Box::pin(async { Err(Error::not_found()) })),
        release: causeway_oidc::release(move |tx, permit| {
            let vault = vault.clone();
            Box::pin(async move { Ok(vault.release(tx, permit).await?.into_map()) })
        }),
        organisation_stands: identity.organisations_standing(),
        organisation_stands_now: identity.organisations_standing_now(),
        purpose_known: known(move |tx, purpose: &PurposeId| {
            let exchange = exchange.get().unwrap().clone();
            Box::pin(async move { exchange.purpose_known(tx, purpose).await })
        }),
        http: outbound::client(&outbound::Config::default()).unwrap(),
    }
}

fn exchange(
    env: &Env,
    (keys, evidence): (Arc<dyn KeyStore>, Evidence),
    consents: &Consents,
    identity: &Identity,
    oidc: &Oidc,
    staff: Mode,
) -> Exchange {
    Exchange::new(causeway_exchange::Parts {
        env: env.clone(),
        consents: consents.clone(),
        evidence,
        keys,
        consumers: Arc::new(|_| Box::pin(async { Ok(None) })),
        seal: causeway_exchange::seal_identifier(|_, _, _| Box::pin(async { Err(Error::not_found()) })),
        http: outbound::client(&outbound::Config::default()).unwrap(),
        issuer: ORIGIN.to_owned(),
        operator: "causeway".parse().unwrap(),
        organisation_stands: identity.organisations_standing(),
        organisation_stands_now: identity.organisations_standing_now(),
        client_known: exchanging(oidc),
        sandbox: staff == Mode::Sandbox,
        config: causeway_exchange::Config::default(),
    })
}

fn exchanging(oidc: &Oidc) -> Known<ClientId> {
    let oidc = oidc.clone();
    known(move |tx, client| {
        let oidc = oidc.clone();
        Box::pin(async move { oidc.exchanges(tx, client).await })
    })
}

/// A register in which every card is valid but number 2, which is lost. Each has the same name and days.
fn register(env: &Env, vault: &Vault, down: &Arc<AtomicBool>) -> causeway_registration::Register {
    let (env, vault, down) = (env.clone(), vault.clone(), down.clone());
    let provider = Arc::new(DecryptionKey::generate().unwrap());
    Arc::new(move |permit| {
        let (env, vault, provider) = (env.clone(), vault.clone(), provider.clone());
        let is_down = down.load(Ordering::SeqCst);
        Box::pin(async move {
            if is_down {
                return Err(Error::upstream("provider_down", "The provider does not answer."));
            }
            let permit = &Mutex::new(Some(permit));
            let (vault, key) = (&vault, provider.jwk());
            let sealed = env.db.tx(|tx| {
                let permit = permit.lock().unwrap().take().unwrap();
                Box::pin(vault.seal_identifier(tx, permit, key))
            });
            let subject: Value =
                serde_json::from_slice(&provider.decrypt(&sealed.await?)?.plaintext).unwrap();
            let lost =
                CardNumber::parse(subject["card_number"].as_str().unwrap()).unwrap().printed() == card(2);
            let record = [
                ("name", "CHAN, Tai Man"),
                ("date_of_birth", "1990-01-31"),
                ("date_of_issue", "2019-03-07"),
                ("status", if lost { "lost" } else { "valid" }),
            ];
            Ok(Some(record.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()))
        })
    })
}

/// A synthetic card number as printed.
pub(crate) fn card(n: u32) -> String {
    CardNumber::compose("ZZ", n).unwrap().printed()
}

async fn fill(portal: &Portal) {
    let parts = portal.parts();
    let words = |en: &str, hant: &str, hans: &str| Localised::new(en, hant, hans);
    let organisation = |id: &str, name: Localised| Organisation {
        id: id.parse().unwrap(),
        kind: OrganisationKind::Department,
        name,
    };
    let organisations = &[
        organisation("causeway", words("Causeway", "通道", "通道")),
        organisation("health", words("Department of Health", "衞生署", "卫生署")),
        organisation("water", words("Water Supplies Department", "水務署", "水务署")),
    ];
    let client = &Client {
        id: "vaccination".parse().unwrap(),
        organisation: "health".parse().unwrap(),
        name: words("Vaccination Record", "疫苗接種紀錄", "疫苗接种记录"),
        home_url: format!("{RELYING_PARTY}/"),
        redirect_uris: vec![format!("{RELYING_PARTY}/callback")],
        native: false,
        sector: "vaccination.localhost".to_owned(),
        auth: ClientAuth::SecretBasic { hash: [7; 32] },
        keys: JwkSet::default(),
        scopes: Scopes::parse("openid card_number"),
        login_purpose: "vaccination-record".parse().unwrap(),
        settings: causeway_oidc::Settings::default(),
    };
    let listing = &Listing {
        description: Some(words("See your vaccinations", "查看疫苗接種紀錄", "查看疫苗接种记录")),
        listed: true,
    };
    parts
        .env
        .db
        .tx(|tx| {
            Box::pin(async move {
                for organisation in organisations {
                    parts.identity.put_organisation(tx, organisation).await?;
                }
                parts.oidc.put_client(tx, client).await?;
                parts.oidc.put_listing(tx, &client.id, listing).await
            })
        })
        .await
        .unwrap();
    let dataset = Dataset {
        id: "water.address".parse().unwrap(),
        provider: "water".parse().unwrap(),
        name: words("Water account address", "水務帳戶地址", "水务账户地址"),
        description: words("Where water is supplied to you", "供水地址", "供水地址"),
        fields: vec![Field {
            name: "address".to_owned(),
            label: words("Residential address", "住址", "住址"),
            classification: Classification::Personal,
        }],
        identifier: "card_number".to_owned(),
        life_cycle: LifeCycle::Published,
    };
    parts.exchange.put_dataset(&dataset).await.unwrap();
    for id in ["vaccination-record", "licence-renewal"] {
        let text = words("To show your own records", "查看你的紀錄", "查看你的记录");
        let uses = vec![PurposeUse {
            client: "vaccination".parse().unwrap(),
            dataset: dataset.id.clone(),
            fields: vec!["address".to_owned()],
        }];
        parts.exchange.put_purpose(&Purpose { id: id.parse().unwrap(), text, uses }).await.unwrap();
    }
}

impl House {
    /// Serves these pages instead.
    pub(crate) fn rewire(&mut self, portal: Portal) {
        self.router = router(&self.test.env, &portal);
        self.portal = portal;
    }

    /// A browser that has never been here.
    pub(crate) fn tab(&self, name: &str) -> Tab<'_> {
        let browser = format!("{name:-<43}");
        let jar = BTreeMap::from([("cw_browser".to_owned(), browser)]);
        Tab { house: self, jar, key: None }
    }

    /// A browser in which the holder of card `n` has registered and is logged in.
    pub(crate) async fn person(&self, name: &str, n: u32) -> (Tab<'_>, Session) {
        let mut tab = self.tab(name);
        let (registration, browser) = (&self.portal.parts().registration, tab.browser());
        let application = Application {
            card_number: card(n),
            date_of_issue: "2019-03-07".to_owned(),
            name: "CHAN Tai Man".to_owned(),
            date_of_birth: "1990-01-31".to_owned(),
            lang: Lang::En,
        };
        let address = ClientAddress([192, 0, 2, u8::try_from(n % 250).unwrap()].into());
        let Outcome::Verified(id) = registration.begin(&browser, address, &application).await.unwrap() else {
            unreachable!()
        };
        let ceremony = registration.passkey_options(&browser, id).await.unwrap();
        let response = tab.create(&ceremony.options).await;
        let (session, token) = registration.complete(&browser, id, ceremony.id, &response).await.unwrap();
        tab.jar.insert(SESSION_COOKIE.to_owned(), token.reveal().to_owned());
        (tab, session)
    }

    /// What the vaccination service asks in a browser, as its protocol would store it.
    pub(crate) async fn ask(&self, tab: &Tab<'_>, details: Vec<Detail>) -> RequestId {
        self.ask_in(tab, details, None).await
    }

    /// As [`House::ask`], with the language that the service would like.
    pub(crate) async fn ask_in(&self, tab: &Tab<'_>, details: Vec<Detail>, lang: Option<Lang>) -> RequestId {
        let parts = self.portal.parts();
        let (browser, ask) = (&tab.browser(), &Ask { lang, ..ask(details) });
        parts
            .env
            .db
            .tx(|tx| Box::pin(async move { parts.consents.ask(tx, browser, ask).await }))
            .await
            .unwrap()
    }

    /// What the vaccination service asks of a person directly, as its protocol would store it.
    pub(crate) async fn ask_directly(&self, of: &Session, code: Option<&str>) -> RequestId {
        let parts = self.portal.parts();
        let ask = &Ask { redirect_origin: None, ..ask(vec![login()]) };
        let how = &Addressed { lifetime: SignedDuration::from_mins(2), code: code.map(str::to_owned) };
        let account = of.account;
        let asked = parts
            .env
            .db
            .tx(|tx| Box::pin(async move { parts.consents.ask_person(tx, account, ask, how).await }));
        asked.await.unwrap()
    }

    /// The names of what happened to a person, oldest first.
    pub(crate) async fn events(&self, account: AccountId) -> Vec<&'static str> {
        let entries = self.portal.parts().evidence.activity(account, None, 50).await.unwrap();
        entries.iter().rev().map(|entry| entry.event.name()).collect()
    }
}

/// The card number at each login.
pub(crate) fn login() -> Detail {
    Detail::Login { fields: vec!["card_number".to_owned()] }
}

/// The address, once.
pub(crate) fn address_once() -> Detail {
    Detail::Exchange {
        dataset: "water.address".parse().unwrap(),
        provider: "water".parse().unwrap(),
        fields: vec!["address".to_owned()],
        purpose: "licence-renewal".parse().unwrap(),
        once: true,
        until: None,
    }
}

fn ask(details: Vec<Detail>) -> Ask {
    Ask {
        client: "vaccination".parse().unwrap(),
        organisation: "health".parse().unwrap(),
        details,
        login_purpose: "vaccination-record".parse().unwrap(),
        resume: "/authorize/resume?request={request}".to_owned(),
        redirect_origin: Some(RELYING_PARTY.to_owned()),
        always_ask: false,
        fresh_login: false,
        lang: None,
    }
}

/// A browser: its cookies, and the passkey on its device.
pub(crate) struct Tab<'a> {
    house: &'a House,
    pub(crate) jar: BTreeMap<String, String>,
    key: Option<Kept>,
}

impl Tab<'_> {
    /// As the domains know it.
    pub(crate) fn browser(&self) -> Browser {
        Browser::of(&self.jar["cw_browser"])
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(web::get(path)).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(web::post_form(path, fields)).await
    }

    /// Follows redirects on this host; stops at the first that leads to the protocol or elsewhere.
    pub(crate) async fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..5 {
            let to = answer.header("location").to_owned();
            if !answer.status.is_redirection() || !to.starts_with('/') || to.starts_with("/authorize") {
                return answer;
            }
            answer = self.get(&to).await;
        }
        unreachable!("too many redirects")
    }

    async fn send(&mut self, mut request: Request<Body>) -> Answer {
        let line =
            self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        request.headers_mut().insert(header::COOKIE, line.parse().unwrap());
        let answer = web::send(&self.house.router, request).await;
        for pair in answer.cookies().split("; ").filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap();
            match value {
                "" => self.jar.remove(name),
                _ => self.jar.insert(name.to_owned(), value.to_owned()),
            };
        }
        answer
    }

    /// Creates this device's passkey, as the page's script would.
    pub(crate) async fn create(&mut self, options: &Value) -> Value {
        let (key, response) = SoftKey::create(&Url::parse(ORIGIN).unwrap(), options).await.unwrap();
        self.key = Some(key.keep().unwrap());
        response
    }

    /// Signs with this device's passkey.
    pub(crate) async fn sign(&self, options: &Value) -> Value {
        let kept = serde_json::to_value(self.key.as_ref().unwrap()).unwrap();
        let kept: Kept = serde_json::from_value(kept).unwrap();
        SoftKey::restore(&kept).unwrap().sign(&Url::parse(ORIGIN).unwrap(), options).await.unwrap()
    }

    /// Does what the page's script does with the passkey form of `action`: answers the ceremony and submits. Other fields of the
    /// form go along.
    pub(crate) async fn submit_passkey(&mut self, page: &Answer, action: &str) -> Answer {
        self.submit_passkey_with(page, action, &[]).await
    }

    /// As [`Tab::submit_passkey`], with what the person typed into the form.
    pub(crate) async fn submit_passkey_with(
        &mut self,
        page: &Answer,
        action: &str,
        typed: &[(&str, &str)],
    ) -> Answer {
        let form = PageForm::find(&page.text, action);
        let options: Value = serde_json::from_str(&form.options).unwrap();
        let response = match form.kind.as_str() {
            "create" => self.create(&options).await,
            _ => self.sign(&options).await,
        };
        let response = response.to_string();
        let mut fields: Vec<(&str, &str)> =
            form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.push(("response", &response));
        fields.extend(typed);
        self.post(action, &fields).await
    }
}

/// A form on a page.
#[derive(Debug)]
pub(crate) struct PageForm {
    pub(crate) kind: String,
    pub(crate) options: String,
    /// Hidden fields, but the one for the passkey's answer.
    pub(crate) fields: Vec<(String, String)>,
}

impl PageForm {
    /// The form that is sent to `action`.
    pub(crate) fn find(html: &str, action: &str) -> Self {
        let start = html
            .find(&format!("action=\"{action}\""))
            .unwrap_or_else(|| panic!("no form for {action} in {html}"));
        let start = html[..start].rfind("<form").unwrap();
        let form = &html[start..start + html[start..].find("</form>").unwrap()];
        let fields = form.split("<input type=\"hidden\"").skip(1);
        let fields = fields.map(|input| (attribute(input, "name"), attribute(input, "value")));
        Self {
            kind: attribute(form, "data-passkey"),
            options: attribute(form, "data-options"),
            fields: fields.filter(|(name, _)| name != "response").collect(),
        }
    }
}

/// The value of an attribute, unescaped.
pub(crate) fn attribute(tag: &str, name: &str) -> String {
    let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
    let Some(start) = tag.find(&format!(" {name}=\"")) else { return String::new() };
    let rest = &tag[start + name.len() + 3..];
    let value = &rest[..rest.find('"').unwrap()];
    value
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#38;", "&")
}
