//! Reading one file of a backup, strictly.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use causeway_core::db::schema::Table;
use causeway_core::{Error, Result, Value};
use causeway_crypto::age::{Decryptor, FileKey, Identity};
use causeway_crypto::b64;
use causeway_crypto::digest::{self, Sha256};
use serde_json::Value as Json;

use crate::files::unreadable;
use crate::format::{Footer, Header, Part, TableHead, TableLine, VERSION, malformed, row_in};

/// No line is longer.
const LONGEST: u64 = 64 * 1024 * 1024;

/// What comes next.
#[derive(Debug)]
pub(crate) enum Item {
    /// A row of the header's table with this index.
    Row(usize, Vec<Value>),
    /// The end: everything was there, and unaltered.
    End,
}

/// Reads the lines of a decrypted file.
pub(crate) struct Reader<R> {
    input: BufReader<R>,
    name: String,
    header: Header,
    hash: Sha256,
    table: usize,
    /// Rows of the present table, and of all.
    rows: u64,
    all: u64,
}

/// Opens a backup file with whichever of `identities` it is encrypted to.
///
/// # Errors
/// `backup_unreadable`, `backup_refused` (with the reason), `backup_malformed`, `backup_newer`.
pub(crate) fn open(path: &Path, identities: &[Identity]) -> Result<Reader<Decryptor<BufReader<File>>>> {
    let file = BufReader::new(File::open(path).map_err(|e| unreadable(path, &e))?);
    let name = path.display().to_string();
    let decryptor = Decryptor::new(file, identities).map_err(|e| refused(&name, &e))?;
    Reader::begin(decryptor, name)
}

/// Reads a backup file to its end: its header, once all of it was there, unaltered.
///
/// # Errors
/// `backup_unreadable`, `backup_refused`, `backup_malformed`, `backup_newer`.
pub fn inspect(path: &Path, identities: &[Identity]) -> Result<Header> {
    open(path, identities)?.into_header()
}

/// Reads back what was just written: how many bytes the file has, and their SHA-256.
pub(crate) fn read_back(path: &Path, key: &FileKey, wanted: &Header) -> Result<(u64, [u8; 32])> {
    let file = File::open(path).map_err(|e| unreadable(path, &e))?;
    let (name, mut hashing) =
        (path.display().to_string(), Hashing { input: BufReader::new(file), hash: Sha256::new(), bytes: 0 });
    let decryptor = Decryptor::with_key(&mut hashing, key).map_err(|e| refused(&name, &e))?;
    let header = Reader::begin(decryptor, name)?.into_header()?;
    if header == *wanted {
        Ok((hashing.bytes, hashing.hash.finish()))
    } else {
        Err(malformed("what was read back is not what was written"))
    }
}

struct Hashing<R> {
    input: R,
    hash: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(out)?;
        self.hash.update(out.get(..read).unwrap_or_default());
        self.bytes += read as u64;
        Ok(read)
    }
}

impl<R: Read> Reader<R> {
    pub(crate) fn begin(input: R, name: String) -> Result<Self> {
        let (mut input, mut hash) = (BufReader::new(input), Sha256::new());
        let line = next_line(&mut input, &name)?.ok_or_else(|| malformed("it is empty"))?;
        hash.update(&line);
        let header = header(&line)?;
        Ok(Self { input, name, header, hash, table: 0, rows: 0, all: 0 })
    }

    pub(crate) fn header(&self) -> &Header {
        &self.header
    }

    pub(crate) fn table(&self, index: usize) -> Result<&Table> {
        self.header.tables.get(index).map(|head| &head.table).ok_or_else(|| malformed("a table too many"))
    }

    pub(crate) fn next(&mut self) -> Result<Item> {
        loop {
            let line = next_line(&mut self.input, &self.name)?.ok_or_else(|| malformed("it has no end"))?;
            let before = self.hash.clone();
            self.hash.update(&line);
            match serde_json::from_slice::<Json>(&line).map_err(|_| malformed("a line is no JSON"))? {
                Json::Array(row) => {
                    let index = self.table.checked_sub(1).ok_or_else(|| malformed("a row of no table"))?;
                    self.rows += 1;
                    self.all += 1;
                    return Ok(Item::Row(index, row_in(self.table(index)?, row)?));
                }
                json if json.get("end").is_some() => {
                    self.end(json, before)?;
                    return Ok(Item::End);
                }
                json => self.next_table(json)?,
            }
        }
    }

    /// Tables come in the header's order, each with as many rows as the header says.
    fn next_table(&mut self, json: Json) -> Result<()> {
        let TableLine { table } = serde_json::from_value(json).map_err(|_| malformed("an unknown line"))?;
        self.full()?;
        let wanted = self.header.tables.get(self.table).map(|head| head.table.name.as_str());
        if wanted != Some(table.as_str()) {
            return Err(malformed("its tables are in another order than its header says"));
        }
        (self.table, self.rows) = (self.table + 1, 0);
        Ok(())
    }

    fn full(&self) -> Result<()> {
        let Some(index) = self.table.checked_sub(1) else { return Ok(()) };
        let TableHead { table, rows } =
            self.header.tables.get(index).ok_or_else(|| malformed("a table too many"))?;
        if *rows == self.rows {
            Ok(())
        } else {
            Err(malformed(&format!("{table} has {} rows, and its header says {rows}", self.rows)))
        }
    }

    fn end(&mut self, json: Json, before: Sha256) -> Result<()> {
        let Footer { end } = serde_json::from_value(json).map_err(|_| malformed("its last line"))?;
        self.full()?;
        let hash = before.finish();
        let fits = b64::decode(&end.sha256).is_ok_and(|stated| digest::equal(&stated, &hash));
        if self.table != self.header.tables.len() || end.rows != self.all || !fits {
            return Err(malformed("its end does not fit its content"));
        }
        match next_line(&mut self.input, &self.name)? {
            None => Ok(()),
            Some(_) => Err(malformed("something follows its end")),
        }
    }

    fn into_header(mut self) -> Result<Header> {
        while let Item::Row(..) = self.next()? {}
        Ok(self.header)
    }
}

fn header(line: &[u8]) -> Result<Header> {
    let json: Json = serde_json::from_slice(line).map_err(|_| malformed("its first line is no JSON"))?;
    let version = json.get("causeway_backup").and_then(Json::as_u64);
    match version {
        Some(version) if version == u64::from(VERSION) => {}
        Some(_) => {
            return Err(Error::invalid(
                "backup_newer",
                "This backup was made by a newer release. Restore it with that release.",
            ));
        }
        None => return Err(malformed("it does not begin as a backup does")),
    }
    let header: Header = serde_json::from_value(json).map_err(|e| malformed(&format!("its header: {e}")))?;
    let foreign = header.tables.iter().any(|head| !header.part.has(&head.table.name));
    if foreign || (header.part == Part::Keys && header.tables.len() > 1) {
        return Err(malformed("it holds tables of the other part"));
    }
    Ok(header)
}

/// A line with its end; none at the end of the file.
fn next_line(input: &mut impl BufRead, name: &str) -> Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    input.take(LONGEST).read_until(b'\n', &mut line).map_err(|e| refused(name, &e))?;
    match line.last() {
        None => Ok(None),
        Some(b'\n') => Ok(Some(line)),
        Some(_) => Err(malformed("a line has no end")),
    }
}

/// The file was not opened, or not to its end.
fn refused(name: &str, cause: &std::io::Error) -> Error {
    Error::invalid("backup_refused", format!("{name} is refused: {cause}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::Writer;
    use causeway_core::db::schema::tables;
    use jiff::Timestamp;
    use uuid::Uuid;

    fn header(rows: u64) -> Header {
        let migrations = vec!["0001_core".to_owned()];
        let table = tables(&migrations).unwrap().remove(0);
        Header {
            causeway_backup: 1,
            part: Part::Data,
            backup: Uuid::from_u128(1),
            at: Timestamp::UNIX_EPOCH,
            release: "0.1.0".to_owned(),
            migrations,
            mode: "sandbox".to_owned(),
            database: Uuid::from_u128(2),
            log: None,
            lives: Vec::new(),
            tables: vec![TableHead { table, rows }],
        }
    }

    fn written(stated: u64, rows: u64) -> String {
        let header = header(stated);
        let table = &header.tables[0].table;
        let mut writer = Writer::begin(Vec::new(), &header).unwrap();
        writer.table(table).unwrap();
        for n in 0..rows {
            writer.row(table, vec![format!("n{n}").into(), "value".into()]).unwrap();
        }
        String::from_utf8(writer.finish().unwrap()).unwrap()
    }

    fn read(text: &str) -> Result<Header> {
        Reader::begin(text.as_bytes(), "test".to_owned())?.into_header()
    }

    #[test]
    fn what_was_written_reads_to_its_end() {
        let text = written(2, 2);
        assert_eq!(read(&text).unwrap(), header(2));
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[1].starts_with("{\"table\":\""));
        assert_eq!(lines[2..4], ["[\"n0\",\"value\"]", "[\"n1\",\"value\"]"]);
    }

    #[test]
    fn another_number_of_rows_than_the_header_says_is_refused() {
        for (stated, rows) in [(2, 1), (1, 2), (0, 1), (1, 0)] {
            assert_eq!(
                read(&written(stated, rows)).unwrap_err().code(),
                "backup_malformed",
                "{stated} {rows}"
            );
        }
    }

    #[test]
    fn lines_left_out_changed_doubled_or_moved_are_refused() {
        let text = written(3, 3);
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for left_out in 0..lines.len() {
            let rest: String =
                lines.iter().enumerate().filter(|(n, _)| *n != left_out).map(|(_, l)| *l).collect();
            assert!(read(&rest).is_err(), "without line {left_out}");
        }
        for doubled in 0..lines.len() {
            let more: String = lines
                .iter()
                .enumerate()
                .map(|(n, l)| if n == doubled { l.repeat(2) } else { (*l).to_owned() })
                .collect();
            assert!(read(&more).is_err(), "line {doubled} twice");
        }
        let swapped = text.replace("n0", "nX").replace("n1", "n0").replace("nX", "n1");
        assert!(read(&swapped).is_err(), "rows swapped");
        assert!(read(&text.replace("value", "Value")).is_err());
        for end in 0..text.len() {
            assert!(read(&text[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn other_things_are_named() {
        assert_eq!(read("").unwrap_err().code(), "backup_malformed");
        assert_eq!(read("{}\n").unwrap_err().code(), "backup_malformed");
        assert_eq!(read("{\"causeway_backup\":2}\n").unwrap_err().code(), "backup_newer");
        let text = written(1, 1).replacen("\"data\"", "\"keys\"", 1);
        assert_eq!(read(&text).unwrap_err().code(), "backup_malformed", "tables of the other part");
        let extra = written(1, 1).replacen("\"mode\"", "\"new\":1,\"mode\"", 1);
        assert_eq!(read(&extra).unwrap_err().code(), "backup_malformed");
    }
}
