//! The form for an organisation: names, what it is, identifiers, units, where it is reached. Rows are added by a button and taken away
//! by emptying them, so that it works without scripts.

use askama::Template;
use causeway_core::{Lang, OrganisationId};
use causeway_http::Shell;
use causeway_http::components::{
    BackLink, Button, Choice, Content, ErrorMessage, ErrorSummary, Fieldset, Input, Radios,
};
use causeway_identity::{
    Contact, Organisation, OrganisationKind, OrganisationRecord, OrganisationStatus, Unit,
};

use super::super::effects;
use super::super::fields::Fields;
use super::super::sheet::Sending;

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The id of the field.
    pub(super) field: String,
    /// The key of the words.
    pub(super) key: &'static str,
    /// In which language something is missing.
    lang: Option<Lang>,
}

impl Fault {
    pub(super) fn new(field: impl Into<String>, key: &'static str) -> Self {
        Self { field: field.into(), key, lang: None }
    }

    fn missing_in(lang: Lang, field: impl Into<String>, key: &'static str) -> Self {
        Self { lang: Some(lang), ..Self::new(field, key) }
    }

    fn words(&self, shell: &Shell) -> String {
        match self.lang {
            Some(lang) => shell.words().with(self.key, &[("language", lang.own_name())]),
            None => shell.t(self.key),
        }
    }
}

/// The groups of fields that come any number of times, and the fields of each.
const GROUPS: [(&str, &[&str]); 3] = [
    ("identifier", &["identifier-scheme", "identifier-value"]),
    ("unit", &["unit-id", "unit-name-en", "unit-name-zh-Hant", "unit-name-zh-Hans"]),
    ("contact", &["contact-purpose", "contact-email", "contact-phone"]),
];

/// The form.
#[derive(Clone, Template)]
#[template(path = "console/organisation.html")]
pub(in super::super) struct FormPage {
    shell: Shell,
    errors: ErrorSummary,
    back: BackLink,
    form: Sending,
}

impl FormPage {
    /// The form filled in with `fields`. `said` is what is wrong with the whole.
    pub(in super::super) fn new(
        shell: Shell,
        id: Option<&OrganisationId>,
        fields: &Fields,
        faults: &[Fault],
        said: &str,
    ) -> Self {
        let title =
            if id.is_some() { "console-organisation-change-title" } else { "console-organisation-new-title" };
        let shell = shell.titled(title).with_errors(!faults.is_empty() || !said.is_empty());
        let mut errors = shell.error_summary();
        for fault in faults {
            errors = errors.add(fault.words(&shell), format!("#{}", fault.field));
        }
        if !said.is_empty() {
            errors = errors.add(said, "#main-content");
        }
        let (action, from) = match id {
            Some(id) => (format!("{}/{id}/change", super::PATH), format!("{}/{id}", super::PATH)),
            None => (format!("{}/new", super::PATH), super::PATH.to_owned()),
        };
        let drawing = Drawing { shell: &shell, fields, faults };
        let form = drawing.form(Sending::to(action), id.is_none()).cancel(&shell.t("cancel"), &from);
        Self { errors, back: BackLink::new(shell.t("back"), from), form, shell }
    }
}

struct Drawing<'a> {
    shell: &'a Shell,
    fields: &'a Fields,
    faults: &'a [Fault],
}

impl Drawing<'_> {
    fn form(&self, mut form: Sending, is_new: bool) -> Sending {
        if is_new {
            let id = self.input("id", "id", 0, "console-organisation-id");
            form = form.field(id.hint(self.shell.t("console-organisation-id-hint")).width(20));
        }
        form =
            form.field(self.names("name", 0, "console-organisation-name", "console-organisation-name-hint"));
        form = form.field(self.kind());
        if !is_new {
            form = form.field(self.status());
        }
        for (group, _) in GROUPS {
            form = form.field(self.group(group));
        }
        form.button(Button::new(self.shell.t("continue")))
    }

    fn error(&self, id: &str) -> Option<ErrorMessage> {
        let fault = self.faults.iter().find(|fault| fault.field == id)?;
        Some(self.shell.error(fault.words(self.shell)))
    }

    fn input(&self, name: &str, id: &str, index: usize, label: &str) -> Input {
        Input::new(name, self.shell.t(label))
            .id(id)
            .value(self.fields.nth(name, index))
            .error(self.error(id))
            .spellcheck(Some(false))
    }

    /// A name in three languages, in a frame of its own.
    fn names(&self, name: &str, index: usize, legend: &str, hint: &str) -> Fieldset {
        let mut content = Vec::new();
        if !hint.is_empty() {
            content.push(Content::html(&causeway_http::components::Hint {
                content: self.shell.t(hint).into(),
                ..causeway_http::components::Hint::default()
            }));
        }
        for lang in Lang::ALL {
            let field = format!("{name}-{}", lang.tag());
            let input = Input::new(&field, lang.own_name())
                .id(numbered(&field, index))
                .value(self.fields.nth(&field, index))
                .error(self.error(&numbered(&field, index)))
                .attributes([("lang", lang.tag())]);
            content.push(input.into());
        }
        Fieldset::default()
            .legend(self.shell.t(legend))
            .legend_classes("govuk-fieldset__legend--s")
            .content(super::super::sheet::together(&content))
    }

    fn kind(&self) -> Radios {
        let items: Vec<Choice> = OrganisationKind::ALL
            .iter()
            .map(|kind| {
                let words = self.shell.t(&effects::key("content-value-kind", kind.as_str()));
                Choice::new(kind.as_str(), words).checked(self.fields.has("kind", kind.as_str()))
            })
            .collect();
        Radios::new("kind", self.shell.t("console-organisation-kind"))
            .legend_classes("govuk-fieldset__legend--s")
            .items(items)
            .error(self.error("kind"))
    }

    fn status(&self) -> Radios {
        let items: Vec<Choice> = OrganisationStatus::ALL
            .iter()
            .map(|status| {
                let word = self.shell.t(&effects::key("organisation-status", status.as_str()));
                let hint = self.shell.t(&effects::key("organisation-status-text", status.as_str()));
                Choice::new(status.as_str(), word)
                    .hint(hint)
                    .checked(self.fields.has("status", status.as_str()))
            })
            .collect();
        Radios::new("status", self.shell.t("console-organisation-status"))
            .legend_classes("govuk-fieldset__legend--s")
            .items(items)
            .error(self.error("status"))
    }

    /// A group of rows, and the button that adds one.
    fn group(&self, group: &str) -> Fieldset {
        let rows = self.fields.count(first_field(group));
        let mut content: Vec<Content> = (0..rows).map(|index| self.row(group, index)).collect();
        let add = Button::secondary(self.shell.t(&format!("console-organisation-{group}-add")))
            .name("add")
            .value(group)
            .id(format!("add-{group}"));
        content.push(add.into());
        Fieldset::default()
            .legend(self.shell.t(&format!("console-organisation-{group}s")))
            .legend_classes("govuk-fieldset__legend--m")
            .content(super::super::sheet::together(&content))
    }

    fn row(&self, group: &str, index: usize) -> Content {
        let number = (index + 1).to_string();
        let legend =
            self.shell.words().with(&format!("console-organisation-{group}-nth"), &[("number", &number)]);
        let input = |name: &str| {
            self.input(name, &numbered(name, index), index, &format!("console-organisation-{name}"))
        };
        let content: Vec<Content> = match group {
            "unit" => vec![
                input("unit-id").hint(self.shell.t("console-organisation-id-hint")).width(20).into(),
                self.names("unit-name", index, "console-organisation-unit-name", "").into(),
            ],
            "contact" => vec![
                input("contact-purpose")
                    .hint(self.shell.t("console-organisation-contact-purpose-hint"))
                    .into(),
                input("contact-email").kind("email").into(),
                input("contact-phone").kind("tel").width(20).into(),
            ],
            _ => vec![
                input("identifier-scheme")
                    .hint(self.shell.t("console-organisation-identifier-scheme-hint"))
                    .width(10)
                    .into(),
                input("identifier-value").width(20).into(),
            ],
        };
        Fieldset::default()
            .legend(legend)
            .legend_classes("govuk-fieldset__legend--s")
            .content(super::super::sheet::together(&content))
            .into()
    }
}

fn first_field(group: &str) -> &'static str {
    GROUPS
        .iter()
        .find(|(own, _)| *own == group)
        .and_then(|(_, fields)| fields.first())
        .copied()
        .unwrap_or_default()
}

/// The id of a field in a row: the first row's has no number.
fn numbered(name: &str, index: usize) -> String {
    if index == 0 { name.to_owned() } else { format!("{name}-{}", index + 1) }
}

/// An organisation as the form's fields.
pub(super) fn of(record: &OrganisationRecord) -> Fields {
    let own = &record.organisation;
    let mut fields = Fields::default().with("kind", own.kind.as_str()).with("status", record.status.as_str());
    for lang in Lang::ALL {
        fields = fields.with(&format!("name-{}", lang.tag()), own.name.get(lang));
    }
    for (scheme, value) in &record.identifiers {
        fields = fields.with("identifier-scheme", scheme).with("identifier-value", value);
    }
    for unit in &record.units {
        fields = fields.with("unit-id", &unit.id);
        for lang in Lang::ALL {
            fields = fields.with(&format!("unit-name-{}", lang.tag()), unit.name.get(lang));
        }
    }
    for contact in &record.contacts {
        fields = fields
            .with("contact-purpose", &contact.purpose)
            .with("contact-email", &contact.email)
            .with("contact-phone", &contact.phone);
    }
    fields
}

/// The fields with one more empty row, if that is what the button asked for.
pub(super) fn grown(fields: &Fields) -> Option<Fields> {
    let (_, names) = GROUPS.iter().find(|(group, _)| *group == fields.text("add"))?;
    Some(names.iter().fold(fields.clone(), |fields, name| fields.with(name, "")))
}

/// The organisation that the form describes.
pub(super) fn read(id: Option<&OrganisationId>, fields: &Fields) -> Result<OrganisationRecord, Vec<Fault>> {
    let mut faults = Vec::new();
    // "new" is the address of this form.
    let is_new = id.is_none();
    let typed = Some(fields.text("id")).filter(|id| *id != "new").and_then(|id| id.parse().ok());
    let id = id.cloned().or(typed);
    if id.is_none() {
        faults.push(Fault::new("id", "console-organisation-id-bad"));
    }
    for lang in Lang::ALL {
        let field = format!("name-{}", lang.tag());
        if fields.text(&field).is_empty() {
            faults.push(Fault::missing_in(lang, field, "console-organisation-name-missing"));
        }
    }
    let kind: Option<OrganisationKind> = fields.text("kind").parse().ok();
    if kind.is_none() {
        faults.push(Fault::new("kind", "console-organisation-kind-missing"));
    }
    // A new one takes part. Of one that is there the form always says how it stands: nothing is read into what it does not say.
    let said: Option<OrganisationStatus> = fields.text("status").parse().ok();
    let status = if is_new { said.or(Some(OrganisationStatus::Active)) } else { said };
    if status.is_none() {
        faults.push(Fault::new("status", "console-organisation-status-missing"));
    }
    let identifiers = identifiers(fields, &mut faults);
    let units = units(fields, &mut faults);
    let contacts = contacts(fields, &mut faults);
    too_long(fields, &mut faults);
    match (id, kind, status, faults.is_empty()) {
        (Some(id), Some(kind), Some(status), true) => Ok(OrganisationRecord {
            organisation: Organisation { id, kind, name: fields.localised("name", 0) },
            status,
            identifiers,
            units,
            contacts,
        }),
        _ => Err(faults),
    }
}

/// The register of organisations takes no longer texts than that.
fn too_long(fields: &Fields, faults: &mut Vec<Fault>) {
    let repeated = GROUPS.iter().flat_map(|(_, names)| names.iter().map(|name| (*name).to_owned()));
    for name in Lang::ALL.map(|lang| format!("name-{}", lang.tag())).into_iter().chain(repeated) {
        let lengths = fields.all(&name).map(|value| value.chars().count()).enumerate();
        let long: Vec<usize> = lengths.filter(|(_, length)| *length > 200).map(|(index, _)| index).collect();
        faults.extend(long.into_iter().map(|index| Fault::new(numbered(&name, index), "console-too-long")));
    }
}

fn identifiers(fields: &Fields, faults: &mut Vec<Fault>) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for index in 0..fields.count("identifier-scheme") {
        match (fields.nth("identifier-scheme", index), fields.nth("identifier-value", index)) {
            ("", "") => {}
            ("", _) => faults.push(Fault::new(
                numbered("identifier-scheme", index),
                "console-organisation-identifier-missing",
            )),
            (_, "") => faults.push(Fault::new(
                numbered("identifier-value", index),
                "console-organisation-identifier-missing",
            )),
            (scheme, _) if found.iter().any(|(own, _)| own == scheme) => {
                faults.push(Fault::new(
                    numbered("identifier-scheme", index),
                    "console-organisation-identifier-twice",
                ));
            }
            (scheme, value) => found.push((scheme.to_owned(), value.to_owned())),
        }
    }
    found
}

fn units(fields: &Fields, faults: &mut Vec<Fault>) -> Vec<Unit> {
    let mut found: Vec<Unit> = Vec::new();
    for index in 0..fields.count("unit-id") {
        let (id, name) = (fields.nth("unit-id", index), fields.localised("unit-name", index));
        let named = Lang::ALL.iter().filter(|lang| !name.get(**lang).is_empty()).count();
        if id.is_empty() && named == 0 {
            continue;
        }
        if id.parse::<OrganisationId>().is_err() {
            faults.push(Fault::new(numbered("unit-id", index), "console-organisation-unit-id-bad"));
        } else if found.iter().any(|unit| unit.id == id) {
            faults.push(Fault::new(numbered("unit-id", index), "console-organisation-unit-twice"));
        }
        for lang in Lang::ALL.into_iter().filter(|lang| name.get(*lang).is_empty()) {
            let field = numbered(&format!("unit-name-{}", lang.tag()), index);
            faults.push(Fault::missing_in(lang, field, "console-organisation-unit-name-missing"));
        }
        found.push(Unit { id: id.to_owned(), name });
    }
    found
}

fn contacts(fields: &Fields, faults: &mut Vec<Fault>) -> Vec<Contact> {
    let mut found = Vec::new();
    for index in 0..fields.count("contact-purpose") {
        let contact = Contact {
            purpose: fields.nth("contact-purpose", index).to_owned(),
            email: fields.nth("contact-email", index).to_owned(),
            phone: fields.nth("contact-phone", index).to_owned(),
        };
        let reached = !contact.email.is_empty() || !contact.phone.is_empty();
        match (contact.purpose.is_empty(), reached) {
            (true, false) => {}
            (true, true) => faults.push(Fault::new(
                numbered("contact-purpose", index),
                "console-organisation-contact-purpose-missing",
            )),
            (false, false) => faults
                .push(Fault::new(numbered("contact-email", index), "console-organisation-contact-missing")),
            (false, true) if !contact.email.is_empty() && !contact.email.contains('@') => {
                faults.push(Fault::new(
                    numbered("contact-email", index),
                    "console-organisation-contact-email-bad",
                ));
            }
            (false, true) => found.push(contact),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use causeway_core::Localised;

    use super::*;

    fn record() -> OrganisationRecord {
        OrganisationRecord {
            organisation: Organisation {
                id: "fire".parse().unwrap(),
                kind: OrganisationKind::Department,
                name: Localised::new("Fire", "消防", "消防"),
            },
            status: OrganisationStatus::Suspended,
            identifiers: vec![("br".to_owned(), "1".to_owned()), ("ci".to_owned(), "2".to_owned())],
            units: vec![Unit { id: "it".to_owned(), name: Localised::new("IT", "資訊", "信息") }],
            contacts: vec![Contact {
                purpose: "support".to_owned(),
                email: "a@b.example".to_owned(),
                phone: String::new(),
            }],
        }
    }

    #[test]
    fn what_is_written_into_the_form_is_read_out_of_it() {
        assert_eq!(read(Some(&"fire".parse().unwrap()), &of(&record())).unwrap(), record());
    }

    #[test]
    fn an_empty_row_is_no_row_and_half_a_row_is_told_at_its_field() {
        let id = "fire".parse().unwrap();
        let grown = GROUPS.iter().fold(of(&record()), |fields, (group, _)| {
            grown(&fields.clone().with("add", *group)).map_or(fields, |grown| grown)
        });
        assert_eq!(read(Some(&id), &grown).unwrap(), record());
        let half = of(&record())
            .with("identifier-scheme", "br")
            .with("unit-id", "Not Good")
            .with("unit-name-en", "X")
            .with("contact-purpose", "press");
        let faults: Vec<String> =
            read(Some(&id), &half).unwrap_err().into_iter().map(|fault| fault.field).collect();
        assert_eq!(
            faults,
            [
                "identifier-value-3",
                "unit-id-2",
                "unit-name-zh-Hant-2",
                "unit-name-zh-Hans-2",
                "contact-email-2"
            ]
        );
    }

    #[test]
    fn a_change_says_how_the_organisation_stands() {
        let id = "fire".parse().unwrap();
        for said in ["", "actvie"] {
            let faults = read(Some(&id), &of(&record()).without("status").with("status", said)).unwrap_err();
            assert_eq!(faults, [Fault::new("status", "console-organisation-status-missing")]);
        }
        let new = of(&record()).without("status").with("id", "fire");
        assert_eq!(read(None, &new).unwrap().status, OrganisationStatus::Active);
    }

    #[test]
    fn nothing_at_all_names_every_field_that_must_be_there() {
        let faults = read(None, &Fields::default()).unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["id", "name-en", "name-zh-Hant", "name-zh-Hans", "kind"]);
    }

    #[test]
    fn the_form_is_whole_and_keeps_what_was_typed() {
        for lang in Lang::ALL {
            let fields = of(&record()).with("identifier-scheme", "<x>");
            let faults = read(None, &fields).unwrap_err();
            let html =
                FormPage::new(Shell::console_sample(lang), None, &fields, &faults, "wrong").render().unwrap();
            assert!(!html.contains('⟦'), "{html}");
            assert!(
                html.contains("value=\"&#60;x&#62;\"") && html.contains("value=\"a@b.example\""),
                "{html}"
            );
            assert!(
                html.contains("href=\"#identifier-value-3\"") && html.contains("id=\"identifier-value-3\"")
            );
        }
    }
}
