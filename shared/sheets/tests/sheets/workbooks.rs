//! XLSX, written by a real writer.

use std::time::Instant;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use sheets::kinds::{culture_events, joint_units, members, units, venues};
use sheets::{Error, Limits, Table, When};

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
    let opened = started.elapsed();
    let read = members::read(&table).unwrap();
    let (kib, took) = (bytes.len() >> 10, started.elapsed());
    eprintln!("50,000 rows, {kib} KiB: cells after {opened:?}, rows after {took:?}");
    assert_eq!((read.rows.len(), read.refused.len()), (50_000, 0));
}
