//! What may be proposed for the catalogue: ordered lists of small checks, each of which says which field is wrong and what to do.

pub(crate) mod dataset;
pub(crate) mod provider;
pub(crate) mod purpose;

#[cfg(test)]
pub(crate) fn codes(faults: Vec<causeway_core::draft::Fault>) -> Vec<(String, &'static str)> {
    faults.into_iter().map(|fault| (fault.field, fault.code)).collect()
}

#[cfg(test)]
pub(crate) fn at(field: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(field.to_owned(), code)]
}
