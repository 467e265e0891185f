//! The shell around every page: header, languages, navigation, the sandbox's banner, footer. `layout.html` is the base template.

use std::collections::BTreeSet;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use causeway_core::{Actor, Lang, Localised, Permission, Rng};

use crate::access::is_console;
use crate::caller::Caller;
use crate::components::{
    Content, DateInput, ErrorMessage, ErrorSummary, GenericHeader, LanguageItem, LanguageNavigation,
    NavigationItem, PhaseBanner, ServiceNavigation, SkipLink, WarningText,
};
use crate::{Language, Site, Words, assets};

/// Who sees a link of the navigation bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Audience {
    Everybody,
    LoggedIn,
    LoggedOut,
    Staff(Permission),
}

/// A link of the navigation bar: its words by key, and who sees it.
#[derive(Clone, Debug)]
pub struct Link {
    key: &'static str,
    path: &'static str,
    audience: Audience,
    counted: bool,
}

impl Link {
    /// A link for everybody, with the words under `key`.
    pub fn new(key: &'static str, path: &'static str) -> Self {
        Self { key, path, audience: Audience::Everybody, counted: false }
    }

    /// Only for people who are logged in.
    #[must_use]
    pub fn logged_in(mut self) -> Self {
        self.audience = Audience::LoggedIn;
        self
    }

    /// Only for people who are not.
    #[must_use]
    pub fn logged_out(mut self) -> Self {
        self.audience = Audience::LoggedOut;
        self
    }

    /// Of the staff's console: only there, and only for those whose roles allow this.
    #[must_use]
    pub fn staff(mut self, permission: Permission) -> Self {
        self.audience = Audience::Staff(permission);
        self
    }

    /// With the number of unread messages beside it ([`Shell::unread`]).
    #[must_use]
    pub fn counted(mut self) -> Self {
        self.counted = true;
        self
    }

    fn seen(&self, shell: &Shell) -> bool {
        match self.audience {
            Audience::Staff(permission) => {
                shell.console.as_ref().is_some_and(|may| may.contains(&permission))
            }
            _ if shell.is_console() => false,
            Audience::Everybody => true,
            Audience::LoggedIn => shell.signed_in,
            Audience::LoggedOut => !shell.signed_in,
        }
    }
}

/// What the layout needs. A handler takes it as an argument, gives it a title and puts it into its page as the field `shell`.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The language of the page.
    pub lang: Lang,
    /// The page's title, without the site's name.
    pub title: String,
    /// Whether there is an error summary: the title then says so (WCAG technique G88).
    pub has_errors: bool,
    /// Whether a person is logged in.
    pub signed_in: bool,
    /// How many messages are unread.
    pub unread: usize,
    /// Whether the navigation bar is left out: pages in the middle of something, such as the approval screen.
    pub focused: bool,
    /// What stands in a strip under the navigation bar: for whom one acts, and the like. Empty: no strip.
    pub strip: Content,
    /// On a page of the staff's console, which has a navigation bar of its own: what the member of staff who calls may do.
    console: Option<BTreeSet<Permission>>,
    path: String,
    query: Option<String>,
    site: Site,
}

impl Shell {
    /// The shell of a request, as the layers left it.
    pub(crate) fn from_parts(parts: &mut Parts) -> Self {
        let shell = Self {
            lang: Language::of(parts).0,
            title: String::new(),
            has_errors: false,
            signed_in: false,
            unread: 0,
            focused: false,
            strip: Content::default(),
            console: is_console(parts.uri.path()).then(BTreeSet::new),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            site: parts.extensions.get::<Site>().cloned().unwrap_or_else(Site::nameless),
        };
        shell.called_by(parts.extensions.get::<Caller>())
    }

    /// With what a caller sees of the navigation bar.
    pub(crate) fn called_by(mut self, caller: Option<&Caller>) -> Self {
        self.signed_in = caller.is_some_and(|c| matches!(c.0, Actor::Person(_)));
        if let (Some(may), Some(Caller(Actor::Staff(staff)))) = (&mut self.console, caller) {
            may.clone_from(&staff.permissions);
        }
        self
    }

    /// A shell without a request: for tests that render pages.
    pub fn sample(lang: Lang) -> Self {
        let name = Localised::new("Causeway", "通道", "通道");
        let site =
            Site::new("http://localhost:8080", name, Rng::seeded(1)).unwrap_or_else(|_| Site::nameless());
        Self {
            lang,
            title: String::new(),
            has_errors: false,
            signed_in: true,
            unread: 3,
            focused: false,
            strip: Content::default(),
            console: None,
            path: "/sample".to_owned(),
            query: None,
            site: site.sandbox(true),
        }
    }

    /// As [`Shell::sample`], of a page of the console, for somebody who may do everything.
    pub fn console_sample(lang: Lang) -> Self {
        Self {
            signed_in: false,
            unread: 0,
            console: Some(Permission::ALL.iter().copied().collect()),
            path: "/console/sample".to_owned(),
            ..Self::sample(lang)
        }
    }

    /// With the title under `key`.
    #[must_use]
    pub fn titled(self, key: &str) -> Self {
        let title = self.words().t(key);
        self.with_title(title)
    }

    /// With a title of its own.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// With errors on the page.
    #[must_use]
    pub fn with_errors(mut self, has_errors: bool) -> Self {
        self.has_errors = has_errors;
        self
    }

    /// With the number of unread messages.
    #[must_use]
    pub fn with_unread(mut self, unread: usize) -> Self {
        self.unread = unread;
        self
    }

    /// With a strip under the navigation bar.
    #[must_use]
    pub fn with_strip(mut self, strip: impl Into<Content>) -> Self {
        self.strip = strip.into();
        self
    }

    /// Without the navigation bar.
    #[must_use]
    pub fn focused(mut self) -> Self {
        self.focused = true;
        self
    }

    /// The words of the page's language.
    pub fn words(&self) -> Words {
        Words::of(self.lang)
    }

    /// Short for `words().t(key)`: `{{ shell.t("continue") }}`.
    pub fn t(&self, key: &str) -> String {
        self.words().t(key)
    }

    /// What is wrong with a field, for its `.error(...)`.
    pub fn error(&self, content: impl Into<Content>) -> ErrorMessage {
        ErrorMessage::default().content(content).hidden(self.t("error-hidden"))
    }

    /// An error summary, empty so far.
    pub fn error_summary(&self) -> ErrorSummary {
        ErrorSummary::new(self.t("error-summary-title"))
    }

    /// A date under this legend, with its fields' names in the page's language.
    pub fn date_input(&self, id: impl Into<String>, legend: impl Into<Content>) -> DateInput {
        DateInput::new(id, legend).labels(["date-day", "date-month", "date-year"].map(|key| self.t(key)))
    }

    /// A warning.
    pub fn warning(&self, content: impl Into<Content>) -> WarningText {
        WarningText::new(content, self.t("warning"))
    }

    /// The site.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Whether this is a sandbox.
    pub fn is_sandbox(&self) -> bool {
        self.site.is_sandbox()
    }

    /// What stands in the browser's title bar: "Error: Title – Site".
    pub fn full_title(&self) -> String {
        let name = self.site.name().get(self.lang);
        let title =
            if self.title.is_empty() { name.to_owned() } else { format!("{} – {name}", self.title) };
        if self.has_errors { self.words().with("error-title-prefix", &[("title", &title)]) } else { title }
    }

    /// The address of an asset by its name in the source, such as `app.css`.
    pub fn asset(&self, name: &str) -> String {
        assets::url(name)
    }

    /// Whether the page is of the staff's console.
    pub fn is_console(&self) -> bool {
        self.console.is_some()
    }

    /// Where one goes back to when nothing else helps.
    pub fn home(&self) -> &'static str {
        if self.is_console() { "/console" } else { "/" }
    }

    /// The layout's skip link.
    pub fn skip_link(&self) -> SkipLink {
        SkipLink {
            href: "#main-content".to_owned(),
            content: self.t("skip-to-content").into(),
            ..SkipLink::default()
        }
    }

    /// The layout's header.
    pub fn header(&self) -> GenericHeader {
        GenericHeader::new(self.site.name().get(self.lang))
    }

    /// One link for each language, to the same page, keeping the rest of the query.
    pub fn languages(&self) -> LanguageNavigation {
        let items = Lang::ALL.map(|lang| LanguageItem {
            content: lang.own_name().into(),
            href: self.in_language(lang),
            lang: lang.tag().to_owned(),
            current: lang == self.lang,
        });
        LanguageNavigation {
            aria_label: self.t("language-label"),
            items: items.into(),
            ..LanguageNavigation::default()
        }
    }

    /// The words at the foot of the page.
    pub fn footer(&self) -> String {
        self.t("footer")
    }

    fn in_language(&self, lang: Lang) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in url::form_urlencoded::parse(self.query.as_deref().unwrap_or_default().as_bytes())
        {
            if name != "lang" {
                query.append_pair(&name, &value);
            }
        }
        format!("{}?{}", self.path, query.append_pair("lang", lang.tag()).finish())
    }

    /// Whether the layout shows the navigation bar.
    pub fn has_navigation(&self) -> bool {
        self.is_console() || (!self.focused && !self.site.links().is_empty())
    }

    /// The layout's navigation bar. In the console it says, before everything else, that this is the console.
    pub fn navigation(&self) -> ServiceNavigation {
        let seen = |link: &&Link| !self.focused && link.seen(self);
        let links: Vec<&Link> = self.site.links().iter().filter(seen).collect();
        let here = links.iter().map(|l| l.path).filter(|p| self.is_under(p)).max_by_key(|p| p.len());
        let items = links.iter().map(|link| NavigationItem {
            content: self.link_words(link),
            href: link.path.to_owned(),
            current: link.path == self.path,
            active: Some(link.path) == here && link.path != self.path,
        });
        let bar = ServiceNavigation {
            navigation: items.collect(),
            menu_button_text: self.t("menu"),
            navigation_label: self.t("navigation-label"),
            ..ServiceNavigation::default()
        };
        if !self.is_console() {
            return bar;
        }
        let name = self.t("console-name");
        bar.aria_label(name.clone()).service_name(name).service_url(self.home()).classes("cw-console")
    }

    fn is_under(&self, path: &str) -> bool {
        path != "/"
            && self.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    fn link_words(&self, link: &Link) -> Content {
        let text = self.t(link.key);
        if link.counted && self.unread > 0 {
            return self
                .words()
                .with("counted", &[("text", &text), ("count", &self.unread.to_string())])
                .into();
        }
        text.into()
    }

    /// The layout's banner of a sandbox.
    pub fn sandbox_banner(&self) -> PhaseBanner {
        PhaseBanner::new(self.t("sandbox-tag"), self.t("sandbox-banner"))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Shell {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::from_parts(parts))
    }
}

#[cfg(test)]
mod tests;
