//! Ledgers as workbooks, and workbooks as a zip with an index.

use std::fs::File;
use std::io::{self, Write as _};

use contracts::reporting::ledger::{Ledger, Part, Scope};
use files::Files;
use sheets::written::{Cell, Sheet};
use values::{Date, Hash};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::reading::Table;
use crate::pages::exports;
use crate::pages::lists::jobs;

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
pub(super) fn workbook(ledger: Ledger, table: &Table, file: &mut File) -> Result<(), Error> {
    let (columns, rows) = exports::told(table.columns, &table.rows);
    let text = |text: String| if text.is_empty() { Cell::Empty } else { Cell::Text(text) };
    let rows = rows.into_iter().map(|row| row.into_iter().map(text).collect()).collect();
    Ok(Sheet::new(ledger.chinese(), columns, rows).write_xlsx(file)?)
}

/// The zip: the index first, then each ledger under its name. It goes to the file as it is made:
/// neither it nor a ledger is ever held whole.
pub(super) fn zip(
    files: &Files,
    scope: Scope,
    asked_on: Date,
    parts: &[Part],
    file: &mut File,
) -> Result<(), Error> {
    let mut zip = ZipWriter::new(file);
    zip.start_file("目录.xlsx", SimpleFileOptions::default())?;
    zip.write_all(&index(scope, asked_on, parts)?)?;
    for part in parts {
        let digest = part.file;
        let mut content = files.open(digest)?.ok_or(Error::Gone { digest })?;
        zip.start_file(file_name(part.ledger), SimpleFileOptions::default())?;
        io::copy(&mut content, &mut zip)?;
    }
    zip.finish()?;
    Ok(())
}

fn file_name(ledger: Ledger) -> String {
    format!("{}.xlsx", ledger.chinese())
}

/// What is in the zip, and how to check it.
fn index(scope: Scope, asked_on: Date, parts: &[Part]) -> Result<Vec<u8>, Error> {
    let row = |(at, part): (u64, &Part)| {
        vec![
            Cell::Number(at),
            Cell::text(part.ledger.chinese()),
            Cell::text(file_name(part.ledger)),
            Cell::Number(part.lines),
            Cell::text(part.file),
            Cell::text(jobs::scope(scope)),
            Cell::Date(asked_on),
        ]
    };
    Ok(Sheet::new("目录", INDEX, (1..).zip(parts).map(row).collect()).xlsx()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    const PIECE_BYTES: usize = 1024 * 1024;

    /// A part that no zip makes smaller.
    fn part(files: &Files, ledger: Ledger, pieces: u64) -> Part {
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64 ^ ledger.chinese().len() as u64;
        let mut piece = vec![0; PIECE_BYTES];
        let written = files.keep_written(|file| {
            for _ in 0..pieces {
                for bytes in piece.chunks_exact_mut(8) {
                    seed ^= seed << 13;
                    seed ^= seed >> 7;
                    seed ^= seed << 17;
                    bytes.copy_from_slice(&seed.to_le_bytes());
                }
                file.write_all(&piece)?;
            }
            Ok::<_, Error>(())
        });
        Part { ledger, lines: pieces, file: written.unwrap().0 }
    }

    /// The most memory that this process has had so far.
    fn peak_bytes() -> usize {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().trim_end_matches(" kB").trim().parse::<usize>().unwrap() * 1024
    }

    /// Each test is a process of its own, so nobody else's memory counts.
    #[test]
    fn a_zip_is_never_held_whole() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path());
        let parts = [Ledger::Needs, Ledger::Organisations, Ledger::Offers];
        let parts = parts.map(|ledger| part(&files, ledger, 8));
        let before = peak_bytes();
        let (scope, asked_on) = (Scope::Everything, "2026-03-02".parse().unwrap());
        let zipped = files.keep_written(|file| zip(&files, scope, asked_on, &parts, file));
        let (digest, bytes) = zipped.unwrap();
        let grown = peak_bytes() - before;
        assert!(bytes > 20 * 1024 * 1024, "{bytes} bytes are too few to say anything");
        assert!(grown < 16 * 1024 * 1024, "{grown} bytes more for a zip of {bytes}");
        let mut unpacked = zip::ZipArchive::new(files.open(digest).unwrap().unwrap()).unwrap();
        assert_eq!(unpacked.len(), 1 + parts.len());
        for (at, part) in parts.iter().enumerate() {
            let mut content = Vec::new();
            unpacked.by_index(1 + at).unwrap().read_to_end(&mut content).unwrap();
            assert_eq!(Hash::of(&content), part.file);
        }
    }
}
