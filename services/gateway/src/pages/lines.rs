//! The page of one line: how it stands, what is next, and everything it hangs together with.

pub(super) mod account;
mod activity;
mod admission;
mod agreement;
mod check_in;
mod claim;
mod contact;
mod handling;
mod hearing;
mod hotline;
mod job;
mod need;
mod objection;
mod occasion;
mod offer;
mod organisation;
mod person;
mod project;
mod recognition;
mod record;
mod report;
mod reward;
mod roll;
mod rules;
pub(super) mod scorecard;
mod star;
mod tender;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use contracts::PageRequest;
use contracts::projects::{ClaimLine, RecordLine};
use values::Uuid;

use super::badge::{Badge, badge};
use super::called::{Called, Item};
use super::look::{Place, Shell};
use super::parts::{Button, Cell, Row, Section, WayStep};
use super::{Visit, html, lists};

pub(super) use activity::activity;
pub(super) use admission::admission;
pub(super) use agreement::agreement;
pub(super) use check_in::check_in;
pub(super) use claim::claim;
pub(super) use contact::contact;
pub(super) use hearing::hearing;
pub(super) use hotline::{found as found_hotline_item, hotline_item};
pub(super) use job::job;
pub(super) use need::{need, way};
pub(super) use objection::objection;
pub(super) use occasion::occasion;
pub(super) use offer::offer;
pub(super) use organisation::organisation;
pub(super) use person::{known, person, stays};
pub(super) use project::project;
pub(super) use recognition::recognition;
pub(super) use record::record;
pub(super) use report::report;
pub(super) use reward::reward;
pub(super) use roll::roll;
pub(super) use rules::rules;
pub(super) use star::star;
pub(super) use tender::{found_proposal, proposal, proposals_of, tender};

/// The parts of a line that are shown with it, at most.
const PARTS: PageRequest = PageRequest::first(20);

/// A line as its page shows it.
pub(super) struct Line {
    pub(super) here: Place,
    /// What it is.
    pub(super) kind: &'static str,
    pub(super) heading: String,
    pub(super) badge: Option<Badge>,
    /// What its visitor should know first.
    pub(super) notice: Option<String>,
    pub(super) facts: Vec<(&'static str, Cell)>,
    /// How far it came.
    pub(super) way: Vec<WayStep>,
    pub(super) buttons: Vec<Button>,
    pub(super) sections: Vec<Section>,
    /// Where its history is.
    pub(super) history: String,
    /// Something is about to become of it: the page looks again by itself.
    pub(super) waits: bool,
}

#[derive(Template)]
#[template(path = "line.html")]
struct LinePage {
    shell: Shell,
    line: Line,
    facts: Vec<(&'static str, Cell)>,
}

pub(super) fn line_page(visit: &Visit, called: &Called, line: Line) -> Response {
    live_page(visit, called, line, [])
}

/// The same of a line with whose `parts` more happens than names the line itself.
fn live_page(
    visit: &Visit,
    called: &Called,
    mut line: Line,
    parts: impl IntoIterator<Item = Uuid>,
) -> Response {
    // A year or a number is no id of anything that happens.
    let own = visit.ids().iter().filter_map(|(_, id)| Uuid::parse_str(id).ok());
    let own = own.chain(parts);
    let shell = Shell::new(visit, line.here, &line.heading, called).listening(own);
    let facts = std::mem::take(&mut line.facts);
    let facts = facts.into_iter().filter(|(_, cell)| !cell.is_empty()).collect();
    html(StatusCode::OK, &LinePage { shell, line, facts })
}

/// Everything that hangs on the claims of `item`: who claims how much of it, with which line of
/// the other list, by which agreement, in which project.
fn chain(claims: &[ClaimLine], total: usize, more: String, item: Item, called: &Called) -> Section {
    let columns = &["认领方", "状态", "数量", "对应", "去处"];
    let row = |claim: &ClaimLine| {
        let mut lines = lists::claims::items(std::slice::from_ref(claim));
        let other = lines.find(|other| *other != item);
        let to = [
            ("协议", claim.agreement.map(|agreement| format!("/agreements/{agreement}"))),
            ("项目", claim.project.map(|project| format!("/projects/{project}"))),
        ];
        let to = to.into_iter().filter_map(|(label, href)| Some((label, href?)));
        Row {
            cells: vec![
                Cell::link(format!("/claims/{}", claim.id), called.claimer(claim.claimer)),
                Cell::Badge(badge(claim.status)),
                Cell::text(format!("{}，已交付 {}", claim.amount, claim.delivered)),
                other.map_or_else(|| Cell::text(""), |other| called.link(other)),
                Cell::Links(to.collect()),
            ],
        }
    };
    Section::new("claims", "认领与落实", columns, claims.iter().map(row).collect())
        .of(total, more)
        .or("还没有人认领")
}

/// Service records under their project.
fn services(records: &[RecordLine], total: usize, more: String, called: &Called) -> Section {
    let rows = records.iter().map(|record| lists::records::row(record, called)).collect();
    Section::new("records", "服务记录", lists::records::COLUMNS, rows)
        .of(total, more)
        .or("还没有服务记录")
}
