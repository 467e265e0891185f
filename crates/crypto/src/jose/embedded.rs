//! Tokens that bring the key they are signed with, to prove that it is at hand (RFC 9449 section 4.2).

use causeway_core::Result;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::jws::{Header, bad, json, split, verify_by};
use super::paste::is_of_small_order;
use super::{Alg, Jwk, present};

#[derive(Deserialize)]
struct Incoming {
    alg: String,
    typ: String,
    jwk: Jwk,
    #[serde(default, alias = "b64", deserialize_with = "present")]
    crit: bool,
    /// Any other way to name a key: two could name different ones.
    #[serde(
        default,
        rename = "kid",
        alias = "jku",
        alias = "x5u",
        alias = "x5c",
        alias = "x5t",
        alias = "x5t#S256",
        deserialize_with = "present"
    )]
    named: bool,
}

/// Verifies `token` by the key in its own header, and returns that key and the claims.
///
/// This says only that whoever made it has the private key; **whose** key it is, the caller must know from elsewhere. It is the one
/// place where a key in a header is taken, and takes it in `jwk` alone: a header that names another by `kid`, `jku`, `x5u`, `x5c` or
/// `x5t` is refused, so is a key with private members, and a weak one. By [`Alg::STRONG`] alone; `typ` must be there.
///
/// # Errors
/// `bad_signature` for whatever is wrong with it; the log says what.
pub fn verify_embedded<C: DeserializeOwned>(token: &str, typ: &str) -> Result<(Jwk, C)> {
    let parts = split(token)?;
    let Incoming { alg, typ: said, jwk, crit, named } =
        json(parts.header, "the header is not what we take, or its key is none that we take")?;
    if named || typ.is_empty() {
        return Err(bad("a header that names a key in two ways"));
    }
    if is_of_small_order(&jwk) {
        return Err(bad("a key for which a signature fits every message"));
    }
    let header = Header { alg, kid: None, typ: Some(said), crit };
    let claims = verify_by(&jwk, &header, &parts, typ, &Alg::STRONG)?;
    Ok((jwk, claims))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::b64;
    use crate::jose::{Alg, DecryptionKey, SigningKey};

    const TYP: &str = "dpop+jwt";

    fn key() -> SigningKey {
        SigningKey::generate(Alg::Es256).unwrap()
    }

    /// The public key as a client writes it into a header.
    fn bare(key: &SigningKey) -> Value {
        let mut jwk = serde_json::to_value(key.jwk()).unwrap();
        jwk.as_object_mut().unwrap().retain(|name, _| ["kty", "crv", "x", "y", "n", "e"].contains(&&**name));
        jwk
    }

    fn forge(key: &SigningKey, header: &str) -> String {
        let input = format!("{}.{}", b64::encode(header.as_bytes()), b64::encode(br#"{"jti":"1"}"#));
        format!("{input}.{}", b64::encode(&key.sign_raw(input.as_bytes()).unwrap()))
    }

    #[test]
    fn rfc9449_4_2_rsa_is_verified_by_pss_alone() {
        let key = SigningKey::generate(Alg::Ps256).unwrap();
        for alg in ["RS256", "RS512", "PS384"] {
            assert!(refused(&with(&key, |header| header["alg"] = json!(alg))), "{alg}");
            assert!(refused(&with(&key, |header| header["jwk"]["alg"] = json!(alg))), "{alg}");
        }
        let input = format!(
            "{}.{}",
            b64::encode(json!({"typ": TYP, "alg": "RS256", "jwk": bare(&key)}).to_string().as_bytes()),
            b64::encode(b"{}")
        );
        let signature = key.sign_raw_as(Alg::Rs256, input.as_bytes()).unwrap();
        assert!(refused(&format!("{input}.{}", b64::encode(&signature))));
        assert!(refused(&with(&key, |header| header["jwk"]["e"] = json!("AQ"))));
        assert!(refused(&with(&key, |header| header["jwk"]["n"] = json!(b64::encode(&[0xff; 128])))));
    }

    /// A proof whose header was changed before it was signed.
    fn with(key: &SigningKey, change: impl FnOnce(&mut Value)) -> String {
        let mut header = json!({"typ": TYP, "alg": key.alg().name(), "jwk": bare(key)});
        change(&mut header);
        forge(key, &header.to_string())
    }

    fn refused(token: &str) -> bool {
        matches!(verify_embedded::<Value>(token, TYP), Err(e) if e.code() == "bad_signature")
    }

    /// The proof that the standard prints.
    #[test]
    fn rfc9449_4_1_the_example_verifies_and_names_its_key() {
        let proof = concat!(
            "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6Ik",
            "VDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCR",
            "nMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JE",
            "QSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIj",
            "oiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwia",
            "WF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg",
            "4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg"
        );
        let (key, claims): (_, Value) = verify_embedded(proof, TYP).unwrap();
        assert_eq!(key.thumbprint().unwrap(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
        assert_eq!((&claims["htm"], &claims["iat"]), (&json!("POST"), &json!(1_562_262_616)));
    }

    #[test]
    fn rfc9449_4_2_the_key_in_the_header_verifies_for_every_algorithm() {
        for alg in Alg::STRONG {
            let key = SigningKey::generate(alg).unwrap();
            let (found, claims): (_, Value) = verify_embedded(&with(&key, |_| ()), TYP).unwrap();
            assert_eq!(found.thumbprint().unwrap(), key.kid());
            assert_eq!(claims, json!({"jti": "1"}));
        }
    }

    #[test]
    fn rfc9449_4_3_the_type_must_be_there_and_the_right_one() {
        let key = key();
        for typ in [json!("jwt"), json!(""), json!(null), json!(7)] {
            assert!(refused(&with(&key, |header| header["typ"] = typ)));
        }
        assert!(refused(&with(&key, |header| drop(header.as_object_mut().unwrap().remove("typ")))));
        assert!(verify_embedded::<Value>(&with(&key, |_| ()), "").is_err(), "no type asked for");
    }

    #[test]
    fn rfc9449_4_3_none_and_symmetric_algorithms_are_refused() {
        let key = key();
        for alg in ["none", "None", "", "HS256", "ES384", "RS256", "PS256", "EdDSA", "es256"] {
            assert!(refused(&with(&key, |header| header["alg"] = json!(alg))), "{alg}");
        }
        let symmetric = json!({"kty": "oct", "k": "AAAA"});
        assert!(refused(&with(&key, |header| header["jwk"] = symmetric)));
        let unsigned = with(&key, |header| header["alg"] = json!("none"));
        assert!(refused(&unsigned[..=unsigned.rfind('.').unwrap()]));
    }

    #[test]
    fn rfc9449_4_3_a_private_key_in_the_header_is_refused() {
        let key = key();
        for member in crate::jose::PRIVATE {
            for value in [json!("AAAA"), json!(""), json!(null)] {
                assert!(refused(&with(&key, |header| header["jwk"][member] = value)), "{member}");
            }
        }
    }

    #[test]
    fn a_header_that_names_a_key_in_two_ways_is_refused() {
        let key = key();
        for member in ["kid", "jku", "x5u", "x5c", "x5t", "x5t#S256"] {
            for value in [json!("https://evil.example"), json!(["AA"]), json!(null)] {
                assert!(refused(&with(&key, |header| header[member] = value)), "{member}");
            }
        }
    }

    #[test]
    fn rfc7515_4_1_11_an_extension_is_refused_however_it_is_written() {
        let key = key();
        for (member, value) in
            [("crit", json!(["exp"])), ("crit", json!([])), ("crit", json!(null)), ("b64", json!(false))]
        {
            assert!(refused(&with(&key, |header| header[member] = value)), "{member}");
        }
    }

    #[test]
    fn rfc7515_4_a_name_twice_is_refused_in_the_header_and_in_the_key() {
        let (ours, theirs) = (key(), key());
        let (one, two) = (bare(&ours), bare(&theirs));
        let header = format!(r#"{{"typ":"{TYP}","alg":"ES256","jwk":{two},"jwk":{one}}}"#);
        assert!(refused(&forge(&ours, &header)));
        let within = one.to_string().replacen('{', r#"{"x":"AA","#, 1);
        assert!(refused(&forge(&ours, &format!(r#"{{"typ":"{TYP}","alg":"ES256","jwk":{within}}}"#))));
    }

    #[test]
    fn another_key_than_the_one_that_signed_verifies_nothing() {
        let (ours, theirs) = (key(), key());
        assert!(refused(&with(&ours, |header| header["jwk"] = bare(&theirs))));
        assert!(refused(&with(&ours, |header| drop(header.as_object_mut().unwrap().remove("jwk")))));
        for odd in [json!(null), json!("AA"), json!([bare(&ours)]), json!({})] {
            assert!(refused(&with(&ours, |header| header["jwk"] = odd)));
        }
    }

    #[test]
    fn a_key_that_is_not_for_signatures_or_is_weak_is_refused() {
        let ours = key();
        let opening = DecryptionKey::generate().unwrap();
        assert!(refused(&with(&ours, |header| header["jwk"] = json!(opening.jwk()))));
        assert!(refused(&with(&ours, |header| header["jwk"]["use"] = json!("enc"))));
        assert!(refused(&with(&ours, |header| header["jwk"]["y"] = header["jwk"]["x"].clone())));
        let edwards = SigningKey::generate(Alg::EdDsa).unwrap();
        // The neutral element: one signature fits every message.
        let neutral = json!("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        assert!(refused(&with(&edwards, |header| header["jwk"]["x"] = neutral)));
    }

    #[test]
    fn deep_json_in_a_header_is_refused_or_skipped_and_never_overflows() {
        let key = key();
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        let jwk = bare(&key);
        for header in [
            format!(r#"{{"typ":"{TYP}","alg":"ES256","jwk":{deep}}}"#),
            format!(r#"{{"typ":{deep},"alg":"ES256","jwk":{jwk}}}"#),
        ] {
            assert!(refused(&forge(&key, &header)));
        }
        let skipped = format!(r#"{{"typ":"{TYP}","alg":"ES256","jwk":{jwk},"x":{deep}}}"#);
        assert!(verify_embedded::<Value>(&forge(&key, &skipped), TYP).is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn nonsense_is_refused_without_panic(token in ".{0,200}") {
            prop_assert!(refused(&token));
        }
    }
}
