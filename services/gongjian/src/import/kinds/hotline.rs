//! Items of the hotline: each becomes a need under its own number, once.

use contracts::needs::hotline::{Receive, Reply};
use sheets::kinds::hotline::{self, HotlineItem};
use sheets::{RowNumber, Table};
use values::{OrganisationId, Text};

use crate::import::plan::Do;
use crate::import::planner::{NoPlan, Planner};

/// A title is taken from the beginning of the text where there is none.
const TITLE_CHARS: usize = 30;

pub(super) fn fill(planner: &mut Planner, table: &Table) -> Result<(), NoPlan> {
    let owner = planner.owner()?;
    for (row, item) in planner.take(hotline::read(table).map_err(NoPlan::Sheet)?) {
        take(planner, row, owner.id, &item);
    }
    Ok(())
}

/// Plans one item; a row that is refused plans nothing.
fn take(
    planner: &mut Planner,
    row: RowNumber,
    owner: OrganisationId,
    item: &HotlineItem,
) -> Option<()> {
    let number: Text<40> = planner.text(row, "热线编号", &item.number)?;
    let begins: String = item.text.chars().take(TITLE_CHARS).collect();
    let title = item.title.as_deref().unwrap_or(&begins);
    let (title, _) = planner.title(row, "标题", title)?;
    let text = planner.text(row, "内容", &item.text)?;
    let category = match &item.category {
        Some(category) => Some(planner.text(row, "类别", category)?),
        None => None,
    };
    let reply = match &item.reply {
        Some(reply) => Some(planner.text(row, "答复", reply)?),
        None => None,
    };
    let (heard_at, until) = (item.heard_at, item.until);
    let receive = Receive { number: number.clone(), owner, title, text, category, heard_at, until };
    planner.step(row, "item", Do::ReceiveItem(Box::new(receive)));
    if let Some(reply) = reply {
        let replied_at = item.replied_at;
        planner.step(row, "reply", Do::ReplyToItem(Box::new(Reply { number, reply, replied_at })));
    }
    Some(())
}
