//! "What this service knows about you": the pseudonym, and whatever else was passed on.

use askama::Template;

use causeway_http::Shell;
use causeway_http::components::{Content, Details, SummaryList, SummaryRow};

#[derive(Template)]
#[template(path = "known.html")]
struct Known<'a> {
    shell: &'a Shell,
    list: SummaryList,
}

/// The folded part of a page that tells it.
pub(crate) fn details(shell: &Shell, sub: &str, card: Option<&str>) -> Details {
    let pseudonym = SummaryRow::new(shell.t("demo-know-sub"), sub);
    let card = card.map(|card| SummaryRow::new(shell.t("demo-know-card"), card));
    let rows: Vec<_> = std::iter::once(pseudonym).chain(card).collect();
    let list = SummaryList::new(rows);
    let content = Content::template(&Known { shell, list }).unwrap_or_default();
    Details::new(shell.t("demo-know-title"), content)
}
