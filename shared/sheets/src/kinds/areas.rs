//! Statistical areas: provinces down to communities.

use crate::cells::Fault;
use crate::error::Error;
use crate::header::Field;
use crate::report::{Notice, Read};
use crate::rows::{Line, Rows};
use crate::table::Table;

const CODE: &str = "代码";
const NAME: &str = "名称";
const LEVEL: &str = "级别";
const PARENT: &str = "上级代码";
const TYPE: &str = "类型";
const DIGITS: usize = 12;

/// The columns of the list.
pub const COLUMNS: &[Field] = &[
    Field::required(
        CODE,
        &["code", "区划代码", "行政区划代码", "统计用区划代码"],
        "12位数字；2、4、6、9位的后面补零",
    ),
    Field::required(NAME, &["name", "区划名称", "行政区划名称", "单位名称"], "区划的全名"),
    Field::optional(LEVEL, &["level", "层级"], "1省 2市 3县 4镇街 5村居；空着则按代码推定"),
    Field::optional(
        PARENT,
        &["parent_code", "parent", "父级代码", "上级"],
        "12位数字；空着则没有上级",
    ),
    Field::optional(TYPE, &["unit_type", "type", "城乡类型"], "如居委会、村委会"),
];

/// One area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// 12 digits.
    pub code: String,
    /// 1 province, 2 city, 3 county, 4 street or town, 5 community or village.
    pub level: u64,
    /// Its name; names repeat.
    pub name: String,
    /// 12 digits.
    pub parent_code: Option<String>,
    /// What the list says it is: 居委会, 村委会 …
    pub unit_type: Option<String>,
}

/// Reads the list. The same code with another name is refused. A city without counties stands in
/// the statistical list a second time, as its own parent: that row is noticed and left out.
///
/// # Errors
/// When a column that must be there is not.
pub fn read(table: &Table) -> Result<Read<Area>, Error> {
    let mut own_parents = Vec::new();
    let mut read = Rows::open(table, COLUMNS)?.read_each(|line| {
        let code = digits(line, CODE);
        let name = line.text(NAME);
        let parent_code = digits(line, PARENT);
        let unit_type = line.text(TYPE);
        let level = line.whole(LEVEL);
        if level.is_some_and(|level| !(1..=5).contains(&level)) {
            line.refuse(LEVEL, Fault::new("level_unknown", "级别只有1到5", "请填1至5，或空着"));
        }
        let (code, name) = (code?, name?);
        if parent_code.as_ref() == Some(&code) {
            own_parents.push(line.number());
            return Some(Vec::new());
        }
        let level = level.unwrap_or_else(|| level_of(&code));
        Some(vec![Area { code, level, name, parent_code, unit_type }])
    });
    if !own_parents.is_empty() {
        read.notices.push(Notice {
            message: format!("有{}行的上级就是自己（不设区县的市），不导入。", own_parents.len()),
            rows: own_parents,
            code: "own_parent",
        });
    }
    read.refuse_twins(CODE, |area| Some(area.code.clone()), |a, b| a == b);
    Ok(read)
}

fn digits(line: &mut Line<'_>, field: &str) -> Option<String> {
    let code = line.code(field)?;
    let known = matches!(code.len(), 2 | 4 | 6 | 9 | DIGITS);
    if !known || !code.bytes().all(|b| b.is_ascii_digit()) {
        let message = format!("“{code}”不是区划代码");
        line.refuse(
            field,
            Fault::new("area_code", message, "请填12位数字，并把这一列设为“文本”格式"),
        );
        return None;
    }
    Some(format!("{code:0<DIGITS$}"))
}

/// The level that the zeros at the end of a code tell.
fn level_of(code: &str) -> u64 {
    let ends = [(2, 1), (4, 2), (6, 3), (9, 4)];
    let zeros = |from: usize| code.bytes().skip(from).all(|b| b == b'0');
    ends.iter().find(|(from, _)| zeros(*from)).map_or(5, |(_, level)| *level)
}
