//! The components of pages: typed structs that render govuk-frontend 6.6 markup, tested against its shipped fixtures.
//!
//! Each has a folder with its struct, its template, and a page of examples and accessibility criteria. A struct displays itself as
//! safe HTML, so that a page's template writes `{{ field }}`, or makes one on the spot: `{{ Button::new(shell.t("continue")) }}`.
//! Every field has a setter of its own name; an empty text means the default.

use std::fmt;

use askama::filters::{Escaper, Html, HtmlSafe};

/// Declares a component: its struct, a setter for each field, and that it displays itself as safe HTML.
macro_rules! component {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$field_meta:meta])* $field:ident: $kind:ty,)*
        }
    ) => {
        #[derive(Clone, Debug, Default, askama::Template)]
        $(#[$meta])*
        pub struct $name {
            $($(#[$field_meta])* pub $field: $kind,)*
        }

        impl $name {
            $(
                #[doc = concat!("Sets `", stringify!($field), "`.")]
                #[must_use]
                pub fn $field(mut self, value: impl Into<$kind>) -> Self {
                    self.$field = value.into();
                    self
                }
            )*
        }

        impl askama::filters::HtmlSafe for $name {}

        impl From<$name> for $crate::components::Content {
            fn from(component: $name) -> Self {
                Self::html(&component)
            }
        }
    };
}

macro_rules! modules {
    ($($module:ident: $($item:ident),+;)*) => {
        $(mod $module; pub use $module::{$($item),+};)*
    };
}

modules! {
    back_link: BackLink;
    breadcrumbs: Breadcrumbs, Crumb;
    button: Button;
    checkboxes: Checkboxes;
    choice: Choice;
    date_input: DateInput;
    details: Details;
    error_message: ErrorMessage;
    error_summary: ErrorItem, ErrorSummary, Field;
    fieldset: Fieldset;
    generic_header: GenericHeader;
    hint: Hint;
    input: Input;
    inset_text: InsetText;
    label: Label;
    language_navigation: LanguageItem, LanguageNavigation;
    notification_banner: NotificationBanner;
    pagination: PageLink, Pagination;
    panel: Panel;
    phase_banner: PhaseBanner;
    radios: Radios;
    select: Select, SelectItem;
    service_navigation: NavigationItem, ServiceNavigation;
    skip_link: SkipLink;
    summary_list: SummaryAction, SummaryCard, SummaryList, SummaryRow;
    table: Cell, Table;
    tag: Tag;
    task_list: Task, TaskList;
    textarea: Textarea;
    warning_text: WarningText;
}

/// The hint of a field, with the id that the field's description names.
fn hint_of(content: &Content, id: &str) -> Option<Hint> {
    let hint = Hint { content: content.clone(), id: format!("{id}-hint"), ..Hint::default() };
    (!content.is_empty()).then_some(hint)
}

/// The error of a field, with the id that the field's description names.
fn error_of(error: Option<&ErrorMessage>, id: &str) -> Option<ErrorMessage> {
    error.map(|error| error.clone().id(format!("{id}-error")))
}

/// The ids of what describes a field, in reading order.
fn described_by(more: &str, id: &str, hint: &Content, wrong: bool) -> String {
    let hint = (!hint.is_empty()).then(|| format!("{id}-hint"));
    let error = wrong.then(|| format!("{id}-error"));
    let own = (!more.is_empty()).then(|| more.to_owned());
    own.into_iter().chain(hint).chain(error).collect::<Vec<_>>().join(" ")
}

/// What stands in a component: text, which is escaped, or HTML that another component or template has made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    text: String,
    html: bool,
}

impl Content {
    /// Safe HTML: a component, or anything else that askama made.
    pub fn html<T: HtmlSafe + ?Sized>(html: &T) -> Self {
        Self { text: html.to_string(), html: true }
    }

    /// The rendered form of a template.
    ///
    /// # Errors
    /// When the template fails to render.
    pub fn template<T: askama::Template>(template: &T) -> causeway_core::Result<Self> {
        let text = template.render().map_err(causeway_core::Error::internal)?;
        Ok(Self { text, html: true })
    }

    /// HTML from govuk-frontend's fixtures, which are trusted.
    #[cfg(test)]
    pub(crate) fn trusted(html: &str) -> Self {
        Self { text: html.trim().to_owned(), html: true }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether it is HTML.
    pub fn is_html(&self) -> bool {
        self.html
    }
}

impl<T: AsRef<str>> From<T> for Content {
    fn from(text: T) -> Self {
        Self { text: text.as_ref().to_owned(), html: false }
    }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.html { f.write_str(&self.text) } else { Html.write_escaped_str(f, &self.text) }
    }
}

impl HtmlSafe for Content {}

/// More classes, as they stand after the component's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Classes(String);

impl<T: AsRef<str>> From<T> for Classes {
    fn from(text: T) -> Self {
        Self(text.as_ref().to_owned())
    }
}

impl Classes {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the text contains `part`.
    pub(crate) fn contains(&self, part: &str) -> bool {
        self.0.contains(part)
    }
}

impl fmt::Display for Classes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        f.write_str(" ")?;
        Html.write_escaped_str(f, &self.0)
    }
}

impl HtmlSafe for Classes {}

/// More attributes: names from our own code, values escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes(Vec<(String, String)>);

impl Attributes {
    /// None.
    pub fn none() -> Self {
        Self::default()
    }
}

impl<N: AsRef<str>, V: AsRef<str>, const C: usize> From<[(N, V); C]> for Attributes {
    fn from(pairs: [(N, V); C]) -> Self {
        Self::from(&pairs)
    }
}

/// As templates pass it.
impl<N: AsRef<str>, V: AsRef<str>, const C: usize> From<&[(N, V); C]> for Attributes {
    fn from(pairs: &[(N, V); C]) -> Self {
        Self(
            pairs.iter().map(|(name, value)| (name.as_ref().to_owned(), value.as_ref().to_owned())).collect(),
        )
    }
}

impl From<Vec<(String, String)>> for Attributes {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }
}

impl fmt::Display for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.0 {
            f.write_str(" ")?;
            Html.write_escaped_str(&mut *f, name)?;
            f.write_str("=\"")?;
            Html.write_escaped_str(&mut *f, value)?;
            f.write_str("\"")?;
        }
        Ok(())
    }
}

impl HtmlSafe for Attributes {}

#[cfg(test)]
mod tests;
