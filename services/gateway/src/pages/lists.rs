//! The lists: what is asked for stands in the address, in the words of the API, so that a list can
//! be kept as a bookmark, sent to somebody, or asked for by a machine.

pub(super) mod agreements;
pub(super) mod claims;
pub(super) mod needs;
pub(super) mod offers;
mod organisations;
pub(super) mod projects;
pub(super) mod records;

use std::borrow::Cow;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use contracts::PageRequest;
use serde::de::DeserializeOwned;

use super::look::{Place, Shell};
use super::parts::{Button, Cell, Choice, Row};
use super::visit::Called;
use super::{Visit, html};
use crate::problem::Problem;
use crate::reading;

pub(super) use agreements::agreements;
pub(super) use claims::claims;
pub(super) use needs::needs;
pub(super) use offers::offers;
pub(super) use organisations::{organisation, organisations};
pub(super) use projects::projects;
pub(super) use records::records;

/// How many lines a page of a list has.
const LINES: usize = 20;

/// One thing by which a list is narrowed.
pub(super) struct Filter {
    name: &'static str,
    label: &'static str,
    kind: FilterKind,
    value: String,
}

enum FilterKind {
    Words,
    Choices(Vec<Choice>),
    /// That the list is mine only: the value it then has.
    Mine(String),
}

impl Filter {
    pub(super) fn words(visit: &Visit, name: &'static str, label: &'static str) -> Self {
        Self::new(visit, name, label, FilterKind::Words)
    }

    pub(super) fn of<S: crate::Shown>(
        visit: &Visit,
        name: &'static str,
        label: &'static str,
    ) -> Self {
        Self::new(visit, name, label, FilterKind::Choices(super::parts::choices::<S>()))
    }

    /// Only what belongs to the visitor's own organisation.
    pub(super) fn mine(visit: &Visit, name: &'static str, label: &'static str) -> Option<Self> {
        let own = visit.organisation()?.to_string();
        Some(Self::new(visit, name, label, FilterKind::Mine(own)))
    }

    fn new(visit: &Visit, name: &'static str, label: &'static str, kind: FilterKind) -> Self {
        let value = visit.parameter(name).unwrap_or_default().to_owned();
        Self { name, label, kind, value }
    }
}

/// A list as it is shown.
pub(super) struct List {
    pub(super) here: Place,
    pub(super) heading: &'static str,
    /// What the list is, in a line.
    pub(super) about: &'static str,
    pub(super) filters: Vec<Filter>,
    pub(super) columns: &'static [&'static str],
    pub(super) rows: Vec<Row>,
    pub(super) total: usize,
    pub(super) buttons: Vec<Button>,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    shell: Shell,
    list: List,
    /// The list without filters.
    path: String,
    filtered: bool,
    first: usize,
    last: usize,
    before: Option<String>,
    after: Option<String>,
}

/// The question that the address asks, a page at a time.
pub(super) fn question<Q: DeserializeOwned>(visit: &Visit) -> Result<Q, Problem> {
    let limit = LINES.to_string();
    let mut texts: reading::Texts<'_> = visit
        .parameters
        .iter()
        .map(|(name, text)| (Cow::Borrowed(name.as_str()), Cow::Borrowed(text.as_str())))
        .collect();
    if visit.parameter("limit").is_none() {
        texts.push(("limit".into(), limit.into()));
    }
    reading::query(&texts)
}

/// The list as a page.
pub(super) fn page(visit: &Visit, called: &Called, at: PageRequest, list: List) -> Response {
    let offset = at.offset;
    let shown = list.rows.len();
    let (first, last) = (offset + usize::from(shown > 0), offset + shown);
    let before = (offset > 0).then(|| address(visit, offset.saturating_sub(at.limit)));
    let after = (last < list.total).then(|| address(visit, last));
    let filtered = list.filters.iter().any(|filter| !filter.value.is_empty());
    let shell = Shell::new(visit, list.here, list.heading, called);
    let path = visit.path.clone();
    let page = ListPage { shell, list, path, filtered, first, last, before, after };
    html(StatusCode::OK, &page)
}

/// The address of the same list from `offset` on.
fn address(visit: &Visit, offset: usize) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, text) in visit.parameters.iter().filter(|(name, _)| name != "offset") {
        query.append_pair(name, text);
    }
    if offset > 0 {
        query.append_pair("offset", &offset.to_string());
    }
    let query = query.finish();
    if query.is_empty() { visit.path.clone() } else { format!("{}?{query}", visit.path) }
}
