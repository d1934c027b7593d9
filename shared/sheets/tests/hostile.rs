//! Workbooks built to do harm, in a process of their own: its memory is measured.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

use std::io::{Cursor, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sheets::Table;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The parts of a workbook with one sheet, its XML as given.
fn package(sheet: &[u8], shared: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    const OPEN: &str = "http://schemas.openxmlformats.org";
    let office = format!("{OPEN}/officeDocument/2006/relationships");
    let related = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{OPEN}/package/2006/relationships\">\
             <Relationship Id=\"r1\" Type=\"{office}/{kind}\" Target=\"{target}\"/>\
             </Relationships>"
        )
    };
    let types = format!("<Types xmlns=\"{OPEN}/package/2006/content-types\"/>");
    let relations = related("officeDocument", "xl/workbook.xml");
    let book = format!(
        "<workbook xmlns=\"{OPEN}/spreadsheetml/2006/main\" xmlns:r=\"{office}\">\
         <sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let sheets = related("worksheet", "worksheets/sheet1.xml");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, bytes: &[u8]| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    };
    part("[Content_Types].xml", types.as_bytes());
    part("_rels/.rels", relations.as_bytes());
    part("xl/workbook.xml", book.as_bytes());
    part("xl/_rels/workbook.xml.rels", sheets.as_bytes());
    part("xl/sharedStrings.xml", shared.as_bytes());
    part("xl/worksheets/sheet1.xml", sheet);
    for (name, bytes) in more {
        part(name, bytes);
    }
    zip.finish().unwrap().into_inner()
}

fn sheet(rows: &str) -> Vec<u8> {
    format!("<worksheet><sheetData>{rows}</sheetData></worksheet>").into_bytes()
}

const NO_SHARED: &str = "<sst><si><t>x</t></si></sst>";

/// Refused with this code, quickly, and without much memory. One at a time, or the figures mix.
#[track_caller]
fn harmless(bytes: &[u8], code: &str) {
    static ALONE: Mutex<()> = Mutex::new(());
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    // Where the system can, the peak is forgotten and measured anew.
    let measured = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let before = kib("VmRSS:");
    let started = Instant::now();
    let error = Table::read(bytes, "list.xlsx").unwrap_err();
    let (took, grown) = (started.elapsed(), kib("VmHWM:").saturating_sub(before));
    drop(alone);
    eprintln!("{code}: {} KiB refused in {took:?}, peak {grown} KiB more", bytes.len() >> 10);
    assert_eq!(error.code(), code, "{error}");
    assert!(!error.chinese().is_empty());
    // Unoptimised on a busy machine it takes several times as long.
    let most = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 10 });
    assert!(took < most, "{took:?}");
    assert!(!measured || grown < 256 << 10, "{grown} KiB");
}

/// A figure of this process's memory; nothing where the system does not tell.
fn kib(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

#[test]
fn the_package_that_these_are_built_from_is_itself_sound() {
    let cell = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>"#;
    let table = Table::read(&package(&sheet(cell), NO_SHARED, &[]), "list.xlsx").unwrap();
    assert_eq!(table.rows()[0].cell(0).text(), "姓名");
}

#[test]
fn a_far_cell_is_refused() {
    let far =
        |at: &str| sheet(&format!(r#"<row><c r="A1"><v>1</v></c><c r="{at}"><v>1</v></c></row>"#));
    harmless(&package(&far("XFD1048576"), NO_SHARED, &[]), "cell_far");
    harmless(&package(&far("A1048576"), NO_SHARED, &[]), "cell_far");
    harmless(&package(&far("ZZ2"), NO_SHARED, &[]), "cell_far");
}

#[test]
fn references_that_overflow_are_refused() {
    for at in ["A99999999999", "ZZZZZZZZZZ1", "A0", "1A"] {
        let rows = format!(r#"<row r="4294967295"><c r="{at}"><v>1</v></c></row>"#);
        harmless(&package(&sheet(&rows), NO_SHARED, &[]), "workbook_broken");
    }
    let merges = "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData>\
                  <mergeCells><mergeCell ref=\"B9:A1\"/></mergeCells></worksheet>";
    harmless(&package(merges.as_bytes(), NO_SHARED, &[]), "workbook_broken");
}

#[test]
fn a_zip_bomb_is_refused_while_it_inflates() {
    let bomb = vec![b' '; 100 << 20];
    harmless(
        &package(&sheet(""), NO_SHARED, &[("xl/media/image1.png", &bomb)]),
        "archive_unpacked",
    );
    harmless(&package(&bomb, NO_SHARED, &[]), "archive_hostile");
    let nested: Vec<u8> = b"<c><v>1</v></c>".repeat(6 << 20);
    harmless(&package(&nested, NO_SHARED, &[]), "archive_hostile");
}

#[test]
fn ten_million_declared_cells_are_refused() {
    let rows = format!("<row>{}</row>", "<c/>".repeat(10_000_000));
    harmless(&package(&sheet(&rows), NO_SHARED, &[]), "archive_hostile");
    // Bare cells under the number of tags, and the dimension of the whole sheet.
    let bare = format!("<row>{}</row>", "<c/>".repeat(3_000_000));
    let whole = format!(
        "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{bare}</sheetData></worksheet>"
    );
    harmless(&package(whole.as_bytes(), NO_SHARED, &[]), "cells_too_many");
    let filled = format!("<row>{}</row>", r#"<c r="A1"><v>1</v></c>"#.repeat(200_001));
    harmless(&package(&sheet(&filled), NO_SHARED, &[]), "cells_too_many");
}

#[test]
fn shared_texts_announced_or_stored_by_the_million_are_refused() {
    let announced = r#"<sst uniqueCount="999999999999"><si><t>x</t></si></sst>"#;
    harmless(&package(&sheet(""), announced, &[]), "archive_hostile");
    let stored = format!("<sst>{}</sst>", "<si><t>x</t></si>".repeat(600_000));
    harmless(&package(&sheet(""), &stored, &[]), "archive_hostile");
    let formats =
        format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf/>".repeat(300_000));
    let styles = [("xl/styles.xml", formats.as_bytes())];
    harmless(&package(&sheet(""), NO_SHARED, &styles), "archive_hostile");
}

#[test]
fn entities_are_not_expanded_and_entries_are_counted() {
    let laughs = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/hostname\">]>\
                  <worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&a;</t></is></c></row>\
                  </sheetData></worksheet>";
    match Table::read(&package(laughs.as_bytes(), NO_SHARED, &[]), "list.xlsx") {
        Ok(table) => assert_eq!(table.rows()[0].cell(0).text(), "&a;"),
        Err(error) => {
            assert!(matches!(error.code(), "workbook_broken" | "workbook_empty"), "{error}")
        }
    }
    let names: Vec<String> = (0..200).map(|n| format!("xl/{n}.xml")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"<x/>"[..])).collect();
    harmless(&package(&sheet(""), NO_SHARED, &many), "archive_entries");
}

#[test]
fn other_formats_are_refused_by_their_name() {
    let refused = |bytes: &[u8]| Table::read(bytes, "list.xlsx").unwrap_err();
    let old = refused(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on");
    assert!(old.chinese().starts_with("不能读取旧版 Excel（.xls）。"), "{}", old.chinese());
    let mut locked = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(refused(&locked).chinese().starts_with("不能读取加了打开密码的工作簿"));
    for (entry, name) in [("xl/workbook.bin", ".xlsb"), ("content.xml", ".ods")] {
        let error = refused(&package(&sheet(""), NO_SHARED, &[(entry, b"<x/>")]));
        assert!(error.chinese().contains(name), "{}", error.chinese());
    }
    assert_eq!(refused(b"PK\x03\x04 and nothing").code(), "archive_broken");
    assert_eq!(refused(&vec![b'a'; (5 << 20) + 1]).code(), "file_too_large");
    assert_eq!(refused(b"").code(), "file_empty");
    assert_eq!(refused(&package(&sheet(""), NO_SHARED, &[])).code(), "workbook_empty");
}
