//! XLSX: written by a real writer, or built to do harm.

use std::io::{Cursor, Write};
use std::time::{Duration, Instant};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use sheets::kinds::{culture_events, joint_units, members, units, venues};
use sheets::{Error, Limits, Table, When};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::{noticed, refused};

fn read(workbook: &mut Workbook) -> Table {
    Table::read(&workbook.save_to_buffer().unwrap(), "list.xlsx").unwrap()
}

#[test]
fn merged_cells_are_filled_as_far_as_the_file_merges_them() {
    let mut workbook = Workbook::new();
    let plain = Format::new();
    let sheet = workbook.add_worksheet();
    sheet.merge_range(0, 0, 0, 3, "联建清单", &plain).unwrap();
    for (column, heading) in (0..).zip(["序号", "居民区党组织名称", "联建单位名称", "联建单位数"])
    {
        sheet.write(2, column, heading).unwrap();
    }
    for (row, unit) in (3..).zip(["一中", "二中", "三中", "四中", "五中"]) {
        sheet.write(row, 0, row - 2).unwrap();
        sheet.write(row, 2, unit).unwrap();
    }
    sheet.merge_range(3, 1, 5, 1, "甲居民区", &plain).unwrap();
    sheet.merge_range(3, 3, 5, 3, "", &plain).unwrap();
    sheet.write(3, 3, 3).unwrap();
    sheet.write(6, 1, "乙居民区").unwrap();
    let read = joint_units::read(&read(&mut workbook)).unwrap();
    let rows: Vec<_> =
        read.rows.iter().map(|(row, pair)| (row.0, pair.community.as_str())).collect();
    assert_eq!(rows, [(4, "甲居民区"), (5, "甲居民区"), (6, "甲居民区"), (7, "乙居民区")]);
    // The file merges cells of this column, so a blank below them is no merged cell.
    assert_eq!(refused(&read.refused), [(vec![8], "name_missing")]);
    assert!(noticed(&read, "filled_down").is_empty());
    assert!(noticed(&read, "count_disagrees").is_empty());
}

#[test]
fn merged_texts_hold_for_every_row_and_merged_amounts_for_the_first() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, heading) in (0..).zip(["场地名称", "地址", "容纳人数"]) {
        sheet.write(0, column, heading).unwrap();
    }
    sheet.write(1, 0, "一号厅").unwrap();
    sheet.write(2, 0, "二号厅").unwrap();
    sheet.merge_range(1, 1, 2, 1, "文化路1号", &Format::new()).unwrap();
    sheet.merge_range(1, 2, 2, 2, "", &Format::new()).unwrap();
    sheet.write(1, 2, 300).unwrap();
    let read = venues::read(&read(&mut workbook)).unwrap();
    let second = &read.rows[1].1;
    assert_eq!((second.address.as_deref(), second.capacity), (Some("文化路1号"), None));
    assert_eq!(read.rows[0].1.capacity, Some(300));
}

#[test]
fn dates_are_read_whether_formatted_or_bare_numbers() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "活动名称").unwrap();
    sheet.write(0, 1, "时间").unwrap();
    let day = ExcelDateTime::from_ymd(2017, 3, 2).unwrap();
    let format = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    sheet.write(1, 0, "甲").unwrap();
    sheet.write_datetime_with_format(1, 1, &day, &format).unwrap();
    sheet.write(2, 0, "乙").unwrap();
    sheet.write(2, 1, 42_796).unwrap();
    sheet.write(3, 0, "丙").unwrap();
    sheet.write(3, 1, 2017.1).unwrap();
    let read = culture_events::read(&read(&mut workbook)).unwrap();
    let when: Vec<_> = read.rows.iter().map(|(_, e)| e.time.clone().unwrap().when).collect();
    let day = When::Day(jiff::civil::date(2017, 3, 2));
    assert_eq!(when, [day.clone(), day, When::Unclear("2017.1".to_owned())]);
}

#[test]
fn numbers_that_the_program_rounded_are_no_codes_and_failed_formulas_no_texts() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "单位名称").unwrap();
    sheet.write(0, 1, "信用代码").unwrap();
    sheet.write(0, 2, "电话").unwrap();
    sheet.write(1, 0, "甲").unwrap();
    sheet.write(1, 1, 123_456_789_012_345_680.0).unwrap();
    sheet.write(2, 0, "乙").unwrap();
    sheet.write(2, 2, 13_800_001_234.0).unwrap();
    sheet.write_formula(3, 0, rust_xlsxwriter::Formula::new("=NA()").set_result("#N/A")).unwrap();
    let read = units::read(&read(&mut workbook)).unwrap();
    assert_eq!(refused(&read.refused)[0], (vec![2], "code_rounded"));
    assert_eq!(read.rows[0].1.phones, ["13800001234"]);
}

#[test]
fn hidden_sheets_are_passed_over_and_further_ones_named() {
    let mut workbook = Workbook::new();
    let hidden = workbook.add_worksheet();
    hidden.set_name("旧").unwrap().set_hidden(true).write(0, 0, "姓名").unwrap();
    workbook.add_worksheet().set_name("空白").unwrap().set_active(true);
    let list = workbook.add_worksheet();
    list.set_name("名册").unwrap().write(0, 0, "姓名").unwrap();
    list.write(1, 0, "某甲").unwrap();
    workbook.add_worksheet().set_name("附表").unwrap().write(0, 0, "其他").unwrap();
    let read = members::read(&read(&mut workbook)).unwrap();
    assert_eq!(read.rows.len(), 1);
    assert!(read.notices[0].message.ends_with("未读取的工作表：附表。"));
}

#[test]
fn a_roster_of_fifty_thousand_rows_is_read() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, heading) in (0..).zip(["姓名", "电话", "工作单位", "居住社区", "特长", "服务类别"])
    {
        sheet.write(0, column, heading).unwrap();
    }
    for row in 1..=50_000 {
        sheet.write(row, 0, format!("某{row}")).unwrap();
        sheet.write(row, 1, format!("138{row:08}")).unwrap();
        sheet.write(row, 2, format!("第{}单位", row % 1200)).unwrap();
        sheet.write(row, 3, format!("第{}社区", row % 254)).unwrap();
        sheet.write(row, 4, "书法、理发").unwrap();
        sheet.write(row, 5, "政策宣传").unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    assert!(matches!(Table::read(&bytes, "m.xlsx"), Err(Error::TooManyCells { max: 200_000 })));
    let started = Instant::now();
    let table = Table::read_within(&bytes, "m.xlsx", &Limits::ROSTER).unwrap();
    let read = members::read(&table).unwrap();
    eprintln!("50,000 rows, {} KiB, in {:?}", bytes.len() >> 10, started.elapsed());
    assert_eq!((read.rows.len(), read.refused.len()), (50_000, 0));
}

/// The parts of a workbook with one sheet, its XML as given.
fn package(sheet: &[u8], shared: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    let relations = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let book = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;
    let sheets = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
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

/// Refused with this code, quickly, and without much memory.
#[track_caller]
fn harmless(bytes: &[u8], code: &str) {
    let before = peak_kib();
    let started = Instant::now();
    let error = Table::read(bytes, "list.xlsx").unwrap_err();
    let (took, grown) = (started.elapsed(), peak_kib().saturating_sub(before));
    eprintln!("{code}: {} KiB refused in {took:?}, peak grew {grown} KiB", bytes.len() >> 10);
    assert_eq!(error.code(), code, "{error}");
    assert!(!error.chinese().is_empty());
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert!(grown < 128 << 10, "{grown} KiB");
}

/// The most memory this process ever held; where the system does not tell, nothing grows.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

#[test]
fn the_package_that_the_hostile_ones_are_built_from_is_itself_sound() {
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
    let bomb = vec![b' '; 300 << 20];
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
                  <worksheet><sheetData><row><c t=\"inlineStr\"><is><t>&a;</t></is></c></row></sheetData></worksheet>";
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
