//! Whether what a client is registered for can be: its profile's demands, and keys for what it wants. The same checks for a client that is
//! registered and for one that is proposed.

use causeway_crypto::jose::JwkSet;
use url::Url;

use crate::client::Client;
use crate::draft::{AuthMethod, ClientDraft};
use crate::jwks::{encrypts, is_for_encryption};
use crate::profile::Profile;
use crate::rules::check_registration::is_own_machine;
use crate::scope::{Scope, Scopes};
use crate::settings::{Binding, Pkce, Settings, TokenAlg};

/// A client, as far as its settings are concerned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Registration<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) auth: AuthMethod,
    pub(crate) keys: &'a JwkSet,
    pub(crate) redirect_uris: &'a [String],
    pub(crate) native: bool,
    pub(crate) scopes: &'a Scopes,
}

impl<'a> From<&'a Client> for Registration<'a> {
    fn from(client: &'a Client) -> Self {
        Self {
            settings: &client.settings,
            auth: (&client.auth).into(),
            keys: &client.keys,
            redirect_uris: &client.redirect_uris,
            native: client.native,
            scopes: &client.scopes,
        }
    }
}

impl<'a> From<&'a ClientDraft> for Registration<'a> {
    fn from(draft: &'a ClientDraft) -> Self {
        Self {
            settings: &draft.settings,
            auth: draft.auth,
            keys: &draft.keys,
            redirect_uris: &draft.redirect_uris,
            native: draft.native,
            scopes: &draft.scopes,
        }
    }
}

/// What is wrong: the field, a code, what to do.
pub(crate) type Wrong = (&'static str, &'static str, &'static str);

/// Everything that is wrong with the settings. `missing` are the algorithms that this platform has no key for.
pub(crate) fn check(of: Registration<'_>, missing: &[TokenAlg]) -> Vec<Wrong> {
    let mut wrong: Vec<Wrong> = [proof, binding, addresses, pkce, exchange, key_url, signs, userinfo]
        .into_iter()
        .filter_map(|check| check(of))
        .collect();
    wrong.extend(algs(of, missing));
    wrong.extend(encryption(of));
    wrong
}

/// FAPI 2.0 Security Profile 5.3.2.1 clause 6.
fn proof(of: Registration<'_>) -> Option<Wrong> {
    let secret = of.auth == AuthMethod::ClientSecretBasic;
    (of.settings.profile.demands().key && secret).then_some((
        "auth",
        "profile_needs_key",
        "A client of this profile proves itself by a key or a certificate, never by a secret.",
    ))
}

/// FAPI 2.0 Security Profile 5.3.2.1 clause 5; FAPI-CIBA 5.2.2 clause 4.
fn binding(of: Registration<'_>) -> Option<Wrong> {
    (of.settings.profile.demands().bound && of.settings.binding == Binding::Free).then_some((
        "binding",
        "profile_needs_binding",
        "The tokens of a client of this profile are bound to a key: by DPoP, or by its certificate.",
    ))
}

/// FAPI 2.0 Security Profile 5.3.2.2 clause 8.
fn addresses(of: Registration<'_>) -> Option<Wrong> {
    let open =
        |uri: &String| Url::parse(uri).is_ok_and(|url| url.scheme() == "https" && !is_own_machine(&url));
    (of.settings.profile.demands().https && !of.redirect_uris.iter().all(open)).then_some((
        "redirect_uris",
        "profile_needs_https",
        "The addresses of a client of this profile begin with https:// and are on nobody's own machine.",
    ))
}

/// RFC 9700 section 2.1.1.
fn pkce(of: Registration<'_>) -> Option<Wrong> {
    let may = of.settings.profile == Profile::Basic && !of.native;
    (of.settings.pkce == Pkce::Optional && !may).then_some((
        "pkce",
        "pkce_needed",
        "PKCE may be left out by a client of the profile basic alone that is no app.",
    ))
}

/// What is worth no more than `basic` gets nobody's records.
fn exchange(of: Registration<'_>) -> Option<Wrong> {
    (of.settings.profile == Profile::Basic && of.scopes.has(Scope::Exchange)).then_some((
        "profile",
        "profile_too_low",
        "A client of the profile basic exchanges no data. Choose another profile.",
    ))
}

/// RFC 7591 section 2: keys come by value or by URL, not both; fetched over what nobody can change on the way.
fn key_url(of: Registration<'_>) -> Option<Wrong> {
    const FIELD: &str = "jwks_uri";
    let text = of.settings.jwks_uri.as_deref()?;
    let url = Url::parse(text).ok();
    let sound = url.is_some_and(|url| {
        let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        plain && (url.scheme() == "https" || (url.scheme() == "http" && is_own_machine(&url)))
    });
    if !sound || text.len() > 2000 {
        return Some((
            FIELD,
            "url_not_https",
            "Write the whole address at which the keys are, beginning with https://.",
        ));
    }
    if !of.keys.keys.is_empty() {
        return Some((
            FIELD,
            "keys_twice",
            "Register keys, or the address at which they are published, not both.",
        ));
    }
    of.scopes.has(Scope::Exchange).then_some((
        FIELD,
        "exchange_keys_by_value",
        "A client that exchanges data registers its keys themselves: what it signed must be verifiable later.",
    ))
}

/// RFC 7523 section 3 rule 9: whoever authenticates by a signature, or signs requests, has a key to verify it by.
fn signs(of: Registration<'_>) -> Option<Wrong> {
    let here = of.keys.keys.iter().any(|key| !is_for_encryption(key)) || of.settings.jwks_uri.is_some();
    let signs = of.settings.signs() || of.auth == AuthMethod::PrivateKeyJwt || of.scopes.has(Scope::Exchange);
    (signs && !here).then_some((
        "keys",
        "keys_missing",
        "Paste the client's public keys: private_key_jwt, a signed request, and every exchange request, is a signature.",
    ))
}

/// OpenID Connect Core section 5.3.2.
fn userinfo(of: Registration<'_>) -> Option<Wrong> {
    (of.settings.userinfo_encryption.is_some() && of.settings.userinfo.is_none()).then_some((
        "userinfo",
        "userinfo_unsigned",
        "What is encrypted is signed first: choose how userinfo is signed.",
    ))
}

/// What the platform can sign, and what it signs for whom.
fn algs(of: Registration<'_>, missing: &[TokenAlg]) -> Vec<Wrong> {
    let settings = of.settings;
    let wanted = [
        ("id_token", Some(settings.id_token)),
        ("userinfo", settings.userinfo),
        ("response", Some(settings.response)),
    ];
    let mut wrong = Vec::new();
    for (field, alg) in wanted.into_iter().filter_map(|(field, alg)| Some((field, alg?))) {
        let legacy = settings.profile == Profile::Basic && field != "response";
        if alg == TokenAlg::Rs256 && !legacy {
            let mend = "RS256 is for ID tokens and userinfo of clients of the profile basic alone. Choose ES256 or PS256.";
            wrong.push((field, "alg_too_weak", mend));
        } else if missing.contains(&alg) {
            let mend =
                "This platform has no key for this algorithm. Choose one that its discovery document names.";
            wrong.push((field, "alg_not_offered", mend));
        }
    }
    wrong
}

/// What is encrypted to a client needs a key of its own for it; one that is published elsewhere is looked for when it is needed.
fn encryption(of: Registration<'_>) -> Option<Wrong> {
    let settings = of.settings;
    let wanted = [settings.id_token_encryption, settings.userinfo_encryption, settings.response_encryption];
    let lacks = |how| encrypts(of.keys, how).is_none();
    (settings.jwks_uri.is_none() && wanted.into_iter().flatten().any(lacks)).then_some((
        "keys",
        "encryption_key_missing",
        "Something is to be encrypted to this client: register a key with use=enc, on P-256 for ECDH-ES or RSA for RSA-OAEP-256.",
    ))
}

#[cfg(test)]
mod tests {
    use causeway_crypto::jose::{Alg, DecryptionKey, Jwk, SigningKey};

    use super::*;
    use crate::settings::Encryption;
    use crate::tests::samples;

    /// A client that meets every demand of a profile.
    fn good(profile: Profile) -> ClientDraft {
        let mut draft = samples::draft();
        draft.settings.profile = profile;
        if profile == Profile::Basic {
            draft.scopes = Scopes::parse("openid name");
        }
        if profile.demands().bound {
            draft.settings.binding = Binding::Dpop;
        }
        if profile.demands().key {
            draft.auth = AuthMethod::PrivateKeyJwt;
        }
        draft
    }

    fn codes(draft: &ClientDraft) -> Vec<&'static str> {
        let wrong = check(draft.into(), &[]);
        // The same for a client that is registered as for one that is proposed.
        let auth = match draft.auth {
            AuthMethod::ClientSecretBasic => crate::ClientAuth::SecretBasic { hash: [1; 32] },
            _ => crate::ClientAuth::PrivateKeyJwt,
        };
        assert_eq!(check((&draft.client(auth)).into(), &[]), wrong);
        wrong.into_iter().map(|(_, code, _)| code).collect()
    }

    /// A change to a good client, and what is wrong with it then.
    type Case = (fn(&mut ClientDraft), fn(Profile) -> bool, &'static str);

    #[test]
    fn a_profile_cannot_be_half_on() {
        let cases: [Case; 7] = [
            (|d| d.auth = AuthMethod::ClientSecretBasic, |p| p.demands().key, "profile_needs_key"),
            (|d| d.settings.binding = Binding::Free, |p| p.demands().bound, "profile_needs_binding"),
            (
                |d| d.redirect_uris.push("http://app.localhost:8080/cb".to_owned()),
                |p| p.demands().https,
                "profile_needs_https",
            ),
            (
                |d| d.redirect_uris.push("https://localhost/cb".to_owned()),
                |p| p.demands().https,
                "profile_needs_https",
            ),
            (|d| d.settings.pkce = Pkce::Optional, |p| p != Profile::Basic, "pkce_needed"),
            (|d| d.settings.id_token = TokenAlg::Rs256, |p| p != Profile::Basic, "alg_too_weak"),
            (|d| d.scopes = Scopes::parse("openid exchange"), |p| p == Profile::Basic, "profile_too_low"),
        ];
        for profile in Profile::ALL {
            assert_eq!(codes(&good(profile)), [""; 0], "{profile:?}");
            for (change, refused, code) in cases {
                let mut draft = good(profile);
                change(&mut draft);
                let expected = if refused(profile) { vec![code] } else { Vec::new() };
                assert_eq!(codes(&draft), expected, "{profile:?} {code}");
            }
        }
    }

    #[test]
    fn rfc9700_2_1_1_an_app_never_leaves_pkce_out() {
        let mut draft = good(Profile::Basic);
        (draft.settings.pkce, draft.native) = (Pkce::Optional, true);
        assert_eq!(codes(&draft), ["pkce_needed"]);
    }

    #[test]
    fn rfc7523_3_9_whoever_signs_has_a_key_or_says_where_it_is() {
        let mut draft = good(Profile::Fapi2Signed);
        (draft.keys, draft.scopes) = (JwkSet::default(), Scopes::parse("openid"));
        assert_eq!(codes(&draft), ["keys_missing"]);
        draft.settings.jwks_uri = Some("https://app.example/jwks".to_owned());
        assert_eq!(codes(&draft), [""; 0]);
        let mut draft = good(Profile::Standard);
        draft.keys = JwkSet::default();
        assert_eq!(codes(&draft), ["keys_missing"], "exchange requests are signed");
        draft.scopes = Scopes::parse("openid");
        assert_eq!(codes(&draft), [""; 0]);
    }

    #[test]
    fn rfc7591_2_keys_come_by_value_or_from_one_sound_address() {
        let with = |url: &str, keys: bool, scopes: &str| {
            let mut draft = good(Profile::Standard);
            draft.settings.jwks_uri = Some(url.to_owned());
            draft.scopes = Scopes::parse(scopes);
            if !keys {
                draft.keys = JwkSet::default();
            }
            codes(&draft)
        };
        assert_eq!(with("https://app.example/jwks", false, "openid"), [""; 0]);
        assert_eq!(with("https://app.example/jwks", true, "openid"), ["keys_twice"]);
        assert_eq!(with("https://app.example/jwks", false, "openid exchange"), ["exchange_keys_by_value"]);
        for bad in [
            "",
            "/jwks",
            "http://app.example/jwks",
            "file:///etc/keys",
            "https://me:secret@app.example/jwks",
            "https://app.example/jwks#x",
            "data:application/json,{}",
        ] {
            assert_eq!(with(bad, false, "openid"), ["url_not_https"], "{bad}");
        }
    }

    #[test]
    fn what_is_encrypted_needs_a_key_of_that_kind_and_is_signed_first() {
        let rsa = Jwk {
            use_: Some("enc".to_owned()),
            alg: None,
            ..SigningKey::generate(Alg::Ps256).unwrap().jwk().clone()
        };
        let mut draft = good(Profile::Standard);
        draft.settings.id_token_encryption = Some(Encryption::EcdhEs);
        assert_eq!(codes(&draft), ["encryption_key_missing"], "a key for signatures is none for this");
        draft.keys.keys.push(rsa);
        assert_eq!(codes(&draft), ["encryption_key_missing"], "nor is one of another kind");
        draft.settings.id_token_encryption = Some(Encryption::RsaOaep256);
        assert_eq!(codes(&draft), [""; 0]);
        draft.keys.keys.push(DecryptionKey::generate().unwrap().jwk().clone());
        draft.settings.userinfo_encryption = Some(Encryption::EcdhEs);
        assert_eq!(codes(&draft), ["userinfo_unsigned"]);
        draft.settings.userinfo = Some(TokenAlg::Es256);
        assert_eq!(codes(&draft), [""; 0]);
    }

    #[test]
    fn what_there_is_no_key_for_is_not_promised() {
        let mut draft = good(Profile::Basic);
        draft.settings.id_token = TokenAlg::Ps256;
        draft.settings.userinfo = Some(TokenAlg::EdDsa);
        let missing = [TokenAlg::EdDsa, TokenAlg::Ps256, TokenAlg::Rs256];
        let wrong: Vec<_> = check((&draft).into(), &missing).into_iter().map(|wrong| wrong.0).collect();
        assert_eq!(wrong, ["id_token", "userinfo"]);
        // RS256 is for what older clients read, and no answer to a request is that old.
        draft.settings.response = TokenAlg::Rs256;
        assert_eq!(codes(&draft), ["alg_too_weak"]);
    }
}
