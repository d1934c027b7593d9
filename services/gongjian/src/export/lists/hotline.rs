//! The hotline's items, answered or not, under their own numbers and the columns they came with.

use contracts::needs::hotline::{HotlineItem, HotlineItems};
use sheets::written::{Cell, Sheet};
use values::Timestamp;
use values::time::shanghai;

use super::Source;

/// What was said of somebody who was erased is left out.
pub(super) async fn sheet(source: &Source<'_>) -> anyhow::Result<Sheet> {
    let query = |page| HotlineItems { page, ..HotlineItems::default() };
    let items: Vec<HotlineItem> = source.all(query).await?;
    let row = |item: &HotlineItem| {
        vec![
            Cell::text(&item.number),
            Cell::text("12345热线"),
            Cell::maybe(item.category.as_ref()),
            Cell::text(&item.title),
            Cell::maybe(item.text.as_ref()),
            Cell::text(moment(item.heard_at)),
            Cell::maybe(item.until.map(moment)),
            Cell::maybe(item.reply.as_ref()),
            Cell::maybe(item.replied_at.map(moment)),
        ]
    };
    let columns = vec!["编号", "来源", "类别", "标题", "内容", "时间", "时限", "答复", "答复时间"];
    let rows = items.iter().filter(|item| item.text.is_some()).map(row).collect();
    Ok(Sheet::new("热线件清单", columns, rows))
}

/// To the second, so that it comes back as the same item.
fn moment(at: Timestamp) -> String {
    at.to_zoned(shanghai()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
