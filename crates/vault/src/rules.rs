//! What may be stored, and which permit opens what.

use causeway_consent::Recipient;
use causeway_core::{DatasetId, Error, Result};

/// The longest name of an item, in characters.
pub(crate) const LONGEST_NAME: usize = 64;
/// The largest value, in bytes.
pub(crate) const LARGEST_VALUE: usize = 16 * 1024;

/// An item's name is `a-z`, `0-9`, `_` and `.`; its value has at most 16 KiB.
pub(crate) fn check_item(name: &str, value: &str) -> Result<()> {
    let named = (1..=LONGEST_NAME).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'.');
    if !named {
        return Err(Error::invalid(
            "vault_name",
            "The name of a value in the vault has 1 to 64 characters of a-z, 0-9, '_' and '.'.",
        ));
    }
    if value.len() > LARGEST_VALUE {
        return Err(Error::invalid(
            "vault_too_large",
            "A value in the vault has at most 16 KiB. Shorten it.",
        ));
    }
    Ok(())
}

/// Values go out for a permit on the vault itself. A permit on a provider's dataset is for that provider's copy; only the
/// platform, which filled the profile from the register at registration, may read it back under such a permit.
pub(crate) fn check_release(dataset: Option<&DatasetId>, recipient: &Recipient) -> Result<()> {
    if dataset.is_none() || matches!(recipient, Recipient::Platform) {
        return Ok(());
    }
    Err(Error::conflict(
        "permit_not_for_vault",
        "This permission is for a provider's data, not for what the vault holds. Ask for the fields of the profile.",
    ))
}

/// The identifier goes to the provider of the permit's dataset, so there must be one.
pub(crate) fn check_identifier(dataset: Option<&DatasetId>) -> Result<()> {
    if dataset.is_some() {
        return Ok(());
    }
    Err(Error::conflict(
        "permit_without_dataset",
        "This permission names no dataset, so there is no provider to seal the identifier to.",
    ))
}

pub(crate) fn not_in_vault() -> Error {
    Error::conflict(
        "not_in_vault",
        "The vault does not hold one of the permitted values. Ask the person to add it, then try again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_sizes_are_bounded() {
        assert!(check_item("card_number", "x").is_ok());
        assert!(check_item("address.home", "").is_ok());
        for bad in ["", "Name", "a b", "姓名", &"a".repeat(65)] {
            assert_eq!(check_item(bad, "x").unwrap_err().code(), "vault_name", "{bad:?}");
        }
        assert!(check_item("a", &"x".repeat(LARGEST_VALUE)).is_ok());
        let refused = check_item("a", &"x".repeat(LARGEST_VALUE + 1)).unwrap_err();
        assert_eq!(refused.code(), "vault_too_large");
    }

    #[test]
    fn a_permit_on_a_providers_dataset_opens_nothing_here_for_a_client() {
        let water: DatasetId = "water.address".parse().unwrap();
        let client = Recipient::Client("driving-licence".parse().unwrap());
        assert!(check_release(None, &client).is_ok());
        assert_eq!(check_release(Some(&water), &client).unwrap_err().code(), "permit_not_for_vault");
        assert!(check_release(Some(&water), &Recipient::Platform).is_ok());
    }

    #[test]
    fn an_identifier_needs_a_dataset() {
        assert!(check_identifier(Some(&"water.address".parse().unwrap())).is_ok());
        assert_eq!(check_identifier(None).unwrap_err().code(), "permit_without_dataset");
    }
}
