//! Who has checked in 报到名册: units under the columns of the list of joint units, members under
//! those of the roster.

use contracts::registry::check_in::Who;
use contracts::registry::{CheckInLine, CheckInStatus, CheckIns, Person, PersonOpened};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use values::PersonId;

use super::super::sheet::{Cell, Sheet};
use super::Source;
use crate::operator::ask;
use crate::text;

/// How many people are asked for at once.
const IN_FLIGHT: usize = 64;

/// Who is or asks to be checked in: what was returned or has ended is on no roster.
async fn all(source: &Source<'_>) -> anyhow::Result<Vec<CheckInLine>> {
    let query = |page| CheckIns { page, ..CheckIns::default() };
    let mut lines = source.all(query, |line: &CheckInLine| line.id).await?;
    lines.retain(|line| match line.status {
        CheckInStatus::Requested | CheckInStatus::Active | CheckInStatus::Due => true,
        CheckInStatus::Returned | CheckInStatus::Lapsed | CheckInStatus::Ended => false,
    });
    Ok(lines)
}

/// A unit's main community stands before its others: so it is again when the list is imported.
pub(super) async fn units(source: &Source<'_>) -> anyhow::Result<Sheet> {
    let lines = all(source).await?;
    let mut units: Vec<_> = lines
        .iter()
        .filter_map(|line| match line.who {
            Who::Unit(unit) => Some((unit, line)),
            Who::Person(_) => None,
        })
        .collect();
    units.sort_by_key(|(_, line)| !line.primary);
    let organisations = units.iter().flat_map(|(unit, line)| [*unit, line.community]);
    let names = source.names(organisations).await?;
    let row = |(unit, line): &(values::OrganisationId, &CheckInLine)| {
        vec![
            Cell::text(names.get(line.community)),
            Cell::text(names.get(*unit)),
            Cell::text(if line.primary { "是" } else { "否" }),
            Cell::text(text::check_in_status(line.status)),
        ]
    };
    let columns = vec!["居民区党组织名称", "联建单位名称", "主报到", "报到状态"];
    Ok(Sheet { name: "单位报到名册", columns, rows: units.iter().map(row).collect() })
}

/// The erased are left out: nothing of them is there.
pub(super) async fn members(source: &Source<'_>) -> anyhow::Result<Sheet> {
    let lines = all(source).await?;
    let members = lines.iter().filter_map(|line| match line.who {
        Who::Person(person) => Some((person, line)),
        Who::Unit(_) => None,
    });
    let opened: Vec<_> = stream::iter(members)
        .map(async |(person, line)| anyhow::Ok((open(source, person).await?, line)))
        .buffered(IN_FLIGHT)
        .try_collect()
        .await?;
    let known: Vec<_> = opened.into_iter().filter_map(|(open, line)| Some((open?, line))).collect();
    let organisations =
        known.iter().flat_map(|(open, line)| [open.work_unit, Some(line.community)]);
    let names = source.names(organisations.flatten()).await?;
    let row = |(open, line): &(PersonOpened, &CheckInLine)| {
        vec![
            Cell::maybe(open.name.as_ref()),
            Cell::maybe(open.phone.as_ref()),
            Cell::maybe(open.work_unit.map(|unit| names.get(unit))),
            Cell::text(names.get(line.community)),
            Cell::text(text::check_in_status(line.status)),
        ]
    };
    let columns = vec!["姓名", "联系电话", "工作单位", "居住社区", "报到状态"];
    Ok(Sheet { name: "党员报到名册", columns, rows: known.iter().map(row).collect() })
}

async fn open(source: &Source<'_>, person: PersonId) -> anyhow::Result<Option<PersonOpened>> {
    let opened = ask(source.client, &Person { person }).await?;
    Ok(opened.filter(|opened| opened.name.is_some()))
}
