//! Members of the Party who check in where they live.

use crate::error::Error;
use crate::header::Field;
use crate::names::normalise;
use crate::report::{Notice, Read};
use crate::rows::Rows;
use crate::table::Table;

const NAME: &str = "姓名";
const PHONE: &str = "联系电话";
const UNIT: &str = "工作单位";
const COMMUNITY: &str = "居住社区";
const SKILLS: &str = "特长";
const CATEGORIES: &str = "服务类别";
const PARTY: &str = "所在党组织";
const HOST: &str = "接收社区";
const STATE: &str = "报到状态";

/// The columns of the list.
pub const COLUMNS: &[Field] = &[
    Field::required(NAME, &["党员姓名", "名字"], "党员姓名"),
    Field::optional(
        PHONE,
        &["电话", "手机", "手机号", "手机号码", "联系方式", "联系手机"],
        "手机或固定电话",
    ),
    Field::optional(UNIT, &["单位", "单位名称", "所在单位", "所属单位"], "工作单位全称"),
    Field::optional(
        COMMUNITY,
        &["居住地社区", "社区", "报到社区", "居住地", "所在社区"],
        "居住地所在社区",
    ),
    Field::optional(SKILLS, &["个人专长", "专长", "专业特长", "个人特长"], "几项用顿号分开"),
    Field::optional(
        CATEGORIES,
        &["服务类型", "意向岗位", "感兴趣的岗位", "志愿服务类别"],
        "几项用顿号分开",
    ),
    Field::optional(PARTY, &["党组织", "所在党支部", "组织关系所在党支部"], "组织关系所在的党组织"),
    Field::optional(HOST, &["接收报到社区"], "接收报到的社区；不写为居住社区"),
    Field::optional(STATE, &["状态"], "待接收的只申请报到；已退回、已结束、期满未续的不导入"),
];

/// One member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The name.
    pub name: String,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// Where the member works.
    pub work_unit: Option<String>,
    /// Where the member lives.
    pub community: Option<String>,
    /// What the member is good at.
    pub skills: Vec<String>,
    /// What the member wants to help with.
    pub categories: Vec<String>,
    /// The Party organisation.
    pub party: Option<String>,
    /// With which community the member checks in, where it is not the one of the home.
    pub host: Option<String>,
    /// How the check-in stands, in the list's words.
    pub state: Option<String>,
}

/// Reads the list. Columns with identity numbers are never looked at, and that is said.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<Member>, Error> {
    let rows = Rows::open(table, COLUMNS)?;
    let secret = rows.headings().find(|heading| heading.contains("身份证")).map(str::to_owned);
    let mut read = rows.read(|line| {
        let member = Member {
            name: String::new(),
            phones: line.phones(PHONE),
            work_unit: line.text(UNIT),
            community: line.text(COMMUNITY),
            skills: line.names(SKILLS),
            categories: line.names(CATEGORIES),
            party: line.text(PARTY),
            host: line.text(HOST),
            state: line.text(STATE),
        };
        Some(Member { name: line.text(NAME)?, ..member })
    });
    if let Some(heading) = secret {
        read.notices.push(Notice {
            rows: Vec::new(),
            code: "identity_numbers",
            message: format!("本系统不收集身份证号，“{heading}”列不会导入；请勿再传这样的文件。"),
        });
    }
    read.notice_twins(
        "党员",
        |member| Some((normalise(&member.name), member.phones.first()?.clone())),
        |member| member.name.clone(),
    );
    Ok(read)
}
