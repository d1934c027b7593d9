//! The lists: what is asked for stands in the address, in the words of the API, so that a list can
//! be kept as a bookmark, sent to somebody, or asked for by a machine.

pub(super) mod accounts;
pub(super) mod activities;
pub(super) mod adjustments;
pub(super) mod admissions;
pub(super) mod agreements;
pub(super) mod check_ins;
pub(super) mod claims;
pub(super) mod comments;
pub(super) mod counterparts;
mod duplicates;
mod facts;
pub(super) mod figure_lines;
pub(super) mod hearings;
pub(super) mod hotline;
pub(super) mod jobs;
pub(super) mod leaves;
mod missing;
pub(super) mod needs;
mod not_come;
mod notices;
pub(super) mod objections;
pub(super) mod occasions;
pub(super) mod offers;
pub(super) mod organisations;
pub(super) mod overdue;
pub(super) mod pairs;
pub(super) mod people;
pub(super) mod plans;
mod prices;
pub(super) mod projects;
pub(super) mod ratings;
pub(super) mod recognitions;
pub(super) mod records;
pub(super) mod reports;
pub(super) mod rewards;
mod search;
pub(super) mod seats;
pub(super) mod stars;
pub(super) mod tenders;

use std::borrow::Cow;
use std::pin::Pin;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use contracts::{ListOrder, PageRequest, Role};
use serde::de::DeserializeOwned;
use values::Uuid;

use super::called::Called;
use super::look::{Place, Shell};
use super::parts::{Button, Cell, Choice, Row, told};
use super::saved::{self, Saved};
use super::{Answer, Page, Visit, areas, deeds, exports, html};
use crate::problem::Problem;
use crate::reading;

/// How many lines a page of a list has, unless the visitor says otherwise.
const LINES: usize = 20;

/// What is offered instead.
const LENGTHS: [usize; 4] = [LINES, 50, 100, PageRequest::LIMIT_MAX];

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
    /// On or off: the value it has when it is on.
    Check(String),
    /// In which order the list comes, which narrows nothing.
    Order(Vec<Choice>),
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

    /// In which order the lines come.
    pub(super) fn order(visit: &Visit) -> Self {
        let choices = super::parts::choices::<ListOrder>();
        Self::new(visit, "order", "排序", FilterKind::Order(choices))
    }

    /// One of these.
    pub(super) fn choices(
        visit: &Visit,
        name: &'static str,
        label: &'static str,
        choices: Vec<Choice>,
    ) -> Self {
        Self::new(visit, name, label, FilterKind::Choices(choices))
    }

    /// Of one area in an officer's own; nobody else is asked.
    pub(super) async fn area(visit: &Visit, label: &'static str) -> Result<Option<Self>, Problem> {
        let officer = visit.organisation().filter(|_| visit.role().is_some_and(Role::is_officer));
        let Some(own) = officer else { return Ok(None) };
        let Some(area) = areas::of(visit, own).await? else { return Ok(None) };
        let choices = areas::inside(visit, area).await?;
        Ok(Some(Self::choices(visit, "area", label, choices)))
    }

    /// Only what belongs to the visitor's own organisation.
    pub(super) fn mine(visit: &Visit, name: &'static str, label: &'static str) -> Option<Self> {
        let own = visit.organisation()?.to_string();
        Some(Self::check(visit, name, label, own))
    }

    /// Only what has this value there.
    pub(super) fn check(
        visit: &Visit,
        name: &'static str,
        label: &'static str,
        value: String,
    ) -> Self {
        Self::new(visit, name, label, FilterKind::Check(value))
    }

    fn new(visit: &Visit, name: &'static str, label: &'static str, kind: FilterKind) -> Self {
        let value = visit.parameter(name).unwrap_or_default().to_owned();
        Self { name, label, kind, value }
    }

    fn narrows(&self) -> bool {
        !self.value.is_empty() && !matches!(self.kind, FilterKind::Order(_))
    }
}

/// A list as it is shown.
#[derive(Default)]
pub(super) struct List {
    pub(super) here: Place,
    pub(super) heading: String,
    /// What the list is, in a line.
    pub(super) about: &'static str,
    /// It is asked for, rather than narrowed.
    pub(super) searched: bool,
    pub(super) filters: Vec<Filter>,
    pub(super) columns: &'static [&'static str],
    pub(super) rows: Vec<Row>,
    pub(super) total: usize,
    pub(super) buttons: Vec<Button>,
    /// The same question asked of one sort alone, each with how many there are.
    pub(super) tabs: Vec<Tab>,
    /// What is said where nothing was found.
    pub(super) empty: Option<String>,
    /// It shows what its visitor is told, and listens for that.
    pub(super) shows_notices: bool,
    /// The lines on it, where it listens for what becomes of them, and of whatever names the
    /// visitor's own organisation.
    pub(super) shown: Option<Vec<Uuid>>,
}

/// One sort of what a list may show.
pub(super) struct Tab {
    pub(super) label: &'static str,
    pub(super) count: usize,
    pub(super) href: String,
    pub(super) here: bool,
}

/// One length that a page of the list may have.
struct Length {
    lines: usize,
    href: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage {
    shell: Shell,
    list: List,
    columns: Vec<&'static str>,
    rows: Vec<Row>,
    /// The list without filters.
    path: String,
    filtered: bool,
    /// What the address asks for besides the filters, which stays when they change.
    kept: Vec<(String, String)>,
    first: usize,
    last: usize,
    lengths: Vec<Length>,
    before: Option<String>,
    after: Option<String>,
    /// Where the same words are looked for everywhere.
    wider: Option<String>,
    /// Where all of it is as a table.
    export: Option<String>,
    /// What the visitor saved of it.
    saved: Option<Saved>,
}

/// A list with the names in it, and which part of it that is.
pub(super) type Found = Result<(Called, PageRequest, List), Problem>;
pub(super) type Finding<'v> = Pin<Box<dyn Future<Output = Found> + Send + 'v>>;
/// Finds the part of a list that the address asks for, or another one.
pub(super) type Find = for<'v> fn(&'v Visit, Option<PageRequest>) -> Finding<'v>;

/// Every list: where it is, where it is as a table, and how it is found.
const LISTS: [(&str, &str, Find); 35] = [
    ("/needs", "/needs.csv", |visit, at| Box::pin(needs::needs(visit, at))),
    ("/offers", "/offers.csv", |visit, at| Box::pin(offers::offers(visit, at))),
    ("/projects", "/projects.csv", |visit, at| Box::pin(projects::projects(visit, at))),
    ("/claims", "/claims.csv", |visit, at| Box::pin(claims::claims(visit, at))),
    ("/agreements", "/agreements.csv", |visit, at| Box::pin(agreements::agreements(visit, at))),
    ("/records", "/records.csv", |visit, at| Box::pin(records::records(visit, at))),
    ("/activities", "/activities.csv", |visit, at| Box::pin(activities::activities(visit, at))),
    ("/admissions", "/admissions.csv", |visit, at| Box::pin(admissions::admissions(visit, at))),
    ("/hotline-items", "/hotline-items.csv", |visit, at| Box::pin(hotline::items(visit, at))),
    ("/tenders", "/tenders.csv", |visit, at| Box::pin(tenders::tenders(visit, at))),
    ("/not-come", "/not-come.csv", |visit, at| Box::pin(not_come::units(visit, at))),
    ("/check-ins", "/check-ins.csv", |visit, at| Box::pin(check_ins::check_ins(visit, at))),
    ("/occasions", "/occasions.csv", |visit, at| Box::pin(occasions::occasions(visit, at))),
    ("/ratings", "/ratings.csv", |visit, at| Box::pin(ratings::ratings(visit, at))),
    ("/organisations", "/organisations.csv", |visit, at| {
        Box::pin(organisations::organisations(visit, at))
    }),
    ("/pairs", "/pairs.csv", |visit, at| Box::pin(pairs::pairs(visit, at))),
    ("/duplicates", "/duplicates.csv", |visit, at| Box::pin(duplicates::duplicates(visit, at))),
    ("/plans", "/plans.csv", |visit, at| Box::pin(plans::plans(visit, at))),
    ("/plans/{plan}/lines", "/plans/{plan}/lines.csv", |visit, at| {
        Box::pin(plans::lines(visit, at))
    }),
    ("/missing", "/missing.csv", |visit, at| Box::pin(missing::missing(visit, at))),
    ("/prices", "/prices.csv", |visit, at| Box::pin(prices::prices(visit, at))),
    ("/reports", "/reports.csv", |visit, at| Box::pin(reports::reports(visit, at))),
    ("/reports/due", "/reports/due.csv", |visit, at| Box::pin(reports::due(visit, at))),
    ("/facts", "/facts.csv", |visit, at| Box::pin(facts::facts(visit, at))),
    ("/comments", "/comments.csv", |visit, at| Box::pin(comments::comments(visit, at))),
    ("/objections", "/objections.csv", |visit, at| Box::pin(objections::objections(visit, at))),
    ("/recognitions", "/recognitions.csv", |visit, at| {
        Box::pin(recognitions::recognitions(visit, at))
    }),
    ("/shortlist", "/shortlist.csv", |visit, at| Box::pin(recognitions::shortlist(visit, at))),
    ("/rewards", "/rewards.csv", |visit, at| Box::pin(rewards::rewards(visit, at))),
    ("/trial-balance", "/trial-balance.csv", |visit, at| {
        Box::pin(adjustments::trial_balance(visit, at))
    }),
    ("/jobs", "/jobs.csv", |visit, at| Box::pin(jobs::jobs(visit, at))),
    ("/figure-lines", "/figure-lines.csv", |visit, at| Box::pin(figure_lines::lines(visit, at))),
    ("/overdue", "/overdue.csv", |visit, at| Box::pin(overdue::overdue(visit, at))),
    ("/notices", "/notices.csv", |visit, at| Box::pin(notices::notices(visit, at))),
    ("/search", "/search.csv", |visit, at| Box::pin(search::search(visit, at))),
];

const EVIDENCE: &str = "/reports/{report}/evidence";

/// The lists that name persons, each with what it is read for.
const PERSONAL: [(&str, &str, &str, Find); 10] = [
    ("管理账号", "/accounts", "/accounts.csv", |visit, at| {
        Box::pin(accounts::accounts(visit, at))
    }),
    ("督促报到", "/members-not-come", "/members-not-come.csv", |visit, at| {
        Box::pin(not_come::members(visit, at))
    }),
    ("查看请假", "/leaves", "/leaves.csv", |visit, at| Box::pin(leaves::leaves(visit, at))),
    ("办理积分", "/adjustments", "/adjustments.csv", |visit, at| {
        Box::pin(adjustments::adjustments(visit, at))
    }),
    ("评价服务人员", "/counterparts", "/counterparts.csv", |visit, at| {
        Box::pin(counterparts::counterparts(visit, at))
    }),
    ("查看名册", people::ROSTER, "/organisations/{organisation}/people.csv", |visit, at| {
        Box::pin(people::people(visit, at))
    }),
    (super::reports::PURPOSE, EVIDENCE, "/reports/{report}/evidence.csv", |visit, at| {
        Box::pin(reports::evidence(visit, at))
    }),
    ("查看兼职委员", "/seats", "/seats.csv", |visit, at| Box::pin(seats::seats(visit, at))),
    ("办理星级", "/stars", "/stars.csv", |visit, at| Box::pin(stars::stars(visit, at))),
    ("听取意见", "/hearings", "/hearings.csv", |visit, at| {
        Box::pin(hearings::hearings(visit, at))
    }),
];

/// The pages of all lists.
pub(super) fn pages() -> Vec<Page> {
    let both = |(path, table, find): (&'static str, &'static str, Find)| {
        let shown = Page::get(path, move |visit| Box::pin(show(visit, table, find)));
        [shown, Page::get(table, move |visit| Box::pin(exports::table(visit, find)))]
    };
    let personal = PERSONAL.into_iter().flat_map(|(purpose, path, table, find)| {
        both((path, table, find)).map(|page| page.personal(purpose))
    });
    let read = ["/notices/read", "/notices/{line}/read"];
    let read = read.map(|path| Page::post(path, |visit| Box::pin(notices::read(visit))));
    LISTS.into_iter().flat_map(both).chain(personal).chain(read).collect()
}

async fn show(visit: &Visit, table: &str, find: Find) -> Answer {
    let (called, at, list) = find(visit, None).await?;
    let table = deeds::filled(table, visit.ids());
    let export = if list.total > 0 { exports::address(visit, &table)? } else { None };
    let saved = saved::of_list(visit).await;
    Ok(page(visit, &called, at, list, (export, saved)))
}

/// The question that the address asks, a page at a time; or `at` of it.
///
/// # Errors
/// 422 when it asks for what is no parameter of `Q`, or for a page that is too long.
pub(super) fn question<Q: DeserializeOwned>(
    visit: &Visit,
    at: Option<PageRequest>,
) -> Result<Q, Problem> {
    let mut texts: reading::Texts<'_> = visit
        .parameters
        .iter()
        .map(|(name, text)| (Cow::Borrowed(name.as_str()), Cow::Borrowed(text.as_str())))
        .collect();
    if let Some(PageRequest { offset, limit, .. }) = at {
        texts.retain(|(name, _)| name != "offset" && name != "limit");
        texts.push(("offset".into(), offset.to_string().into()));
        texts.push(("limit".into(), limit.to_string().into()));
    } else if let Some(length) = visit.parameter("limit") {
        let lines = length.parse().unwrap_or(0);
        if !(1..=PageRequest::LIMIT_MAX).contains(&lines) {
            return Err(Problem::no_page_length(PageRequest::LIMIT_MAX));
        }
    } else {
        texts.push(("limit".into(), LINES.to_string().into()));
    }
    reading::query(&texts)
}

/// The list as a page.
fn page(
    visit: &Visit,
    called: &Called,
    at: PageRequest,
    mut list: List,
    (export, saved): (Option<String>, Option<Saved>),
) -> Response {
    let offset = at.offset;
    let shown = list.rows.len();
    let (first, last) = (offset + usize::from(shown > 0), offset + shown);
    let from = |offset: usize| address(visit, "offset", (offset > 0).then(|| offset.to_string()));
    let before = (offset > 0).then(|| from(offset.saturating_sub(at.limit)));
    let after = (last < list.total).then(|| from(last));
    let filtered = list.filters.iter().any(Filter::narrows);
    let is_filter = |name: &str| list.filters.iter().any(|filter| filter.name == name);
    let others = visit.parameters.iter().filter(|(name, _)| !is_filter(name) && name != "offset");
    let kept = others.cloned().collect();
    let lengths = lengths(visit, at, list.total);
    let shell = Shell::new(visit, list.here, &list.heading, called);
    let shown = list.shown.take().map(|shown| {
        let own = visit.organisation().map(Uuid::from);
        own.into_iter().chain(shown)
    });
    let shell = shell.listening(shown.into_iter().flatten());
    let shell = if list.shows_notices { shell.hearing_notices() } else { shell };
    let path = visit.path.clone();
    let wider = visit.parameter("text").or(visit.parameter("name")).map(search::path);
    let (columns, rows) = told(list.columns, std::mem::take(&mut list.rows));
    let page = ListPage {
        shell,
        list,
        columns,
        rows,
        path,
        filtered,
        kept,
        first,
        last,
        lengths,
        before,
        after,
        wider,
        export,
        saved,
    };
    html(StatusCode::OK, &page)
}

/// The lengths that a page may have, where one page does not hold all of `total`.
fn lengths(visit: &Visit, at: PageRequest, total: usize) -> Vec<Length> {
    if total <= LINES.min(at.limit) {
        return Vec::new();
    }
    let length = |lines: usize| Length {
        lines,
        href: address(visit, "limit", Some(lines.to_string())),
        here: lines == at.limit,
    };
    LENGTHS.map(length).into()
}

/// The address of the same list, but for the parameter `name`: it has `value`, or is left out. What
/// is asked for otherwise begins again.
pub(super) fn address(visit: &Visit, name: &str, value: Option<String>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let others = |(known, _): &&(String, String)| known != name && known != "offset";
    for (name, text) in visit.parameters.iter().filter(others) {
        query.append_pair(name, text);
    }
    if let Some(value) = value {
        query.append_pair(name, &value);
    }
    let query = query.finish();
    if query.is_empty() { visit.path.clone() } else { format!("{}?{query}", visit.path) }
}
