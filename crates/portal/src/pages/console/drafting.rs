//! Forms in which staff write what they propose for the catalogue: every fault that the domain finds stands beside its field, and what
//! was typed stays.

use causeway_core::draft::{Fault, as_new};
use causeway_core::search::PAGE;
use causeway_core::{Error, Kind, Lang, OrganisationId, Result, Search};
use causeway_http::components::{
    Button, Checkboxes, Choice, Content, ErrorMessage, ErrorSummary, Fieldset, Hint, Input, Radios, Select,
    SelectItem, Textarea,
};
use causeway_http::{Shell, Words};
use causeway_identity::{Act, NewProposal, ProposalKind};
use serde::Serialize;

use super::sheet::{Sending, Sheet, together};
use super::{Console, Fields, Rows, desk};

/// Longer than what is pasted into any field: a set of keys, a list of addresses.
const LONGEST: usize = 40_000;

/// The fields of a form with long texts, each trimmed.
pub(super) fn fields(pairs: Vec<(String, String)>) -> Fields {
    let trimmed = |value: &str| value.trim().replace("\r\n", "\n").chars().take(LONGEST).collect::<String>();
    pairs.into_iter().fold(Fields::default(), |fields, (name, value)| fields.with(&name, trimmed(&value)))
}

/// The lines of a field, without empty ones.
pub(super) fn lines_of(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(ToOwned::to_owned).collect()
}

/// What is wrong, in the page's language.
pub(super) fn told(words: Words, fault: &Fault) -> String {
    let key = format!("fault-{}", fault.code.replace('_', "-"));
    match words.find(&key) {
        Some(_) => words.with(&key, &[("value", &fault.value), ("lang", lang_of(&fault.field))]),
        None => fault.mend.to_owned(),
    }
}

/// The language of a field that has one for each: its own name, as it stands at the field.
fn lang_of(field: &str) -> &'static str {
    Lang::ALL.into_iter().find(|lang| field.ends_with(&format!("-{}", lang.tag()))).map_or("", Lang::own_name)
}

/// A part of a draft that may not be readable: where it is not, its fault is noted and `otherwise` stands in for it.
pub(super) fn or_fault<T>(read: Result<T, Fault>, otherwise: T, faults: &mut Vec<Fault>) -> T {
    read.unwrap_or_else(|fault| {
        faults.push(fault);
        otherwise
    })
}

/// What could not be read, and what the domain says of the rest. It knows only the stand-in of what could not be read.
pub(super) fn joined(unread: Vec<Fault>, found: Vec<Fault>) -> Vec<Fault> {
    let known = |fault: &Fault| unread.iter().any(|own| own.field == fault.field);
    let rest: Vec<Fault> = found.into_iter().filter(|fault| !known(fault)).collect();
    unread.into_iter().chain(rest).collect()
}

/// A name that is an id, typed into `field`. `new` is the address of the form.
pub(super) fn id<T: std::str::FromStr>(field: &str, text: &str) -> Result<T, Fault> {
    let bad = || {
        let mend = "Write 1 to 64 characters of a-z, 0-9, '-' and '.'; not the word new.";
        Fault::new(field, "draft_id", mend).about(text)
    };
    if text == "new" { Err(bad()) } else { text.parse().map_err(|_| bad()) }
}

/// A form that is being drawn.
#[derive(Clone, Copy)]
pub(super) struct Drafting<'a> {
    pub(super) shell: &'a Shell,
    pub(super) fields: &'a Fields,
    pub(super) faults: &'a [Fault],
}

impl Drafting<'_> {
    fn words(&self) -> Words {
        self.shell.words()
    }

    fn hint(&self, key: &str) -> Content {
        self.words().find(&format!("{key}-hint")).unwrap_or_default().into()
    }

    /// Everything that is wrong with a field, at the field.
    fn error(&self, id: &str) -> Option<ErrorMessage> {
        let all: Vec<String> = self
            .faults
            .iter()
            .filter(|fault| fault.field == id)
            .map(|fault| told(self.words(), fault))
            .collect();
        (!all.is_empty()).then(|| self.shell.error(all.join(" ")))
    }

    /// A field of one line, its label under `key` and its hint under `<key>-hint`.
    pub(super) fn text(&self, name: &str, key: &str) -> Input {
        self.nth(name, 0, name, key)
    }

    /// A field of one line in a row of several.
    pub(super) fn nth(&self, name: &str, index: usize, id: &str, key: &str) -> Input {
        Input::new(name, self.shell.t(key))
            .id(id)
            .hint(self.hint(key))
            .value(self.fields.nth(name, index))
            .spellcheck(Some(false))
            .error(self.error(id))
    }

    /// A field of several lines.
    pub(super) fn area(&self, name: &str, key: &str, rows: u8) -> Textarea {
        Textarea::new(name, self.shell.t(key))
            .hint(self.hint(key))
            .value(self.fields.text(name))
            .rows(rows)
            .spellcheck(Some(false))
            .error(self.error(name))
    }

    /// Words in three languages, in a frame of their own.
    pub(super) fn localised(&self, name: &str, key: &str) -> Fieldset {
        self.localised_nth(name, 0, name, key).legend_classes("govuk-fieldset__legend--s")
    }

    /// Words in three languages in a row of several.
    pub(super) fn localised_nth(&self, name: &str, index: usize, id: &str, key: &str) -> Fieldset {
        let mut content = Vec::new();
        if let Some(hint) = self.words().find(&format!("{key}-hint")) {
            content.push(Content::html(&Hint { content: hint.into(), ..Hint::default() }));
        }
        for lang in Lang::ALL {
            let (field, id) = (format!("{name}-{}", lang.tag()), format!("{id}-{}", lang.tag()));
            let input = Input::new(&field, lang.own_name())
                .id(&id)
                .value(self.fields.nth(&field, index))
                .error(self.error(&id))
                .attributes([("lang", lang.tag())]);
            content.push(input.into());
        }
        Fieldset::default().legend(self.shell.t(key)).content(together(&content))
    }

    /// One of many.
    pub(super) fn select(&self, name: &str, key: &str, items: Vec<SelectItem>) -> Select {
        self.select_nth(name, 0, name, key, items)
    }

    /// One of many in a row of several.
    pub(super) fn select_nth(
        &self,
        name: &str,
        index: usize,
        id: &str,
        key: &str,
        items: Vec<SelectItem>,
    ) -> Select {
        Select::new(name, self.shell.t(key))
            .id(id)
            .hint(self.hint(key))
            .items(items)
            .value(self.fields.nth(name, index))
            .error(self.error(id))
    }

    /// One of a few: values, each with the words under `<key>-<value>` and help under `<key>-<value>-hint`.
    pub(super) fn radios(&self, name: &str, key: &str, values: &[&str]) -> Radios {
        Radios::new(name, self.shell.t(key))
            .legend_classes("govuk-fieldset__legend--s")
            .hint(self.hint(key))
            .items(self.choices(name, key, values))
            .error(self.error(name))
    }

    /// Any of a few, as [`Drafting::radios`].
    pub(super) fn checkboxes(&self, name: &str, key: &str, values: &[&str]) -> Checkboxes {
        Checkboxes::new(name, self.shell.t(key))
            .legend_classes("govuk-fieldset__legend--s")
            .hint(self.hint(key))
            .items(self.choices(name, key, values))
            .error(self.error(name))
    }

    fn choices(&self, name: &str, key: &str, values: &[&str]) -> Vec<Choice> {
        let choice = |value: &&str| {
            let key = format!("{key}-{}", value.replace('_', "-"));
            let words = self.shell.t(&key);
            Choice::new(*value, words).hint(self.hint(&key)).checked(self.fields.has(name, value))
        };
        values.iter().map(choice).collect()
    }

    /// A row of fields that belong together, under a heading with its number.
    pub(super) fn row(&self, key: &str, index: usize, content: &[Content]) -> Fieldset {
        let number = (index + 1).to_string();
        Fieldset::default()
            .legend(self.words().with(key, &[("number", &number)]))
            .legend_classes("govuk-fieldset__legend--s")
            .content(together(content))
    }

    /// Rows under one heading, the button that adds another, and what is wrong with all of them together.
    pub(super) fn rows(&self, group: &str, key: &str, add: &str, rows: Vec<Content>) -> Content {
        let mut content = Vec::new();
        if let Some(hint) = self.words().find(&format!("{key}-hint")) {
            content.push(Content::html(&Hint { content: hint.into(), ..Hint::default() }));
        }
        content.extend(self.error(group).map(|error| Content::from(error.id(format!("{group}-error")))));
        content.extend(rows);
        content.push(
            Button::secondary(self.shell.t(add)).name("add").value(group).id(format!("add-{group}")).into(),
        );
        Fieldset::default()
            .legend(self.shell.t(key))
            .legend_classes("govuk-fieldset__legend--m")
            .content(together(&content))
            .into()
    }

    /// All faults, for the top of the page, and what no field mends.
    fn summary(&self, said: &str) -> ErrorSummary {
        let mut errors = self.shell.error_summary();
        for fault in self.faults {
            let target = self.target(&fault.field);
            errors = errors.add(told(self.words(), fault), format!("#{target}"));
        }
        if said.is_empty() { errors } else { errors.add(said, "#main-content") }
    }

    /// Where a fault leads: its field; for rows as a whole, the button that adds one.
    fn target(&self, field: &str) -> String {
        match field {
            "uses" | "fields" => format!("add-{field}"),
            "organisation" if self.fields.text("organisation").is_empty() => "main-content".to_owned(),
            other => other.to_owned(),
        }
    }

    /// The page of the form.
    pub(super) fn page(self, title: &str, lead: &str, (form, back): (Sending, &str), said: &str) -> Sheet {
        let shell = self.shell.clone().titled(title);
        let form = form.button(Button::new(shell.t("continue"))).cancel(&shell.t("cancel"), back);
        let errors = self.summary(said);
        Sheet::new(shell).back("back", back).errors(errors).say(lead).put(form)
    }
}

/// A proposal of something whole, in the form of its draft: of which organisation, under which id, and whether it is new. What is new
/// says so in its content: by the time it is approved, something else may have been registered under the id.
pub(super) fn draft(
    kind: ProposalKind,
    (organisation, subject, is_new): (&OrganisationId, &str, bool),
    draft: &impl Serialize,
) -> Result<Act> {
    let draft = serde_json::to_value(draft).map_err(Error::internal)?;
    let content = if is_new { as_new(draft) } else { draft };
    proposal(kind, organisation, subject, &content)
}

/// A proposal of what is to be done with something.
pub(super) fn proposal(
    kind: ProposalKind,
    organisation: &OrganisationId,
    subject: &str,
    content: &impl Serialize,
) -> Result<Act> {
    let proposal = NewProposal {
        kind,
        organisation: organisation.clone(),
        subject: subject.to_owned(),
        content: serde_json::to_value(content).map_err(Error::internal)?,
    };
    Ok(Act::Propose { proposal })
}

impl Console {
    /// For which organisation a form proposes: the caller's own; the platform's staff choose.
    pub(super) fn proposing_for(&self, fields: &Fields) -> OrganisationId {
        let chosen = fields.text("organisation").parse().ok().filter(|_| self.staff.platform);
        chosen.unwrap_or_else(|| self.staff.organisation.clone())
    }

    /// The organisations that the caller may propose for, as choices; none where there is no choice.
    pub(super) async fn organisations_to_choose(&self) -> Result<Vec<SelectItem>> {
        if !self.staff.platform {
            return Ok(Vec::new());
        }
        let lang = self.words().lang();
        let all = self.portal.parts().identity.organisations().await?;
        let item = |one: &causeway_identity::Organisation| {
            SelectItem::new(one.id.as_str(), format!("{} ({})", one.name.get(lang), one.id))
        };
        Ok(all.iter().map(item).collect())
    }

    /// What was proposed about a thing, the newest first, as rows; nothing where nothing was, or where the caller may not know.
    pub(super) async fn history(
        &self,
        kinds: &[ProposalKind],
        organisation: &OrganisationId,
        subject: &str,
    ) -> Result<Option<Rows>> {
        let search = Search {
            text: subject.to_owned(),
            organisation: Some(organisation.clone()),
            page: 1,
            size: 4 * PAGE,
        };
        let found = match self.portal.parts().identity.proposals(&self.staff, &search, None).await {
            Ok(found) => found.rows,
            Err(error) if error.kind() == Kind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let own: Vec<_> = found
            .into_iter()
            .filter(|one| one.subject == subject && kinds.contains(&one.kind))
            .take(20)
            .collect();
        if own.is_empty() {
            return Ok(None);
        }
        Ok(Some(desk::proposals(self, "drafting-history", &own).await?))
    }
}

/// A page with what was proposed about its thing.
pub(super) fn with_history(sheet: Sheet, history: Option<Rows>) -> Sheet {
    let sheet = sheet.section("drafting-history");
    match history {
        Some(rows) => sheet.put(Content::html(&rows)),
        None => sheet.say("drafting-history-none"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn long_texts_are_kept_whole_and_lines_are_lines() {
        let long = "k".repeat(30_000);
        let sent = fields(pairs(&[("keys", &long), ("uris", " a\r\n\r\n b \r\n")]));
        assert_eq!(sent.text("keys"), long);
        assert_eq!(lines_of(sent.text("uris")), ["a", "b"]);
        let endless = fields(pairs(&[("keys", &"k".repeat(50_000))]));
        assert_eq!(endless.text("keys").len(), LONGEST);
    }

    #[test]
    fn an_id_is_no_address_of_a_form() {
        assert!(id::<causeway_core::ClientId>("id", "app").is_ok());
        for bad in ["new", "", "A b", "../x"] {
            assert_eq!(id::<causeway_core::ClientId>("id", bad).unwrap_err().code, "draft_id", "{bad}");
        }
    }

    #[test]
    fn of_what_could_not_be_read_the_domain_says_nothing() {
        let unread = vec![Fault::new("keys", "keys_not_json", "x")];
        let found =
            vec![Fault::new("keys", "keys_missing", "x"), Fault::new("name-en", "words_missing", "x")];
        let codes: Vec<_> = joined(unread, found).into_iter().map(|fault| fault.code).collect();
        assert_eq!(codes, ["keys_not_json", "words_missing"]);
    }

    #[test]
    fn a_missing_language_is_named() {
        let fault = Fault::new("name-zh-Hant", "words_missing", "x");
        assert_eq!(told(Words::of(Lang::En), &fault), "Write it in 繁體中文 too.");
    }

    #[test]
    fn a_fault_without_words_says_what_the_domain_says() {
        let fault = Fault::new("x", "no_such_code", "Do it otherwise.");
        assert_eq!(told(Words::of(Lang::ZhHans), &fault), "Do it otherwise.");
    }
}
