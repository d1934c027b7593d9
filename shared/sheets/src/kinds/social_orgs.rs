//! Social organisations and the services they offer.

use crate::error::Error;
use crate::header::Field;
use crate::names::normalise;
use crate::report::Read;
use crate::rows::Rows;
use crate::table::Table;

const NAME: &str = "社会组织名称";
const SERVICES: &str = "服务项目";
const HEAD: &str = "负责人";
const ADDRESS: &str = "地址";
const PHONE: &str = "联系方式";

/// The columns of the list.
pub const COLUMNS: &[Field] = &[
    Field::required(NAME, &["组织名称", "社会组织", "机构名称", "名称"], "社会组织全称"),
    Field::optional(SERVICES, &["服务内容", "项目", "服务", "业务范围"], "几项的请编号或分行"),
    Field::optional(HEAD, &["联系人", "法定代表人"], "负责的人"),
    Field::optional(ADDRESS, &["机构地址", "详细地址", "办公地址"], "办公地址"),
    Field::optional(PHONE, &["联系电话", "电话"], "几个号码用顿号分开"),
];

/// One social organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocialOrg {
    /// Its name.
    pub name: String,
    /// What it offers, item by item.
    pub services: Vec<String>,
    /// Who heads it.
    pub head: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
}

/// Reads the list.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<SocialOrg>, Error> {
    let mut read = Rows::open(table, COLUMNS)?.read(|line| {
        let name = line.text(NAME);
        let services = line.items(SERVICES);
        let (head, address) = (line.text(HEAD), line.text(ADDRESS));
        let phones = line.phones(PHONE);
        Some(SocialOrg { name: name?, services, head, address, phones })
    });
    read.notice_twins("社会组织", |org| Some(normalise(&org.name)), |org| org.name.clone());
    Ok(read)
}
