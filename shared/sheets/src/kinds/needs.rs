//! The need list as this system exports it.

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
    pub const KIND: &str = "需求类型";
    pub const CATEGORY: &str = "类别";
    pub const SUBCATEGORY: &str = "子类";
    pub const URGENCY: &str = "紧急程度";
    pub const SOURCE: &str = "来源";
    pub const OWNER: &str = "需求方";
    pub const AREA: &str = "所属区域";
    pub const AMOUNT: &str = "拟认领数";
    pub const UNIT: &str = "计量单位";
    pub const CLAIMED: &str = "已认领数";
    pub const DELIVERED: &str = "已交付数";
    pub const DIVISIBLE: &str = "可分批认领";
    pub const PARTNERS: &str = "认领方上限";
    pub const PLACE: &str = "地点";
    pub const WANTED: &str = "希望时间";
    pub const FROM: &str = "开展起";
    pub const UNTIL: &str = "开展止";
    pub const SKILLS: &str = "专长要求";
    pub const CONCERNS_MANY: &str = "涉及多数人";
    pub const MEETING: &str = "议事日期";
    pub const RESOLUTION: &str = "议事决议";
    pub const DEADLINE: &str = "认领截止";
    pub const STATE: &str = "状态";
    pub const CONTACT: &str = "联系人";
    pub const PHONE: &str = "联系电话";
    pub const REMARK: &str = "备注";
}

/// The columns that are read.
pub const COLUMNS: &[Field] = &[
    Field::required(column::TITLE, &["需求名称", "需求"], "需求的名称，最多60字"),
    Field::required(column::OWNER, &["组织名称", "提出单位"], "提出需求的组织，须已登记"),
    Field::required(column::AMOUNT, &["数量"], "正整数").amount(),
    Field::optional(column::CONTENT, &["内容", "需求内容"], "最多500字"),
    Field::optional(column::KIND, &["类型"], "共性、个性、微心愿、岗位；不写为共性"),
    Field::optional(
        column::CATEGORY,
        &["需求类别"],
        "场地、人才、服务、设施、物资、资金、信息、文化",
    ),
    Field::optional(column::SUBCATEGORY, &["细类"], "类别之下的小类"),
    Field::optional(column::URGENCY, &["难易程度"], "一般、疑难、紧急；不写为一般"),
    Field::optional(
        column::SOURCE,
        &["需求来源"],
        "居民、网格员、社区、单位、会议、热线；不写为社区",
    ),
    Field::optional(column::UNIT, &["计量"], "场次、人次、小时、件、个、元；不写为场次"),
    Field::optional(column::DIVISIBLE, &["可拆分"], "是或否；不写为否"),
    Field::optional(column::PARTNERS, &["最多几家"], "正整数；不写为1").amount(),
    Field::optional(column::PLACE, &["地址"], "在哪里"),
    Field::optional(column::WANTED, &["时间"], "希望什么时候"),
    Field::optional(column::FROM, &["开始日期"], "哪天起开展，须与“开展止”同写"),
    Field::optional(column::UNTIL, &["结束日期"], "最迟哪天完成"),
    Field::optional(column::SKILLS, &["专长"], "岗位要的专长，用顿号分开，最多10项"),
    Field::optional(column::CONCERNS_MANY, &["是否议事"], "是或否；不写为否"),
    Field::optional(column::MEETING, &["会议日期"], "涉及多数人的，议事会哪天开的"),
    Field::optional(column::RESOLUTION, &["决议"], "议事会怎么定的，最多500字"),
    Field::optional(column::DEADLINE, &["截止时间"], "如 2026-03-06 或 2026-03-06 17:00"),
    Field::optional(
        column::STATE,
        &["需求状态"],
        "待核实、待发布的导入后也是；已销号、已退回的不导入",
    ),
];

/// One need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedRow {
    /// What is needed.
    pub title: String,
    /// By whom.
    pub owner: String,
    /// How much.
    pub amount: u64,
    /// More about it.
    pub content: Option<String>,
    /// Its kind, in the list's words.
    pub kind: Option<String>,
    /// Its category, in the list's words.
    pub category: Option<String>,
    /// Its subcategory.
    pub subcategory: Option<String>,
    /// How urgent and hard it is, in the list's words.
    pub urgency: Option<String>,
    /// Where it was heard, in the list's words.
    pub source: Option<String>,
    /// What the amount counts, in the list's words.
    pub unit: Option<String>,
    /// Whether several may take a part each, in the list's words.
    pub divisible: Option<String>,
    /// How many partners at most.
    pub partners_max: Option<u64>,
    /// Where it is.
    pub place: Option<String>,
    /// When it is wanted, in words.
    pub wanted: Option<String>,
    /// The first day on which it is to be done.
    pub from: Option<Date>,
    /// The last one.
    pub until: Option<Date>,
    /// The skills that a post asks for.
    pub skills: Vec<String>,
    /// Whether it concerns many, in the list's words.
    pub concerns_many: Option<String>,
    /// When a meeting deliberated it.
    pub meeting: Option<Date>,
    /// What that meeting resolved.
    pub resolution: Option<String>,
    /// Until when it may be claimed, as it is written.
    pub deadline: Option<String>,
    /// How it stands, in the list's words.
    pub state: Option<String>,
}

/// Reads the list.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<NeedRow>, Error> {
    Ok(Rows::open(table, COLUMNS)?.read(|line| {
        let (title, owner) = (line.text(column::TITLE), line.text(column::OWNER));
        let amount = line.whole(column::AMOUNT);
        let (content, kind) = (line.text(column::CONTENT), line.text(column::KIND));
        let (subcategory, urgency) = (line.text(column::SUBCATEGORY), line.text(column::URGENCY));
        let (category, source) = (line.text(column::CATEGORY), line.text(column::SOURCE));
        let (unit, divisible) = (line.text(column::UNIT), line.text(column::DIVISIBLE));
        let partners_max = line.whole(column::PARTNERS);
        let (place, wanted) = (line.text(column::PLACE), line.text(column::WANTED));
        let (from, until) = (line.day(column::FROM), line.day(column::UNTIL));
        let skills = line.names(column::SKILLS);
        let (concerns_many, meeting) =
            (line.text(column::CONCERNS_MANY), line.day(column::MEETING));
        let resolution = line.text(column::RESOLUTION);
        let (deadline, state) = (line.text(column::DEADLINE), line.text(column::STATE));
        Some(NeedRow {
            title: title?,
            owner: owner?,
            amount: amount?,
            content,
            kind,
            category,
            subcategory,
            urgency,
            source,
            unit,
            divisible,
            partners_max,
            place,
            wanted,
            from,
            until,
            skills,
            concerns_many,
            meeting,
            resolution,
            deadline,
            state,
        })
    }))
}
