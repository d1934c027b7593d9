//! Lists in pages, and the history of one aggregate.

use serde::{Deserialize, Serialize};
use values::{Timestamp, Uuid};

use crate::{Actor, Place, Position};

/// In which order a list comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ListOrder {
    /// 最新的在前
    #[default]
    Newest,
    /// 最早的在前
    Oldest,
    /// 期限近的在前: what nobody waits for stands behind, the newest first.
    Due,
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[serde(default, deny_unknown_fields)]
pub struct PageRequest {
    /// How many lines to pass over, from the beginning or from the cursor on.
    pub offset: usize,
    /// How many lines at most, 1 to 200; more is cut to 200, and the answer says so.
    pub limit: usize,
    /// Behind which line to begin: `next` of the page before. What comes or goes meanwhile neither
    /// repeats a line nor hides one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Place>,
}

impl PageRequest {
    /// The most lines on one page.
    pub const LIMIT_MAX: usize = 200;

    /// The first lines.
    pub const fn first(limit: usize) -> Self {
        Self::at(0, limit)
    }

    /// The lines behind the first `offset`.
    pub const fn at(offset: usize, limit: usize) -> Self {
        Self { offset, limit, cursor: None }
    }

    /// The lines behind `cursor`, or the first where there is none.
    pub const fn behind(cursor: Option<Place>, limit: usize) -> Self {
        Self { offset: 0, limit, cursor }
    }
}

impl Default for PageRequest {
    fn default() -> Self {
        Self::first(50)
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    /// How many lines there are in all.
    pub total: usize,
    /// Where the next page starts; absent on the last, and behind a cursor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_offset: Option<usize>,
    /// The cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Place>,
}

impl<T> Page<T> {
    /// The only page of a list without lines.
    pub const fn empty() -> Self {
        Self { items: Vec::new(), total: 0, next_offset: None, next: None }
    }

    /// The page `request` asks for, out of `lines` in the order of their places, each made to an
    /// item only if it is on it.
    pub fn of<L>(
        request: PageRequest,
        lines: impl Iterator<Item = (Place, L)>,
        item: impl Fn(L) -> T,
    ) -> Self {
        let mut total = 0;
        let mut lines = lines.inspect(|_| total += 1);
        let page = Self::taken(request, &mut lines, item);
        lines.for_each(drop);
        Self { total, ..page }
    }

    /// The page `request` asks for, out of `lines` of which there are `total`: none beyond the
    /// first of the next page is looked at.
    pub fn counted<L>(
        request: PageRequest,
        total: usize,
        mut lines: impl Iterator<Item = (Place, L)>,
        item: impl Fn(L) -> T,
    ) -> Self {
        Self { total, ..Self::taken(request, &mut lines, item) }
    }

    /// The page `request` asks for; `total`, where it is known, saves counting.
    pub fn found<L>(
        request: PageRequest,
        total: Option<usize>,
        lines: impl Iterator<Item = (Place, L)>,
        item: impl Fn(L) -> T,
    ) -> Self {
        match total {
            Some(total) => Self::counted(request, total, lines, item),
            None => Self::of(request, lines, item),
        }
    }

    fn taken<L>(
        request: PageRequest,
        lines: &mut impl Iterator<Item = (Place, L)>,
        item: impl Fn(L) -> T,
    ) -> Self {
        let PageRequest { offset, limit, cursor } = request;
        let limit = limit.clamp(1, PageRequest::LIMIT_MAX);
        let is_before = |place: Place| cursor.is_some_and(|cursor| place <= cursor);
        let mut lines = lines.skip_while(|(place, _)| is_before(*place)).skip(offset);
        let mut last = None;
        let mut items = Vec::new();
        for (place, line) in lines.by_ref().take(limit) {
            debug_assert!(last < Some(place), "lines are in the order of their places");
            last = Some(place);
            items.push(item(line));
        }
        let next = last.filter(|_| lines.next().is_some());
        let next_offset = next.filter(|_| cursor.is_none()).map(|_| offset + items.len());
        Self { items, total: 0, next_offset, next }
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
    /// Its facts; `null` for the largest of a history that exceeds one answer.
    pub data: serde_json::Value,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of which the newest line is the highest number.
    fn list(
        numbers: impl DoubleEndedIterator<Item = usize>,
    ) -> impl Iterator<Item = (Place, usize)> {
        numbers.rev().map(|number| (Place::newest(number), number))
    }

    #[test]
    fn a_page_knows_the_total_and_the_next() {
        let page = Page::of(PageRequest::at(2, 2), list(0..5), |n| n);
        let next = Some(Place::newest(1));
        assert_eq!(page, Page { items: vec![2, 1], total: 5, next_offset: Some(4), next });
        let last = Page::of(PageRequest::at(4, 2), list(0..5), |n| n);
        assert_eq!(last, Page { items: vec![0], total: 5, next_offset: None, next: None });
    }

    #[test]
    fn a_counted_page_looks_at_nothing_beyond_the_next_line() {
        let lines = list(4..9).chain(std::iter::from_fn(|| panic!("it looks further")));
        let page = Page::counted(PageRequest::at(2, 2), 9, lines, |n| n);
        assert_eq!((page.items, page.total, page.next_offset), (vec![6, 5], 9, Some(4)));
    }

    #[test]
    fn no_page_is_longer_than_the_limit() {
        let page = Page::of(PageRequest::first(100_000), list(0..1000), |n| n);
        assert_eq!(page.items.len(), PageRequest::LIMIT_MAX);
        assert_eq!(page.next_offset, Some(PageRequest::LIMIT_MAX));
    }

    #[test]
    fn behind_a_cursor_nothing_is_repeated_or_hidden_whatever_comes_or_goes() {
        let first = Page::of(PageRequest::first(3), list(0..10), |n| n);
        assert_eq!(first.items, [9, 8, 7]);
        // Three new ones; of the others, some are gone: even the one at the cursor.
        let then = list((0..13).filter(|n| ![1, 5, 7, 8].contains(n)));
        let second = Page::of(PageRequest::behind(first.next, 3), then, |n| n);
        assert_eq!((second.items.as_slice(), second.total), ([6, 4, 3].as_slice(), 9));
        assert_eq!(second.next_offset, None);
        let then = list((0..13).filter(|n| ![1, 5, 7, 8].contains(n)));
        let last = Page::of(PageRequest::behind(second.next, 3), then, |n| n);
        assert_eq!((last.items.as_slice(), last.next), ([2, 0].as_slice(), None));
    }
}
