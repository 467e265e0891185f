//! Inviting somebody to an organisation's staff: whom, which unit, which roles. The link is shown once the invitation is confirmed.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use causeway_core::{OrganisationId, Result};
use causeway_http::components::{Button, Checkboxes, Choice, Input, Radios, SummaryRow};
use causeway_http::{Form, Page, Query, Reply, Words};
use causeway_identity::{OrganisationRecord, Role};
use serde::Deserialize;

use super::super::effects;
use super::super::sheet::{Sending, Sheet};
use super::super::{Console, Fields};

const PATH: &str = "/console/staff/invite";

#[derive(Deserialize)]
pub(super) struct Whither {
    organisation: Option<OrganisationId>,
}

/// What may be wrong with the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Wrong<'a> {
    Nothing,
    NoRole,
    /// With the name, in words.
    Name(&'a str),
    /// In the words of the domain.
    Said(&'a str),
}

pub(super) async fn show(console: Console, Query(whither): Query<Whither>) -> Reply<Page<Sheet>> {
    let record = organisation(&console, whither.organisation).await?;
    Ok(Page(page(&console, &record, &Fields::default(), Wrong::Nothing)))
}

/// The organisation to which somebody is invited: the caller's own, or another that they may know of.
async fn organisation(console: &Console, wanted: Option<OrganisationId>) -> Result<OrganisationRecord> {
    let id = wanted.unwrap_or_else(|| console.staff.organisation.clone());
    console.portal.parts().identity.organisation_record(&console.staff, &id).await
}

pub(super) async fn submit(console: Console, Form(pairs): Form<Vec<(String, String)>>) -> Reply<Response> {
    let fields = Fields::new(pairs);
    let record = organisation(&console, fields.text("organisation").parse().ok()).await?;
    let roles: Vec<Role> =
        Role::ALL.iter().copied().filter(|role| fields.has("role", role.as_str())).collect();
    let again = |console: &Console, wrong: Wrong<'_>| {
        Ok((StatusCode::BAD_REQUEST, Page(page(console, &record, &fields, wrong))).into_response())
    };
    if roles.is_empty() {
        return again(&console, Wrong::NoRole);
    }
    let unit = Some(fields.text("unit").to_owned()).filter(|unit| !unit.is_empty());
    let (identity, own) = (&console.portal.parts().identity, record.organisation.id.clone());
    let act = match identity.inviting(&console.staff, own, roles, unit, fields.text("name")).await {
        Ok(act) => act,
        Err(error) => return again(&console, Wrong::Name(&console.mendable(error)?)),
    };
    match console.begin(act).await {
        Ok(confirm) => Ok(confirm.into_response()),
        Err(error) => {
            let said = console.mendable(error)?;
            again(&console, Wrong::Said(&said))
        }
    }
}

pub(in super::super) fn page(
    console: &Console,
    record: &OrganisationRecord,
    fields: &Fields,
    wrong: Wrong<'_>,
) -> Sheet {
    let (words, own) = (console.words(), &record.organisation);
    let shell = console.shell.clone().titled("console-invite-title");
    let name_error = match wrong {
        Wrong::Name(said) => Some(shell.error(said)),
        _ => None,
    };
    let name = Input::new("name", shell.t("console-invite-name"))
        .hint(shell.t("console-invite-name-hint"))
        .value(fields.text("name"))
        .autocomplete("off")
        .spellcheck(Some(false))
        .error(name_error);
    let error = matches!(wrong, Wrong::NoRole).then(|| shell.error(shell.t("console-invite-no-role")));
    let roles = Checkboxes::new("role", shell.t("console-invite-roles"))
        .hint(shell.t("console-invite-roles-hint"))
        .legend_classes("govuk-fieldset__legend--m")
        .items(choices(console, &own.id, fields))
        .error(error);
    let mut errors = shell.error_summary().of(&name).of(&roles);
    if let Wrong::Said(said) = wrong {
        errors = errors.add(said, "#main-content");
    }
    let mut form = Sending::to(PATH).hidden("organisation", own.id.as_str()).field(name);
    if !record.units.is_empty() {
        form = form.field(units(words, record, fields.text("unit")));
    }
    form = form.field(roles).button(Button::new(shell.t("continue"))).cancel(&shell.t("cancel"), super::PATH);
    Sheet::new(shell.clone())
        .back("console-staff-title", super::PATH)
        .errors(errors)
        .say("console-invite-lead")
        .facts(vec![SummaryRow::new(shell.t("console-organisation"), own.name.get(shell.lang))])
        .put(form)
}

/// Roles with what each may do in words.
fn choices(console: &Console, at: &OrganisationId, fields: &Fields) -> Vec<Choice> {
    let (words, staff) = (console.words(), &console.staff);
    let platform = *at == staff.organisation && staff.platform;
    Role::ALL
        .iter()
        .map(|role| {
            Choice::new(role.as_str(), effects::role(words, *role))
                .hint(effects::role_in_full(words, *role, platform, effects::waits_hint(staff, at, *role)))
                .checked(fields.has("role", role.as_str()))
        })
        .collect()
}

fn units(words: Words, record: &OrganisationRecord, chosen: &str) -> Radios {
    let none = Choice::new("", words.t("console-invite-no-unit")).checked(chosen.is_empty());
    let others = record
        .units
        .iter()
        .map(|unit| Choice::new(&unit.id, unit.name.get(words.lang())).checked(unit.id == chosen));
    Radios::new("unit", words.t("console-staff-unit"))
        .legend_classes("govuk-fieldset__legend--m")
        .items(std::iter::once(none).chain(others).collect::<Vec<_>>())
}
