//! The approval screen, drawn from what the passkey's challenge binds and nothing else.

use askama::Template;
use causeway_consent::{Channel, Detail, PORTAL, Presented, Request, Shown, ShownPart};
use causeway_http::Shell;
use causeway_http::components::{
    Button, Content, Details, ErrorSummary, InsetText, SummaryList, SummaryRow, WarningText,
};

use crate::pages::parts::{PasskeyForm, PostForm};
use crate::when::When;

/// Both answers are as wide as their half of the row, so that neither outweighs the other.
const WHOLE_WIDTH: &str = "govuk-!-width-full";

/// By what the person approves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    /// A passkey of this device.
    Passkey,
    /// One that the simulated phone holds, in a sandbox.
    SimulatedPhone,
}

/// One thing asked.
#[derive(Clone)]
struct Part {
    heading: String,
    facts: SummaryList,
    withdraw: String,
}

/// What is said of a request that no browser began.
#[derive(Clone)]
struct Addressed {
    warning: WarningText,
    /// The code and what to do with it.
    code: Option<(String, &'static str)>,
    /// Declining for good.
    mute: Option<PostForm>,
}

/// The approval screen.
#[derive(Clone, Template)]
#[template(path = "request/approve.html")]
pub(crate) struct ApprovePage {
    shell: Shell,
    errors: ErrorSummary,
    match_code: Option<String>,
    addressed: Option<Addressed>,
    who: SummaryList,
    parts: Vec<Part>,
    decline: PostForm,
    approve: Content,
    by: By,
    /// Whether this is the simulated phone's own screen.
    phone: bool,
    expires: String,
    signed: Details,
}

/// What the screen is drawn for. It holds the person's own values, so it does not print itself.
#[derive(Clone)]
pub(crate) struct Screen<'a> {
    pub(crate) request: &'a Request,
    pub(crate) presented: &'a Presented,
    /// The request's own address, to whose `/approve` and `/decline` the decision goes.
    pub(crate) base: String,
    pub(crate) by: By,
    /// Whether an approval was refused just before.
    pub(crate) failed: bool,
}

impl Screen<'_> {
    /// Whether the platform itself asks.
    fn is_own_login(&self) -> bool {
        self.request.client.as_str() == PORTAL
    }

    fn title(&self, shell: &Shell) -> String {
        if self.is_own_login() {
            return shell.t("request-portal-title");
        }
        let key = match self.request.channel {
            Channel::Person => "request-addressed-title",
            Channel::Browser | Channel::Device => "request-title",
        };
        shell.words().with(key, &[("service", &self.presented.shown.service)])
    }

    /// Whether this is the simulated phone's own screen.
    fn is_on_phone(&self) -> bool {
        self.base.starts_with("/phone/")
    }

    fn addressed(&self, shell: &Shell) -> Option<Addressed> {
        let (warning, code) = match self.request.channel {
            Channel::Browser => return None,
            Channel::Person => ("request-addressed-warning", "request-addressed-code-text"),
            Channel::Device => ("request-device-warning", "request-device-code-text"),
        };
        let shown = &self.presented.shown;
        let may_mute = self.request.channel == Channel::Person && !self.is_on_phone();
        let mute = || {
            PostForm::new(format!("{}/mute", self.base), Button::secondary(shell.t("request-addressed-mute")))
        };
        Some(Addressed {
            warning: shell.warning(shell.words().with(warning, &[("service", &shown.service)])),
            code: shown.code.clone().map(|shown| (shown, code)),
            mute: may_mute.then(mute),
        })
    }

    fn parts(&self, shell: &Shell) -> Vec<Part> {
        let details = self.request.details.iter().map(Some).chain(std::iter::repeat(None));
        let drawn = |(part, detail): (&ShownPart, Option<&Detail>)| {
            let once = matches!(detail, Some(Detail::Exchange { once: true, .. }));
            let withdraw = if once { "request-once-withdraw" } else { "request-withdraw" };
            let withdraw = if self.is_own_login() { String::new() } else { shell.t(withdraw) };
            Part { heading: part.heading.clone(), facts: facts(shell, part), withdraw }
        };
        self.presented.shown.parts.iter().zip(details).map(drawn).collect()
    }
}

impl ApprovePage {
    pub(crate) fn new(shell: Shell, when: &When, screen: &Screen<'_>) -> Self {
        let Presented { options, shown, expires_at } = screen.presented;
        let title = screen.title(&shell);
        let shell = shell.with_title(title).with_errors(screen.failed).focused();
        let errors = if screen.failed {
            shell.error_summary().add(shell.t("request-failed"), "#main-content")
        } else {
            shell.error_summary()
        };
        let number = |code: &String| shell.words().with("request-elsewhere-number", &[("code", code)]);
        let decline = Button::new(shell.t("request-decline")).classes(WHOLE_WIDTH);
        Self {
            errors,
            match_code: shown.match_code.as_ref().map(number),
            addressed: screen.addressed(&shell),
            who: who(&shell, shown),
            parts: screen.parts(&shell),
            decline: PostForm::new(format!("{}/decline", screen.base), decline),
            approve: approval(&shell, &screen.base, options, screen.by),
            by: screen.by,
            phone: screen.is_on_phone(),
            expires: shell.words().with("request-expires", &[("time", &when.time(*expires_at))]),
            signed: Details::new(shell.t("request-signed-details"), shell.t("request-signed-text")),
            shell,
        }
    }
}

fn who(shell: &Shell, shown: &Shown) -> SummaryList {
    SummaryList::new(vec![
        SummaryRow::new(shell.t("request-service"), shown.service.clone()),
        SummaryRow::new(shell.t("request-organisation"), shown.organisation.clone()),
        SummaryRow::new(shell.t("request-website"), shown.website.clone()),
    ])
}

fn facts(shell: &Shell, part: &ShownPart) -> SummaryList {
    let mut rows = vec![SummaryRow::new(shell.t("request-purpose"), part.purpose.clone())];
    if let Some(from) = &part.from {
        rows.push(SummaryRow::new(shell.t("request-from"), from.clone()));
    }
    for row in &part.rows {
        let value = row.value.clone().unwrap_or_else(|| shell.t("request-value-fetched"));
        rows.push(SummaryRow::new(row.label.clone(), value));
    }
    rows.push(SummaryRow::new(shell.t("request-lasts"), part.lasts.clone()));
    SummaryList::new(rows)
}

/// The same weight as declining: a plain button, after it.
fn approval(shell: &Shell, base: &str, options: &serde_json::Value, by: By) -> Content {
    let (action, button) =
        (format!("{base}/approve"), Button::new(shell.t("request-approve")).classes(WHOLE_WIDTH));
    match by {
        By::Passkey => Content::html(&PasskeyForm::sign(shell, action, options, button)),
        By::SimulatedPhone => {
            Content::html(&PostForm::new(action, button).with_hidden("options", options.to_string()))
        }
    }
}
