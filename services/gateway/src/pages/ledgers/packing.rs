//! Ledgers as workbooks, and workbooks as a zip with an index.

use std::io::Write as _;

use contracts::reporting::BundleLine;
use contracts::reporting::bundle::{Ledger, Part};
use files::Files;
use sheets::written::{Cell, Sheet};
use values::{Hash, time};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::reading::Table;
use crate::pages::exports;
use crate::pages::lists::ledgers::scope;

const INDEX: [&str; 7] = ["序号", "台账", "文件", "条数", "摘要（SHA-256）", "范围", "提出日期"];

/// Why something could not be packed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("a workbook could not be written")]
    Sheet(#[from] sheets::written::Error),
    #[error("a zip could not be written")]
    Zip(#[from] zip::result::ZipError),
    #[error("a file is not at hand")]
    File(#[from] files::Error),
    #[error("the file {digest} is gone")]
    Gone { digest: Hash },
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Zip(error.into())
    }
}

/// A ledger as a workbook: it is printed as wide as the paper, its header on every sheet.
pub(super) fn workbook(ledger: Ledger, table: &Table) -> Result<Vec<u8>, Error> {
    let (columns, rows) = exports::told(table.columns, &table.rows);
    let text = |text: String| if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
    let rows = rows.into_iter().map(|row| row.into_iter().map(text).collect()).collect();
    Ok(Sheet::new(ledger.chinese(), columns, rows).xlsx()?)
}

/// The zip: the index first, then each ledger under its name.
pub(super) fn zip(files: &Files, line: &BundleLine, parts: &[Part]) -> Result<Vec<u8>, Error> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut add = |name: String, bytes: &[u8]| {
        zip.start_file(name, SimpleFileOptions::default())?;
        Ok::<_, Error>(zip.write_all(bytes)?)
    };
    add("目录.xlsx".to_owned(), &index(line, parts)?)?;
    for part in parts {
        let digest = part.file;
        let bytes = files.read(digest)?.ok_or(Error::Gone { digest })?;
        add(file_name(part.ledger), &bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn file_name(ledger: Ledger) -> String {
    format!("{}.xlsx", ledger.chinese())
}

/// What is in the zip, and how to check it.
fn index(line: &BundleLine, parts: &[Part]) -> Result<Vec<u8>, Error> {
    let row = |(at, part): (u64, &Part)| {
        vec![
            Cell::Number(at),
            Cell::text(part.ledger.chinese()),
            Cell::text(file_name(part.ledger)),
            Cell::Number(part.lines),
            Cell::text(part.file),
            Cell::text(scope(line.asked.scope)),
            Cell::Date(time::date_at(line.asked_at)),
        ]
    };
    Ok(Sheet::new("目录", INDEX, (1..).zip(parts).map(row).collect()).xlsx()?)
}
