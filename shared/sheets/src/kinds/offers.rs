//! The resource list as this system exports it.

use jiff::civil::Date;

use crate::error::Error;
use crate::header::Field;
use crate::report::Read;
use crate::rows::Rows;
use crate::table::Table;

/// What the columns are called, in their order; some only tell people how a line stands.
pub mod column {
    #![allow(missing_docs, reason = "the names say it")]
    pub const ID: &str = "编号";
    pub const TITLE: &str = "项目名称";
    pub const CONTENT: &str = "项目内容";
    pub const CATEGORY: &str = "类别";
    pub const SUBCATEGORY: &str = "子类";
    pub const OWNER: &str = "所属单位";
    pub const MANAGER: &str = "管理单位";
    pub const AREA: &str = "所属区域";
    pub const AREA_CODE: &str = "区划代码";
    pub const AMOUNT: &str = "拟认领数";
    pub const UNIT: &str = "计量单位";
    pub const CLAIMED: &str = "已认领数";
    pub const PRICE: &str = "单价（元）";
    pub const PLACE: &str = "地点";
    pub const AVAILABLE: &str = "可用时间";
    pub const UNTIL: &str = "有效期至";
    pub const CONDITIONS: &str = "使用条件";
    pub const BOOKED: &str = "按时段预约";
    pub const WEEKLY: &str = "每周开放";
    pub const CLOSED: &str = "停用日";
    pub const EXTRA: &str = "补开日";
    pub const CAPACITY: &str = "同时可用数量";
    pub const STATE: &str = "状态";
    pub const CONTACT: &str = "联系人";
    pub const PHONE: &str = "联系电话";
    pub const REMARK: &str = "备注";
}

/// The columns that are read.
pub const COLUMNS: &[Field] = &[
    Field::required(column::TITLE, &["服务项目", "资源名称"], "资源的名称，最多60字"),
    Field::required(column::OWNER, &["组织名称", "提供单位", "提供方"], "提供资源的组织，须已登记"),
    Field::required(column::AMOUNT, &["数量"], "正整数").amount(),
    Field::optional(column::CONTENT, &["内容", "服务内容"], "最多500字"),
    Field::optional(
        column::CATEGORY,
        &["资源类别"],
        "场地、人才、服务、设施、物资、资金、信息、文化",
    ),
    Field::optional(column::SUBCATEGORY, &["小类代码"], "类别之下的小类代码"),
    Field::optional(column::MANAGER, &["管理方"], "代为管理的组织，须已登记；不写为所属单位"),
    Field::optional(column::CONDITIONS, &["开放条件"], "每条一行"),
    Field::optional(column::AREA_CODE, &["服务区域代码"], "服务哪个区划；不写则不限"),
    Field::optional(column::UNIT, &["计量"], "场次、人次、小时、件、个、元；不写为场次"),
    Field::optional(column::PRICE, &["价格"], "低偿的单价；不写为无偿").amount(),
    Field::optional(column::PLACE, &["地址"], "在哪里"),
    Field::optional(column::AVAILABLE, &["开放时间", "时间"], "什么时候可用"),
    Field::optional(column::UNTIL, &["截止日期"], "有效期的最后一天；不写为长期"),
    Field::optional(column::BOOKED, &["预约"], "是或否；时段写在后面各列"),
    Field::optional(column::WEEKLY, &["每周时段"], "如 周一 09:00-11:00，每个时段一行"),
    Field::optional(column::CLOSED, &["停用日期"], "如 2026-10-01，每天一行"),
    Field::optional(column::EXTRA, &["补开时段"], "如 2026-10-10 09:00-11:00，每个时段一行"),
    Field::optional(column::CAPACITY, &["同时容纳"], "同一时段最多多少；不写为独占").amount(),
    Field::optional(column::STATE, &["资源状态"], "已撤回、已到期的不导入"),
];

/// One offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferRow {
    /// What is offered.
    pub title: String,
    /// By whom.
    pub owner: String,
    /// How much.
    pub amount: u64,
    /// More about it.
    pub content: Option<String>,
    /// Its category, in the list's words.
    pub category: Option<String>,
    /// The code of its subcategory.
    pub subcategory: Option<String>,
    /// Who manages it, where that is not the owner.
    pub manager: Option<String>,
    /// What whoever takes it keeps to, one to a line.
    pub conditions: Option<String>,
    /// Whether it is booked slot by slot, in the list's words.
    pub booked: Option<String>,
    /// When it is open every week, one to a line.
    pub weekly: Option<String>,
    /// On which days it is closed, one to a line.
    pub closed: Option<String>,
    /// When it is open besides, one to a line.
    pub extra: Option<String>,
    /// How much of it may be had at the same time.
    pub capacity: Option<u64>,
    /// The code of the area it serves.
    pub area_code: Option<String>,
    /// What the amount counts, in the list's words.
    pub unit: Option<String>,
    /// The price of one in yuan, as it is written.
    pub price: Option<String>,
    /// Where it is.
    pub place: Option<String>,
    /// When it can be had, in words.
    pub available: Option<String>,
    /// The last day of its term.
    pub until: Option<Date>,
    /// How it stands, in the list's words.
    pub state: Option<String>,
}

/// Reads the list.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<OfferRow>, Error> {
    Ok(Rows::open(table, COLUMNS)?.read(|line| {
        let (title, owner) = (line.text(column::TITLE), line.text(column::OWNER));
        let amount = line.whole(column::AMOUNT);
        let (content, category) = (line.text(column::CONTENT), line.text(column::CATEGORY));
        let (area_code, unit) = (line.code(column::AREA_CODE), line.text(column::UNIT));
        let (price, place) = (line.text(column::PRICE), line.text(column::PLACE));
        let (available, until) = (line.text(column::AVAILABLE), line.day(column::UNTIL));
        let (subcategory, manager) = (line.text(column::SUBCATEGORY), line.text(column::MANAGER));
        let (conditions, booked) = (line.text(column::CONDITIONS), line.text(column::BOOKED));
        let (weekly, closed) = (line.text(column::WEEKLY), line.text(column::CLOSED));
        let (extra, capacity) = (line.text(column::EXTRA), line.whole(column::CAPACITY));
        let state = line.text(column::STATE);
        Some(OfferRow {
            title: title?,
            owner: owner?,
            amount: amount?,
            content,
            category,
            subcategory,
            manager,
            conditions,
            booked,
            weekly,
            closed,
            extra,
            capacity,
            area_code,
            unit,
            price,
            place,
            available,
            until,
            state,
        })
    }))
}
