//! `/bc-authorize` (OpenID Connect Client-Initiated Backchannel Authentication section 7): a client asks a person who has no browser there.

mod ping;
mod user_code;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use causeway_consent::{Addressed, Ask};
use causeway_core::{AccountId, Result, Tx};
use causeway_crypto::jose;
use causeway_crypto::token::Token;
use causeway_http::{Access, ClientAddress, ClientCertificate, Priority, Routes};
use jiff::SignedDuration;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::Oidc;
use crate::client::Client;
use crate::elsewhere::{Backchannel, INTERVAL, MEMORY};
use crate::endpoints::authenticate::{Arrival, Endpoint, Proven};
use crate::grant_type::GrantType;
use crate::measure;
use crate::model::{IdClaims, More, Terms};
use crate::params::Params;
use crate::refusal::{Code, NO_STORE, Refusal};
use crate::rules::check_assertion::Spent;
use crate::rules::check_claims::{self, Claims};
use crate::rules::check_hint::{self, Hint};
use crate::rules::check_prompts::{self, Needs};
use crate::rules::{
    check_authorization_details, check_backchannel, check_ciba_object, check_grant_type, check_repeated,
    check_scope, check_stopped, check_user_code,
};
use crate::store;

pub(crate) fn routes() -> Routes<Oidc> {
    Routes::new().post("/bc-authorize", Access::Public, post).priority(Priority::Begin)
}

/// Section 7.3.
#[derive(Serialize)]
struct Answer {
    auth_req_id: String,
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
    let certificate = certificate.as_ref();
    let arrival = Arrival { headers: &headers, certificate, endpoint: Endpoint::Backchannel };
    let answered = oidc.ask_directly(&arrival, &body).await;
    measure::asked("ciba", measure::outcome(&answered));
    match answered {
        Ok(answer) => (NO_STORE, Json(answer)).into_response(),
        Err(refusal) => {
            // Section 13: of all errors this one is 403.
            let denied = refusal.code() == Code::AccessDenied;
            let mut response = refusal.into_response();
            if denied {
                *response.status_mut() = StatusCode::FORBIDDEN;
            }
            response
        }
    }
}

/// A checked request.
struct Wish<'a> {
    ask: Ask,
    how: Addressed,
    terms: Terms,
    /// The pseudonym of the person.
    subject: String,
    user_code: Option<String>,
    /// What its `auth_req_id` will be, and the token to tell the client with.
    id: Token,
    ping: Option<Vec<u8>>,
    proven: &'a Proven,
    /// What the signed request leaves behind, so that it serves once.
    object: Option<Spent>,
}

impl Oidc {
    async fn ask_directly(&self, arrival: &Arrival<'_>, body: &[u8]) -> Result<Answer, Refusal> {
        let outer = Params::of_form(arrival.headers, body)?;
        check_repeated::check(&outer)?;
        let proven = &self.authenticate(arrival, &outer).await?;
        let client = &proven.client;
        check_stopped::at_token(&proven.status)?;
        self.asking.check(&client.id.to_string())?;
        check_grant_type::check(client, GrantType::Ciba)?;
        let (params, object) = self.asked_directly(client, &outer)?;
        let wish = &self.wish(proven, &params, object).await?;
        self.env.db.tx(|tx| Box::pin(async move { self.ask_directly_in(tx, wish).await })).await??;
        Ok(Answer {
            auth_req_id: wish.id.reveal().to_owned(),
            expires_in: wish.how.lifetime.as_secs(),
            interval: INTERVAL,
        })
    }

    /// The parameters of a request: those in the signed one where there is one (section 7.1.1), and then no others.
    fn asked_directly(&self, client: &Client, outer: &Params) -> Result<(Params, Option<Spent>), Refusal> {
        let Some(token) = outer.get("request") else {
            if client.settings.signs() {
                return Err(check_ciba_object::refuse("This client has to send a signed request."));
            }
            return Ok((outer.clone(), None));
        };
        let not_good = || {
            check_ciba_object::refuse(
                "The request is not a JWT that this client has signed by one of its keys.",
            )
        };
        let typ = jose::peek_header(token).map_err(|_| not_good())?.typ;
        match typ.map(|typ| typ.to_ascii_lowercase()).as_deref() {
            None | Some("jwt" | "oauth-authz-req+jwt") => {}
            // RFC 8725 section 3.11: what was signed for something else is no request.
            Some(_) => return Err(not_good()),
        }
        let claims: Map<String, Value> =
            jose::verify_with(token, &client.keys, "", client.settings.algs()).map_err(|_| not_good())?;
        let spent = check_ciba_object::check(&claims, client.id.as_str(), &self.issuer, self.env.now())?;
        Ok((check_ciba_object::params(claims), Some(spent)))
    }

    async fn wish<'a>(
        &self,
        proven: &'a Proven,
        params: &Params,
        object: Option<Spent>,
    ) -> Result<Wish<'a>, Refusal> {
        let client = &proven.client;
        let ciba = client.settings.ciba.clone().unwrap_or_default();
        let subject = self.hinted(client, check_hint::check(params)?)?;
        let scope = check_scope::at_authorization(params, client)?;
        let code = check_backchannel::code(params)?;
        let lifetime = check_backchannel::lifetime(params)?;
        let token = check_backchannel::notification_token(params, &ciba)?;
        let elements = check_authorization_details::check(params, client)?;
        check_backchannel::bound(client, code.as_deref(), elements.len())?;
        let fields = check_claims::fields(&scope, &Claims::default());
        let details = self.details(client, &fields, &elements).await?;
        let id = Token::new(&self.env.rng)?;
        let ping = token.map(|token| self.seal_ping(&id, token)).transpose()?;
        let terms = Terms {
            client: client.id.clone(),
            sector: client.sector.clone(),
            scope,
            fields,
            // Section 7.1: acr_values is a wish; whoever is asked here proves it by the passkey over what they were asked.
            essential_acr: Vec::new(),
            authenticated_after: None,
            more: More::default(),
        };
        let user_code = params.get("user_code").map(ToOwned::to_owned);
        let ask = directly(client, details);
        let how = Addressed { lifetime, code };
        Ok(Wish { ask, how, terms, subject, user_code, id, ping, proven, object })
    }

    /// The pseudonym that a hint names.
    fn hinted(&self, client: &Client, hint: Hint<'_>) -> Result<String, Refusal> {
        match hint {
            Hint::Subject(subject) => Ok(subject.to_owned()),
            Hint::IdToken(token) => {
                let claims: IdClaims = jose::verify(token, &self.public_keys()?, "JWT")
                    .map_err(|_| check_hint::no_id_token())?;
                check_hint::of_id_token(&claims, &self.issuer, client.id.as_str()).map(ToOwned::to_owned)
            }
        }
    }

    async fn ask_directly_in(&self, tx: &mut Tx<'_>, wish: &Wish<'_>) -> Result<Result<(), Refusal>> {
        if let Err(replayed) = wish.proven.spend(tx).await? {
            return Ok(Err(replayed));
        }
        if let Some(object) = &wish.object
            && !store::spend(tx, object).await?
        {
            return Ok(Err(check_ciba_object::refuse("This request was sent before.")));
        }
        let Some(account) = store::account_of(tx, &wish.terms.sector, &wish.subject).await? else {
            return Ok(Err(check_hint::unknown()));
        };
        if let Err(refusal) = self.may_prompt(tx, account, wish).await? {
            return Ok(Err(refusal));
        }
        let now = self.env.now();
        let request = self.consents.ask_person(tx, account, &wish.ask, &wish.how).await?;
        let new = Backchannel {
            hash: wish.id.hash(),
            request,
            client: wish.terms.client.clone(),
            account,
            terms: wish.terms.clone(),
            ping: wish.ping.clone(),
            ended: None,
            used_at: None,
            created_at: now,
            valid_until: now + wish.how.lifetime,
        };
        store::insert_backchannel(tx, &new, now + MEMORY + SignedDuration::from_mins(10)).await.map(Ok)
    }

    /// Whether the person may be asked once more, and what the client has to know for it.
    async fn may_prompt(
        &self,
        tx: &mut Tx<'_>,
        account: AccountId,
        wish: &Wish<'_>,
    ) -> Result<Result<(), Refusal>> {
        let now = self.env.now();
        let own = store::prompted(tx, account, &wish.terms.client, now - MEMORY).await?;
        let open = store::open_prompts(tx, account, now).await?;
        match (check_prompts::check(&own, open, now), &wish.user_code) {
            (Err(refusal), _) => Ok(Err(refusal)),
            (Ok(Needs::Nothing), _) => Ok(Ok(())),
            (Ok(Needs::UserCode), None) => Ok(Err(check_user_code::missing())),
            (Ok(Needs::UserCode), Some(sent)) => self.try_user_code(tx, account, sent).await,
        }
    }
}

/// What the person is asked: they are shown all of it, always, since they began nothing.
pub(crate) fn directly(client: &Client, details: Vec<causeway_consent::Detail>) -> Ask {
    Ask {
        client: client.id.clone(),
        organisation: client.organisation.clone(),
        details,
        login_purpose: client.login_purpose.clone(),
        resume: String::new(),
        redirect_origin: None,
        always_ask: true,
        fresh_login: false,
        lang: None,
    }
}
