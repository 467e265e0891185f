//! What may stand in the catalogue.

use causeway_core::{Error, Result};
use url::Url;

use crate::model::{Dataset, Provider, Purpose};

pub(crate) const MOST_FIELDS: usize = 64;

/// A dataset has 1 to 64 fields with names of their own, and says by what a person is found.
///
/// # Errors
/// `bad_dataset`.
pub(crate) fn check_dataset(dataset: &Dataset) -> Result<()> {
    let names: Vec<_> = dataset.fields.iter().map(|field| field.name.as_str()).collect();
    let distinct =
        names.iter().enumerate().all(|(i, name)| !names.iter().skip(i + 1).any(|other| other == name));
    let well_named = names.iter().chain([&dataset.identifier.as_str()]).all(|name| is_field_name(name));
    if (1..=MOST_FIELDS).contains(&names.len()) && distinct && well_named {
        return Ok(());
    }
    Err(Error::invalid(
        "bad_dataset",
        format!(
            "Dataset {} needs 1 to {MOST_FIELDS} fields with different names; a field's name, and the identifier's, has 1 to 64 characters of a-z, 0-9 and '_'.",
            dataset.id
        ),
    ))
}

/// A purpose has its words in three languages, and each use names fields.
///
/// # Errors
/// `bad_purpose`.
pub(crate) fn check_purpose_entry(purpose: &Purpose) -> Result<()> {
    let words = [&purpose.text.en, &purpose.text.zh_hant, &purpose.text.zh_hans];
    if words.iter().all(|text| !text.trim().is_empty()) && purpose.uses.iter().all(|u| !u.fields.is_empty()) {
        return Ok(());
    }
    Err(Error::invalid(
        "bad_purpose",
        format!(
            "Purpose {} needs its text in all three languages, and at least one field in each use.",
            purpose.id
        ),
    ))
}

/// A provider has an address of http or https without query, and keys.
///
/// # Errors
/// `bad_provider`.
pub(crate) fn check_provider(provider: &Provider) -> Result<()> {
    let url = Url::parse(&provider.base_url).ok();
    let plain = url.is_some_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.host().is_some()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    });
    if plain && !provider.signing_keys.keys.is_empty() && provider.encryption_key.thumbprint().is_ok() {
        return Ok(());
    }
    Err(Error::invalid(
        "bad_provider",
        format!(
            "Provider {} needs an http(s) address without query, at least one signing key and an encryption key. `causeway connector keys` prints them.",
            provider.organisation
        ),
    ))
}

pub(crate) fn is_field_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use causeway_crypto::jose::JwkSet;

    use super::*;
    use crate::testing::{dataset, provider_at, purpose};
    use crate::wire::testing::Parties;

    #[test]
    fn a_dataset_has_fields_with_names_of_their_own() {
        check_dataset(&dataset()).unwrap();
        let refused = |change: fn(&mut Dataset)| {
            let mut dataset = dataset();
            change(&mut dataset);
            assert_eq!(check_dataset(&dataset).unwrap_err().code(), "bad_dataset");
        };
        refused(|d| d.fields.clear());
        refused(|d| d.fields.push(d.fields[0].clone()));
        refused(|d| d.fields[0].name = "Address".to_owned());
        refused(|d| d.identifier = String::new());
    }

    #[test]
    fn a_purpose_speaks_three_languages() {
        check_purpose_entry(&purpose()).unwrap();
        let mut mute = purpose();
        mute.text.zh_hans = " ".to_owned();
        assert_eq!(check_purpose_entry(&mute).unwrap_err().code(), "bad_purpose");
        let mut empty = purpose();
        empty.uses[0].fields.clear();
        assert_eq!(check_purpose_entry(&empty).unwrap_err().code(), "bad_purpose");
    }

    #[test]
    fn a_provider_has_a_plain_address_and_keys() {
        let parties = Parties::new();
        let at = |url: &str| provider_at(url, &parties);
        check_provider(&at("https://connector.example/base")).unwrap();
        for bad in ["ftp://x", "not a url", "http://x/?a=b", "http://x/#f", "http://me:pw@x/"] {
            assert_eq!(check_provider(&at(bad)).unwrap_err().code(), "bad_provider", "{bad}");
        }
        let keyless = Provider { signing_keys: JwkSet::default(), ..at("https://x") };
        assert_eq!(check_provider(&keyless).unwrap_err().code(), "bad_provider");
    }
}
