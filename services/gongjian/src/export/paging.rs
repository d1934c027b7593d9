//! A whole list, page by page: all of it, or an error.

use std::collections::HashSet;
use std::hash::Hash;

use anyhow::bail;
use contracts::{Page, PageRequest, Query};
use indicatif::ProgressBar;
use runtime::Client;

use crate::operator::ask;

/// How often a list is read anew that changes while it is read.
const ATTEMPTS: usize = 5;

/// Every line that `query` finds, the oldest first where the list shows the newest first. Lines
/// that come or go meanwhile shift the pages; then it is read again from the beginning.
pub(super) async fn all<Q, T, K>(
    client: &Client,
    bar: &ProgressBar,
    query: impl Fn(PageRequest) -> Q,
    id: impl Fn(&T) -> K,
) -> anyhow::Result<Vec<T>>
where
    Q: Query<Answer = Page<T>>,
    K: Eq + Hash,
{
    for _ in 0..ATTEMPTS {
        if let Some(mut lines) = once(client, bar, &query, &id).await? {
            lines.reverse();
            return Ok(lines);
        }
    }
    bail!("清单在导出时一直在变化，没有导出；请稍后再试");
}

/// One pass; nothing when the list changed on the way.
async fn once<Q, T, K>(
    client: &Client,
    bar: &ProgressBar,
    query: &impl Fn(PageRequest) -> Q,
    id: &impl Fn(&T) -> K,
) -> anyhow::Result<Option<Vec<T>>>
where
    Q: Query<Answer = Page<T>>,
    K: Eq + Hash,
{
    let mut lines: Vec<T> = Vec::new();
    let (mut known, mut offset, mut total) = (HashSet::new(), 0, None);
    loop {
        let page = PageRequest { offset, limit: PageRequest::LIMIT_MAX };
        let page = ask(client, &query(page)).await?;
        if *total.get_or_insert(page.total) != page.total {
            return Ok(None);
        }
        bar.set_length(page.total as u64);
        if !page.items.iter().all(|line| known.insert(id(line))) {
            return Ok(None);
        }
        lines.extend(page.items);
        bar.set_position(lines.len() as u64);
        match page.next_offset {
            Some(next) => offset = next,
            None => return Ok((lines.len() == page.total).then_some(lines)),
        }
    }
}
