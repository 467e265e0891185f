//! Rows as a file that other programs read (RFC 4180), which no spreadsheet takes for formulas.

/// Marks the text as UTF-8 for spreadsheets that would guess otherwise and garble Chinese.
const BOM: char = '\u{feff}';

/// The rows, the first of them the headings, as one text.
pub(super) fn write<'a>(rows: impl Iterator<Item = Vec<&'a str>>) -> String {
    let mut text = String::from(BOM);
    for row in rows {
        for (index, cell) in row.into_iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            push(&mut text, cell);
        }
        text.push_str("\r\n");
    }
    text
}

/// RFC 4180 section 2, rules 5 to 7: quotes around what holds a comma, a quote or a line break; a quote is doubled.
fn push(text: &mut String, cell: &str) {
    let cell = guarded(cell);
    if !cell.contains([',', '"', '\r', '\n']) {
        text.push_str(&cell);
        return;
    }
    text.push('"');
    text.push_str(&cell.replace('"', "\"\""));
    text.push('"');
}

/// The cell with an apostrophe before whatever a spreadsheet would run (OWASP, "CSV Injection"). Some programs part cells at a semicolon
/// or a tab instead, by the country they are set to, and mind no quotes within: what begins a cell for them is guarded as well.
fn guarded(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    if cell.starts_with(['\t', '\r', '\n']) {
        text.push('\'');
    }
    for piece in cell.split_inclusive([';', '\t', '\r', '\n']) {
        if is_formula(piece) {
            text.push('\'');
        }
        text.push_str(piece);
    }
    text
}

/// Whether a spreadsheet would run it: full-width signs count, as some programs fold them; quotes and spaces before it are stripped.
fn is_formula(cell: &str) -> bool {
    let bare = cell.trim_start_matches(['"', ' ']);
    bare.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(cell: &str) -> String {
        write(std::iter::once(vec![cell])).trim_start_matches(BOM).trim_end_matches("\r\n").to_owned()
    }

    #[test]
    fn rfc4180_2_rows_end_in_crlf_and_cells_are_parted_by_commas() {
        let text = write([vec!["a", "b"], vec!["1", ""]].into_iter());
        assert_eq!(text, "\u{feff}a,b\r\n1,\r\n");
    }

    #[test]
    fn rfc4180_2_5_to_2_7_what_would_break_a_row_is_quoted() {
        assert_eq!(one("a,b"), "\"a,b\"");
        assert_eq!(one("say \"yes\""), "\"say \"\"yes\"\"\"");
        assert_eq!(one("two\r\nlines"), "\"two\r\nlines\"");
        assert_eq!(one("衞生署"), "衞生署");
    }

    #[test]
    fn nothing_a_stranger_typed_runs_in_a_spreadsheet() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "＝1", " =1"] {
            assert_eq!(one(cell), format!("'{cell}"));
        }
        assert_eq!(one("=HYPERLINK(\"http://evil\",1)"), "\"'=HYPERLINK(\"\"http://evil\"\",1)\"");
        assert_eq!(one("\r=1"), "\"'\r'=1\"");
        assert_eq!(one("a=1"), "a=1");
    }

    #[test]
    fn nor_in_one_that_parts_cells_at_semicolons_or_tabs() {
        assert_eq!(one("Ann;=1+1"), "Ann;'=1+1");
        assert_eq!(one("Ann\t@SUM(A1)"), "Ann\t'@SUM(A1)");
        assert_eq!(one("Ann; \"=1\";＋1;b"), "\"Ann;' \"\"=1\"\";'＋1;b\"");
        assert_eq!(one("two\n=1"), "\"two\n'=1\"");
        assert_eq!(one("a;b=1;"), "a;b=1;");
        assert_eq!(one("衞生署;運輸署"), "衞生署;運輸署");
    }
}
