//! Resident units and the organisations they belong to.

use values::CreditCode;

use crate::cells::Fault;
use crate::error::Error;
use crate::header::Field;
use crate::names::normalise;
use crate::report::{Notice, Read};
use crate::rows::{Line, Rows};
use crate::table::Table;

const NAME: &str = "单位名称";
const NATURE: &str = "单位性质";
const CODE: &str = "统一社会信用代码";
const ADDRESS: &str = "地址";
const PARENT: &str = "上级党组织";
const PARTY: &str = "党组织名称";
const COMMUNITY: &str = "报到社区";
const LIAISON: &str = "联络员";
const PHONE: &str = "联系电话";
const REMARK: &str = "备注";

/// The columns of the list.
pub const COLUMNS: &[Field] = &[
    Field::required(
        NAME,
        &["名称", "驻区单位", "驻区单位名称", "共建单位", "单位", "站点名称"],
        "单位全称",
    ),
    Field::optional(
        NATURE,
        &["性质", "单位类型", "类型", "类别"],
        "如机关、事业单位、国企、两新组织",
    ),
    Field::optional(
        CODE,
        &["信用代码", "社会信用代码", "组织机构代码"],
        "18位；表格里请设为“文本”格式",
    ),
    Field::optional(ADDRESS, &["单位地址", "详细地址", "办公地址"], "单位地址"),
    Field::optional(PARENT, &["上级组织", "上级党委", "隶属党组织"], "单位党组织的上级"),
    Field::optional(PARTY, &["党组织", "单位党组织"], "单位党组织的名称"),
    Field::optional(
        COMMUNITY,
        &["所在社区", "所属社区", "社区", "居民区", "结对社区"],
        "报到或所在的社区",
    ),
    Field::optional(LIAISON, &["联系人", "负责人", "联络人"], "日常联系的人"),
    Field::optional(
        PHONE,
        &["电话", "联系方式", "联络员电话", "负责人联系电话", "手机"],
        "几个号码用顿号分开",
    ),
    Field::optional(REMARK, &["说明"], "其他"),
];

/// One unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its name as the list writes it.
    pub name: String,
    /// Its nature, in the list's words.
    pub nature: Option<String>,
    /// Its unified social credit code, 18 characters, well formed; its check digit may be wrong.
    pub credit_code: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// The organisation above its Party organisation.
    pub parent_party: Option<String>,
    /// Its own Party organisation.
    pub party: Option<String>,
    /// The community it stands in or has checked in to.
    pub community: Option<String>,
    /// Whom to talk to.
    pub liaison: Option<String>,
    /// Telephone numbers.
    pub phones: Vec<String>,
    /// Anything else.
    pub remark: Option<String>,
}

/// Reads the list. Two units under one credit code are refused; a wrong check digit is noticed
/// only, since such codes have really been issued.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<Unit>, Error> {
    let mut suspect = Vec::new();
    let mut read = Rows::open(table, COLUMNS)?.read(|line| {
        let code = credit_code(line, CODE);
        if let Some(code) = code.filter(|code| !code.check_digit_ok()) {
            suspect.push(Notice {
                rows: vec![line.number()],
                code: "credit_code_check",
                message: format!("第{}行的信用代码{code}校验位不符，请核对。", line.number()),
            });
        }
        let unit = Unit {
            name: String::new(),
            nature: line.text(NATURE),
            credit_code: code.map(|code| code.as_str().to_owned()),
            address: line.text(ADDRESS),
            parent_party: line.text(PARENT),
            party: line.text(PARTY),
            community: line.text(COMMUNITY),
            liaison: line.text(LIAISON),
            phones: line.phones(PHONE),
            remark: line.text(REMARK),
        };
        Some(Unit { name: line.text(NAME)?, ..unit })
    });
    read.notices.append(&mut suspect);
    read.refuse_twins(
        CODE,
        |unit| unit.credit_code.clone(),
        |a, b| normalise(&a.name) == normalise(&b.name),
    );
    read.notice_twins("单位", |unit| Some(normalise(&unit.name)), |unit| unit.name.clone());
    Ok(read)
}

pub(super) fn credit_code(line: &mut Line<'_>, column: &str) -> Option<CreditCode> {
    let text = line.code(column)?;
    match CreditCode::parse(&text) {
        Ok(code) => Some(code),
        Err(_) => {
            let message = format!("“{text}”不是统一社会信用代码");
            let suggestion = "应为18位数字和大写字母（不含I、O、S、V、Z）；不清楚可以空着";
            line.refuse(column, Fault::new("credit_code", message, suggestion));
            None
        }
    }
}
