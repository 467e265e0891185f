//! From metadata to the draft that staff would have written.

use causeway_core::draft::Fault;
use causeway_core::{ClientId, Localised, OrganisationId, PurposeId};
use serde_json::{Map, Value};
use url::Url;

use super::{Metadata, bad};
use crate::draft::{AuthMethod, ClientDraft};
use crate::grant_type::GrantType;
use crate::profile::Profile;
use crate::refusal::{Code, Refusal};
use crate::scope::{Scope, Scopes};
use crate::settings::{Binding, CertificateName, Ciba, Encryption, Pkce, Settings, TokenAlg};
use crate::status::Registered;

/// What the client does not say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Given<'a> {
    pub(crate) id: &'a ClientId,
    pub(crate) organisation: &'a OrganisationId,
    /// The purpose where the client names none.
    pub(crate) purpose: &'a PurposeId,
    /// Whether only synthetic people use this platform.
    pub(crate) sandbox: bool,
    /// What is registered already.
    pub(crate) existing: Option<&'a Registered>,
    /// What the provider says it supports; nothing where whoever registers knows better.
    pub(crate) supported: Option<&'a Map<String, Value>>,
}

/// The draft that the metadata describes.
pub(crate) fn draft(asked: &Metadata, given: &Given<'_>) -> Result<ClientDraft, Refusal> {
    let is_code = |types: &Vec<String>| types.iter().all(|one| one == "code");
    if !asked.response_types.as_ref().is_none_or(is_code) {
        return Err(bad("The one response_type here is code."));
    }
    if asked.subject_type.as_deref().is_some_and(|kind| kind != "pairwise") {
        return Err(bad("The one subject_type here is pairwise."));
    }
    let profile = asked.profile.unwrap_or(if given.sandbox { Profile::Basic } else { Profile::Standard });
    let auth = auth(asked, given, profile)?;
    let (scopes, grants) = reach(asked)?;
    let home_url = home(asked)?;
    let (name, description) = names(asked, &home_url, given.existing);
    Ok(ClientDraft {
        id: given.id.clone(),
        organisation: given.organisation.clone(),
        name,
        description,
        listed: given.existing.is_some_and(|known| known.listing.listed),
        sector: sector(asked, given, &home_url)?,
        home_url,
        redirect_uris: asked.redirect_uris.clone(),
        native: is_native(asked)?,
        auth,
        keys: asked.keys()?,
        scopes,
        login_purpose: purpose(asked, given)?,
        settings: settings(asked, given, profile, grants)?,
    })
}

/// A fault of a draft, by the member that it is about.
pub(crate) fn refusal_of(fault: &Fault) -> Refusal {
    let code = match fault.field.as_str() {
        "redirect_uris" => Code::InvalidRedirectUri,
        _ => Code::InvalidClientMetadata,
    };
    let about = if fault.value.is_empty() { String::new() } else { format!(" ({})", fault.value) };
    Refusal::new(code, format!("{}{about}: {}", fault.field, fault.mend)).because(fault.code)
}

/// Whether the provider says that it supports the value.
fn supports(given: &Given<'_>, list: &str, value: &str) -> Result<(), Refusal> {
    let Some(supported) = given.supported else { return Ok(()) };
    let known = supported.get(list).and_then(Value::as_array);
    if known.is_some_and(|known| known.iter().any(|one| one == value)) {
        return Ok(());
    }
    Err(bad(format!("{value} is not supported: see {list} of the provider's metadata.")))
}

fn auth(asked: &Metadata, given: &Given<'_>, profile: Profile) -> Result<AuthMethod, Refusal> {
    let method = asked.token_endpoint_auth_method.as_deref().unwrap_or("client_secret_basic");
    supports(given, "token_endpoint_auth_methods_supported", method)?;
    if let Some(alg) = &asked.token_endpoint_auth_signing_alg {
        supports(given, "token_endpoint_auth_signing_alg_values_supported", alg)?;
    }
    let all = [
        AuthMethod::PrivateKeyJwt,
        AuthMethod::ClientSecretBasic,
        AuthMethod::TlsClientAuth,
        AuthMethod::SelfSignedTlsClientAuth,
    ];
    let auth = all.into_iter().find(|known| known.as_str() == method);
    let auth = auth.ok_or_else(|| bad("The token_endpoint_auth_method is unknown."))?;
    if profile.demands().key && auth == AuthMethod::ClientSecretBasic {
        return Err(bad(
            "A client of this profile proves itself by a key or a certificate, not by a secret.",
        ));
    }
    Ok(auth)
}

/// What it may ask for: the scopes, as the grants say, and the grants that do not follow from them.
fn reach(asked: &Metadata) -> Result<(Scopes, Vec<GrantType>), Refusal> {
    let by_code = [GrantType::AuthorizationCode.as_str().to_owned()];
    let names = asked.grant_types.as_deref().unwrap_or(&by_code);
    let grants = names
        .iter()
        .map(|name| {
            GrantType::named(name).ok_or_else(|| bad(format!("The grant type {name} is not supported.")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    let mut scopes: Vec<Scope> = Scopes::parse(asked.scope.as_deref().unwrap_or("openid")).iter().collect();
    if scopes.is_empty() {
        scopes.push(Scope::Openid);
    }
    if scopes.contains(&Scope::Openid) && grants.contains(&GrantType::RefreshToken) {
        scopes.push(Scope::OfflineAccess);
    }
    let extra = grants.into_iter().filter(|grant| grant.is_extra()).collect();
    Ok((scopes.into_iter().collect(), extra))
}

fn home(asked: &Metadata) -> Result<String, Refusal> {
    if let Some(uri) = &asked.client_uri {
        return Ok(uri.clone());
    }
    let first = asked.redirect_uris.first().and_then(|uri| Url::parse(uri).ok());
    let origin = first.map(|url| url.origin()).filter(url::Origin::is_tuple);
    origin
        .map(|origin| format!("{}/", origin.ascii_serialization()))
        .ok_or_else(|| bad("Say client_uri: the address at which the service begins."))
}

/// Names in three languages, from as many as the client has. A name that would be too long for the approval screen is cut.
fn names(asked: &Metadata, home: &str, existing: Option<&Registered>) -> (Localised, Localised) {
    let host = Url::parse(home).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let one = asked.client_name.clone().unwrap_or(host);
    let cut = |text: &String| text.trim().chars().take(60).collect::<String>().trim().to_owned();
    let hant = asked.client_name_hant.as_ref().unwrap_or(&one);
    let hans = asked.client_name_hans.as_ref().unwrap_or(&one);
    let name = Localised::new(cut(&one), cut(hant), cut(hans));
    let known = existing.and_then(|known| known.listing.description.clone());
    let description = known.unwrap_or_else(|| name.clone());
    (name, description)
}

fn is_native(asked: &Metadata) -> Result<bool, Refusal> {
    match asked.application_type.as_deref() {
        None | Some("web") => Ok(false),
        Some("native") => Ok(true),
        Some(_) => Err(bad("The application_type is web or native.")),
    }
}

fn purpose(asked: &Metadata, given: &Given<'_>) -> Result<PurposeId, Refusal> {
    match (&asked.login_purpose, given.existing) {
        (Some(name), _) => name.parse().map_err(|_| bad("The login_purpose is no name of a purpose.")),
        (None, Some(known)) => Ok(known.client.login_purpose.clone()),
        (None, None) => Ok(given.purpose.clone()),
    }
}

/// OpenID Connect Core section 8.1: the host of the `sector_identifier_uri`, or else of the redirect URIs; and it stays.
fn sector(asked: &Metadata, given: &Given<'_>, home: &str) -> Result<String, Refusal> {
    if let Some(known) = given.existing {
        return Ok(known.client.sector.clone());
    }
    match &asked.sector_identifier_uri {
        Some(uri) => {
            sector_host(uri).ok_or_else(|| bad("The sector_identifier_uri is not an https address."))
        }
        None => Ok(ClientDraft::sector_of(home, &asked.redirect_uris).unwrap_or_default()),
    }
}

/// The host of a `sector_identifier_uri`.
pub(crate) fn sector_host(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok().filter(|url| url.scheme() == "https" && url.username().is_empty())?;
    url.host_str().map(str::to_owned)
}

fn settings(
    asked: &Metadata,
    given: &Given<'_>,
    profile: Profile,
    grants: Vec<GrantType>,
) -> Result<Settings, Refusal> {
    let alg = |list: &str, alg: Option<TokenAlg>| match alg {
        None => Ok(None),
        Some(alg) => supports(given, list, alg.as_str()).map(|()| Some(alg)),
    };
    if let Some(alg) = &asked.request_object_signing_alg {
        supports(given, "request_object_signing_alg_values_supported", alg)?;
    }
    for grant in &grants {
        supports(given, "grant_types_supported", grant.as_str())?;
    }
    let old = given.existing.map(|known| known.client.settings.clone()).unwrap_or_default();
    let lax = profile == Profile::Basic && !asked.require_pkce.unwrap_or(!given.sandbox);
    Ok(Settings {
        profile,
        pkce: if lax { Pkce::Optional } else { Pkce::Required },
        binding: binding(asked)?,
        jwks_uri: address("jwks_uri", asked.jwks_uri.as_ref())?,
        certificate: certificate(asked)?,
        ciba: ciba(asked, &grants)?,
        grants,
        id_token: alg("id_token_signing_alg_values_supported", asked.id_token_signed_response_alg)?
            .unwrap_or_default(),
        id_token_encryption: encryption(
            given,
            "id_token",
            asked.id_token_encrypted_response_alg.as_deref(),
            asked.id_token_encrypted_response_enc.as_deref(),
        )?,
        userinfo: alg("userinfo_signing_alg_values_supported", asked.userinfo_signed_response_alg)?,
        userinfo_encryption: encryption(
            given,
            "userinfo",
            asked.userinfo_encrypted_response_alg.as_deref(),
            asked.userinfo_encrypted_response_enc.as_deref(),
        )?,
        response: alg("authorization_signing_alg_values_supported", asked.authorization_signed_response_alg)?
            .unwrap_or_default(),
        response_encryption: encryption(
            given,
            "authorization",
            asked.authorization_encrypted_response_alg.as_deref(),
            asked.authorization_encrypted_response_enc.as_deref(),
        )?,
        signed_requests_only: asked.require_signed_request_object,
        pushed_requests_only: asked.require_pushed_authorization_requests,
        post_logout_redirect_uris: asked
            .post_logout_redirect_uris
            .iter()
            .map(|uri| checked("post_logout_redirect_uris", uri, given.sandbox))
            .collect::<Result<_, _>>()?,
        backchannel_logout_uri: address("backchannel_logout_uri", asked.backchannel_logout_uri.as_ref())?,
        sector_identifier_uri: asked.sector_identifier_uri.clone(),
        logo_uri: address("logo_uri", asked.logo_uri.as_ref())?,
        policy_uri: address("policy_uri", asked.policy_uri.as_ref())?,
        tos_uri: address("tos_uri", asked.tos_uri.as_ref())?,
        // What cannot be said on the wire stays as staff have set it.
        ..old
    })
}

fn binding(asked: &Metadata) -> Result<Binding, Refusal> {
    match (asked.dpop_bound_access_tokens, asked.tls_client_certificate_bound_access_tokens) {
        (true, true) => {
            Err(bad("Tokens are bound to the key of a DPoP proof or to a certificate, not to both."))
        }
        (true, false) => Ok(Binding::Dpop),
        (false, true) => Ok(Binding::Certificate),
        (false, false) => Ok(Binding::Free),
    }
}

/// RFC 8705 section 2.1.2: exactly one of them.
fn certificate(asked: &Metadata) -> Result<Option<CertificateName>, Refusal> {
    if asked.tls_client_auth_san_ip.is_some() || asked.tls_client_auth_san_email.is_some() {
        return Err(bad("A certificate is known here by its subject, or by a name or an address beside it."));
    }
    let named: Vec<_> = [
        asked.tls_client_auth_subject_dn.clone().map(CertificateName::SubjectDn),
        asked.tls_client_auth_san_dns.clone().map(CertificateName::SanDns),
        asked.tls_client_auth_san_uri.clone().map(CertificateName::SanUri),
    ]
    .into_iter()
    .flatten()
    .collect();
    if named.len() > 1 {
        return Err(bad("Send one of the tls_client_auth names, not several."));
    }
    Ok(named.into_iter().next())
}

/// CIBA section 4.
fn ciba(asked: &Metadata, grants: &[GrantType]) -> Result<Option<Ciba>, Refusal> {
    if !grants.contains(&GrantType::Ciba) {
        return Ok(None);
    }
    let endpoint = asked.backchannel_client_notification_endpoint.as_ref();
    let notification_endpoint = match (asked.backchannel_token_delivery_mode.as_deref(), endpoint) {
        (Some("poll"), _) => None,
        (Some("ping"), Some(_)) => address("backchannel_client_notification_endpoint", endpoint)?,
        (Some("ping"), None) => return Err(bad("ping needs a backchannel_client_notification_endpoint.")),
        _ => return Err(bad("The backchannel_token_delivery_mode is poll or ping.")),
    };
    Ok(Some(Ciba { notification_endpoint, user_code: asked.backchannel_user_code_parameter }))
}

/// OpenID Connect Registration section 2: always with A256GCM here.
fn encryption(
    given: &Given<'_>,
    what: &str,
    alg: Option<&str>,
    enc: Option<&str>,
) -> Result<Option<Encryption>, Refusal> {
    let Some(alg) = alg else {
        return if enc.is_none() { Ok(None) } else { Err(bad("An enc without its alg encrypts nothing.")) };
    };
    supports(given, &format!("{what}_encryption_alg_values_supported"), alg)?;
    if enc != Some("A256GCM") {
        return Err(bad("What is encrypted is encrypted with A256GCM: say so."));
    }
    match alg {
        "ECDH-ES" => Ok(Some(Encryption::EcdhEs)),
        "RSA-OAEP-256" => Ok(Some(Encryption::RsaOaep256)),
        _ => Err(bad("What is encrypted is encrypted by ECDH-ES or RSA-OAEP-256.")),
    }
}

/// An address that we, or people, may go to: https.
fn address(name: &str, uri: Option<&String>) -> Result<Option<String>, Refusal> {
    uri.map(|uri| checked(name, uri, false)).transpose()
}

fn checked(name: &str, uri: &str, sandbox: bool) -> Result<String, Refusal> {
    let url = Url::parse(uri).ok().filter(|url| url.username().is_empty() && url.fragment().is_none());
    let fits = url.is_some_and(|url| {
        url.scheme() == "https" || (sandbox && crate::rules::check_registration::is_own_machine(&url))
    });
    if fits { Ok(uri.to_owned()) } else { Err(bad(format!("{name} is not an https address."))) }
}
