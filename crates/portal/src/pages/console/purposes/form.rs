//! The form for a purpose: its words, and its uses row by row. Rows are added by a button and taken away by emptying them.

use causeway_core::draft::Fault;
use causeway_core::{Lang, OrganisationId, Result};
use causeway_exchange::{Purpose, PurposeDraft, PurposeUse};
use causeway_http::Shell;
use causeway_http::components::{Content, SelectItem};

use super::super::Fields;
use super::super::drafting::{Drafting, id, or_fault};
use super::super::sheet::{Sending, Sheet};

/// The fields of one row.
const ROW: [&str; 3] = ["use-client", "use-dataset", "use-fields"];
/// Stands in for an id that cannot be read.
const STAND_IN: &str = "unread";

/// What can be chosen on the form.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Choices {
    /// Organisations, for those who may choose one.
    pub(in super::super) organisations: Vec<SelectItem>,
    /// Datasets whose use may be proposed.
    pub(in super::super) datasets: Vec<SelectItem>,
}

/// The form filled in with what was typed, and what is wrong with it. `said` is what is wrong with the whole.
pub(in super::super) fn page(
    shell: &Shell,
    known: Option<&Purpose>,
    (fields, faults): (&Fields, &[Fault]),
    choices: &Choices,
    said: &str,
) -> Sheet {
    let draw = Drafting { shell, fields, faults };
    let (title, action, back) = match known {
        None => ("purposes-new-title", format!("{}/new", super::PATH), super::PATH.to_owned()),
        Some(known) => {
            let own = format!("{}/{}", super::PATH, known.id);
            ("purposes-change-title", format!("{own}/change"), own)
        }
    };
    let mut form = Sending::to(action);
    if !choices.organisations.is_empty() {
        form = form.field(draw.select("organisation", "purposes-proposer", choices.organisations.clone()));
    }
    if known.is_none() {
        form = form.field(draw.text("id", "purposes-id").width(20));
    }
    let rows = (0..fields.count("use-client")).map(|index| row(&draw, index, choices)).collect();
    form = form.field(draw.localised("text", "purposes-text")).field(draw.rows(
        "uses",
        "purposes-uses",
        "purposes-use-add",
        rows,
    ));
    draw.page(title, "purposes-form-lead", (form, &back), said)
}

fn row(draw: &Drafting<'_>, index: usize, choices: &Choices) -> Content {
    let at = |part: &str| format!("uses-{index}-{part}");
    let content = [
        draw.nth("use-client", index, &at("client"), "purposes-use-client").width(20).into(),
        draw.select_nth(
            "use-dataset",
            index,
            &at("dataset"),
            "purposes-use-dataset",
            choices.datasets.clone(),
        )
        .into(),
        draw.nth("use-fields", index, &at("fields"), "purposes-use-fields").into(),
    ];
    draw.row("purposes-use-nth", index, &content).into()
}

/// A purpose as the form's fields.
pub(in super::super) fn of(known: &Purpose) -> Fields {
    let fields = Lang::ALL.into_iter().fold(Fields::default(), |fields, lang| {
        fields.with(&format!("text-{}", lang.tag()), known.text.get(lang))
    });
    known.uses.iter().fold(fields, |fields, one| {
        fields
            .with("use-client", one.client.as_str())
            .with("use-dataset", one.dataset.as_str())
            .with("use-fields", one.fields.join(", "))
    })
}

/// The fields with one more empty row, if that is what the button asked for.
pub(in super::super) fn grown(fields: &Fields) -> Option<Fields> {
    (fields.text("add") == "uses")
        .then(|| ROW.iter().fold(fields.clone(), |fields, name| fields.with(name, "")))
}

/// The purpose that the form describes, and what of it could not be read. Rows that were emptied count, so that each fault stands at its
/// row; they are no uses.
///
/// # Errors
/// None at present: what cannot be read has a stand-in.
pub(super) fn read(
    known: Option<&Purpose>,
    organisation: &OrganisationId,
    fields: &Fields,
) -> Result<(PurposeDraft, Vec<Fault>)> {
    let mut faults = Vec::new();
    let own = match known {
        Some(known) => known.id.clone(),
        None => or_fault(id("id", fields.text("id")), STAND_IN.parse()?, &mut faults),
    };
    let mut uses = Vec::new();
    for index in 0..fields.count("use-client") {
        let typed = ROW.map(|name| fields.nth(name, index));
        if typed.iter().all(|text| text.is_empty()) {
            continue;
        }
        let [client, dataset, names] = typed;
        let at = uses.len();
        let names: Vec<String> = names
            .split([',', '、', '，', ' '])
            .filter(|name| !name.is_empty())
            .map(ToOwned::to_owned)
            .collect();
        uses.push(PurposeUse {
            client: or_fault(id(&format!("uses-{at}-client"), client), STAND_IN.parse()?, &mut faults),
            dataset: or_fault(id(&format!("uses-{at}-dataset"), dataset), STAND_IN.parse()?, &mut faults),
            fields: names,
        });
    }
    let purpose = Purpose { id: own, text: fields.localised("text", 0), uses };
    Ok((PurposeDraft { organisation: organisation.clone(), purpose }, faults))
}

#[cfg(test)]
mod tests {
    use causeway_core::Localised;

    use super::*;

    fn purpose() -> Purpose {
        let used = |client: &str, fields: &[&str]| PurposeUse {
            client: client.parse().unwrap(),
            dataset: "water.address".parse().unwrap(),
            fields: fields.iter().map(|name| (*name).to_owned()).collect(),
        };
        Purpose {
            id: "licence-renewal".parse().unwrap(),
            text: Localised::new("To renew", "續領", "续领"),
            uses: vec![used("driving-licence", &["address", "since"]), used("tax", &["address"])],
        }
    }

    #[test]
    fn what_is_written_into_the_form_is_read_out_of_it() {
        let (known, water) = (purpose(), "water".parse().unwrap());
        let draft = PurposeDraft { organisation: water, purpose: known.clone() };
        assert_eq!(read(Some(&known), &draft.organisation, &of(&known)).unwrap(), (draft, Vec::new()));
    }

    #[test]
    fn a_row_is_added_by_the_button_and_an_emptied_one_is_no_use() {
        let known = purpose();
        let grown = grown(&of(&known).with("add", "uses")).unwrap();
        assert_eq!(grown.count("use-client"), 3);
        let (draft, faults) = read(Some(&known), &"water".parse().unwrap(), &grown).unwrap();
        assert_eq!((draft.purpose, faults), (known, Vec::new()));
    }

    #[test]
    fn what_cannot_be_read_is_told_at_its_row() {
        let fields =
            of(&purpose()).with("use-client", "Bad One").with("use-dataset", "").with("use-fields", "a，b c");
        let (draft, faults) = read(Some(&purpose()), &"water".parse().unwrap(), &fields).unwrap();
        let told: Vec<_> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(told, ["uses-2-client", "uses-2-dataset"]);
        assert_eq!(draft.purpose.uses[2].fields, ["a", "b", "c"]);
    }
}
