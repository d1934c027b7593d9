//! The annex: every line that was counted, with what proves it; every duty, and what is not done.

use contracts::reporting::{FigureLine, ReportPaper};
use rust_xlsxwriter::{
    ColNum, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};
use values::Date;

use super::{PressError, promises};

const LINES_HEAD: [(&str, f64); 9] = [
    ("序号", 6.0),
    ("日期", 12.0),
    ("指标", 16.0),
    ("次数", 8.0),
    ("数量", 10.0),
    ("对方", 24.0),
    ("事项", 32.0),
    ("编号", 38.0),
    ("依据（服务与日志位置）", 24.0),
];

/// What the sheets are called, in their order.
pub(crate) const TITLES: [&str; 3] =
    ["共建工作依据明细表", "协议义务履行情况表", "承诺未完成事项表"];

/// How wide the columns of the other sheets are.
const TEXT_WIDTH: f64 = 28.0;

/// The bytes of the annex; the same for the same paper and lines.
pub(crate) fn xlsx(
    paper: &ReportPaper,
    lines: &[FigureLine],
    on: Date,
) -> Result<Vec<u8>, PressError> {
    write(paper, lines, on).map_err(|error| PressError::Xlsx(error.to_string()))
}

fn write(paper: &ReportPaper, lines: &[FigureLine], on: Date) -> Result<Vec<u8>, XlsxError> {
    let year = u16::try_from(on.year()).unwrap_or(2000);
    let (month, day) = (on.month().unsigned_abs(), on.day().unsigned_abs());
    let created = ExcelDateTime::from_ymd(year, month, day)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let number = paper.line.number.as_deref().unwrap_or_default();
    let [evidence_title, duties_title, undone_title] =
        TITLES.map(|title| format!("{number} 附件　{title}"));
    evidence(workbook.add_worksheet(), &evidence_title, paper, lines)?;
    let duties = promises::duty_rows(paper);
    let sheet = workbook.add_worksheet().set_name("协议义务")?;
    texts(sheet, &duties_title, promises::DUTY_HEAD, &duties)?;
    let undone = promises::undone_rows(paper);
    let sheet = workbook.add_worksheet().set_name("未完成事项")?;
    texts(sheet, &undone_title, promises::UNDONE_HEAD, &undone)?;
    workbook.save_to_buffer()
}

fn cell() -> Format {
    Format::new().set_border(FormatBorder::Thin)
}

/// A title over a head that every printed page repeats.
fn head(
    sheet: &mut Worksheet,
    title: &str,
    columns: impl IntoIterator<Item = (&'static str, f64)>,
) -> Result<(), XlsxError> {
    let name_format = cell().set_bold().set_align(FormatAlign::Center);
    let mut last: ColNum = 0;
    for (column, (name, width)) in (0..).zip(columns) {
        sheet.write_with_format(1, column, name, &name_format)?;
        sheet.set_column_width(column, width)?;
        last = column;
    }
    let title_format = Format::new().set_bold().set_font_size(14).set_align(FormatAlign::Center);
    sheet.merge_range(0, 0, 0, last, title, &title_format)?;
    sheet.set_freeze_panes(2, 0)?;
    sheet.set_repeat_rows(1, 1)?;
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

fn evidence(
    sheet: &mut Worksheet,
    title: &str,
    paper: &ReportPaper,
    lines: &[FigureLine],
) -> Result<(), XlsxError> {
    sheet.set_name("依据明细")?;
    head(sheet, title, LINES_HEAD)?;
    let cell = cell();
    for (row, line) in (2_u32..).zip(lines) {
        let other = line.with.and_then(|with| {
            let section = paper.sections.iter().find(|section| section.community == with);
            section.and_then(|section| section.name.clone())
        });
        let texts = [
            (1, line.on.to_string()),
            (2, line.counted.chinese().to_owned()),
            (5, other.unwrap_or_default()),
            (6, line.title.clone().unwrap_or_default()),
            (7, line.aggregate.to_string()),
            (8, format!("{} 第{}条", line.service, line.position)),
        ];
        for (column, text) in texts {
            sheet.write_string_with_format(row, column, text, &cell)?;
        }
        let figures = [(0, i64::from(row) - 1), (3, line.count), (4, line.amount)];
        for (column, figure) in figures {
            sheet.write_with_format(row, column, figure, &cell)?;
        }
    }
    Ok(())
}

/// Rows of texts; without any the sheet says so.
fn texts<const N: usize>(
    sheet: &mut Worksheet,
    title: &str,
    names: [&'static str; N],
    rows: &[[String; N]],
) -> Result<(), XlsxError> {
    head(sheet, title, names.map(|name| (name, TEXT_WIDTH)))?;
    let cell = cell();
    for (row, texts) in (2..).zip(rows) {
        for (column, text) in (0..).zip(texts) {
            sheet.write_string_with_format(row, column, text, &cell)?;
        }
    }
    if rows.is_empty() {
        sheet.write_string_with_format(2, 0, "本期无", &cell)?;
    }
    Ok(())
}
