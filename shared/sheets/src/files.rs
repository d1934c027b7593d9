//! From bytes to cells: which format it is, and its reader.

mod package;
mod text;
mod workbook;

pub use text::harmless;

use crate::cell::Cell;
use crate::error::Error;
use crate::limits::Limits;

/// What a reader hands over: rows that hold something, with their sheet numbers, in order.
#[derive(Debug, Default)]
pub(crate) struct Content {
    pub(crate) rows: Vec<(u32, Vec<Cell>)>,
    pub(crate) merged: Vec<Merged>,
    /// Worksheets that hold something, too, and are not read.
    pub(crate) other_sheets: Vec<String>,
}

/// Cells of one column that the file shows as one: rows as sheet numbers, the column from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Merged {
    pub(crate) column: usize,
    pub(crate) first: u32,
    pub(crate) last: u32,
}

const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Reads by what the bytes are, not by what the name says.
pub(crate) fn read(bytes: &[u8], name: &str, limits: &Limits) -> Result<Content, Error> {
    if bytes.len() > limits.file_bytes_max {
        return Err(Error::TooLarge { bytes: bytes.len(), max: limits.file_bytes_max });
    }
    if bytes.starts_with(ZIP) {
        return workbook::read(package::check(bytes, limits)?, limits);
    }
    if bytes.starts_with(COMPOUND) {
        return Err(Error::Unsupported { format: compound_format(bytes) });
    }
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "pdf" => Err(Error::Unsupported { format: "PDF 文件" }),
        "html" | "htm" => Err(Error::Unsupported { format: "网页文件" }),
        _text_whatever_its_name => text::read(bytes, limits),
    }
}

/// A compound file is an old workbook, or a new one under a password.
fn compound_format(bytes: &[u8]) -> &'static str {
    let encrypted: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(encrypted.len()).any(|window| window == encrypted) {
        "加了打开密码的工作簿"
    } else {
        "旧版 Excel（.xls）"
    }
}
