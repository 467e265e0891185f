//! The form for an organisation's connector.

use causeway_core::OrganisationId;
use causeway_core::draft::Fault;
use causeway_crypto::jose::{Jwk, JwkSet, read_keys};
use causeway_exchange::Provider;
use causeway_http::Shell;
use causeway_http::components::SelectItem;

use super::super::Fields;
use super::super::drafting::Drafting;
use super::super::sheet::{Sending, Sheet};

/// The form filled in with what was typed, and what is wrong with it. `said` is what is wrong with the whole.
pub(in super::super) fn page(
    shell: &Shell,
    known: Option<&Provider>,
    (fields, faults): (&Fields, &[Fault]),
    organisations: Vec<SelectItem>,
    said: &str,
) -> Sheet {
    let draw = Drafting { shell, fields, faults };
    let (title, action, back) = match known {
        None => ("providers-new-title", format!("{}/new", super::PATH), super::PATH.to_owned()),
        Some(known) => {
            let own = format!("{}/{}", super::PATH, known.organisation);
            ("providers-change-title", format!("{own}/change"), own)
        }
    };
    let mut form = Sending::to(action);
    if known.is_none() && !organisations.is_empty() {
        form = form.field(draw.select("organisation", "console-organisation", organisations));
    }
    form = form
        .field(draw.text("base_url", "providers-address").kind("url"))
        .field(draw.area("signing_keys", "providers-signing-keys", 8))
        .field(draw.area("encryption_key", "providers-encryption-key", 6));
    draw.page(title, "providers-form-lead", (form, &back), said)
}

/// A provider as the form's fields.
pub(in super::super) fn of(known: &Provider) -> Fields {
    Fields::default()
        .with("base_url", &known.base_url)
        .with("signing_keys", serde_json::to_string_pretty(&known.signing_keys).unwrap_or_default())
        .with("encryption_key", serde_json::to_string_pretty(&known.encryption_key).unwrap_or_default())
}

/// An organisation has one connector.
pub(super) fn taken(organisation: &OrganisationId) -> Fault {
    let mend = "The organisation has a connector already. Change that one.";
    Fault::new("organisation", "provider_taken", mend).about(organisation.as_str())
}

/// The provider that the form describes.
///
/// # Errors
/// What cannot be read. What `causeway connector keys` prints, one set with both kinds of keys, may be pasted into both fields.
pub(super) fn read(organisation: &OrganisationId, fields: &Fields) -> Result<Provider, Vec<Fault>> {
    let signing = read_keys("signing_keys", fields.text("signing_keys"));
    let opening = read_keys("encryption_key", fields.text("encryption_key")).and_then(encryption_key);
    match (signing, opening) {
        (Ok(keys), Ok(encryption_key)) => Ok(Provider {
            organisation: organisation.clone(),
            base_url: fields.text("base_url").trim_end_matches('/').to_owned(),
            signing_keys: JwkSet { keys: without(keys.keys, "enc") },
            encryption_key,
        }),
        (signing, opening) => Err(signing.err().into_iter().chain(opening.err()).collect()),
    }
}

/// The keys that do not say that they are for something else.
fn without(keys: Vec<Jwk>, other: &str) -> Vec<Jwk> {
    keys.into_iter().filter(|key| key.use_.as_deref() != Some(other)).collect()
}

fn encryption_key(keys: JwkSet) -> Result<Jwk, Fault> {
    let mut keys = without(keys.keys, "sig");
    match (keys.pop(), keys.is_empty()) {
        (Some(only), true) => Ok(only),
        _ => Err(Fault::new("encryption_key", "encryption_key_one", "Paste exactly one key for encryption.")),
    }
}

#[cfg(test)]
mod tests {
    use causeway_crypto::jose::{Alg, DecryptionKey, SigningKey};

    use super::*;

    fn provider() -> Provider {
        Provider {
            organisation: "water".parse().unwrap(),
            base_url: "https://connector.water.example".to_owned(),
            signing_keys: JwkSet { keys: vec![SigningKey::generate(Alg::Es256).unwrap().jwk().clone()] },
            encryption_key: DecryptionKey::generate().unwrap().jwk().clone(),
        }
    }

    #[test]
    fn what_is_written_into_the_form_is_read_out_of_it() {
        let known = provider();
        assert_eq!(read(&known.organisation, &of(&known)).unwrap(), known);
    }

    #[test]
    fn what_the_connector_prints_may_be_pasted_into_both_fields() {
        let known = provider();
        let mut both = known.signing_keys.clone();
        both.keys.push(known.encryption_key.clone());
        let text = serde_json::to_string(&both).unwrap();
        let fields = Fields::default()
            .with("base_url", "https://connector.water.example/")
            .with("signing_keys", &text)
            .with("encryption_key", &text);
        assert_eq!(read(&known.organisation, &fields).unwrap(), known);
    }

    #[test]
    fn both_fields_are_told_when_both_are_wrong() {
        let fields = Fields::default().with("signing_keys", "{").with("encryption_key", "");
        let faults = read(&"water".parse().unwrap(), &fields).unwrap_err();
        let told: Vec<_> = faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect();
        assert_eq!(told, [("signing_keys", "keys_not_json"), ("encryption_key", "encryption_key_one")]);
    }
}
