//! The pages: front page, where from, address, check, done, applications, not available.

use askama::Template;

use causeway_http::Shell;
use causeway_http::components::{
    BackLink, Button, Choice, Content, Details, ErrorSummary, Input, InsetText, NotificationBanner, Panel,
    Radios, SummaryAction, SummaryList, SummaryRow,
};

use super::Address;
use super::address::Fault;
use super::connector::Refusal;
use super::records::{Application, File, Source, Standing};
use crate::platform::Platform;
use crate::{dates, known};

#[derive(Template)]
#[template(path = "driving/home.html")]
pub(super) struct Home {
    shell: Shell,
}

impl Home {
    pub(super) fn new(shell: Shell) -> Self {
        Self { shell }
    }
}

/// Where shall the address come from?
#[derive(Template)]
#[template(path = "driving/choose.html")]
pub(super) struct Choose {
    shell: Shell,
    errors: ErrorSummary,
    source: Radios,
}

impl Choose {
    pub(super) fn new(shell: Shell, missing: bool) -> Self {
        let shell = shell.titled("demo-choose-title").with_errors(missing);
        let choice = |value: &str| Choice::new(value, shell.t(&format!("demo-choose-{value}")));
        let hinted = |value: &str| choice(value).hint(shell.t(&format!("demo-choose-{value}-hint")));
        let source = Radios::new("source", shell.title.clone())
            .page_heading(true)
            .legend_classes("govuk-fieldset__legend--l")
            .hint(shell.t("demo-choose-hint"))
            .items(vec![hinted("once"), hinted("year"), choice("type")])
            .error(missing.then(|| shell.error(shell.t("demo-choose-missing"))));
        Self { errors: shell.error_summary().of(&source), source, shell }
    }
}

/// The address form.
#[derive(Template)]
#[template(path = "driving/address.html")]
pub(super) struct AddressPage {
    shell: Shell,
    errors: ErrorSummary,
    fetched: bool,
    lines: Vec<Input>,
}

impl AddressPage {
    pub(super) fn new(shell: Shell, address: &Address, source: Source, faults: &[Fault]) -> Self {
        let shell = shell.titled("demo-address-title").with_errors(!faults.is_empty());
        let lines: Vec<Input> = [
            ("line1", &address.line1, "address-line1"),
            ("line2", &address.line2, "address-line2"),
            ("line3", &address.line3, "address-line3"),
            ("district", &address.district, "address-level2"),
        ]
        .map(|(field, value, autocomplete)| {
            let error =
                faults.iter().find(|fault| fault.field == field).map(|fault| shell.error(shell.t(fault.key)));
            Input::new(field, shell.t(&format!("demo-address-{field}")))
                .value(value.as_str())
                .autocomplete(autocomplete)
                .error(error)
        })
        .into();
        let errors = lines.iter().fold(shell.error_summary(), ErrorSummary::of);
        Self { errors, fetched: source == Source::Exchanged, lines, shell }
    }
}

/// Check your answers.
#[derive(Template)]
#[template(path = "driving/check.html")]
pub(super) struct Check {
    shell: Shell,
    answers: SummaryList,
}

impl Check {
    pub(super) fn new(shell: Shell, address: &Address, source: Source) -> Self {
        let shell = shell.titled("demo-check-title");
        let change = |href: &str, what: &str| {
            SummaryAction::new(shell.t("demo-check-change"), href).hidden(shell.t(what))
        };
        let answers = SummaryList::new(vec![
            SummaryRow::new(shell.t("demo-check-licence"), shell.t("demo-check-licence-value")),
            SummaryRow::new(shell.t("demo-check-term"), shell.t("demo-check-term-value")),
            SummaryRow::new(shell.t("demo-check-address"), in_lines(address))
                .action(change("/renewal/address", "demo-check-address")),
            SummaryRow::new(shell.t("demo-check-source"), shell.t(source_key(source)))
                .action(change("/renewal", "demo-check-source")),
        ]);
        Self { shell, answers }
    }
}

/// Application received.
#[derive(Template)]
#[template(path = "driving/done.html")]
pub(super) struct Done {
    shell: Shell,
    panel: Panel,
    activity: String,
}

#[derive(Template)]
#[template(path = "driving/reference.html")]
struct Reference {
    words: String,
    reference: String,
}

impl Done {
    pub(super) fn new(shell: Shell, platform: &Platform, reference: String) -> Self {
        let shell = shell.titled("demo-done-title");
        let reference = Reference { words: shell.t("demo-done-reference"), reference };
        let panel = Panel::new(shell.title.clone(), Content::template(&reference).unwrap_or_default());
        Self { activity: platform.activity(shell.lang), shell, panel }
    }
}

/// My applications, and the consent that stands.
#[derive(Template)]
#[template(path = "driving/applications.html")]
pub(super) struct Applications {
    shell: Shell,
    refreshed: Option<NotificationBanner>,
    cards: Vec<SummaryList>,
    standing: Option<String>,
    consents: String,
    known: Details,
}

impl Applications {
    pub(super) fn new(shell: Shell, platform: &Platform, sub: &str, file: &File, refreshed: bool) -> Self {
        let shell = shell.titled("demo-applications-title");
        let banner =
            || NotificationBanner::success(shell.t("demo-success"), shell.t("demo-standing-fetched"));
        Self {
            refreshed: refreshed.then(banner),
            cards: file.applications.iter().map(|application| card(&shell, application)).collect(),
            standing: file.standing.as_ref().map(|standing| stands(&shell, standing)),
            consents: platform.consents(shell.lang),
            known: known::details(&shell, sub, None),
            shell,
        }
    }
}

fn card(shell: &Shell, application: &Application) -> SummaryList {
    let words = shell.words();
    let row = |key: &str, value: Content| SummaryRow::new(words.t(key), value);
    let refreshed =
        application.refreshed.map(|at| row("demo-applications-refreshed", dates::moment(words, at).into()));
    let mut rows = vec![
        row("demo-applications-reference", application.reference.as_str().into()),
        row("demo-applications-at", dates::moment(words, application.at).into()),
        row("demo-check-address", in_lines(&application.address)),
        row("demo-check-source", words.t(source_key(application.source)).into()),
    ];
    rows.extend(refreshed);
    SummaryList::new(rows)
}

fn stands(shell: &Shell, standing: &Standing) -> String {
    let words = shell.words();
    match standing.until {
        Some(until) => words.with("demo-standing-until", &[("date", &dates::day_of(words, until))]),
        None => words.t("demo-standing-for-now"),
    }
}

/// Why there is no address, and what to do.
#[derive(Template)]
#[template(path = "driving/unavailable.html")]
pub(super) struct Unavailable {
    shell: Shell,
    body: String,
    code: String,
    activity: String,
    retry: bool,
    from_applications: bool,
}

impl Unavailable {
    /// On the way through an application; `unused` is whether the consent is still good for another try.
    pub(super) fn in_renewal(shell: Shell, platform: &Platform, refusal: &Refusal, unused: bool) -> Self {
        let ended = [
            "consent_withdrawn",
            "consent_ended",
            "consent_expired",
            "consent_used",
            "consent_unknown",
            "no_record",
        ];
        Self::new(shell, platform, refusal, unused && !ended.contains(&refusal.0.as_str()), false)
    }

    /// After a try to bring a submitted application up to date.
    pub(super) fn in_applications(shell: Shell, platform: &Platform, refusal: &Refusal) -> Self {
        Self::new(shell, platform, refusal, false, true)
    }

    fn new(
        shell: Shell,
        platform: &Platform,
        refusal: &Refusal,
        retry: bool,
        from_applications: bool,
    ) -> Self {
        let words = shell.words();
        let own = format!("demo-refusal-{}", refusal.0.replace('_', "-"));
        let key =
            if words.find(&format!("{own}-title")).is_some() { own } else { "demo-refusal-other".to_owned() };
        let shell = shell.titled(&format!("{key}-title"));
        Self {
            body: shell.t(&format!("{key}-body")),
            code: refusal.0.clone(),
            activity: platform.activity(shell.lang),
            retry,
            from_applications,
            shell,
        }
    }
}

#[derive(Template)]
#[template(path = "lines.html")]
struct Lines<'a> {
    lines: Vec<&'a str>,
}

fn in_lines(address: &Address) -> Content {
    Content::template(&Lines { lines: address.lines() }).unwrap_or_default()
}

fn source_key(source: Source) -> &'static str {
    match source {
        Source::Typed => "demo-source-typed",
        Source::Exchanged => "demo-source-exchanged",
    }
}

#[cfg(test)]
mod tests;
