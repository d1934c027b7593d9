//! The annex: every line that was counted, with what proves it.

use contracts::reporting::{FigureLine, ReportPaper};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook};
use values::Date;

use super::PressError;

const HEAD: [(&str, f64); 9] = [
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

/// The bytes of the annex; the same for the same lines.
pub(crate) fn xlsx(
    paper: &ReportPaper,
    lines: &[FigureLine],
    on: Date,
) -> Result<Vec<u8>, PressError> {
    let failed = |error: rust_xlsxwriter::XlsxError| PressError::Xlsx(error.to_string());
    let year = u16::try_from(on.year()).unwrap_or(2000);
    let (month, day) = (on.month().unsigned_abs(), on.day().unsigned_abs());
    let created = ExcelDateTime::from_ymd(year, month, day).map_err(failed)?;
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let head =
        Format::new().set_bold().set_border(FormatBorder::Thin).set_align(FormatAlign::Center);
    let cell = Format::new().set_border(FormatBorder::Thin);
    let sheet = workbook.add_worksheet();
    sheet.set_name("依据明细").map_err(failed)?;
    let number = paper.line.number.as_deref().unwrap_or_default();
    let title = format!("{number} 附件　共建工作依据明细表");
    let title_format = Format::new().set_bold().set_font_size(14).set_align(FormatAlign::Center);
    sheet.merge_range(0, 0, 0, 8, &title, &title_format).map_err(failed)?;
    for (column, (name, width)) in (0..).zip(HEAD) {
        sheet.write_with_format(1, column, name, &head).map_err(failed)?;
        sheet.set_column_width(column, width).map_err(failed)?;
    }
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
            sheet.write_string_with_format(row, column, text, &cell).map_err(failed)?;
        }
        let figures = [(0, i64::from(row) - 1), (3, line.count), (4, line.amount)];
        for (column, figure) in figures {
            sheet.write_with_format(row, column, figure, &cell).map_err(failed)?;
        }
    }
    sheet.set_freeze_panes(2, 0).map_err(failed)?;
    sheet.set_repeat_rows(1, 1).map_err(failed)?;
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    workbook.save_to_buffer().map_err(failed)
}
