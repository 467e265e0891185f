//! The form for a dataset: its words, its life, and its fields row by row. Rows are added by a button and taken away by emptying them.

use causeway_core::draft::Fault;
use causeway_core::{Lang, OrganisationId, Result};
use causeway_exchange::{Classification, Dataset, Field, LifeCycle};
use causeway_http::Shell;
use causeway_http::components::{Content, SelectItem};

use super::super::Fields;
use super::super::drafting::{Drafting, id, or_fault};
use super::super::sheet::{Sending, Sheet};

/// The fields of one row.
const ROW: [&str; 5] =
    ["field-name", "field-label-en", "field-label-zh-Hant", "field-label-zh-Hans", "field-class"];
const CLASSES: [&str; 2] = ["personal", "sensitive"];
/// The only way in which providers find a person.
const IDENTIFIER: &str = "card_number";

/// The form filled in with what was typed, and what is wrong with it. `said` is what is wrong with the whole.
pub(in super::super) fn page(
    shell: &Shell,
    known: Option<&Dataset>,
    (fields, faults): (&Fields, &[Fault]),
    organisations: Vec<SelectItem>,
    said: &str,
) -> Sheet {
    let draw = Drafting { shell, fields, faults };
    let (title, action, back) = match known {
        None => ("datasets-new-title", format!("{}/new", super::PATH), super::PATH.to_owned()),
        Some(known) => {
            let own = format!("{}/{}", super::PATH, known.id);
            ("datasets-change-title", format!("{own}/change"), own)
        }
    };
    let mut form = Sending::to(action);
    if known.is_none() {
        if !organisations.is_empty() {
            form = form.field(draw.select("organisation", "console-organisation", organisations));
        }
        form = form.field(draw.text("id", "datasets-id").width(20));
    }
    let states: Vec<&str> = states(known).iter().map(|state| state.as_str()).collect();
    let rows = (0..fields.count("field-name")).map(|index| row(&draw, index)).collect();
    form = form
        .field(draw.localised("name", "datasets-name"))
        .field(draw.localised("description", "datasets-description"))
        .field(draw.radios("life_cycle", "datasets-state", &states))
        .field(draw.rows("fields", "datasets-fields", "datasets-field-add", rows));
    draw.page(title, "datasets-form-lead", (form, &back), said)
}

/// Where a dataset's life can go from where it is.
fn states(known: Option<&Dataset>) -> Vec<LifeCycle> {
    use LifeCycle::{Deprecated, Draft, Published, Withdrawn};
    match known.map(|known| known.life_cycle) {
        None => vec![Draft, Published],
        Some(Draft) => vec![Draft, Published, Withdrawn],
        Some(Published | Deprecated) => vec![Published, Deprecated, Withdrawn],
        Some(Withdrawn) => vec![Withdrawn],
    }
}

fn row(draw: &Drafting<'_>, index: usize) -> Content {
    let at = |part: &str| format!("fields-{index}-{part}");
    let class = |value: &&str| {
        let key = format!("content-value-classification-{value}");
        SelectItem::new(*value, draw.shell.t(&key))
    };
    let content = [
        draw.nth("field-name", index, &at("name"), "datasets-field-name").width(20).into(),
        draw.localised_nth("field-label", index, &at("label"), "datasets-field-label").into(),
        draw.select_nth(
            "field-class",
            index,
            &at("class"),
            "datasets-field-class",
            CLASSES.iter().map(class).collect(),
        )
        .into(),
    ];
    draw.row("datasets-field-nth", index, &content).into()
}

/// The form of a dataset that is to be.
pub(in super::super) fn empty(organisation: &str) -> Fields {
    let fields = Fields::default()
        .with("organisation", organisation)
        .with("id", format!("{organisation}."))
        .with("life_cycle", "draft");
    with_row(fields)
}

fn with_row(fields: Fields) -> Fields {
    ROW.iter().fold(fields, |fields, name| fields.with(name, ""))
}

/// The fields with one more empty row, if that is what the button asked for.
pub(in super::super) fn grown(fields: &Fields) -> Option<Fields> {
    (fields.text("add") == "fields").then(|| with_row(fields.clone()))
}

/// A dataset as the form's fields.
pub(in super::super) fn of(known: &Dataset) -> Fields {
    let fields = Fields::default().with("life_cycle", known.life_cycle.as_str());
    let fields = Lang::ALL.into_iter().fold(fields, |fields, lang| {
        fields
            .with(&format!("name-{}", lang.tag()), known.name.get(lang))
            .with(&format!("description-{}", lang.tag()), known.description.get(lang))
    });
    rows_of(fields, &known.fields)
}

fn rows_of(fields: Fields, all: &[Field]) -> Fields {
    all.iter().fold(fields, |fields, one| {
        let class = match one.classification {
            Classification::Personal => "personal",
            Classification::Sensitive => "sensitive",
        };
        let fields = fields.with("field-name", &one.name).with("field-class", class);
        Lang::ALL.into_iter().fold(fields, |fields, lang| {
            fields.with(&format!("field-label-{}", lang.tag()), one.label.get(lang))
        })
    })
}

/// What was typed, with the rows as they were read: a row that was emptied is gone, and each fault stands at the row that it is about.
pub(super) fn of_draft(fields: &Fields, draft: &Dataset) -> Fields {
    rows_of(ROW.iter().fold(fields.clone(), |fields, name| fields.without(name)), &draft.fields)
}

/// The dataset that the form describes, and what of it could not be read.
///
/// # Errors
/// None at present: what cannot be read has a stand-in.
pub(super) fn read(
    known: Option<&Dataset>,
    organisation: &OrganisationId,
    fields: &Fields,
) -> Result<(Dataset, Vec<Fault>)> {
    let mut faults = Vec::new();
    let own = match known {
        Some(known) => known.id.clone(),
        None => or_fault(id("id", fields.text("id")), format!("{organisation}.unread").parse()?, &mut faults),
    };
    let state = LifeCycle::ALL.into_iter().find(|state| state.as_str() == fields.text("life_cycle"));
    let state = state.ok_or_else(|| Fault::new("life_cycle", "life_cycle_missing", "Choose one."));
    let otherwise = known.map_or(LifeCycle::Draft, |known| known.life_cycle);
    let draft = Dataset {
        id: own,
        provider: organisation.clone(),
        name: fields.localised("name", 0),
        description: fields.localised("description", 0),
        fields: rows(fields),
        identifier: IDENTIFIER.to_owned(),
        life_cycle: or_fault(state, otherwise, &mut faults),
    };
    Ok((draft, faults))
}

fn rows(fields: &Fields) -> Vec<Field> {
    let read = |index| {
        let (name, label) = (fields.nth("field-name", index), fields.localised("field-label", index));
        let empty = name.is_empty() && Lang::ALL.iter().all(|lang| label.get(*lang).is_empty());
        let classification = match fields.nth("field-class", index) {
            "sensitive" => Classification::Sensitive,
            _ => Classification::Personal,
        };
        (!empty).then(|| Field { name: name.to_owned(), label, classification })
    };
    (0..fields.count("field-name")).filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use causeway_core::Localised;

    use super::*;

    fn dataset() -> Dataset {
        let field = |name: &str, classification| Field {
            name: name.to_owned(),
            label: Localised::new(format!("<{name}>"), "住址", "住址"),
            classification,
        };
        Dataset {
            id: "water.address".parse().unwrap(),
            provider: "water".parse().unwrap(),
            name: Localised::new("Water account", "水務帳戶", "水务账户"),
            description: Localised::new("Where", "何處", "何处"),
            fields: vec![
                field("address", Classification::Personal),
                field("arrears", Classification::Sensitive),
            ],
            identifier: IDENTIFIER.to_owned(),
            life_cycle: LifeCycle::Published,
        }
    }

    #[test]
    fn what_is_written_into_the_form_is_read_out_of_it() {
        let known = dataset();
        assert_eq!(read(Some(&known), &known.provider, &of(&known)).unwrap(), (known, Vec::new()));
    }

    #[test]
    fn a_row_is_added_by_the_button_and_an_emptied_one_is_gone() {
        let known = dataset();
        let grown = grown(&of(&known).with("add", "fields")).unwrap();
        assert_eq!(grown.count("field-name"), 3);
        let (draft, _) = read(Some(&known), &known.provider, &grown).unwrap();
        assert_eq!(draft, known);
        assert_eq!(of_draft(&grown, &draft).count("field-name"), 2);
        assert!(super::grown(&of(&known)).is_none());
    }

    #[test]
    fn an_unreadable_id_and_no_state_are_told() {
        let (_, faults) = read(None, &"water".parse().unwrap(), &Fields::default().with("id", "X")).unwrap();
        assert_eq!(
            faults.iter().map(|fault| fault.code).collect::<Vec<_>>(),
            ["draft_id", "life_cycle_missing"]
        );
    }
}
