//! Communities and the resident units joined to them. The community's name stands in a merged cell,
//! several units may share a cell, and a count tells how many units the community has.

use crate::cells;
use crate::error::Error;
use crate::header::Field;
use crate::kinds::units;
use crate::names::normalise;
use crate::report::Read;
use crate::rows::Rows;
use crate::table::Table;

const COMMUNITY: &str = "居民区党组织名称";
const UNIT: &str = "联建单位名称";
const COUNT: &str = "联建单位数";
const NATURE: &str = "单位性质";
const CODE: &str = "统一社会信用代码";
const ADDRESS: &str = "地址";
const PRIMARY: &str = "主报到";
const TERM: &str = "报到期限";
const MEMBERS: &str = "党员人数";
const CAN_OFFER: &str = "能提供的资源";
const STATE: &str = "报到状态";

/// The columns of the list.
pub const COLUMNS: &[Field] = &[
    Field::required(
        COMMUNITY,
        &["居民区名称", "居民区", "社区党组织名称", "社区党组织", "社区名称", "社区"],
        "合并单元格会向下沿用，但不超过联建单位数",
    ),
    Field::required(
        UNIT,
        &["联建单位", "共建单位名称", "共建单位", "驻区单位名称", "驻区单位", "单位名称"],
        "一格有几家的用顿号分开",
    ),
    Field::optional(
        COUNT,
        &["单位数", "共建单位数", "联建单位数量", "数量", "家数"],
        "该居民区共有几家",
    )
    .amount(),
    Field::optional(NATURE, &["性质", "单位类型"], "如机关、事业单位、国有企业"),
    Field::optional(CODE, &["信用代码", "社会信用代码"], "18位；表格里请设为“文本”格式"),
    Field::optional(ADDRESS, &["单位地址", "详细地址"], "单位地址"),
    Field::optional(PRIMARY, &["是否主报到"], "是或否；不写时，一家单位先写的社区为主报到"),
    Field::optional(TERM, &["续报周期"], "一年或半年；不写为一年"),
    Field::optional(MEMBERS, &["党员数"], "单位的党员人数").amount(),
    Field::optional(CAN_OFFER, &["可提供资源"], "最多500字"),
    Field::optional(STATE, &["状态"], "待接收的只申请报到；已退回、已结束、期满未续的不导入"),
];

/// One community and one unit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JointUnit {
    /// The community's Party organisation, as the list writes it.
    pub community: String,
    /// The unit, as the list writes it.
    pub unit: String,
    /// The unit's nature, in the list's words.
    pub nature: Option<String>,
    /// Its unified social credit code, 18 characters, well formed; its check digit may be wrong.
    pub credit_code: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Whether it is the unit's main check-in, in the list's words.
    pub primary: Option<String>,
    /// For how long a check-in stands, in the list's words.
    pub term: Option<String>,
    /// How many members the unit has.
    pub members: Option<u64>,
    /// What it can offer.
    pub can_offer: Option<String>,
    /// How the check-in stands, in the list's words.
    pub state: Option<String>,
}

/// Reads the list. Rows whose community is missing are refused.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<JointUnit>, Error> {
    let rows = Rows::open(table, COLUMNS)?.fill_down(COMMUNITY, Some(COUNT), UNIT, units_in);
    let mut read = rows.read_each(|line| {
        let community = line.text(COMMUNITY);
        let units = line.names(UNIT);
        // Read for its complaints only: what it declares is judged while filling down.
        line.whole(COUNT);
        let said = JointUnit {
            community: String::new(),
            unit: String::new(),
            nature: line.text(NATURE),
            credit_code: units::credit_code(line, CODE).map(|code| code.as_str().to_owned()),
            address: line.text(ADDRESS),
            primary: line.text(PRIMARY),
            term: line.text(TERM),
            members: line.whole(MEMBERS),
            can_offer: line.text(CAN_OFFER),
            state: line.text(STATE),
        };
        let said = JointUnit { community: community?, ..said };
        let pair = |unit| JointUnit { unit, ..said.clone() };
        (!units.is_empty()).then(|| units.into_iter().map(pair).collect())
    });
    read.notice_twins(
        "联建关系",
        |pair| Some((normalise(&pair.community), normalise(&pair.unit))),
        |pair| format!("{}—{}", pair.community, pair.unit),
    );
    Ok(read)
}

fn units_in(text: &str) -> u64 {
    cells::names(text).len() as u64
}
