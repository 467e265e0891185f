//! `/device_authorization` (RFC 8628 section 3.1): a device without a keyboard gets a code to show; and what happens when somebody enters it.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use causeway_consent::{Addressed, rules::REQUEST};
use causeway_core::{Error, RequestId, Result, Session, Tx};
use causeway_crypto::digest;
use causeway_crypto::token::Token;
use causeway_http::{Access, Browser, ClientAddress, ClientCertificate, Priority, Routes};
use serde::Serialize;

use crate::Oidc;
use crate::elsewhere::{DEVICE, DEVICE_MEMORY, Device, DeviceTerms, INTERVAL};
use crate::endpoints::authenticate::{Arrival, Endpoint, Proven};
use crate::endpoints::ciba::directly;
use crate::grant_type::GrantType;
use crate::measure;
use crate::model::{More, Terms};
use crate::params::Params;
use crate::refusal::{NO_STORE, Refusal};
use crate::rules::check_claims::{self, Claims};
use crate::rules::{
    check_authorization_details, check_device_code, check_grant_type, check_repeated, check_scope,
    check_stopped,
};
use crate::store;

pub(crate) fn routes() -> Routes<Oidc> {
    Routes::new().post("/device_authorization", Access::Public, post).priority(Priority::Begin)
}

/// RFC 8628 section 3.2.
#[derive(Serialize)]
struct Answer {
    device_code: String,
    user_code: String,
    verification_uri: String,
    verification_uri_complete: String,
    /// Seconds.
    expires_in: i64,
    /// Seconds between two polls.
    interval: i64,
}

async fn post(
    State(oidc): State<Oidc>,
    address: ClientAddress,
    headers: HeaderMap,
    certificate: Option<ClientCertificate>,
    body: Bytes,
) -> Response {
    if let Err(busy) = oidc.door.check(&address.key()) {
        return Refusal::from(busy).into_response();
    }
    let arrival =
        Arrival { headers: &headers, certificate: certificate.as_ref(), endpoint: Endpoint::Device };
    let answered = oidc.show_code(&arrival, &body).await;
    measure::asked("device", measure::outcome(&answered));
    answered.map(|answer| (NO_STORE, Json(answer))).into_response()
}

impl Oidc {
    async fn show_code(&self, arrival: &Arrival<'_>, body: &[u8]) -> Result<Answer, Refusal> {
        let params = &Params::of_form(arrival.headers, body)?;
        check_repeated::check(params)?;
        let proven = &self.authenticate(arrival, params).await?;
        let client = &proven.client;
        check_stopped::at_token(&proven.status)?;
        self.asking.check(&client.id.to_string())?;
        check_grant_type::check(client, GrantType::DeviceCode)?;
        let scope = check_scope::at_authorization(params, client)?;
        let elements = check_authorization_details::check(params, client)?;
        let fields = check_claims::fields(&scope, &Claims::default());
        let details = self.details(client, &fields, &elements).await?;
        let terms = Terms {
            client: client.id.clone(),
            sector: client.sector.clone(),
            scope,
            fields,
            essential_acr: Vec::new(),
            authenticated_after: None,
            more: More::default(),
        };
        let (id, code) = (Token::new(&self.env.rng)?, check_device_code::draw(&self.env.rng)?);
        let new = &Device {
            hash: id.hash(),
            code: self.device_code_mac(&code),
            client: client.id.clone(),
            wanted: DeviceTerms { terms, details },
            request: None,
            ended: None,
            used_at: None,
            created_at: self.env.now(),
        };
        self.env.db.tx(|tx| Box::pin(async move { show_code_in(tx, proven, new).await })).await??;
        let verification_uri = format!("{}/device", self.issuer);
        let shown = check_device_code::shown(&code);
        Ok(Answer {
            device_code: id.reveal().to_owned(),
            verification_uri_complete: format!("{verification_uri}?user_code={shown}"),
            verification_uri,
            user_code: shown,
            expires_in: DEVICE.as_secs(),
            interval: INTERVAL,
        })
    }

    /// Finds the device that shows a code, and asks the person who entered it what the device's service wants: theirs to decide, and
    /// never taken as granted by what stands. Five tries an hour for a session, twenty for an address.
    ///
    /// # Errors
    /// `code_refused` for every code that is not good, for whatever reason; `too_many_attempts`.
    pub async fn enter_device_code(
        &self,
        typed: &str,
        browser: &Browser,
        session: &Session,
        address: ClientAddress,
    ) -> Result<RequestId> {
        self.entering.check(&session.id.to_string())?;
        self.entering_from.check(&address.key())?;
        let code = &check_device_code::normal(typed).ok_or_else(code_refused)?;
        self.env.db.tx(|tx| Box::pin(async move { self.enter_in(tx, code, browser, session).await })).await
    }

    async fn enter_in(
        &self,
        tx: &mut Tx<'_>,
        code: &str,
        browser: &Browser,
        session: &Session,
    ) -> Result<RequestId> {
        let since = self.env.now() - DEVICE;
        let found = store::device_showing(tx, &self.device_code_mac(code), since).await?;
        let device = found.ok_or_else(code_refused)?;
        let known = self.as_it_stands_in(tx, &device.client).await?;
        let stands = known.filter(|k| !k.status.is_stopped() && !k.status.voids(device.created_at));
        let client = stands.ok_or_else(code_refused)?.client;
        let ask = directly(&client, device.wanted.details);
        let how = Addressed { lifetime: REQUEST, code: Some(check_device_code::shown(code)) };
        let request = self.consents.ask_for_device(tx, session.account, &ask, &how).await?;
        if store::bind_device(tx, &device.hash, request, &browser.hash).await? {
            Ok(request)
        } else {
            Err(code_refused())
        }
    }

    fn device_code_mac(&self, code: &str) -> [u8; 32] {
        digest::hmac_sha256(self.code_key.as_slice(), &[b"device ", code.as_bytes()].concat())
    }
}

async fn show_code_in(tx: &mut Tx<'_>, proven: &Proven, new: &Device) -> Result<Result<(), Refusal>> {
    if let Err(replayed) = proven.spend(tx).await? {
        return Ok(Err(replayed));
    }
    store::insert_device(tx, new, new.created_at + DEVICE_MEMORY).await.map(Ok)
}

/// The one answer for a code that is unknown, over, or used.
fn code_refused() -> Error {
    Error::invalid(
        "code_refused",
        "This code is not good, or no longer. Look at the device and type what it shows now.",
    )
}
