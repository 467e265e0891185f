//! The clients that every demonstration has registered, for integrators' own tests: what proves them is published, in
//! docs/guides/drive-the-sandbox.md and tests/clients, and so good for a sandbox alone.

use causeway_core::{Error, Localised, Result};
use causeway_crypto::jose::JwkSet;
use causeway_crypto::token::hash_of;
use causeway_demo::{DATASET, FIELD};
use causeway_exchange::{Purpose, PurposeUse};
use causeway_identity::{Organisation, OrganisationKind};
use causeway_oidc::{Binding, Ciba, Client, ClientAuth, GrantType, Profile, Scopes, Settings};

/// Proves itself by [`SECRET`].
pub(super) const BY_SECRET: &str = "integrator";
/// Proves itself by the key whose public part is [`keys`].
pub(super) const BY_KEY: &str = "integrator-jwt";
/// Proves itself by the same key, under the profile FAPI 2.0 Security Profile.
const FAPI: &str = "integrator-fapi";
/// And with Message Signing.
const FAPI_SIGNED: &str = "integrator-fapi-signed";
/// Asks people who are not in its browser.
const DIRECTLY: &str = "integrator-ciba";
/// Not a secret at all.
const SECRET: &str = "sandbox-only-not-a-secret";
/// Nothing need listen there: a test reads the code from the redirect.
const REDIRECT_URI: &str = "http://localhost:9999/callback";
/// Where people are sent after logging out.
const LOGGED_OUT_URI: &str = "http://localhost:9999/logged-out";
/// FAPI demands https. Nothing listens there either.
const FAPI_REDIRECT_URI: &str = "https://integrator.example/callback";
const HOME: &str = "http://localhost:9999/";
const ORGANISATION: &str = "integrator";
const PURPOSE: &str = "integration-test";

/// The public part of `tests/clients/keys/integrator.test-key.jwk.json`.
pub(super) fn keys() -> Result<JwkSet> {
    serde_json::from_str(include_str!("integrator.jwks.json")).map_err(Error::internal)
}

/// Who runs them.
pub(super) fn organisation() -> Result<Organisation> {
    let name = Localised::new("An integrator (sample)", "系統開發商（示範）", "系统开发商（示范）");
    Ok(Organisation { id: ORGANISATION.parse()?, kind: OrganisationKind::Company, name })
}

/// What they ask for: who logs in, and the sample address.
pub(super) fn purpose() -> Result<Purpose> {
    let address = |client: &str| -> Result<PurposeUse> {
        Ok(PurposeUse { client: client.parse()?, dataset: DATASET.parse()?, fields: vec![FIELD.to_owned()] })
    };
    Ok(Purpose {
        id: PURPOSE.parse()?,
        text: Localised::new("To test an integration", "測試系統接駁", "测试系统对接"),
        uses: vec![address(BY_SECRET)?, address(BY_KEY)?],
    })
}

/// Made a client that polls for what people decide on their own phones, and has devices without a browser.
fn directly(plain: Client) -> Client {
    let grants = vec![GrantType::Ciba, GrantType::DeviceCode];
    Client { settings: Settings { grants, ciba: Some(Ciba::default()), ..plain.settings }, ..plain }
}

/// All of them. Each has a sector of its own, so that a person has another pseudonym with each.
pub(super) fn clients() -> Result<Vec<Client>> {
    let client = |id: &str, name: Localised, auth: ClientAuth| -> Result<Client> {
        Ok(Client {
            id: id.parse()?,
            organisation: ORGANISATION.parse()?,
            name,
            home_url: HOME.to_owned(),
            redirect_uris: vec![REDIRECT_URI.to_owned()],
            native: false,
            sector: id.to_owned(),
            auth,
            keys: keys()?,
            scopes: Scopes::parse("openid card_number name date_of_birth offline_access exchange"),
            login_purpose: PURPOSE.parse()?,
            settings: Settings {
                post_logout_redirect_uris: vec![LOGGED_OUT_URI.to_owned()],
                ..Settings::default()
            },
        })
    };
    let secret = ClientAuth::SecretBasic { hash: hash_of(SECRET) };
    let fapi = |id: &str, name: Localised, profile: Profile| -> Result<Client> {
        let settings = Settings { profile, binding: Binding::Dpop, ..Settings::default() };
        let redirect_uris = vec![FAPI_REDIRECT_URI.to_owned()];
        let plain = client(id, name, ClientAuth::PrivateKeyJwt)?;
        Ok(Client { redirect_uris, home_url: "https://integrator.example/".to_owned(), settings, ..plain })
    };
    Ok(vec![
        fapi(
            FAPI,
            Localised::new("Integrator’s bank (FAPI)", "接駁測試銀行（FAPI）", "对接测试银行（FAPI）"),
            Profile::Fapi2,
        )?,
        fapi(
            FAPI_SIGNED,
            Localised::new("Integrator’s bank (signed)", "接駁測試銀行（簽署）", "对接测试银行（签署）"),
            Profile::Fapi2Signed,
        )?,
        directly(client(
            DIRECTLY,
            Localised::new("Integrator’s counter", "接駁測試櫃位", "对接测试柜位"),
            ClientAuth::PrivateKeyJwt,
        )?),
        client(BY_SECRET, Localised::new("Integrator’s test", "接駁測試", "对接测试"), secret)?,
        client(
            BY_KEY,
            Localised::new("Integrator’s test with a key", "接駁測試（密鑰）", "对接测试（密钥）"),
            ClientAuth::PrivateKeyJwt,
        )?,
    ])
}
