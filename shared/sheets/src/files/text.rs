//! CSV: the encoding, the separator, the records.

use encoding_rs::{Encoding, GB18030};

use super::Content;
use crate::cell::Cell;
use crate::error::Error;
use crate::limits::Limits;

/// No spreadsheet program puts more characters into a cell.
const CELL_CHARS_MAX: usize = 32_767;
/// Lines by which the separator is chosen.
const SAMPLE_LINES: usize = 30;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Content, Error> {
    // One kind of line end, so that lines can be counted.
    let text = decode(bytes)?.replace("\r\n", "\n").replace('\r', "\n");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(&text))
        .from_reader(text.as_bytes());
    let mut content = Content::default();
    let mut cells = 0;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(Error::Records)? {
        let line = starting_line(&text, record.position());
        if record.iter().any(|field| field.len() / 4 > CELL_CHARS_MAX) {
            return Err(Error::OpenQuote { line });
        }
        let mut row: Vec<Cell> = record.iter().map(|field| Cell::of(meant(field))).collect();
        while row.last().is_some_and(Cell::is_empty) {
            row.pop();
        }
        if row.is_empty() {
            continue;
        }
        if row.len() > limits.columns_max || line > limits.rows_max {
            let at = format!("{}{line}", crate::column_letters(row.len() - 1));
            let (rows, columns) = (limits.rows_max, limits.columns_max);
            return Err(Error::FarCell { at, rows, columns });
        }
        cells += row.iter().filter(|cell| !cell.is_empty()).count();
        if cells > limits.cells_max {
            return Err(Error::TooManyCells { max: limits.cells_max });
        }
        content.rows.push((line, row));
    }
    Ok(content)
}

/// A field of a CSV file, which spreadsheet programs take for a formula if it begins like one: then
/// an apostrophe stands before it. What has apostrophes there already gets one more, so that it can
/// be told apart; reading takes it off again.
pub fn harmless(field: String) -> String {
    if looks_like_a_formula(&field) { format!("'{field}") } else { field }
}

fn looks_like_a_formula(field: &str) -> bool {
    let field = field.trim_start_matches('\'');
    field.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r'])
}

/// The field without the apostrophe that makes it harmless.
fn meant(field: &str) -> &str {
    field.strip_prefix('\'').filter(|rest| looks_like_a_formula(rest)).unwrap_or(field)
}

/// The line at which a record starts, from 1. The csv reader's own position stands before any
/// blank lines that it skips.
fn starting_line(text: &str, position: Option<&csv::Position>) -> u32 {
    let Some(position) = position else { return 0 };
    let from = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    let skipped = rest.iter().take_while(|byte| **byte == b'\n').count() as u64;
    u32::try_from(position.line() + skipped).unwrap_or(u32::MAX)
}

fn decode(bytes: &[u8]) -> Result<String, Error> {
    let text = match Encoding::for_bom(bytes) {
        // "Unicode text" of Excel is UTF-16 with a mark, so that mark is believed.
        Some((encoding, mark)) => {
            encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..])
        }
        None => match std::str::from_utf8(bytes) {
            Ok(text) => Some(text.into()),
            Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
        },
    };
    let text = text.ok_or(Error::NotText)?;
    if text.contains('\0') {
        return Err(Error::NotText);
    }
    Ok(text.into_owned())
}

/// Of comma, semicolon and tab the one that stands in most lines, then the one that stands most
/// often; between equals the comma. Chinese punctuation never separates columns.
fn separator(text: &str) -> u8 {
    let mut counts = [(b'\t', 0_usize, 0_usize), (b';', 0, 0), (b',', 0, 0)];
    let mut quoted = false;
    let lines = text.lines().filter(|line| !line.trim().is_empty()).take(SAMPLE_LINES);
    for line in lines {
        let mut seen = [0; 3];
        for byte in line.bytes() {
            if byte == b'"' {
                quoted = !quoted;
            }
            if !quoted && let Some(at) = counts.iter().position(|(sep, ..)| *sep == byte) {
                seen[at] += 1;
            }
        }
        for (count, seen) in counts.iter_mut().zip(seen) {
            count.1 += usize::from(seen > 0);
            count.2 += seen;
        }
    }
    let best = counts.iter().max_by_key(|(_, lines, total)| (*lines, *total));
    best.map_or(b',', |(separator, ..)| *separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        let content = read(bytes, &Limits::UPLOAD).unwrap();
        let texts = |row: Vec<Cell>| row.iter().map(Cell::text).collect();
        content.rows.into_iter().map(|(line, row)| (line, texts(row))).collect()
    }

    fn row(line: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn every_usual_encoding_is_read() {
        let text = "名称,地址\n礼堂,文化路1号\n";
        let wanted = [row(1, &["名称", "地址"]), row(2, &["礼堂", "文化路1号"])];
        assert_eq!(rows(text.as_bytes()), wanted);
        assert_eq!(rows(format!("\u{feff}{text}").as_bytes()), wanted);
        assert_eq!(rows(&GB18030.encode(text).0), wanted);
        let utf16: Vec<u8> = std::iter::once(0xFEFF)
            .chain(text.replace(',', "\t").encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(rows(&utf16), wanted);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(matches!(read(b"a,b\0\n", &Limits::UPLOAD), Err(Error::NotText)));
        assert!(matches!(read(&[0x80, 0x20, 0xFF, 0xFF], &Limits::UPLOAD), Err(Error::NotText)));
    }

    #[test]
    fn semicolons_and_tabs_separate_where_they_do() {
        assert_eq!(rows("甲;乙\n1;2,5\n".as_bytes())[1], row(2, &["1", "2,5"]));
        assert_eq!(rows("甲\t乙\n1;0\t2,5\n".as_bytes())[1], row(2, &["1;0", "2,5"]));
        assert_eq!(rows("甲,乙\n\"1;2;3;4\",5\n".as_bytes())[1], row(2, &["1;2;3;4", "5"]));
    }

    #[test]
    fn lines_are_counted_through_blank_lines_and_line_breaks_in_cells() {
        let text = "标题\r\n\r\n\r\n甲,乙\r\n\"一\r\n二\",三\r\n,,\r\n四,五\r\n";
        let lines: Vec<u32> = rows(text.as_bytes()).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [1, 4, 5, 8]);
    }

    #[test]
    fn a_quote_that_never_closes_is_named_with_its_line() {
        let text = format!("甲,乙\n\"丙,丁\n{}", "戊,己\n".repeat(40_000));
        assert!(matches!(
            read(text.as_bytes(), &Limits::UPLOAD),
            Err(Error::OpenQuote { line: 2 })
        ));
    }

    #[test]
    fn too_many_cells_rows_or_columns_are_refused() {
        let limits = Limits { cells_max: 3, rows_max: 3, columns_max: 2, ..Limits::UPLOAD };
        let refused = |text: &str| read(text.as_bytes(), &limits).unwrap_err().code();
        assert_eq!(refused("1,2\n3,4\n"), "cells_too_many");
        assert_eq!(refused("1,2,3\n"), "cell_far");
        assert_eq!(refused("\n\n\n1\n"), "cell_far");
    }
}
