//! Holidays and the workdays that make up for them.

use jiff::civil::Date;

use crate::cells::Fault;
use crate::error::Error;
use crate::header::Field;
use crate::report::Read;
use crate::rows::Rows;
use crate::table::Table;

const DATE: &str = "日期";
const NAME: &str = "名称";
const OFF: &str = "是否放假";

/// The columns of the list.
pub const COLUMNS: &[Field] = &[
    Field::required(DATE, &["date", "时间"], "如 2026-10-01"),
    Field::required(NAME, &["name", "节日", "节假日"], "如国庆节"),
    Field::required(OFF, &["day_off", "放假", "休息", "类型"], "1或“休”为放假，0或“班”为调休上班"),
];

/// One day that is not what its weekday says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub date: Date,
    /// What it is called.
    pub name: String,
    /// A day off, or a make-up workday.
    pub day_off: bool,
}

/// Reads the list. A day that is said to be both is refused.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<Holiday>, Error> {
    let mut read = Rows::open(table, COLUMNS)?.read(|line| {
        let (date, name, off) = (line.day(DATE), line.text(NAME), line.text(OFF));
        let day_off = off.as_deref().map(day_off);
        if let (Some(off), Some(None)) = (&off, day_off) {
            let message = format!("“{off}”不知是放假还是上班");
            line.refuse(OFF, Fault::new("day_off_unknown", message, "请填1（放假）或0（上班）"));
        }
        Some(Holiday { date: date?, name: name?, day_off: day_off?? })
    });
    read.refuse_twins(DATE, |holiday| Some(holiday.date), |a, b| a.day_off == b.day_off);
    Ok(read)
}

fn day_off(text: &str) -> Option<bool> {
    match text::width::tight(text).to_lowercase().as_str() {
        "1" | "是" | "休" | "放假" | "休息" | "节假日" | "true" => Some(true),
        "0" | "否" | "班" | "上班" | "调休" | "调休上班" | "工作日" | "false" => {
            Some(false)
        }
        _neither => None,
    }
}
