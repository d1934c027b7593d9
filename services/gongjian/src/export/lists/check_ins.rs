//! Who has checked in 报到名册: units under the columns of the list of joint units, members under
//! those of the roster; community by community.

use contracts::registry::check_in::Who;
use contracts::registry::{
    CheckInForm, CheckInLine, CheckInPaper, CheckInStatus, CheckIns, MemberPaper, UnitPaper,
};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::Source;
use crate::operator::ask;
use crate::text;
use sheets::written::{Cell, Sheet};

/// How many forms are asked for at once.
const IN_FLIGHT: usize = 64;

/// The forms of those who are or ask to be checked in: what was returned or has ended is on no
/// roster.
async fn forms(
    source: &Source<'_>,
    wanted: impl Fn(Who) -> bool,
) -> anyhow::Result<Vec<CheckInPaper>> {
    let query = |page| CheckIns { page, ..CheckIns::default() };
    let lines: Vec<CheckInLine> = source.all(query).await?;
    let stands = |line: &&CheckInLine| match line.status {
        CheckInStatus::Requested | CheckInStatus::Active | CheckInStatus::Due => wanted(line.who),
        CheckInStatus::Returned | CheckInStatus::Lapsed | CheckInStatus::Ended => false,
    };
    let form = async |line: &CheckInLine| -> anyhow::Result<Option<CheckInPaper>> {
        ask(source.client, &CheckInForm { check_in: line.id }).await
    };
    let forms: Vec<_> = stream::iter(lines.iter().filter(stands))
        .map(form)
        .buffered(IN_FLIGHT)
        .try_collect()
        .await?;
    Ok(forms.into_iter().flatten().collect())
}

/// A unit's main community stands before its others: so it is again when the list is imported.
pub(super) async fn units(source: &Source<'_>) -> anyhow::Result<Sheet> {
    let mut forms = forms(source, |who| who.unit().is_some()).await?;
    forms.sort_by_cached_key(|form| {
        let unit = form.unit.as_ref().map(|unit| unit.name.clone());
        (form.community.clone(), !form.primary, unit)
    });
    let rows = forms.iter().filter_map(|form| Some(unit(form, form.unit.as_ref()?))).collect();
    let columns = vec![
        "居民区党组织名称",
        "联建单位名称",
        "单位性质",
        "统一社会信用代码",
        "地址",
        "主报到",
        "报到期限",
        "党员人数",
        "能提供的资源",
        "报到状态",
    ];
    Ok(Sheet::new("单位报到名册", columns, rows))
}

fn unit(form: &CheckInPaper, unit: &UnitPaper) -> Vec<Cell> {
    vec![
        Cell::maybe(form.community.as_ref()),
        Cell::text(&unit.name),
        Cell::maybe(unit.nature.map(|nature| nature.chinese())),
        Cell::maybe(unit.credit_code),
        Cell::maybe(unit.address.as_ref()),
        Cell::text(if form.primary { "是" } else { "否" }),
        Cell::text(if form.half_yearly { "半年" } else { "一年" }),
        unit.members.map_or(Cell::Empty, |members| Cell::Number(u64::from(members))),
        Cell::maybe(form.can_offer.as_ref()),
        Cell::text(text::check_in_status(form.status)),
    ]
}

/// The erased are left out: nothing of them is there.
pub(super) async fn members(source: &Source<'_>) -> anyhow::Result<Sheet> {
    let mut forms = forms(source, |who| who.person().is_some()).await?;
    forms.sort_by_cached_key(|form| {
        let member = form.member.as_ref().map(|member| (member.name.clone(), member.phone.clone()));
        (form.community.clone(), member)
    });
    let rows = forms.iter().filter_map(|form| {
        let member = form.member.as_ref().filter(|member| member.name.is_some())?;
        Some(self::member(form, member))
    });
    let rows = rows.collect();
    let columns = vec![
        "姓名",
        "联系电话",
        "工作单位",
        "居住社区",
        "特长",
        "服务类别",
        "接收社区",
        "报到状态",
    ];
    Ok(Sheet::new("党员报到名册", columns, rows))
}

fn member(form: &CheckInPaper, member: &MemberPaper) -> Vec<Cell> {
    let skills: Vec<&str> = member.skills.iter().map(|skill| skill.as_str()).collect();
    vec![
        Cell::maybe(member.name.as_ref()),
        Cell::maybe(member.phone.as_ref()),
        Cell::maybe(member.work_unit.as_ref()),
        Cell::maybe(member.home_community.as_ref()),
        Cell::text(skills.join("、")),
        Cell::text(member.services.join("、")),
        Cell::maybe(form.community.as_ref()),
        Cell::text(text::check_in_status(form.status)),
    ]
}
