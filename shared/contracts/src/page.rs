//! Lists in pages, and the history of one aggregate.

use serde::{Deserialize, Serialize};
use values::{Timestamp, Uuid};

use crate::{Actor, Position};

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[serde(default, deny_unknown_fields)]
pub struct PageRequest {
    /// How many lines to pass over, newest first.
    pub offset: usize,
    /// How many lines at most, 1 to 200; more is cut to 200, and the answer says so.
    pub limit: usize,
}

impl PageRequest {
    /// The most lines on one page.
    pub const LIMIT_MAX: usize = 200;
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { offset: 0, limit: 50 }
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    /// How many lines there are in all.
    pub total: usize,
    /// Where the next page starts; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_offset: Option<usize>,
}

impl<T> Page<T> {
    /// The page `request` asks for, out of `lines`, each made to an item only if it is on it.
    pub fn of<L>(
        request: PageRequest,
        lines: impl Iterator<Item = L>,
        item: impl Fn(L) -> T,
    ) -> Self {
        let limit = request.limit.clamp(1, PageRequest::LIMIT_MAX);
        let end = request.offset.saturating_add(limit);
        let mut items = Vec::new();
        let mut total = 0;
        for line in lines {
            if (request.offset..end).contains(&total) {
                items.push(item(line));
            }
            total += 1;
        }
        Self { items, total, next_offset: (end < total).then_some(end) }
    }

    /// The page `request` asks for, out of `lines` of which there are `total`: none after it is
    /// looked at.
    pub fn counted<L>(
        request: PageRequest,
        total: usize,
        lines: impl Iterator<Item = L>,
        item: impl Fn(L) -> T,
    ) -> Self {
        let limit = request.limit.clamp(1, PageRequest::LIMIT_MAX);
        let end = request.offset.saturating_add(limit);
        let items = lines.skip(request.offset).take(limit).map(item).collect();
        Self { items, total, next_offset: (end < total).then_some(end) }
    }

    /// The page `request` asks for; `total`, where it is known, saves counting.
    pub fn found<L>(
        request: PageRequest,
        total: Option<usize>,
        lines: impl Iterator<Item = L>,
        item: impl Fn(L) -> T,
    ) -> Self {
        match total {
            Some(total) => Self::counted(request, total, lines, item),
            None => Self::of(request, lines, item),
        }
    }
}

/// Asks for everything that happened to one aggregate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    pub aggregate: Uuid,
}

/// One event of an aggregate's history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryEntry {
    pub service: String,
    pub position: Position,
    pub version: u64,
    pub time: Timestamp,
    pub actor: Actor,
    /// The tag of the event: `claim.proposed.v1`.
    pub event: String,
    /// Its facts.
    pub data: serde_json::Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_the_total_and_the_next() {
        let page = Page::of(PageRequest { offset: 2, limit: 2 }, 0..5, |n| n);
        assert_eq!(page, Page { items: vec![2, 3], total: 5, next_offset: Some(4) });
        let last = Page::of(PageRequest { offset: 4, limit: 2 }, 0..5, |n| n);
        assert_eq!(last, Page { items: vec![4], total: 5, next_offset: None });
    }

    #[test]
    fn a_counted_page_looks_at_nothing_behind_it() {
        let lines = (0..4).chain(std::iter::from_fn(|| panic!("it looks further")));
        let page = Page::counted(PageRequest { offset: 2, limit: 2 }, 9, lines, |n| n);
        assert_eq!(page, Page { items: vec![2, 3], total: 9, next_offset: Some(4) });
    }

    #[test]
    fn no_page_is_longer_than_the_limit() {
        let page = Page::of(PageRequest { offset: 0, limit: 100_000 }, 0..1000, |n| n);
        assert_eq!(page.items.len(), PageRequest::LIMIT_MAX);
        assert_eq!(page.next_offset, Some(PageRequest::LIMIT_MAX));
    }
}
