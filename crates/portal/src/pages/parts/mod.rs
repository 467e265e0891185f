//! Parts that several pages share: the form around a passkey, the ways of logging in, one statement with a way on.

use askama::Template;
use askama::filters::HtmlSafe;
use causeway_core::{AccountId, Acr, Result};
use causeway_http::components::{Button, Content, InsetText};
use causeway_http::{Browser, Shell};
use causeway_identity::Ceremony;
use causeway_registration::phone::SoftPerson;

use crate::Portal;

/// The words for how somebody logged in, or approved.
pub(crate) fn acr_words(acr: Acr) -> &'static str {
    match acr {
        Acr::CrossDevice => "acr-xdev",
        Acr::Decoupled => "acr-decoupled",
        Acr::Passkey => "acr-passkey",
        Acr::DeviceBound => "acr-bound",
    }
}

/// A form that a passkey answers: the page's script runs the ceremony and submits.
#[derive(Clone, Template)]
#[template(path = "parts/passkey.html")]
pub(crate) struct PasskeyForm {
    shell: Shell,
    kind: &'static str,
    action: String,
    options: String,
    hidden: Vec<(&'static str, String)>,
    button: Button,
    failed: String,
}

impl HtmlSafe for PasskeyForm {}

impl PasskeyForm {
    /// Creates a passkey.
    pub(crate) fn create(shell: &Shell, action: String, ceremony: &Ceremony, button: Button) -> Self {
        let form = Self::new(shell, "create", action, &ceremony.options, button);
        form.with_hidden("ceremony", ceremony.id.to_string())
    }

    /// Uses a passkey in a ceremony.
    pub(crate) fn log_in(shell: &Shell, action: String, ceremony: &Ceremony, button: Button) -> Self {
        let form = Self::new(shell, "get", action, &ceremony.options, button);
        form.with_hidden("ceremony", ceremony.id.to_string())
    }

    /// Uses a passkey over a challenge of ours, such as that of the approval screen.
    pub(crate) fn sign(shell: &Shell, action: String, options: &serde_json::Value, button: Button) -> Self {
        Self::new(shell, "get", action, options, button)
    }

    fn new(
        shell: &Shell,
        kind: &'static str,
        action: String,
        options: &serde_json::Value,
        button: Button,
    ) -> Self {
        let failed = shell.t(if kind == "create" { "register-passkey-failed" } else { "passkey-failed" });
        Self {
            shell: shell.clone(),
            kind,
            action,
            options: options.to_string(),
            hidden: Vec::new(),
            button,
            failed,
        }
    }

    /// With one more field that the person does not see.
    pub(crate) fn with_hidden(mut self, name: &'static str, value: String) -> Self {
        self.hidden.push((name, value));
        self
    }
}

/// A form of buttons alone.
#[derive(Clone, Template)]
#[template(path = "parts/post.html")]
pub(crate) struct PostForm {
    action: String,
    hidden: Vec<(&'static str, String)>,
    button: Button,
}

impl HtmlSafe for PostForm {}

impl PostForm {
    /// Sends nothing but that the button was pressed.
    pub(crate) fn new(action: impl Into<String>, button: Button) -> Self {
        Self { action: action.into(), hidden: Vec::new(), button }
    }

    /// With one more field that the person does not see.
    pub(crate) fn with_hidden(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.hidden.push((name, value.into()));
        self
    }
}

/// The ways of logging in: a passkey here, a phone, in a sandbox the simulated one.
#[derive(Clone, Template)]
#[template(path = "parts/login.html")]
pub(crate) struct LoginWays {
    shell: Shell,
    passkey: PasskeyForm,
    qr: PostForm,
    /// One button for each person on the simulated phone; none outside a sandbox.
    phone: Option<Vec<PostForm>>,
    register: String,
}

impl HtmlSafe for LoginWays {}

impl LoginWays {
    /// The ways, each leading to `next`; the code is opened by a post to `qr`.
    pub(crate) fn new(
        shell: &Shell,
        ceremony: &Ceremony,
        people: Option<&[SoftPerson]>,
        next: &str,
        qr: &str,
    ) -> Self {
        let button = Button::new(shell.t("login-passkey-button"));
        let passkey = PasskeyForm::log_in(shell, "/login".to_owned(), ceremony, button)
            .with_hidden("next", next.to_owned());
        let code = PostForm::new(qr, Button::secondary(shell.t("login-qr-button"))).with_hidden("next", next);
        let phone = people.map(|people| people.iter().map(|person| log_in_as(shell, person, next)).collect());
        Self {
            shell: shell.clone(),
            passkey,
            qr: code,
            phone,
            register: crate::next::onward("/register", next),
        }
    }
}

fn log_in_as(shell: &Shell, person: &SoftPerson, next: &str) -> PostForm {
    let words = shell.words().with("login-phone-as", &[("name", &person.name)]);
    let form = PostForm::new("/login/phone", Button::secondary(words));
    form.with_hidden("account", person.account.to_string()).with_hidden("next", next)
}

/// One thing said in a few paragraphs, and a way on: what most endings of a journey are.
#[derive(Clone, Template)]
#[template(path = "parts/statement.html")]
pub(crate) struct Statement {
    shell: Shell,
    text: Vec<String>,
    way_on: Content,
    /// Whether the simulated phone says it.
    simulated: bool,
}

impl Statement {
    /// Says the words under `texts`, under the heading `title`.
    pub(crate) fn new(shell: Shell, title: &str, texts: &[&str]) -> Self {
        let text = texts.iter().map(|key| shell.t(key)).collect();
        Self { shell: shell.titled(title), text, way_on: Content::default(), simulated: false }
    }

    /// Under a heading that is put together already.
    pub(crate) fn entitled(mut self, title: impl Into<String>) -> Self {
        self.shell = self.shell.with_title(title);
        self
    }

    /// With one more paragraph.
    pub(crate) fn saying(mut self, text: impl Into<String>) -> Self {
        self.text.push(text.into());
        self
    }

    /// With a button, a link or a form to go on by.
    pub(crate) fn way_on(mut self, way: impl Into<Content>) -> Self {
        self.way_on = way.into();
        self
    }

    /// With a link that looks like a button, under the words `key`.
    pub(crate) fn link(self, key: &str, href: impl Into<String>) -> Self {
        let button = Button::link(self.shell.t(key), href);
        self.way_on(button)
    }

    /// On the simulated phone.
    pub(crate) fn simulated(mut self) -> Self {
        self.simulated = true;
        self.focused()
    }

    /// Without the navigation bar.
    pub(crate) fn focused(mut self) -> Self {
        self.shell = self.shell.focused();
        self
    }
}

impl Portal {
    /// The people whom this browser's simulated phone can be, in a sandbox.
    pub(crate) async fn phone_people(&self, browser: &Browser) -> Result<Option<Vec<SoftPerson>>> {
        match &self.parts().phone {
            Some(phone) => phone.people(browser).await.map(Some),
            None => Ok(None),
        }
    }

    /// Whether this browser's simulated phone holds a passkey of that account.
    pub(crate) async fn phone_holds(&self, browser: &Browser, account: AccountId) -> Result<bool> {
        let people = self.phone_people(browser).await?.unwrap_or_default();
        Ok(people.iter().any(|person| person.account == account))
    }
}
