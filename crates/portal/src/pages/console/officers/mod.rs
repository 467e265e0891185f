//! What cannot be undone, begun by one security officer and approved by another: erasing a person, opening a receipt for a court,
//! withholding notice of a case.
//!
//! An officer names the person by their card, in the body of a form; that is a receipt in the organisation's chain, whether the card
//! has an account or not, and in the person's own ([`told_of`] says when). Nobody names themself. From there on it is an act like any other: what it will do stands on the act's page, nothing happens before a
//! second officer has approved, and whom it concerns is never among those who approve.

pub(super) mod forms;

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use causeway_core::{AccountId, Error, Kind, Permission, Result, Search};
use causeway_evidence::{Chain, Event};
use causeway_http::components::{Button, Content, InsetText};
use causeway_http::{Access, Form, Page, Path, Reply, Routes, Shell};
use causeway_identity::{Act, Proposal, ProposalKind, ProposalState};
use causeway_registration::CardNumber;
use uuid::Uuid;

use self::forms::{Begun, Deed};
use super::naming::{self, Faults};
use super::sheet::{Sending, Sheet, side_by_side};
use super::{Console, Fields, Row, Rows, effects};
use crate::Portal;

const PATH: &str = "/console/officers";
const ACT: Access = Access::Staff(Permission::OfficersAct);

/// A form as it was sent.
type Sent = Form<Vec<(String, String)>>;

pub(super) fn routes() -> Routes<Portal> {
    Routes::new()
        .get(PATH, ACT, overview)
        .get("/console/officers/erasure", ACT, async |console: Console| empty(console.shell, Deed::Erasure))
        .post("/console/officers/erasure", ACT, async |console: Console, sent: Sent| {
            begin(console, Deed::Erasure, sent).await
        })
        .get("/console/officers/opening", ACT, async |console: Console| empty(console.shell, Deed::Opening))
        .post("/console/officers/opening", ACT, async |console: Console, sent: Sent| {
            begin(console, Deed::Opening, sent).await
        })
        .get("/console/officers/suspension", ACT, async |console: Console| {
            empty(console.shell, Deed::Suspension)
        })
        .post("/console/officers/suspension", ACT, async |console: Console, sent: Sent| {
            begin(console, Deed::Suspension, sent).await
        })
        .get("/console/officers/check/{proposal}", ACT, check_form)
        .post("/console/officers/check/{proposal}", ACT, check)
}

async fn overview(console: Console) -> Reply<Page<Sheet>> {
    let search = &Search { size: 200, ..Search::all() };
    let found = console
        .portal
        .parts()
        .identity
        .proposals(&console.staff, search, Some(ProposalState::Waiting))
        .await?;
    let ours: Vec<Proposal> = found.rows.into_iter().filter(|p| Deed::of(p.kind).is_some()).collect();
    Ok(Page(overview_page(&console, &ours)))
}

/// The three acts, what they have in common, and those of them that wait for a second officer.
pub(in super::super) fn overview_page(console: &Console, waiting: &[Proposal]) -> Sheet {
    let shell = console.shell.clone().titled("officers-title");
    let mut sheet =
        Sheet::new(shell.clone()).say("officers-lead").put(shell.warning(shell.t("officers-undone")));
    for deed in Deed::ALL {
        let (name, path) = (deed.name(), deed.path());
        let begin =
            Button::link(shell.t(&format!("officers-{name}-begin")), path).classes("govuk-button--secondary");
        sheet =
            sheet.section(&format!("officers-{name}-title")).say(&format!("officers-{name}-text")).put(begin);
    }
    sheet = sheet.section("officers-second-heading").say("officers-second-text");
    if waiting.is_empty() {
        return sheet.say("officers-waiting-none");
    }
    let mut rows = Rows::new(&shell, "officers-waiting")
        .column("officers-waiting-what")
        .column("officers-waiting-since")
        .column("officers-waiting-check");
    for proposal in waiting {
        let what = effects::kind(console.words(), proposal.kind);
        let row = Row::link(what, format!("/console/proposals/{}", proposal.id))
            .moment(&console.when(), proposal.made_at)
            .and_link(shell.t("officers-check-link"), format!("{PATH}/check/{}", proposal.id));
        rows = rows.row(row);
    }
    sheet.put(Content::html(&rows))
}

fn empty(shell: Shell, deed: Deed) -> Page<Sheet> {
    Page(forms::page(shell, deed, &Fields::default(), &Faults::default()))
}

async fn begin(console: Console, deed: Deed, Form(pairs): Sent) -> Reply<Response> {
    let fields = Fields::new(pairs);
    let begun = match Begun::read(&console, deed, &fields) {
        Ok(begun) => begun,
        Err(faults) => return Ok(again(&console, deed, &fields, &faults)),
    };
    let mut faults = Faults::default();
    match named(&console, &begun.card, deed.kind(), &begun.case).await {
        Ok(Some(account)) => {
            let proposal = begun.proposal(account, &console.staff.organisation)?;
            match console.begin(Act::Propose { proposal }).await {
                Ok(on) => return Ok(on.into_response()),
                // The act was tried: a receipt that is not this person's is found then.
                Err(error) if deed == Deed::Opening && error.kind() == Kind::NotFound => {
                    faults.add("receipt", "officers-receipt-unknown");
                }
                Err(error) => faults.say(console.mendable(error)?),
            }
        }
        Ok(None) => faults.add("card", "office-card-unknown"),
        Err(error) => faults.say(console.mendable(error)?),
    }
    Ok(again(&console, deed, &fields, &faults))
}

fn again(console: &Console, deed: Deed, fields: &Fields, faults: &Faults) -> Response {
    let page = forms::page(console.shell.clone(), deed, fields, faults);
    (StatusCode::BAD_REQUEST, Page(page)).into_response()
}

/// Whether the person is told that they were named: of everything but what is begun in order not to tell them. That is told with the
/// decision itself, once its time is over; it would be void otherwise before it could be made.
fn told_of(kind: ProposalKind) -> bool {
    kind != ProposalKind::NoticeSuspension
}

/// The account of a card's holder, if there is one. That it was asked is put in evidence either way; the person's receipt names the case,
/// so that it is withheld where notice of that case is.
///
/// # Errors
/// `too_many_attempts`; `own_record`.
async fn named(
    console: &Console,
    card: &CardNumber,
    kind: ProposalKind,
    case: &str,
) -> Result<Option<AccountId>> {
    let (parts, staff) = (console.portal.parts(), &console.staff);
    console.portal.doors().officer(staff.session.account)?;
    let account = parts.identity.account_by_card(&parts.identity.card_hash(card.as_str())).await?;
    if account == Some(staff.session.account) {
        return Err(causeway_identity::staff::rules::own_record());
    }
    let event = &Event::OfficerNamedPerson {
        member: staff.member,
        act: kind.as_str().to_owned(),
        case: case.to_owned(),
        found: account.is_some(),
    };
    let own = Chain::Organisation(staff.organisation.clone());
    let theirs = account.filter(|_| told_of(kind)).map(Chain::Person);
    let chains: &Vec<Chain> = &[own].into_iter().chain(theirs).collect();
    parts
        .env
        .db
        .tx(|tx| {
            Box::pin(async move {
                for chain in chains {
                    parts.evidence.record(tx, chain.clone(), event).await?;
                }
                Ok(())
            })
        })
        .await?;
    Ok(account)
}

async fn check_form(console: Console, Path(proposal): Path<Uuid>) -> Reply<Page<Sheet>> {
    let case = waiting(&console, proposal).await?.2;
    let fields = Fields::default().with("case", case);
    Ok(Page(check_page(console.shell, proposal, &fields, &Faults::default())))
}

/// Whom a proposal that waits is about, what kind it is and in which case.
async fn waiting(console: &Console, id: Uuid) -> Result<(AccountId, ProposalKind, String)> {
    let proposal = console.portal.parts().identity.proposal(&console.staff, id).await?;
    if Deed::of(proposal.kind).is_none() || proposal.state != ProposalState::Waiting {
        return Err(Error::not_found());
    }
    let case = proposal.content.get("case").and_then(serde_json::Value::as_str).unwrap_or_default();
    Ok((proposal.subject.parse()?, proposal.kind, case.to_owned()))
}

/// Before the second officer approves: whether the proposal is about the holder of this card.
pub(in super::super) fn check_page(shell: Shell, proposal: Uuid, fields: &Fields, faults: &Faults) -> Sheet {
    let shell = shell.titled("officers-check-title");
    let sending = Sending::to(format!("{PATH}/check/{proposal}"))
        .field(naming::card_input(&shell, faults))
        .field(naming::case_input(&shell, fields, faults))
        .button(Button::new(shell.t("officers-check-button")));
    Sheet::new(shell.clone())
        .back("officers-check-back", format!("/console/proposals/{proposal}"))
        .errors(faults.summary(&shell))
        .say("officers-check-lead")
        .put(sending)
}

async fn check(console: Console, Path(id): Path<Uuid>, Form(pairs): Sent) -> Reply<Response> {
    let fields = Fields::new(pairs);
    let (account, kind, own_case) = waiting(&console, id).await?;
    let mut faults = Faults::default();
    let (card, case) = (naming::card(&fields, &mut faults), naming::case(&fields, &mut faults));
    if let (Some(card), Some(case)) = (card, case) {
        match named(&console, &card, kind, &case).await {
            Ok(found) => {
                let fits = found == Some(account) && case == own_case;
                return Ok(Page(checked_page(console.shell, id, fits)).into_response());
            }
            Err(error) => faults.say(console.mendable(error)?),
        }
    }
    Ok((StatusCode::BAD_REQUEST, Page(check_page(console.shell, id, &fields, &faults))).into_response())
}

/// Whether it is.
pub(in super::super) fn checked_page(shell: Shell, proposal: Uuid, fits: bool) -> Sheet {
    let shell = shell.titled(if fits { "officers-check-fits" } else { "officers-check-differs" });
    let back = Button::link(shell.t("officers-check-back"), format!("/console/proposals/{proposal}"));
    let anew = Button::link(shell.t("officers-check-again"), format!("{PATH}/check/{proposal}"))
        .classes("govuk-button--secondary");
    let said = shell.t(if fits { "officers-check-fits-text" } else { "officers-check-differs-text" });
    Sheet::new(shell).put(InsetText::new(said)).put(side_by_side(&[Content::from(back), anew.into()]))
}
