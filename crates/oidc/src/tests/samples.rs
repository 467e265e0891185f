//! One good example of everything; tests change what they are about.

use causeway_core::{Acr, Localised};
use causeway_crypto::b64;
use causeway_crypto::jose::{Alg, JwkSet, SigningKey};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::client::{Client, ClientAuth};
use crate::draft::ClientDraft;
use crate::model::{
    AccessClaims, Audience, CodeRow, Grant, GrantTerms, More, Prompt, ReplyTo, ResponseMode, Terms, Wanted,
};
use crate::scope::{Scope, Scopes};
use crate::settings::Settings;
use crate::status::{Listing, Registered, Status};

pub(crate) const REDIRECT: &str = "https://app.example/cb";
/// RFC 7636 appendix B.
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

pub(crate) fn client() -> Client {
    Client {
        id: "app".parse().unwrap(),
        organisation: "health".parse().unwrap(),
        name: Localised::new("Vaccination Record", "疫苗接種紀錄", "疫苗接种记录"),
        home_url: "https://app.example/".to_owned(),
        redirect_uris: vec![REDIRECT.to_owned()],
        native: false,
        sector: "app.example".to_owned(),
        auth: ClientAuth::SecretBasic { hash: [7; 32] },
        keys: JwkSet { keys: vec![SigningKey::generate(Alg::Es256).unwrap().jwk().clone()] },
        scopes: Scope::ALL.into_iter().collect(),
        login_purpose: "log-in".parse().unwrap(),
        settings: Settings::default(),
    }
}

/// A draft of another form of [`client`].
pub(crate) fn draft() -> ClientDraft {
    ClientDraft {
        description: Localised::new("See your vaccinations", "查閱疫苗接種紀錄", "查阅疫苗接种记录"),
        ..ClientDraft::of(&registered())
    }
}

pub(crate) fn registered() -> Registered {
    Registered { client: client(), listing: Listing::default(), status: Status::default() }
}

pub(crate) fn wanted() -> Wanted {
    Wanted {
        reply: ReplyTo { redirect_uri: REDIRECT.to_owned(), state: None, mode: ResponseMode::Query },
        nonce: None,
        code_challenge: Some(CHALLENGE.to_owned()),
        jkt: None,
        scope: Scopes::parse("openid"),
        fields: Vec::new(),
        prompt: Prompt::default(),
        max_age: None,
        essential_acr: Vec::new(),
        lang: None,
        details: Vec::new(),
        more: More::default(),
    }
}

pub(crate) fn terms() -> Terms {
    wanted().terms(client().id, "app.example".to_owned(), Timestamp::UNIX_EPOCH)
}

pub(crate) fn code() -> CodeRow {
    CodeRow {
        hash: [2; 32],
        grant: Uuid::nil(),
        client: client().id,
        redirect_uri: REDIRECT.to_owned(),
        nonce: None,
        code_challenge: Some(CHALLENGE.to_owned()),
        jkt: None,
        valid_until: Timestamp::UNIX_EPOCH,
        used_at: None,
    }
}

/// A DPoP proof with those claims.
pub(crate) fn dpop(key: &SigningKey, claims: &serde_json::Value) -> String {
    let mut public = serde_json::to_value(key.jwk()).unwrap();
    public.as_object_mut().unwrap().retain(|name, _| ["kty", "crv", "x", "y", "n", "e"].contains(&&**name));
    let header = json!({"typ": "dpop+jwt", "alg": key.alg().name(), "jwk": public});
    let part = |value: &serde_json::Value| b64::encode(value.to_string().as_bytes());
    let signed = format!("{}.{}", part(&header), part(claims));
    format!("{signed}.{}", b64::encode(&key.sign_raw(signed.as_bytes()).unwrap()))
}

pub(crate) fn grant() -> Grant {
    Grant {
        id: Uuid::nil(),
        account: Uuid::nil().into(),
        client: client().id,
        subject: "pseudonym".to_owned(),
        scope: Scopes::parse("openid name offline_access"),
        details: Vec::new(),
        acr: Acr::Passkey,
        authenticated_at: Timestamp::UNIX_EPOCH,
        salt: [3; 32],
        generation: 0,
        rotated_at: None,
        created_at: Timestamp::UNIX_EPOCH,
        revoked_at: None,
        expires_at: Timestamp::UNIX_EPOCH,
        family: Uuid::nil(),
        session: None,
        terms: GrantTerms::default(),
    }
}

pub(crate) fn access_claims() -> AccessClaims {
    AccessClaims {
        iss: "https://id.example".to_owned(),
        sub: "pseudonym".to_owned(),
        aud: Audience::One("https://id.example".to_owned()),
        exp: 1300,
        iat: 1000,
        jti: "1".to_owned(),
        client_id: "app".to_owned(),
        scope: "openid name".to_owned(),
        grant: Some(Uuid::nil()),
        cnf: None,
        acr: None,
        auth_time: None,
        act: None,
    }
}
