//! A date in three fields.

use super::{Attributes, Classes, Content, ErrorMessage, Fieldset, Hint, Input};

component! {
    /// A date in three fields named `<id>-day`, `<id>-month`, `<id>-year`. `Shell::date_input` gives the labels in the page's language.
    #[template(path = "components/date_input/date_input.html")]
    pub struct DateInput {
        /// Its id, and the beginning of its fields' ids and names.
        id: String,
        /// Another beginning of the fields' names. Empty: its id. `-` for none.
        name_prefix: String,
        /// The legend. Empty: no fieldset.
        legend: Content,
        /// More classes of the legend.
        legend_classes: Classes,
        /// Whether the legend is the heading of the page.
        page_heading: bool,
        /// Help, with an example of a date.
        hint: Content,
        /// What is wrong.
        error: Option<ErrorMessage>,
        /// The labels of day, month and year. Empty: `Day`, `Month`, `Year`.
        labels: [String; 3],
        /// What stands in day, month and year.
        values: [String; 3],
        /// The autofill tokens of day, month and year, such as `bday-day`.
        autocomplete: [String; 3],
        /// Whether day, month and year are wrong; with none, an error marks all three.
        wrong: [bool; 3],
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

const PARTS: [(&str, &str, u8); 3] = [("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4)];

impl DateInput {
    /// A date under this legend.
    pub fn new(id: impl Into<String>, legend: impl Into<Content>) -> Self {
        Self { id: id.into(), legend: legend.into(), ..Self::default() }
    }

    /// Where an error summary leads: the first field that is wrong.
    pub fn first_wrong(&self) -> String {
        let part = PARTS.iter().zip(self.wrong).find(|(_, wrong)| *wrong).map_or("day", |((part, ..), _)| *part);
        format!("{}-{part}", self.id)
    }

    /// As in govuk-frontend: the marked fields are wrong, or all of them if there is an error and none is marked.
    fn items(&self) -> Vec<Input> {
        let any = self.wrong.contains(&true);
        let prefix = match self.name_prefix.as_str() {
            "" => format!("{}-", self.id),
            "-" => String::new(),
            other => format!("{other}-"),
        };
        let columns = self.labels.iter().zip(&self.values).zip(&self.autocomplete).zip(self.wrong);
        PARTS
            .iter()
            .zip(columns)
            .map(|((part, english, width), (((label, value), autocomplete), wrong))| {
                let marked = wrong || (self.error.is_some() && !any);
                let error = if marked { "govuk-input--error " } else { "" };
                Input {
                    id: format!("{}-{part}", self.id),
                    name: format!("{prefix}{part}"),
                    label: if label.is_empty() { (*english).into() } else { label.into() },
                    label_classes: "govuk-date-input__label".into(),
                    value: value.clone(),
                    inputmode: "numeric".to_owned(),
                    autocomplete: autocomplete.clone(),
                    classes: format!("govuk-date-input__input {error}govuk-input--width-{width}").into(),
                    ..Input::default()
                }
            })
            .collect()
    }

    fn hint_part(&self) -> Option<Hint> {
        super::hint_of(&self.hint, &self.id)
    }

    fn error_part(&self) -> Option<ErrorMessage> {
        super::error_of(self.error.as_ref(), &self.id)
    }

    fn fieldset(&self) -> Fieldset {
        let inner = Inner { date: self };
        Fieldset {
            legend: self.legend.clone(),
            legend_classes: self.legend_classes.clone(),
            page_heading: self.page_heading,
            content: Content::html(&inner),
            role: "group".to_owned(),
            described_by: super::described_by("", &self.id, &self.hint, self.error.is_some()),
            ..Fieldset::default()
        }
    }

    fn inner(&self) -> Inner<'_> {
        Inner { date: self }
    }
}

/// What stands inside the fieldset.
#[derive(askama::Template)]
#[template(path = "components/date_input/inner.html")]
struct Inner<'a> {
    date: &'a DateInput,
}

impl askama::filters::HtmlSafe for Inner<'_> {}
