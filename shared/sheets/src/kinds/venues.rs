//! Venues that communities and units open to others.

use crate::error::Error;
use crate::header::Field;
use crate::names::normalise;
use crate::report::Read;
use crate::rows::Rows;
use crate::table::Table;

const NAME: &str = "场地名称";
const CAPACITY: &str = "容纳人数";
const ADDRESS: &str = "地址";
const PHONE: &str = "联系方式";
const REMARK: &str = "备注";

/// The columns of the list.
pub const COLUMNS: &[Field] = &[
    Field::required(NAME, &["场所名称", "场地", "活动场地", "场所", "名称"], "场地的名称"),
    Field::optional(CAPACITY, &["可容纳人数", "人数", "容量"], "整数，如 60 或 60人").amount(),
    Field::optional(ADDRESS, &["场地地址", "详细地址", "位置", "地点"], "场地的地址"),
    Field::optional(PHONE, &["联系电话", "电话", "预约电话"], "几个号码用顿号分开"),
    Field::optional(REMARK, &["说明", "开放条件", "开放时间"], "开放时间、条件等"),
];

/// One venue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Venue {
    /// Its name.
    pub name: String,
    /// How many people it holds.
    pub capacity: Option<u64>,
    /// Its address.
    pub address: Option<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// Anything else.
    pub remark: Option<String>,
}

/// Reads the list.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<Venue>, Error> {
    let mut read = Rows::open(table, COLUMNS)?.read(|line| {
        let name = line.text(NAME);
        let capacity = line.whole(CAPACITY);
        let address = line.text(ADDRESS);
        let phones = line.phones(PHONE);
        let remark = line.text(REMARK);
        Some(Venue { name: name?, capacity, address, phones, remark })
    });
    read.notice_twins(
        "场地",
        |venue| Some((normalise(&venue.name), venue.address.as_deref().map(normalise))),
        |venue| venue.name.clone(),
    );
    Ok(read)
}
