//! Writing one file of a backup.

use std::io::{self, Write};

use causeway_core::db::schema::Table;
use causeway_core::{Result, Value};
use causeway_crypto::b64;
use causeway_crypto::digest::Sha256;
use serde::Serialize;

use crate::format::{End, Footer, Header, TableLine, row_out};

/// Writes lines, counts rows and hashes every byte.
pub(crate) struct Writer<W> {
    output: W,
    hash: Sha256,
    rows: u64,
}

impl<W: Write> Writer<W> {
    pub(crate) fn begin(output: W, header: &Header) -> Result<Self> {
        let mut writer = Self { output, hash: Sha256::new(), rows: 0 };
        writer.line(header)?;
        Ok(writer)
    }

    pub(crate) fn table(&mut self, table: &Table) -> Result<()> {
        self.line(&TableLine { table: table.name.clone() })
    }

    pub(crate) fn row(&mut self, table: &Table, values: Vec<Value>) -> Result<()> {
        self.rows += 1;
        self.line(&row_out(table, values)?)
    }

    /// Writes the last line and gives back what was written to.
    pub(crate) fn finish(mut self) -> Result<W> {
        let sha256 = b64::encode(&self.hash.clone().finish());
        let rows = self.rows;
        self.line(&Footer { end: End { rows, sha256 } })?;
        Ok(self.output)
    }

    fn line(&mut self, what: &impl Serialize) -> Result<()> {
        let mut line = serde_json::to_vec(what).map_err(causeway_core::Error::internal)?;
        line.push(b'\n');
        self.hash.update(&line);
        self.output.write_all(&line).map_err(|e| full(&e))
    }
}

fn full(cause: &io::Error) -> causeway_core::Error {
    causeway_core::Error::conflict(
        "backup_unwritable",
        format!("The backup cannot be written: {cause}. Is the disk full?"),
    )
}
