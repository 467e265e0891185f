//! The catalogue's rules, clause by clause.

use super::*;
use crate::testing::{dataset, purpose};

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn fields_are_known_named_once_and_at_least_one() {
    let dataset = dataset();
    check_fields(&dataset, &names(&["address", "since"])).unwrap();
    let code = |fields: &[&str]| check_fields(&dataset, &names(fields)).unwrap_err().code();
    assert_eq!(code(&[]), "fields_missing");
    assert_eq!(code(&["address", "phone"]), "field_unknown");
    assert_eq!(code(&["address", "address"]), "field_unknown");
}

#[test]
fn a_purpose_holds_for_its_own_clients_datasets_and_fields() {
    let (dataset, purpose) = (dataset(), purpose());
    let client: ClientId = "driving-licence".parse().unwrap();
    check_purpose(Some(&purpose), &client, &dataset, &names(&["address"])).unwrap();
    let code = |purpose: Option<&Purpose>, client: &str, dataset: &Dataset, fields: &[&str]| {
        check_purpose(purpose, &client.parse().unwrap(), dataset, &names(fields)).unwrap_err().code()
    };
    let mut other = dataset.clone();
    other.id = "tax.income".parse().unwrap();
    assert_eq!(code(None, "driving-licence", &dataset, &["address"]), "purpose_not_allowed");
    assert_eq!(code(Some(&purpose), "another", &dataset, &["address"]), "purpose_not_allowed");
    assert_eq!(code(Some(&purpose), "driving-licence", &other, &["address"]), "purpose_not_allowed");
    assert_eq!(
        code(Some(&purpose), "driving-licence", &dataset, &["address", "meter"]),
        "fields_exceed_purpose"
    );
}

#[test]
fn the_life_cycle_decides_what_may_be_asked_and_what_may_be_read() {
    let at = |life_cycle| Some(Dataset { life_cycle, ..dataset() });
    for (life_cycle, askable, readable) in [
        (LifeCycle::Draft, "dataset_unknown", "dataset_unknown"),
        (LifeCycle::Published, "", ""),
        (LifeCycle::Deprecated, "dataset_deprecated", ""),
        (LifeCycle::Withdrawn, "dataset_unknown", "dataset_unknown"),
    ] {
        assert_eq!(check_askable(at(life_cycle)).err().map_or("", |e| e.code()), askable);
        assert_eq!(check_readable(at(life_cycle)).err().map_or("", |e| e.code()), readable);
    }
    assert_eq!(check_readable(None).unwrap_err().code(), "dataset_unknown");
}
