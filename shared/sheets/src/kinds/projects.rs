//! The project list as this system exports it.

use jiff::civil::Date;

use crate::error::Error;
use crate::header::Field;
use crate::report::Read;
use crate::rows::Rows;
use crate::table::Table;

/// What the columns are called, in their order; some only tell people how a project stands.
pub mod column {
    #![allow(missing_docs, reason = "the names say it")]
    pub const CODE: &str = "项目编号";
    pub const TITLE: &str = "服务项目名称";
    pub const GIVING: &str = "供给方";
    pub const ASKING: &str = "需求方";
    pub const AMOUNT: &str = "拟认领数";
    pub const UNIT: &str = "计量单位";
    pub const DELIVERED: &str = "已交付数";
    pub const NEED: &str = "对应需求";
    pub const OFFER: &str = "对应资源";
    pub const AGREEMENT: &str = "共建协议";
    pub const STATE: &str = "推进情况";
    pub const REASON: &str = "原因";
    pub const RECORDS: &str = "服务记录数";
    pub const OPENED: &str = "立项日期";
    pub const MILESTONES: &str = "进度节点";
    pub const ATTACHMENTS: &str = "附件";
    pub const CLAIMS: &str = "认领情况";
    pub const REMARK: &str = "备注";
}

/// The columns that are read.
pub const COLUMNS: &[Field] = &[
    Field::optional(column::CODE, &["项目编码"], "如 371002001001-2025-0001；不写则新编"),
    Field::required(column::TITLE, &["项目名称", "项目"], "最多60字"),
    Field::required(column::GIVING, &["认领单位", "承接方"], "组织全称，须已登记"),
    Field::required(column::ASKING, &["受益方"], "组织全称，须已登记"),
    Field::required(column::AMOUNT, &["数量"], "正整数").amount(),
    Field::optional(column::UNIT, &["计量"], "场次、人次、小时、件、个、元；不写为场次"),
    Field::optional(column::NEED, &["需求名称"], "需求方已发布的需求；没有的另立一条"),
    Field::optional(column::OFFER, &["资源名称"], "供给方在列的资源；不写为一次性"),
    Field::optional(column::AGREEMENT, &["协议名称", "所属协议"], "协议的名称，须已登记"),
    Field::optional(column::STATE, &["项目状态", "进展"], "不写为执行中"),
    Field::optional(column::REASON, &["终止原因"], "未获立项、暂停、返工、终止的原因"),
    Field::optional(column::RECORDS, &["记录数"], "另见服务记录").amount(),
    Field::optional(column::OPENED, &["立项时间"], "哪一天立项；不写为导入之日"),
    Field::optional(
        column::MILESTONES,
        &["里程碑"],
        "一行一个，如 1：2026-03-01：2026-03-02：开班；还没有完成的，完成日期空着",
    ),
];

/// One project.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct ProjectRow {
    pub code: Option<String>,
    pub title: String,
    pub giving: String,
    pub asking: String,
    pub amount: u64,
    pub unit: Option<String>,
    pub need: Option<String>,
    pub offer: Option<String>,
    pub agreement: Option<String>,
    pub state: Option<String>,
    pub reason: Option<String>,
    pub records: Option<u64>,
    pub opened: Option<Date>,
    pub milestones: Option<String>,
}

/// Reads the list.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<ProjectRow>, Error> {
    Ok(Rows::open(table, COLUMNS)?.read(|line| {
        let (code, title) = (line.code(column::CODE), line.text(column::TITLE));
        let (giving, asking) = (line.text(column::GIVING), line.text(column::ASKING));
        let (amount, unit) = (line.whole(column::AMOUNT), line.text(column::UNIT));
        let (agreement, records) = (line.text(column::AGREEMENT), line.whole(column::RECORDS));
        let (state, reason) = (line.text(column::STATE), line.text(column::REASON));
        let (need, offer) = (line.text(column::NEED), line.text(column::OFFER));
        let opened = line.day(column::OPENED);
        let milestones = line.text(column::MILESTONES);
        Some(ProjectRow {
            code,
            title: title?,
            giving: giving?,
            asking: asking?,
            amount: amount?,
            unit,
            need,
            offer,
            agreement,
            state,
            reason,
            records,
            opened,
            milestones,
        })
    }))
}
