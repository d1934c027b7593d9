//! The zip archive that an XLSX file is, walked before anything reads it.
//!
//! Every entry is inflated once and counted. What passes is copied, still compressed, into a fresh
//! archive: the workbook's reader sees only what was checked here, no pictures, no entry twice.
//! The marks that are counted are those by which a small file makes that reader hold a large one.

use std::io::{Cursor, Read};

use zip::{ZipArchive, ZipWriter};

use crate::error::Error;
use crate::limits::Limits;

/// Tags and comments (every `<`) in one part: 600,000 cells need 2.4 million.
const MARKS_MAX: u64 = 4_000_000;
/// The same for shared texts, each of which becomes a string of its own.
const SHARED_MARKS_MAX: u64 = 2_000_000;
/// The same for everything else (formats, relations), held as records a hundred times as large.
const OTHER_MARKS_MAX: u64 = 250_000;
/// Bytes from one `<` to the next. A cell holds 32,767 characters at most.
const SPAN_MAX: u64 = 256 << 10;
/// What the shared texts may announce: the reader reserves that many at once.
const ANNOUNCED_MAX: u64 = 1_000_000;
const ANNOUNCEMENT: &[u8] = b"uniqueCount";

/// An archive of checked parts.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Error> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(Error::Archive)?;
    let (entries, max) = (archive.len(), limits.zip_entries_max);
    if entries > max {
        return Err(Error::TooManyEntries { entries, max });
    }
    refuse_other_formats(&archive)?;
    let mut checked = ZipWriter::new(Cursor::new(Vec::new()));
    let mut left = limits.unpacked_bytes_max;
    for index in 0..entries {
        let name = walk(&mut archive, index, &mut left, limits)?;
        if is_xml(&name) {
            let entry = archive.by_index_raw(index).map_err(Error::Archive)?;
            checked.raw_copy_file(entry).map_err(Error::Archive)?;
        }
    }
    Ok(checked.finish().map_err(Error::Archive)?.into_inner())
}

fn refuse_other_formats<R: Read + std::io::Seek>(archive: &ZipArchive<R>) -> Result<(), Error> {
    let has = |name: &str| {
        archive.file_names_raw().any(|entry| entry.eq_ignore_ascii_case(name.as_bytes()))
    };
    let format = if has("xl/workbook.bin") {
        "二进制工作簿（.xlsb）"
    } else if has("content.xml") {
        "OpenDocument 表格（.ods）"
    } else if has("word/document.xml") {
        "Word 文档（.docx）"
    } else {
        return Ok(());
    };
    Err(Error::Unsupported { format })
}

/// Inflates one entry, counting; its name.
fn walk(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    index: usize,
    left: &mut u64,
    limits: &Limits,
) -> Result<String, Error> {
    let mut entry = archive.by_index(index).map_err(Error::Archive)?;
    let name = entry.name().map_err(Error::Archive)?.into_owned();
    let mut marks = is_xml(&name).then(|| Marks::of(&name));
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = entry
            .read(&mut buffer)
            .map_err(|source| Error::Inflate { entry: name.clone(), source })?;
        if read == 0 {
            break;
        }
        *left = left
            .checked_sub(read as u64)
            .ok_or(Error::TooMuchUnpacked { max: limits.unpacked_bytes_max })?;
        if let Some(marks) = &mut marks {
            marks
                .feed(&buffer[..read])
                .map_err(|why| Error::Hostile { entry: name.clone(), why })?;
        }
    }
    if let Some(marks) = &marks {
        marks.close().map_err(|why| Error::Hostile { entry: name.clone(), why })?;
    }
    Ok(name)
}

fn is_xml(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".xml") || name.ends_with(".rels")
}

/// What is counted in one part.
struct Marks {
    marks: u64,
    marks_max: u64,
    span: u64,
    /// How far the word that announces a number of texts is matched, then its digits.
    matched: usize,
    announced: Option<u64>,
}

impl Marks {
    fn of(name: &str) -> Self {
        let name = name.to_ascii_lowercase();
        let marks_max = if name.ends_with("sharedstrings.xml") {
            SHARED_MARKS_MAX
        } else if name.contains("worksheets/") {
            MARKS_MAX
        } else {
            OTHER_MARKS_MAX
        };
        Self { marks: 0, marks_max, span: 0, matched: 0, announced: None }
    }

    fn feed(&mut self, bytes: &[u8]) -> Result<(), &'static str> {
        for &byte in bytes {
            match byte {
                // UTF-16 would hide the words that are looked for; nobody writes it here.
                0 => return Err("a zero byte"),
                b'<' => {
                    self.marks += 1;
                    self.span = 0;
                }
                _any_other => self.span += 1,
            }
            if self.marks > self.marks_max {
                return Err("too many tags");
            }
            if self.span > SPAN_MAX {
                return Err("a tag or text that is too long");
            }
            self.announcement(byte)?;
        }
        Ok(())
    }

    fn announcement(&mut self, byte: u8) -> Result<(), &'static str> {
        if let Some(announced) = self.announced {
            match byte {
                b'0'..=b'9' => {
                    let announced =
                        announced.saturating_mul(10).saturating_add(u64::from(byte - b'0'));
                    self.announced = Some(announced);
                    if announced > ANNOUNCED_MAX {
                        return Err("too many texts announced");
                    }
                }
                b'=' | b'"' | b'\'' | b'+' | b' ' | b'\t' | b'\r' | b'\n' if announced == 0 => {}
                _the_end_of_the_number => self.announced = None,
            }
        } else if byte == ANNOUNCEMENT[self.matched] {
            self.matched += 1;
            if self.matched == ANNOUNCEMENT.len() {
                self.matched = 0;
                self.announced = Some(0);
            }
        } else {
            // The word's first letter occurs once in it, so this is all the going back there is.
            self.matched = usize::from(byte == ANNOUNCEMENT[0]);
        }
        Ok(())
    }

    fn close(&self) -> Result<(), &'static str> {
        if self.marks == 0 { Err("no tag at all") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fed(name: &str, text: &str) -> Result<(), &'static str> {
        let mut marks = Marks::of(name);
        // In small pieces, as an inflater delivers them.
        for piece in text.as_bytes().chunks(7) {
            marks.feed(piece)?;
        }
        marks.close()
    }

    #[test]
    fn an_announced_number_of_texts_is_limited() {
        let shared =
            |count: &str| fed("xl/sharedStrings.xml", &format!("<sst uniqueCount={count}>"));
        assert_eq!(shared("\"1187\""), Ok(()));
        assert_eq!(shared(" '99999999999999999999'"), Err("too many texts announced"));
        assert_eq!(fed("a.xml", "<x uuniqueCount=\"4000000\"/>"), Err("too many texts announced"));
        assert_eq!(fed("a.xml", "<x uniqueCount=\"7\" id=\"4000000\"/>"), Ok(()));
    }

    #[test]
    fn tags_and_long_texts_are_limited() {
        assert_eq!(fed("xl/styles.xml", &"<xf/>".repeat(250_001)), Err("too many tags"));
        assert_eq!(fed("xl/worksheets/sheet1.xml", &"<c/>".repeat(250_001)), Ok(()));
        let long = format!("<t>{}</t>", "a".repeat(300_000));
        assert_eq!(fed("xl/sharedStrings.xml", &long), Err("a tag or text that is too long"));
        assert_eq!(fed("xl/workbook.xml", "\u{0}<"), Err("a zero byte"));
    }
}
