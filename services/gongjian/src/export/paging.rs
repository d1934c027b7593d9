//! A whole list, page by page.

use contracts::{Page, PageRequest, Query};
use indicatif::ProgressBar;
use runtime::Client;

use crate::operator::ask;

/// Every line that `query` finds, the oldest first where the list shows the newest first. What
/// comes or goes meanwhile repeats no line and hides none.
pub(super) async fn all<Q, T>(
    client: &Client,
    bar: &ProgressBar,
    query: impl Fn(PageRequest) -> Q,
) -> anyhow::Result<Vec<T>>
where
    Q: Query<Answer = Page<T>>,
{
    let (mut lines, mut cursor) = (Vec::new(), None);
    loop {
        let page = ask(client, &query(PageRequest::behind(cursor, PageRequest::LIMIT_MAX))).await?;
        bar.set_length(page.total as u64);
        lines.extend(page.items);
        bar.set_position(lines.len() as u64);
        if page.next.is_none() {
            lines.reverse();
            return Ok(lines);
        }
        cursor = page.next;
    }
}
