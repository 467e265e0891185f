//! A table.

use super::{Attributes, Classes, Content};

/// One cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What it says.
    pub content: Content,
    /// Whether it is a number, and stands to the right.
    pub numeric: bool,
    /// Over how many columns. 0: one.
    pub colspan: u8,
    /// Over how many rows. 0: one.
    pub rowspan: u8,
    /// More classes.
    pub classes: Classes,
    /// More attributes.
    pub attributes: Attributes,
}

impl<T: Into<Content>> From<T> for Cell {
    fn from(content: T) -> Self {
        Self { content: content.into(), ..Self::default() }
    }
}

component! {
    /// A table: facts in rows and columns, never for arranging a page.
    #[template(path = "components/table/table.html")]
    pub struct Table {
        /// What it is about. Empty: none.
        caption: String,
        /// More classes of the caption, such as `govuk-table__caption--m`.
        caption_classes: Classes,
        /// The names of the columns.
        head: Vec<Cell>,
        /// The rows.
        rows: Vec<Vec<Cell>>,
        /// Whether the first cell names its row.
        first_cell_is_header: bool,
        /// More classes.
        classes: Classes,
        /// More attributes.
        attributes: Attributes,
    }
}

impl Table {
    /// A table of cells: anything that is a [`Content`] is a [`Cell`].
    pub fn new<H: Into<Cell>, C: Into<Cell>>(
        head: impl IntoIterator<Item = H>,
        rows: impl IntoIterator<Item = Vec<C>>,
    ) -> Self {
        Self {
            head: head.into_iter().map(Into::into).collect(),
            rows: rows.into_iter().map(|row| row.into_iter().map(Into::into).collect()).collect(),
            ..Self::default()
        }
    }
}
