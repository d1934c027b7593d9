//! Service records as this system exports them.

use jiff::civil::Date;

use crate::error::Error;
use crate::header::Field;
use crate::report::Read;
use crate::rows::Rows;
use crate::table::Table;

/// What the columns are called, in their order; some only tell people what a record is about.
pub mod column {
    #![allow(missing_docs, reason = "the names say it")]
    pub const ID: &str = "编号";
    pub const PROJECT: &str = "项目编号";
    pub const TITLE: &str = "项目名称";
    pub const GIVING: &str = "供给方";
    pub const ASKING: &str = "需求方";
    pub const DATE: &str = "服务时间";
    pub const WHAT: &str = "服务内容";
    pub const MINUTES: &str = "服务时长（分钟）";
    pub const PEOPLE: &str = "服务人数";
    pub const ATTENDANCE: &str = "到场人员编号";
    pub const NO_SHOWS: &str = "未到人员编号";
    pub const QUANTITY: &str = "交付数量";
    pub const DUTY: &str = "职责序号";
    pub const DUTY_DONE: &str = "职责完成数";
    pub const STATE: &str = "状态";
    pub const RECORDED_BY: &str = "登记人编号";
    pub const CONFIRMED_BY: &str = "确认人编号";
    pub const REASON: &str = "冲销原因";
    pub const PROJECT_STATE: &str = "项目推进情况";
    pub const PROJECT_REASON: &str = "项目原因";
}

/// 500 people are named at most, each with a number of 36 characters and the minutes.
const NAMED_CHARS_MAX: usize = 25_000;

/// The columns that are read.
pub const COLUMNS: &[Field] = &[
    Field::required(column::PROJECT, &["项目编码"], "先用 import projects 导入项目"),
    Field::required(column::DATE, &["服务日期", "日期"], "哪一天"),
    Field::required(column::WHAT, &["内容"], "最多200字"),
    Field::required(column::MINUTES, &["服务时长", "时长"], "1到1440").amount(),
    Field::required(column::PEOPLE, &["人数"], "1到10000").amount(),
    Field::optional(column::ATTENDANCE, &["到场人员"], "一行一人：人员编号、空格、分钟数"),
    Field::optional(column::NO_SHOWS, &["未到人员"], "一行一人，人员编号"),
    Field::required(column::QUANTITY, &["数量"], "交付了认领数量中的多少；只履行职责的写0")
        .amount(),
    Field::optional(column::DUTY, &["职责"], "协议里的第几项职责").amount(),
    Field::optional(column::DUTY_DONE, &["完成数"], "完成了这项职责的多少").amount(),
    Field::optional(column::STATE, &["记录状态"], "待确认、已确认、已冲销；不写为待确认"),
    Field::optional(column::RECORDED_BY, &["登记人"], "谁登记的，人员编号"),
    Field::optional(column::CONFIRMED_BY, &["确认人"], "谁确认的，人员编号；不能是登记人"),
    Field::optional(column::REASON, &["原因"], "已冲销的写明原因"),
    Field::optional(column::PROJECT_STATE, &["推进情况"], "记录导入后，项目办到哪一步"),
    Field::optional(column::PROJECT_REASON, &["返工或终止原因"], "项目暂停、返工、终止的原因"),
];

/// One service record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct RecordRow {
    pub project: String,
    pub date: Date,
    pub what: String,
    pub minutes: u64,
    pub people: u64,
    pub attendance: Option<String>,
    pub no_shows: Option<String>,
    pub quantity: u64,
    pub duty: Option<u64>,
    pub duty_done: Option<u64>,
    pub state: Option<String>,
    pub recorded_by: Option<String>,
    pub confirmed_by: Option<String>,
    pub reason: Option<String>,
    pub project_state: Option<String>,
    pub project_reason: Option<String>,
}

/// Reads the list.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<RecordRow>, Error> {
    Ok(Rows::open(table, COLUMNS)?.read(|line| {
        let (project, date) = (line.code(column::PROJECT), line.day(column::DATE));
        let (what, minutes) = (line.text(column::WHAT), line.whole(column::MINUTES));
        let (people, quantity) = (line.whole(column::PEOPLE), line.whole(column::QUANTITY));
        let (duty, duty_done) = (line.whole(column::DUTY), line.whole(column::DUTY_DONE));
        let (state, reason) = (line.text(column::STATE), line.text(column::REASON));
        let attendance = line.text_within(column::ATTENDANCE, NAMED_CHARS_MAX);
        let no_shows = line.text_within(column::NO_SHOWS, NAMED_CHARS_MAX);
        let recorded_by = line.text(column::RECORDED_BY);
        let confirmed_by = line.text(column::CONFIRMED_BY);
        let project_state = line.text(column::PROJECT_STATE);
        let project_reason = line.text(column::PROJECT_REASON);
        Some(RecordRow {
            project: project?,
            date: date?,
            what: what?,
            minutes: minutes?,
            people: people?,
            attendance,
            no_shows,
            quantity: quantity?,
            duty,
            duty_done,
            state,
            recorded_by,
            confirmed_by,
            reason,
            project_state,
            project_reason,
        })
    }))
}
