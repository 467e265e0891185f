//! Giving somebody one more role.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use causeway_core::MemberId;
use causeway_http::components::{Button, Choice, Radios};
use causeway_http::{Form, Page, Path, Reply};
use causeway_identity::{Act, Member, NewProposal, ProposalKind, Role};
use serde_json::json;

use super::super::effects;
use super::super::sheet::{Sending, Sheet};
use super::super::{Console, Fields};

pub(super) async fn show(console: Console, Path(id): Path<MemberId>) -> Reply<Page<Sheet>> {
    let member = console.portal.parts().identity.member(&console.staff, id).await?;
    Ok(Page(page(&console, &member, &Fields::default(), None)))
}

pub(super) async fn submit(
    console: Console,
    Path(id): Path<MemberId>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Reply<Response> {
    let member = console.portal.parts().identity.member(&console.staff, id).await?;
    let fields = Fields::new(pairs);
    let again = |console: &Console, said: &str| {
        Ok((StatusCode::BAD_REQUEST, Page(page(console, &member, &fields, Some(said)))).into_response())
    };
    let Ok(role) = fields.text("role").parse::<Role>() else {
        return again(&console, &console.shell.t("console-role-missing"));
    };
    match console.begin(proposal(&member, role)).await {
        Ok(confirm) => Ok(confirm.into_response()),
        Err(error) => {
            let said = console.mendable(error)?;
            again(&console, &said)
        }
    }
}

fn proposal(member: &Member, role: Role) -> Act {
    let proposal = NewProposal {
        kind: ProposalKind::Role,
        organisation: member.organisation.clone(),
        subject: member.id.to_string(),
        content: json!({ "member": member.id, "role": role }),
    };
    Act::Propose { proposal }
}

/// The roles that somebody does not hold yet.
pub(in super::super) fn page(
    console: &Console,
    member: &Member,
    fields: &Fields,
    said: Option<&str>,
) -> Sheet {
    let words = console.words();
    let name = effects::who(words, &member.name);
    let shell = console.shell.clone().with_title(words.with("console-role-give-title", &[("member", &name)]));
    let platform = console.staff.platform && member.organisation == console.staff.organisation;
    let held = |role: Role| member.grants.iter().any(|grant| grant.role == role);
    let choices: Vec<Choice> = Role::ALL
        .iter()
        .filter(|role| !held(**role))
        .map(|role| {
            Choice::new(role.as_str(), effects::role(words, *role))
                .hint(effects::role_in_full(
                    words,
                    *role,
                    platform,
                    effects::waits_hint(&console.staff, &member.organisation, *role),
                ))
                .checked(fields.has("role", role.as_str()))
        })
        .collect();
    let own = format!("{}/{}", super::PATH, member.id);
    if choices.is_empty() {
        return Sheet::new(shell).back("back", own).say("console-role-all-held");
    }
    let radios = Radios::new("role", shell.t("console-role"))
        .legend_classes("govuk-fieldset__legend--m")
        .items(choices)
        .error(said.map(|said| shell.error(said)));
    let errors = shell.error_summary().of(&radios);
    let form = Sending::to(format!("{own}/role"))
        .field(radios)
        .button(Button::new(shell.t("continue")))
        .cancel(&shell.t("cancel"), &own);
    Sheet::new(shell).back("back", own).errors(errors).put(form)
}
