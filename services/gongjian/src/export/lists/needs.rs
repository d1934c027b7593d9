//! The need list 需求清单.

use contracts::needs::{NeedLine, NeedStatus, Needs};
use contracts::resources::OfferStatus;
use sheets::kinds::needs::column;
use sheets::written::{Cell, Sheet};
use values::{Timestamp, time};

use super::Source;
use crate::text;

/// Who raised a need is known to its owner only; contacts stay empty, for whoever prints the list.
pub(super) async fn sheet(source: &Source<'_>) -> anyhow::Result<Sheet> {
    let query = |page| Needs { page, ..Needs::default() };
    let lines: Vec<NeedLine> = source.all(query).await?;
    let names = source.names(lines.iter().map(|line| line.owner)).await?;
    let homes = source.homes().await?;
    let row = |line: &NeedLine| {
        let meeting = line.deliberation.as_ref();
        vec![
            Cell::text(line.id),
            Cell::text(&line.title),
            Cell::maybe(line.content.as_ref()),
            Cell::text(text::kind(line.kind)),
            Cell::text(text::category(line.category)),
            Cell::maybe(line.subcategory.as_ref()),
            Cell::text(text::urgency(line.urgency)),
            Cell::text(text::source(line.source)),
            Cell::text(names.get(line.owner)),
            Cell::maybe(homes.get(&line.owner)),
            Cell::Number(line.amount.quantity),
            Cell::text(line.amount.unit.chinese()),
            Cell::Number(line.held + line.delivered),
            Cell::Number(line.delivered),
            Cell::text(if line.divisible { "是" } else { "否" }),
            Cell::Number(u64::from(line.partners_max.max(1))),
            Cell::maybe(line.place.as_ref()),
            Cell::maybe(line.wanted.as_ref()),
            line.window.map_or(Cell::Empty, |window| Cell::Date(window.from)),
            line.window.map_or(Cell::Empty, |window| Cell::Date(window.until)),
            Cell::text(skills(line)),
            Cell::text(if line.concerns_many { "是" } else { "否" }),
            meeting.map_or(Cell::Empty, |meeting| Cell::Date(meeting.held_on)),
            Cell::maybe(meeting.map(|meeting| &meeting.resolution)),
            Cell::maybe(line.deadline.map(until)),
            Cell::text(state(line)),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
        ]
    };
    let name = source.titles().await?.need_list();
    let rows = lines.iter().map(row).collect();
    Ok(Sheet::new(name, COLUMNS, rows))
}

fn skills(line: &NeedLine) -> String {
    line.skills.iter().map(|skill| skill.as_str()).collect::<Vec<_>>().join("、")
}

/// A one-off line 一次性条目 is told from a need that others may claim.
fn state(line: &NeedLine) -> &'static str {
    if line.one_off && line.status != NeedStatus::Closed {
        return text::offer_status(OfferStatus::OneOff);
    }
    text::need_status(line.status)
}

const COLUMNS: [&str; 29] = [
    column::ID,
    column::TITLE,
    column::CONTENT,
    column::KIND,
    column::CATEGORY,
    column::SUBCATEGORY,
    column::URGENCY,
    column::SOURCE,
    column::OWNER,
    column::AREA,
    column::AMOUNT,
    column::UNIT,
    column::CLAIMED,
    column::DELIVERED,
    column::DIVISIBLE,
    column::PARTNERS,
    column::PLACE,
    column::WANTED,
    column::FROM,
    column::UNTIL,
    column::SKILLS,
    column::CONCERNS_MANY,
    column::MEETING,
    column::RESOLUTION,
    column::DEADLINE,
    column::STATE,
    column::CONTACT,
    column::PHONE,
    column::REMARK,
];

/// A whole day by its date, anything else to the minute.
fn until(deadline: Timestamp) -> String {
    let date = time::date_at(deadline);
    if time::end_of(date) == deadline { date.to_string() } else { time::show(deadline) }
}
