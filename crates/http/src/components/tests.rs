//! Every component against govuk-frontend's own fixtures: the options of a fixture go in, exactly its HTML must come out, white
//! space between tags aside. A fixture with an option that a component does not have is passed over, and the number of those that
//! count is pinned, so that a component cannot quietly lose an option.

use std::path::Path;

use serde_json::Value;

use super::*;

/// `None`: there is an option that we do not have.
type Known<T> = Option<T>;

/// What is left of a fixture's options: what is taken is gone, and what remains at the end is an option we do not have.
struct Options(Value);

impl Options {
    fn take(&mut self, key: &str) -> Value {
        self.0.as_object_mut().and_then(|map| map.remove(key)).unwrap_or(Value::Null)
    }

    fn text(&mut self, key: &str) -> String {
        plain(&self.take(key)).unwrap_or_default()
    }

    fn flag(&mut self, key: &str) -> bool {
        matches!(self.take(key), Value::Bool(true))
    }

    fn maybe(&mut self, key: &str) -> Option<bool> {
        self.take(key).as_bool()
    }

    fn number(&mut self, key: &str) -> u8 {
        self.text(key).parse().unwrap_or(0)
    }

    fn sub(&mut self, key: &str) -> Self {
        Self(self.take(key))
    }

    fn list(&mut self, key: &str) -> Vec<Self> {
        let Value::Array(items) = self.take(key) else { return Vec::new() };
        items.into_iter().filter(truthy).map(Self).collect()
    }

    /// A list in which nothing was left out: govuk-frontend counts the gaps, we have none.
    fn whole_list(&mut self, key: &str) -> Option<Vec<Self>> {
        let gaps = self.0[key].as_array().is_some_and(|items| !items.iter().all(truthy));
        (!gaps).then(|| self.list(key))
    }

    /// Of `html` and `text`, html wins.
    fn content(&mut self) -> Content {
        self.content_of("html", "text")
    }

    fn content_of(&mut self, html: &str, text: &str) -> Content {
        let text = self.text(text);
        let html = self.take(html).as_str().unwrap_or_default().to_owned();
        if html.is_empty() { text.into() } else { Content::trusted(&html) }
    }

    /// An object that may hold content and nothing else.
    fn only_content(&mut self, key: &str) -> Option<Content> {
        let mut sub = self.sub(key);
        let content = sub.content();
        sub.done()?;
        Some(content)
    }

    fn classes(&mut self) -> Classes {
        self.text("classes").into()
    }

    fn attributes(&mut self) -> Option<Attributes> {
        match self.take("attributes") {
            Value::Null => Some(Attributes::none()),
            Value::Object(map) => {
                let pairs: Option<Vec<_>> =
                    map.iter().map(|(name, value)| Some((name.clone(), plain(value)?))).collect();
                Some(pairs?.into())
            }
            _ => None,
        }
    }

    fn error(&mut self) -> Known<Option<ErrorMessage>> {
        let mut sub = self.sub("errorMessage");
        if sub.0.is_null() {
            return Some(None);
        }
        let error = ErrorMessage::default().content(sub.content()).hidden(sub.text("visuallyHiddenText"));
        sub.done()?;
        Some(Some(error))
    }

    fn done(&self) -> Option<()> {
        match &self.0 {
            Value::Null => Some(()),
            Value::Object(map) if map.is_empty() => Some(()),
            _ => None,
        }
    }
}

fn truthy(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && value.as_str() != Some("")
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// White space between tags and the order of attributes mean nothing, and a character may be written in several ways.
fn normalised(html: &str) -> String {
    let mut out = String::new();
    for piece in html.split_inclusive(['<', '>']) {
        let one_line = piece.split_whitespace().collect::<Vec<_>>().join(" ");
        match one_line.strip_suffix('>') {
            Some(tag) => out.extend([sorted_attributes(tag).as_str(), ">"]),
            None => out.push_str(&one_line),
        }
    }
    for (from, to) in [
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#38;", "&"),
        ("&amp;", "&"),
        ("&#60;", "<"),
        ("&lt;", "<"),
        ("&#62;", ">"),
        ("&gt;", ">"),
        (" <", "<"),
    ] {
        out = out.replace(from, to);
    }
    out
}

/// A tag's inside with its attributes in alphabetical order.
fn sorted_attributes(tag: &str) -> String {
    let mut parts: Vec<String> = vec![String::new()];
    let mut quoted = false;
    for character in tag.chars() {
        match character {
            ' ' if !quoted => parts.push(String::new()),
            other => {
                quoted ^= other == '"';
                parts.last_mut().unwrap().push(other);
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    if let Some((_, attributes)) = parts.split_first_mut() {
        attributes.sort();
    }
    parts.join(" ")
}

type Render = fn(&mut Options) -> Option<String>;

/// Runs a component's fixtures; returns how many counted.
fn conform(name: &str, render: Render) -> usize {
    let cache = crate::assets::tests::assets_cache();
    let path = Path::new(cache)
        .join("node_modules/govuk-frontend/dist/govuk/components")
        .join(name)
        .join("fixtures.json");
    let file: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut counted = 0;
    for fixture in file["fixtures"].as_array().unwrap() {
        let mut options = Options(fixture["options"].clone());
        let Some(html) = render(&mut options) else { continue };
        if options.done().is_none() {
            continue;
        }
        let expected = fixture["html"].as_str().unwrap();
        assert_eq!(normalised(&html), normalised(expected), "{name}: {}", fixture["name"]);
        counted += 1;
    }
    counted
}

fn back_link(o: &mut Options) -> Option<String> {
    let made = BackLink {
        content: o.content(),
        href: o.text("href"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn breadcrumbs(o: &mut Options) -> Option<String> {
    let mut items = Vec::new();
    for mut item in o.list("items") {
        items.push(Crumb { content: item.content(), href: item.text("href") });
        item.done()?;
    }
    let made = Breadcrumbs {
        items,
        label: o.text("labelText"),
        collapse_on_mobile: o.flag("collapseOnMobile"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn button(o: &mut Options) -> Option<String> {
    let made = Button {
        content: o.content(),
        href: o.text("href"),
        kind: o.text("type"),
        name: o.text("name"),
        value: o.text("value"),
        id: o.text("id"),
        disabled: o.flag("disabled"),
        prevent_double_click: o.maybe("preventDoubleClick"),
        start: o.flag("isStartButton"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn choices(o: &mut Options, values: &[String]) -> Option<Vec<Choice>> {
    let mut items = Vec::new();
    for mut item in o.whole_list("items")? {
        let divider = item.text("divider");
        if !divider.is_empty() {
            items.push(Choice::divider(divider));
            continue;
        }
        let mut conditional = item.sub("conditional");
        let value = item.text("value");
        let checked = item.maybe("checked").unwrap_or_else(|| values.contains(&value));
        items.push(Choice {
            content: item.content(),
            hint: item.only_content("hint")?,
            checked,
            disabled: item.flag("disabled"),
            conditional: conditional.content(),
            id: item.text("id"),
            attributes: item.attributes()?,
            value,
            ..Choice::default()
        });
        conditional.done()?;
        item.done()?;
    }
    Some(items)
}

/// Legend, its classes, whether it is the heading: of an option `fieldset` that holds nothing else.
fn legend(o: &mut Options) -> Option<(Content, Classes, bool)> {
    let mut fieldset = o.sub("fieldset");
    if fieldset.0.is_null() {
        return Some((Content::default(), Classes::default(), false));
    }
    let mut legend = fieldset.sub("legend");
    let parts = (legend.content(), legend.classes(), legend.flag("isPageHeading"));
    legend.done()?;
    fieldset.done()?;
    // Ours has a fieldset only with a legend.
    (!parts.0.is_empty()).then_some(parts)
}

fn checkboxes(o: &mut Options) -> Option<String> {
    let values: Vec<String> =
        o.take("values").as_array().map_or(Vec::new(), |all| all.iter().filter_map(plain).collect());
    let (legend, legend_classes, page_heading) = legend(o)?;
    let made = Checkboxes {
        name: o.text("name"),
        id_prefix: o.text("idPrefix"),
        legend,
        legend_classes,
        page_heading,
        hint: o.only_content("hint")?,
        error: o.error()?,
        items: choices(o, &values)?,
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn radios(o: &mut Options) -> Option<String> {
    let value = o.text("value");
    let values = if value.is_empty() { Vec::new() } else { vec![value] };
    let (legend, legend_classes, page_heading) = legend(o)?;
    let made = Radios {
        name: o.text("name"),
        id_prefix: o.text("idPrefix"),
        legend,
        legend_classes,
        page_heading,
        hint: o.only_content("hint")?,
        error: o.error()?,
        items: choices(o, &values)?,
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn date_input(o: &mut Options) -> Option<String> {
    let (legend, legend_classes, page_heading) = legend(o)?;
    let prefix = o.text("namePrefix");
    let mut values = o.sub("values");
    let mut made = DateInput {
        id: o.text("id"),
        name_prefix: if prefix.is_empty() { "-".to_owned() } else { prefix },
        legend,
        legend_classes,
        page_heading,
        hint: o.only_content("hint")?,
        error: o.error()?,
        values: ["day", "month", "year"].map(|part| values.text(part)),
        classes: o.classes(),
        attributes: o.attributes()?,
        ..DateInput::default()
    };
    values.done()?;
    let parts = made.values.iter_mut().zip(&mut made.labels).zip(&mut made.autocomplete).zip(&mut made.wrong);
    for (part, (((value, label), autocomplete), wrong)) in ["day", "month", "year"].into_iter().zip(parts) {
        let mut sub = o.sub(part);
        if sub.0.is_null() {
            continue;
        }
        if !matches!(sub.text("name").as_str(), "" | "day" | "month" | "year") {
            return None;
        }
        *value = sub.text("value");
        *label = sub.text("label");
        *autocomplete = sub.text("autocomplete");
        // "Not this one" marks the others there; ours names those that are wrong.
        if sub.0["error"] == Value::Bool(false) {
            return None;
        }
        *wrong = sub.flag("error");
        sub.done()?;
    }
    Some(made.to_string())
}

fn details(o: &mut Options) -> Option<String> {
    let made = Details {
        summary: o.content_of("summaryHtml", "summaryText"),
        content: o.content(),
        open: o.flag("open"),
        id: o.text("id"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn error_message(o: &mut Options) -> Option<String> {
    let hidden = o.take("visuallyHiddenText");
    let made = ErrorMessage {
        content: o.content(),
        without_hidden: !hidden.is_null() && !truthy(&hidden),
        hidden: hidden.as_str().unwrap_or_default().to_owned(),
        id: o.text("id"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn error_summary(o: &mut Options) -> Option<String> {
    let mut items = Vec::new();
    for mut item in o.list("errorList") {
        items.push(ErrorItem { content: item.content(), href: item.text("href") });
        item.done()?;
    }
    let made = ErrorSummary {
        title: o.content_of("titleHtml", "titleText"),
        description: o.content_of("descriptionHtml", "descriptionText"),
        items,
        disable_auto_focus: o.maybe("disableAutoFocus"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    (!made.is_empty()).then(|| made.to_string())
}

fn fieldset(o: &mut Options) -> Option<String> {
    let mut legend = o.sub("legend");
    let html = o.text("html");
    let made = Fieldset {
        legend: legend.content(),
        legend_classes: legend.classes(),
        page_heading: legend.flag("isPageHeading"),
        content: Content::trusted(&html),
        role: o.text("role"),
        described_by: o.text("describedBy"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    legend.done()?;
    Some(made.to_string())
}

fn generic_header(o: &mut Options) -> Option<String> {
    let made = GenericHeader {
        content: o.content_of("logoHtml", "logoText"),
        url: o.text("url"),
        container_classes: o.text("containerClasses"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn hint(o: &mut Options) -> Option<String> {
    let made =
        Hint { content: o.content(), id: o.text("id"), classes: o.classes(), attributes: o.attributes()? };
    Some(made.to_string())
}

fn label(o: &mut Options) -> Option<String> {
    let made = Label {
        content: o.content(),
        for_id: o.text("for"),
        page_heading: o.flag("isPageHeading"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn input(o: &mut Options) -> Option<String> {
    let mut label = o.sub("label");
    let made = Input {
        id: o.text("id"),
        name: o.text("name"),
        label: label.content(),
        label_classes: label.classes(),
        page_heading: label.flag("isPageHeading"),
        hint: o.only_content("hint")?,
        error: o.error()?,
        value: o.text("value"),
        kind: o.text("type"),
        autocomplete: o.text("autocomplete"),
        inputmode: o.text("inputmode"),
        autocapitalize: o.text("autocapitalize"),
        pattern: o.text("pattern"),
        spellcheck: o.maybe("spellcheck"),
        disabled: o.flag("disabled"),
        described_by: o.text("describedBy"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    label.done()?;
    Some(made.to_string())
}

fn textarea(o: &mut Options) -> Option<String> {
    let mut label = o.sub("label");
    let made = Textarea {
        id: o.text("id"),
        name: o.text("name"),
        label: label.content(),
        label_classes: label.classes(),
        page_heading: label.flag("isPageHeading"),
        hint: o.only_content("hint")?,
        error: o.error()?,
        value: o.text("value"),
        rows: o.number("rows"),
        autocomplete: o.text("autocomplete"),
        spellcheck: o.maybe("spellcheck"),
        disabled: o.flag("disabled"),
        described_by: o.text("describedBy"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    label.done()?;
    Some(made.to_string())
}

fn select(o: &mut Options) -> Option<String> {
    let mut items = Vec::new();
    for mut item in o.list("items") {
        let value = item.take("value");
        items.push(SelectItem {
            // Ours sends what it says.
            value: plain(&value)?,
            text: item.text("text"),
            selected: item.maybe("selected"),
            disabled: item.flag("disabled"),
            attributes: item.attributes()?,
        });
        item.done()?;
    }
    let mut label = o.sub("label");
    let made = Select {
        id: o.text("id"),
        name: o.text("name"),
        label: label.content(),
        label_classes: label.classes(),
        page_heading: label.flag("isPageHeading"),
        hint: o.only_content("hint")?,
        error: o.error()?,
        items,
        value: o.text("value"),
        described_by: o.text("describedBy"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    label.done()?;
    Some(made.to_string())
}

fn inset_text(o: &mut Options) -> Option<String> {
    let made = InsetText {
        content: o.content(),
        id: o.text("id"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn language_navigation(o: &mut Options) -> Option<String> {
    let mut items = Vec::new();
    for mut item in o.list("items") {
        items.push(LanguageItem {
            content: item.content(),
            href: item.text("href"),
            lang: item.text("lang"),
            current: item.flag("current"),
        });
        item.done()?;
    }
    let made = LanguageNavigation {
        items,
        aria_label: o.text("ariaLabel"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn notification_banner(o: &mut Options) -> Option<String> {
    let made = NotificationBanner {
        title: o.content_of("titleHtml", "titleText"),
        content: o.content(),
        is_success: o.text("type") == "success",
        role: o.text("role"),
        title_id: o.text("titleId"),
        disable_auto_focus: o.maybe("disableAutoFocus"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn page_link(o: &mut Options, key: &str) -> Known<Option<PageLink>> {
    let mut sub = o.sub(key);
    if sub.0.is_null() {
        return Some(None);
    }
    let link = PageLink {
        content: sub.content(),
        href: sub.text("href"),
        label: sub.text("labelText"),
        attributes: sub.attributes()?,
    };
    sub.done()?;
    Some(Some(link))
}

fn pagination(o: &mut Options) -> Option<String> {
    let made = Pagination {
        previous: page_link(o, "previous")?,
        next: page_link(o, "next")?,
        landmark_label: o.text("landmarkLabel"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    (!made.is_empty()).then(|| made.to_string())
}

fn panel(o: &mut Options) -> Option<String> {
    let made = Panel {
        title: o.content_of("titleHtml", "titleText"),
        content: o.content(),
        heading_level: o.number("headingLevel"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn phase_banner(o: &mut Options) -> Option<String> {
    let mut tag = o.sub("tag");
    let made = PhaseBanner {
        tag: tag.content(),
        tag_classes: tag.classes(),
        content: o.content(),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    tag.done()?;
    Some(made.to_string())
}

fn service_navigation(o: &mut Options) -> Option<String> {
    let mut navigation = Vec::new();
    for mut item in o.list("navigation") {
        navigation.push(NavigationItem {
            content: item.content(),
            href: item.text("href"),
            current: item.flag("current"),
            active: item.flag("active"),
        });
        item.done()?;
    }
    let made = ServiceNavigation {
        service_name: o.text("serviceName"),
        service_url: o.text("serviceUrl"),
        navigation,
        menu_button_text: o.text("menuButtonText"),
        navigation_label: o.text("navigationLabel"),
        navigation_id: o.text("navigationId"),
        aria_label: o.text("ariaLabel"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn skip_link(o: &mut Options) -> Option<String> {
    let made = SkipLink {
        content: o.content(),
        href: o.text("href"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn actions(o: &mut Options) -> Option<Vec<SummaryAction>> {
    let mut sub = o.sub("actions");
    let mut made = Vec::new();
    for mut item in sub.list("items") {
        made.push(SummaryAction {
            content: item.content(),
            href: item.text("href"),
            hidden: item.text("visuallyHiddenText"),
            classes: item.classes(),
            attributes: item.attributes()?,
        });
        item.done()?;
    }
    sub.done()?;
    Some(made)
}

fn summary_list(o: &mut Options) -> Option<String> {
    let mut rows = Vec::new();
    for mut row in o.list("rows") {
        // An empty list of actions differs there from none at all; here both are none.
        if row.0["actions"]["items"].as_array().is_some_and(Vec::is_empty) {
            return None;
        }
        rows.push(SummaryRow {
            key: row.only_content("key")?,
            value: row.only_content("value")?,
            actions: actions(&mut row)?,
            classes: row.classes(),
        });
        row.done()?;
    }
    let mut card = o.sub("card");
    let frame = if card.0.is_null() {
        None
    } else {
        let mut title = card.sub("title");
        let frame = SummaryCard {
            title: title.content(),
            heading_level: title.number("headingLevel"),
            actions: actions(&mut card)?,
            classes: card.classes(),
            attributes: card.attributes()?,
        };
        title.done()?;
        card.done()?;
        Some(frame)
    };
    let made = SummaryList { rows, frame, classes: o.classes(), attributes: o.attributes()? };
    Some(made.to_string())
}

fn cells(list: Vec<Options>) -> Option<Vec<Cell>> {
    let mut made = Vec::new();
    for mut cell in list {
        let format = cell.text("format");
        if !matches!(format.as_str(), "" | "numeric") {
            return None;
        }
        made.push(Cell {
            content: cell.content(),
            numeric: format == "numeric",
            colspan: cell.number("colspan"),
            rowspan: cell.number("rowspan"),
            classes: cell.classes(),
            attributes: cell.attributes()?,
        });
        cell.done()?;
    }
    Some(made)
}

fn table(o: &mut Options) -> Option<String> {
    let head = cells(o.list("head"))?;
    let mut rows = Vec::new();
    for row in o.list("rows") {
        let Value::Array(row) = row.0 else { return None };
        rows.push(cells(row.into_iter().map(Options).collect())?);
    }
    let made = Table {
        caption: o.text("caption"),
        caption_classes: o.text("captionClasses").into(),
        head,
        rows,
        first_cell_is_header: o.flag("firstCellIsHeader"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

fn tag(o: &mut Options) -> Option<String> {
    let made = Tag { content: o.content(), classes: o.classes(), attributes: o.attributes()? };
    Some(made.to_string())
}

fn task_list(o: &mut Options) -> Option<String> {
    let mut items = Vec::new();
    for mut item in o.whole_list("items")? {
        let mut status = item.sub("status");
        let mut tag = status.sub("tag");
        let made = (!tag.0.is_null()).then(|| Tag::new(tag.content()).classes(tag.text("classes")));
        tag.done()?;
        items.push(Task {
            title: item.only_content("title")?,
            href: item.text("href"),
            hint: item.only_content("hint")?,
            status: status.content(),
            tag: made,
            classes: item.classes(),
        });
        status.done()?;
        item.done()?;
    }
    let made =
        TaskList { items, id_prefix: o.text("idPrefix"), classes: o.classes(), attributes: o.attributes()? };
    Some(made.to_string())
}

fn warning_text(o: &mut Options) -> Option<String> {
    let made = WarningText {
        content: o.content(),
        hidden: o.text("iconFallbackText"),
        classes: o.classes(),
        attributes: o.attributes()?,
    };
    Some(made.to_string())
}

/// Each component, and how many of its fixtures count.
const COMPONENTS: [(&str, Render, usize); 29] = [
    ("back-link", back_link, 7),
    ("breadcrumbs", breadcrumbs, 11),
    ("button", button, 38),
    ("checkboxes", checkboxes, 26),
    ("date-input", date_input, 14),
    ("details", details, 10),
    ("error-message", error_message, 9),
    ("error-summary", error_summary, 16),
    ("fieldset", fieldset, 18),
    ("generic-header", generic_header, 7),
    ("hint", hint, 6),
    ("input", input, 30),
    ("inset-text", inset_text, 6),
    ("label", label, 17),
    ("language-navigation", language_navigation, 8),
    ("notification-banner", notification_banner, 20),
    ("pagination", pagination, 5),
    ("panel", panel, 11),
    ("phase-banner", phase_banner, 7),
    ("radios", radios, 30),
    ("select", select, 16),
    ("service-navigation", service_navigation, 23),
    ("skip-link", skip_link, 9),
    ("summary-list", summary_list, 26),
    ("table", table, 21),
    ("tag", tag, 12),
    ("task-list", task_list, 6),
    ("textarea", textarea, 17),
    ("warning-text", warning_text, 8),
];

#[test]
fn each_component_renders_exactly_what_govuk_frontend_renders() {
    let mut wrong = Vec::new();
    for (name, render, expected) in COMPONENTS {
        match std::panic::catch_unwind(|| conform(name, render)) {
            Ok(counted) if counted == expected => {}
            Ok(counted) => wrong.push(format!("{name}: {counted}")),
            Err(_) => wrong.push(format!("{name}: FAILED")),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_component_has_its_page_of_examples_and_criteria() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/components");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let page = std::fs::read_to_string(path.join(format!("{name}.md"))).unwrap();
            assert!(page.starts_with("# ") && page.contains("\n## Accessibility\n- "), "{name}");
        }
    }
}

#[test]
fn text_is_escaped_and_components_are_not() {
    let evil = "<script>\"'&";
    assert!(!InsetText::new(evil).to_string().contains("<script>"));
    assert!(!Input::new("x", "x").value(evil).to_string().contains("\"'"));
    assert!(!Textarea::new("x", "x").value(format!("</textarea>{evil}")).to_string().contains("<script>"));
    assert!(Textarea::new("x", "x").value("\nx").to_string().contains(">\n\nx</textarea>"));
    assert!(!Select::new("x", "x").items(vec![SelectItem::new(evil, evil)]).to_string().contains("<script>"));
    assert!(!Button::new("x").attributes([("data-x", evil)]).to_string().contains("<script>"));
    let nested = InsetText::new(Tag::new(evil)).to_string();
    assert!(nested.contains("<strong class=\"govuk-tag\">") && !nested.contains("<script>"));
}

#[test]
fn an_error_summary_leads_to_the_first_wrong_field() {
    let wrong = || ErrorMessage::default().content("wrong");
    let date = DateInput::new("born", "Born").error(wrong()).wrong([false, true, false]);
    let made = ErrorSummary::new("Problem")
        .of(&Input::new("name", "Name"))
        .of(&date)
        .of(&Radios::new("how", "How").error(wrong()));
    let hrefs: Vec<&str> = made.items.iter().map(|item| item.href.as_str()).collect();
    assert_eq!(hrefs, ["#born-month", "#how"]);
    assert!(date.to_string().contains("id=\"born-month\" name=\"born-month\""));
}
