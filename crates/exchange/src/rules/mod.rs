//! Decisions of the exchange as pure functions, one clause each.

pub(crate) mod catalogue;
pub(crate) mod detail;
pub(crate) mod draft;
pub(crate) mod request;

use causeway_core::{ClientId, Error, Result};

use crate::model::{Dataset, LifeCycle, Purpose};

/// At least one field, none twice, each one known to the dataset.
///
/// # Errors
/// `fields_missing`, `field_unknown`.
pub(crate) fn check_fields(dataset: &Dataset, fields: &[String]) -> Result<()> {
    if fields.is_empty() {
        return Err(Error::invalid("fields_missing", "Name at least one field of the dataset."));
    }
    let mut seen = Vec::with_capacity(fields.len());
    for field in fields {
        if dataset.field(field).is_none() || seen.contains(&field) {
            return Err(Error::invalid(
                "field_unknown",
                format!(
                    "A field is not one of dataset {}, or is named twice. See /exchange/v1/datasets.",
                    dataset.id
                ),
            ));
        }
        seen.push(field);
    }
    Ok(())
}

/// The purpose is registered for this consumer and this dataset, and covers the fields.
///
/// # Errors
/// `purpose_not_allowed`, `fields_exceed_purpose`.
pub(crate) fn check_purpose(
    purpose: Option<&Purpose>,
    client: &ClientId,
    dataset: &Dataset,
    fields: &[String],
) -> Result<()> {
    let uses = purpose.map(|purpose| purpose.uses.as_slice()).unwrap_or_default();
    let registered =
        uses.iter().find(|u| u.client == *client && u.dataset == dataset.id).ok_or_else(|| {
            Error::forbidden(
                "purpose_not_allowed",
                "This purpose is not registered for this client and dataset. See /exchange/v1/purposes.",
            )
        })?;
    if fields.iter().all(|field| registered.fields.contains(field)) {
        return Ok(());
    }
    Err(Error::forbidden(
        "fields_exceed_purpose",
        "The purpose does not cover every field that was asked for. Ask for fewer fields.",
    ))
}

/// The dataset can be read under what people have allowed.
///
/// # Errors
/// `dataset_unknown`, for one that never was, is not yet, or is no more.
pub(crate) fn check_readable(dataset: Option<Dataset>) -> Result<Dataset> {
    dataset
        .filter(|dataset| matches!(dataset.life_cycle, LifeCycle::Published | LifeCycle::Deprecated))
        .ok_or_else(unknown_dataset)
}

/// The dataset can be asked for anew.
///
/// # Errors
/// `dataset_unknown`, `dataset_deprecated`.
pub(crate) fn check_askable(dataset: Option<Dataset>) -> Result<Dataset> {
    let dataset = check_readable(dataset)?;
    if dataset.life_cycle == LifeCycle::Deprecated {
        return Err(Error::invalid(
            "dataset_deprecated",
            format!("Dataset {} is being given up: nothing new may be asked of it.", dataset.id),
        ));
    }
    Ok(dataset)
}

fn unknown_dataset() -> Error {
    Error::invalid("dataset_unknown", "There is no such dataset. See /exchange/v1/datasets.")
}

#[cfg(test)]
mod tests;
