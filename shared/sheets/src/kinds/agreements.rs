//! Agreements as this system exports them.

use jiff::civil::Date;

use crate::error::Error;
use crate::header::Field;
use crate::report::Read;
use crate::rows::Rows;
use crate::table::Table;

/// What the columns are called, in their order; some only tell people how an agreement stands.
pub mod column {
    #![allow(missing_docs, reason = "the names say it")]
    pub const ID: &str = "编号";
    pub const TITLE: &str = "协议名称";
    pub const FIRST: &str = "甲方";
    pub const SECOND: &str = "乙方";
    pub const OTHERS: &str = "其他各方";
    pub const DUTIES: &str = "各方职责";
    pub const FROM: &str = "开始日期";
    pub const UNTIL: &str = "结束日期";
    pub const PLAN: &str = "共建计划";
    pub const BREACH: &str = "违约处理";
    pub const PROJECT: &str = "项目名称";
    pub const RESPONSIBLE: &str = "责任人编号";
    pub const DRAFT: &str = "稿次";
    pub const SIGNED: &str = "已签署";
    pub const STATE: &str = "状态";
    pub const REASON: &str = "终止原因";
    pub const FULFILMENT: &str = "履约率";
}

/// The columns that are read.
pub const COLUMNS: &[Field] = &[
    Field::required(column::TITLE, &["协议"], "最多60字"),
    Field::required(column::FIRST, &["甲方名称"], "组织全称，须已登记"),
    Field::required(column::SECOND, &["乙方名称"], "组织全称，须已登记"),
    Field::optional(column::OTHERS, &["丙方"], "几家的一行一家"),
    Field::required(
        column::DUTIES,
        &["职责"],
        "一行一项：单位：种类：内容（数量），如 望海医院：服务：义诊（4场次）；不计数的写（不计量）",
    ),
    Field::required(column::FROM, &["起始日期"], "协议期限的第一天"),
    Field::required(column::UNTIL, &["终止日期"], "协议期限的最后一天，最长五年"),
    Field::optional(column::PLAN, &["计划"], "最多2000字"),
    Field::optional(column::BREACH, &["违约条款"], "最多500字"),
    Field::optional(column::PROJECT, &["立项名称"], "签齐后立项的名称，最多60字；不写为协议名称"),
    Field::optional(
        column::RESPONSIBLE,
        &["责任人"],
        "一行一方：单位：责任领导编号：联络员编号，单位用本行里的名称",
    ),
    Field::optional(column::SIGNED, &["签署方"], "谈约中的协议已由哪几方签署，一行一家"),
    Field::optional(column::STATE, &["协议状态"], "谈约、已签约、已亮约、已终止；不写为已亮约"),
    Field::optional(column::REASON, &["原因"], "协商终止的写明原因；期满终止的空着"),
];

/// One agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns say it")]
pub struct AgreementRow {
    pub title: String,
    pub first: String,
    pub second: String,
    pub others: Option<String>,
    pub duties: String,
    pub from: Date,
    pub until: Date,
    pub plan: Option<String>,
    pub breach: Option<String>,
    pub project: Option<String>,
    pub responsible: Option<String>,
    pub signed: Option<String>,
    pub state: Option<String>,
    pub reason: Option<String>,
}

/// Reads the list.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<AgreementRow>, Error> {
    Ok(Rows::open(table, COLUMNS)?.read(|line| {
        let (title, duties) = (line.text(column::TITLE), line.text_within(column::DUTIES, 20_000));
        let (first, second) = (line.text(column::FIRST), line.text(column::SECOND));
        let (from, until) = (line.day(column::FROM), line.day(column::UNTIL));
        let (others, signed) = (line.text(column::OTHERS), line.text(column::SIGNED));
        let (plan, breach) = (line.text(column::PLAN), line.text(column::BREACH));
        let (project, responsible) = (line.text(column::PROJECT), line.text(column::RESPONSIBLE));
        let (state, reason) = (line.text(column::STATE), line.text(column::REASON));
        Some(AgreementRow {
            title: title?,
            first: first?,
            second: second?,
            others,
            duties: duties?,
            from: from?,
            until: until?,
            plan,
            breach,
            project,
            responsible,
            signed,
            state,
            reason,
        })
    }))
}
