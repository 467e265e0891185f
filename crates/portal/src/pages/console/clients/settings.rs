//! The part of a client's form about its settings: what most need stands open, the rest behind a line that opens it.

use causeway_core::draft::Fault;
use causeway_http::components::{Content, Details, SelectItem};
use causeway_oidc::{
    Binding, CertificateName, Ciba, Encryption, GrantType, Pkce, Profile, Settings, TokenAlg,
    telling_settings,
};

use super::super::Fields;
use super::super::drafting::{Drafting, lines_of};
use super::super::sheet::together;

const PKCE: [Pkce; 2] = [Pkce::Required, Pkce::Optional];
const BINDINGS: [Binding; 3] = [Binding::Free, Binding::Dpop, Binding::Certificate];
const ENCRYPTIONS: [Encryption; 2] = [Encryption::EcdhEs, Encryption::RsaOaep256];
/// The grants that have to be registered by name, each by a short one.
const GRANTS: [(&str, GrantType); 3] = [
    ("ciba", GrantType::Ciba),
    ("device_code", GrantType::DeviceCode),
    ("token_exchange", GrantType::TokenExchange),
];
const REQUESTS: [&str; 2] = ["pushed", "signed"];
const NAMES: [&str; 3] = ["subject_dn", "san_dns", "san_uri"];
/// The fields behind the line.
const RARE: [&str; 17] = [
    "certificate",
    "certificate_kind",
    "jwks_uri",
    "binding",
    "pkce",
    "requests",
    "grants",
    "ciba_endpoint",
    "ciba_user_code",
    "id_token",
    "id_token_encryption",
    "userinfo",
    "userinfo_encryption",
    "response",
    "response_encryption",
    "post_logout_redirect_uris",
    "backchannel_logout_uri",
];

/// How strict the provider is to be with it.
pub(super) fn profile(draw: &Drafting<'_>) -> Content {
    draw.radios("profile", "clients-setting-profile", &Profile::ALL.map(Profile::as_str)).into()
}

/// What few need. It is open where something in it is set, or wrong.
pub(super) fn more(draw: &Drafting<'_>) -> Content {
    let shell = draw.shell;
    let with_none = |names: &[&str], none: &str| {
        let first = (!none.is_empty()).then(|| SelectItem::new("", shell.t(none)));
        let rest = names.iter().map(|name| SelectItem::new(*name, *name));
        first.into_iter().chain(rest).collect::<Vec<_>>()
    };
    let algs = TokenAlg::ALL.map(TokenAlg::as_str);
    let encryptions = ENCRYPTIONS.map(Encryption::as_str);
    let kinds = NAMES.map(|name| {
        SelectItem::new(
            name,
            shell.t(&format!("clients-setting-certificate-kind-{}", name.replace('_', "-"))),
        )
    });
    let parts: Vec<Content> = vec![
        draw.select("certificate_kind", "clients-setting-certificate-kind", kinds.to_vec()).into(),
        draw.text("certificate", "clients-setting-certificate").into(),
        draw.text("jwks_uri", "clients-setting-jwks-uri").kind("url").into(),
        draw.radios("binding", "clients-setting-binding", &BINDINGS.map(Binding::as_str)).into(),
        draw.radios("pkce", "clients-setting-pkce", &PKCE.map(Pkce::as_str)).into(),
        draw.checkboxes("requests", "clients-setting-requests", &REQUESTS).into(),
        draw.checkboxes("grants", "clients-setting-grants", &GRANTS.map(|(name, _)| name)).into(),
        draw.text("ciba_endpoint", "clients-setting-ciba-endpoint").kind("url").into(),
        draw.checkboxes("ciba_user_code", "clients-setting-ciba-user-code", &["yes"]).into(),
        draw.select("id_token", "clients-setting-id-token", with_none(&algs, "")).into(),
        draw.select(
            "id_token_encryption",
            "clients-setting-id-token-encryption",
            with_none(&encryptions, "clients-setting-not-encrypted"),
        )
        .into(),
        draw.select("userinfo", "clients-setting-userinfo", with_none(&algs, "clients-setting-json")).into(),
        draw.select(
            "userinfo_encryption",
            "clients-setting-userinfo-encryption",
            with_none(&encryptions, "clients-setting-not-encrypted"),
        )
        .into(),
        draw.select("response", "clients-setting-response", with_none(&algs, "")).into(),
        draw.select(
            "response_encryption",
            "clients-setting-response-encryption",
            with_none(&encryptions, "clients-setting-not-encrypted"),
        )
        .into(),
        draw.area("post_logout_redirect_uris", "clients-setting-post-logout-redirect-uris", 2).into(),
        draw.text("backchannel_logout_uri", "clients-setting-backchannel-logout-uri").kind("url").into(),
    ];
    let wrong = draw.faults.iter().any(|fault| RARE.contains(&fault.field.as_str()));
    let (settings, _) = read(&Settings::default(), draw.fields);
    let set = telling_settings(&settings).iter().any(|(name, _)| RARE.contains(name));
    Content::html(&Details::new(shell.t("clients-setting-more"), together(&parts)).open(wrong || set))
}

/// Settings as the form's fields.
pub(super) fn write(settings: &Settings, mut fields: Fields) -> Fields {
    let alg = |alg: Option<TokenAlg>| alg.map_or("", TokenAlg::as_str);
    let encryption = |alg: Option<Encryption>| alg.map_or("", Encryption::as_str);
    let (kind, name) = match &settings.certificate {
        Some(CertificateName::SubjectDn(name)) => ("subject_dn", name.as_str()),
        Some(CertificateName::SanDns(name)) => ("san_dns", name.as_str()),
        Some(CertificateName::SanUri(name)) => ("san_uri", name.as_str()),
        None => ("subject_dn", ""),
    };
    let endpoint = settings.ciba.as_ref().and_then(|ciba| ciba.notification_endpoint.as_deref());
    for (field, value) in [
        ("profile", settings.profile.as_str()),
        ("certificate_kind", kind),
        ("certificate", name),
        ("jwks_uri", settings.jwks_uri.as_deref().unwrap_or_default()),
        ("binding", settings.binding.as_str()),
        ("pkce", settings.pkce.as_str()),
        ("ciba_endpoint", endpoint.unwrap_or_default()),
        ("id_token", settings.id_token.as_str()),
        ("id_token_encryption", encryption(settings.id_token_encryption)),
        ("userinfo", alg(settings.userinfo)),
        ("userinfo_encryption", encryption(settings.userinfo_encryption)),
        ("response", settings.response.as_str()),
        ("response_encryption", encryption(settings.response_encryption)),
        ("backchannel_logout_uri", settings.backchannel_logout_uri.as_deref().unwrap_or_default()),
    ] {
        fields = fields.with(field, value);
    }
    fields = fields.with("post_logout_redirect_uris", settings.post_logout_redirect_uris.join("\n"));
    let pushed = settings.pushed_requests_only.then_some(("requests", "pushed"));
    let signed = settings.signed_requests_only.then_some(("requests", "signed"));
    let code = settings.ciba.as_ref().is_some_and(|ciba| ciba.user_code).then_some(("ciba_user_code", "yes"));
    let grants = GRANTS.into_iter().filter(|(_, grant)| settings.has_grant(*grant));
    let checked =
        [pushed, signed, code].into_iter().flatten().chain(grants.map(|(name, _)| ("grants", name)));
    checked.fold(fields, |fields, (field, value)| fields.with(field, value))
}

/// The settings that the form describes; what it does not show stays as it was.
pub(super) fn read(known: &Settings, fields: &Fields) -> (Settings, Vec<Fault>) {
    let mut faults = Vec::new();
    let filled = |name: &str| Some(fields.text(name)).filter(|text| !text.is_empty()).map(str::to_owned);
    let alg = |name: &str| TokenAlg::ALL.into_iter().find(|alg| alg.as_str() == fields.text(name));
    let encryption = |name: &str| ENCRYPTIONS.into_iter().find(|alg| alg.as_str() == fields.text(name));
    let profile = Profile::ALL.into_iter().find(|one| one.as_str() == fields.text("profile"));
    if profile.is_none() && !fields.text("profile").is_empty() {
        faults.push(Fault::new("profile", "profile_missing", "Choose how strict the platform is to be."));
    }
    let certificate = filled("certificate").map(|name| match fields.text("certificate_kind") {
        "san_dns" => CertificateName::SanDns(name),
        "san_uri" => CertificateName::SanUri(name),
        _ => CertificateName::SubjectDn(name),
    });
    let grants: Vec<GrantType> =
        GRANTS.into_iter().filter(|(name, _)| fields.has("grants", name)).map(|(_, grant)| grant).collect();
    let ciba = grants.contains(&GrantType::Ciba).then(|| Ciba {
        notification_endpoint: filled("ciba_endpoint"),
        user_code: fields.has("ciba_user_code", "yes"),
    });
    let settings = Settings {
        profile: profile.unwrap_or_default(),
        pkce: PKCE.into_iter().find(|one| one.as_str() == fields.text("pkce")).unwrap_or_default(),
        binding: BINDINGS.into_iter().find(|one| one.as_str() == fields.text("binding")).unwrap_or_default(),
        jwks_uri: filled("jwks_uri"),
        certificate,
        grants,
        ciba,
        id_token: alg("id_token").unwrap_or_default(),
        id_token_encryption: encryption("id_token_encryption"),
        userinfo: alg("userinfo"),
        userinfo_encryption: encryption("userinfo_encryption"),
        response: alg("response").unwrap_or_default(),
        response_encryption: encryption("response_encryption"),
        signed_requests_only: fields.has("requests", "signed"),
        pushed_requests_only: fields.has("requests", "pushed"),
        post_logout_redirect_uris: lines_of(fields.text("post_logout_redirect_uris")),
        backchannel_logout_uri: filled("backchannel_logout_uri"),
        ..known.clone()
    };
    (settings, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_into_the_form_is_read_out_of_it() {
        let rich = Settings {
            profile: Profile::FapiCiba,
            pkce: Pkce::Optional,
            binding: Binding::Certificate,
            jwks_uri: Some("https://a.example/jwks".to_owned()),
            certificate: Some(CertificateName::SanUri("https://a.example/x".to_owned())),
            grants: vec![GrantType::Ciba, GrantType::TokenExchange],
            id_token: TokenAlg::Ps256,
            id_token_encryption: Some(Encryption::EcdhEs),
            userinfo: Some(TokenAlg::Es256),
            userinfo_encryption: Some(Encryption::RsaOaep256),
            response: TokenAlg::EdDsa,
            response_encryption: Some(Encryption::EcdhEs),
            signed_requests_only: true,
            pushed_requests_only: true,
            ciba: Some(Ciba {
                notification_endpoint: Some("https://a.example/ping".to_owned()),
                user_code: true,
            }),
            post_logout_redirect_uris: vec![
                "https://a.example/1".to_owned(),
                "https://a.example/2".to_owned(),
            ],
            backchannel_logout_uri: Some("https://a.example/out".to_owned()),
            resources: vec!["https://r.example".to_owned()],
            sector_identifier_uri: Some("https://a.example/sector".to_owned()),
            verified_claims: true,
            logo_uri: Some("https://a.example/logo".to_owned()),
            policy_uri: None,
            tos_uri: None,
        };
        for settings in [Settings::default(), rich] {
            let fields = write(&settings, Fields::default());
            assert_eq!(read(&settings, &fields), (settings, Vec::new()));
        }
    }

    #[test]
    fn a_form_of_before_there_were_settings_says_nothing_of_them() {
        assert_eq!(read(&Settings::default(), &Fields::default()), (Settings::default(), Vec::new()));
        let odd = Fields::default().with("profile", "lax");
        assert_eq!(read(&Settings::default(), &odd).1[0].code, "profile_missing");
    }
}
