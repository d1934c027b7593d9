//! Organisations 组织, and the page of one.

use contracts::registry::organisation::Level;
use contracts::registry::{CheckIns, Organisation, OrganisationLine, Organisations};
use contracts::{PageRequest, needs, projects, resources};
use values::OrganisationId;

use super::{Filter, Found, List, question};
use crate::chinese;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::compare;
use crate::pages::deeds::{self, DRAFT_FRAME, UNMERGE};
use crate::pages::lines::{Line, line_page, scorecard};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Row, Section, Weight};
use crate::pages::{Answer, Visit};

pub(crate) const COLUMNS: &[&str] = &["名称", "性质", "所在区划", "地址"];

pub(super) async fn organisations(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Organisations = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called([]).await?;
    let list = List {
        here: Place::Elsewhere,
        heading: "组织".to_owned(),
        about: "街道、社区和驻区单位",
        filters: vec![
            Filter::words(visit, "name", "名称含"),
            Filter::of::<Level>(visit, "level", "层级"),
        ],
        columns: COLUMNS,
        rows: found.items.iter().map(row).collect(),
        total: found.total,
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// An organisation in a table of [`COLUMNS`].
pub(crate) fn row(one: &OrganisationLine) -> Row {
    Row {
        cells: vec![
            Cell::link(look::organisation(one.id), &one.name),
            Cell::text(chinese::organisation(one.level, one.nature)),
            Cell::maybe(one.area),
            Cell::maybe(one.address.as_ref()),
        ],
    }
}

/// What an organisation needs, offers and does.
pub(crate) async fn organisation(visit: &Visit) -> Answer {
    let organisation = visit.id("organisation")?;
    let at = PageRequest::first(5);
    let asked = Organisation { organisation };
    let of_needs = needs::Needs { owner: Some(organisation), page: at, ..Default::default() };
    let of_offers = resources::Offers { owner: Some(organisation), page: at, ..Default::default() };
    let of_projects =
        projects::Projects { organisation: Some(organisation), page: at, ..Default::default() };
    let of_check_ins = CheckIns { unit: Some(organisation), page: at, ..Default::default() };
    let (one, needs, offers, projects, check_ins) = tokio::try_join!(
        visit.find(&asked),
        visit.ask(&of_needs),
        visit.ask(&of_offers),
        visit.ask(&of_projects),
        visit.ask(&of_check_ins),
    )?;
    let communities = check_ins.items.iter().map(|check_in| check_in.community);
    let around = one.life.parent.into_iter().chain(one.life.merged_into);
    let apart = one.life.distinguished.iter().copied();
    let called = visit
        .called(
            [organisation]
                .into_iter()
                .chain(communities)
                .chain(around)
                .chain(apart)
                .chain(super::projects::parties(&projects.items)),
        )
        .await?;
    let needs_more = format!("/needs?owner={organisation}");
    let offers_more = format!("/offers?owner={organisation}");
    let projects_more = format!("/projects?organisation={organisation}");
    let rows = needs.items.iter().map(|need| super::needs::row(need, &called)).collect();
    let sections = [
        Section::new("needs", "需求", super::needs::COLUMNS, rows).of(needs.total, needs_more),
        Section::new(
            "offers",
            "资源",
            super::offers::COLUMNS,
            offers.items.iter().map(|offer| super::offers::row(offer, &called)).collect(),
        )
        .of(offers.total, offers_more),
        Section::new(
            "projects",
            "项目",
            super::projects::COLUMNS,
            projects.items.iter().map(|one| super::projects::row(one, &called)).collect(),
        )
        .of(projects.total, projects_more),
        Section::new(
            "check-ins",
            "报到",
            &["社区", "状态", "申请"],
            check_ins
                .items
                .iter()
                .map(|check_in| Row {
                    cells: vec![
                        Cell::link(
                            look::organisation(check_in.community),
                            called.of(check_in.community),
                        ),
                        Cell::Badge(badge(check_in.status)),
                        Cell::When(look::day(check_in.requested_at)),
                    ],
                })
                .collect(),
        ),
    ];
    let apart = distinguished(&one, &called);
    let sections = sections.into_iter().chain(apart).collect();
    let card = scorecard::of_organisation(visit, organisation, one.level).await;
    let line = Line {
        here: Place::Elsewhere,
        kind: chinese::organisation(one.level, one.nature),
        heading: one.name.to_string(),
        badge: Some(badge(one.life.status)),
        notice: one.life.merged_into.map(|kept| format!("已并入 {}", called.of(kept))),
        facts: vec![
            ("所在区划", Cell::maybe(one.area)),
            ("地址", Cell::maybe(one.address.as_ref())),
            ("别名", Cell::Text(aliases(&one))),
            ("上级党组织", named(one.life.parent, &called)),
            ("已并入", named(one.life.merged_into, &called)),
            ("统一社会信用代码", Cell::maybe(one.credit_code.as_ref().map(|code| code.as_str()))),
        ],
        way: Vec::new(),
        buttons: card
            .into_iter()
            .chain([super::reports::about(organisation)])
            .chain(frame(visit, &one))
            .chain(not_come(visit, &one))
            .chain(unmerge(visit, &one))
            .collect(),
        sections,
        history: format!("/history/registry/{organisation}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn aliases(one: &OrganisationLine) -> String {
    one.aliases.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
}

fn named(organisation: Option<OrganisationId>, called: &Called) -> Cell {
    let link = |id| Cell::link(look::organisation(id), called.of(id));
    organisation.map_or_else(|| Cell::text(""), link)
}

/// The units that look like this one and are not.
fn distinguished(one: &OrganisationLine, called: &Called) -> Option<Section> {
    let row = |other: &OrganisationId| Row {
        cells: vec![
            Cell::link(look::organisation(*other), called.of(*other)),
            Cell::link(compare::path(&[one.id, *other]), "比对"),
        ],
    };
    let rows: Vec<_> = one.life.distinguished.iter().map(row).collect();
    let columns = &["单位", "比对"];
    (!rows.is_empty()).then(|| Section::new("distinguished", "已认定不是同一家", columns, rows))
}

fn unmerge(visit: &Visit, one: &OrganisationLine) -> Vec<Button> {
    let merged = one.life.merged_into.is_some() && compare::merges(visit);
    deeds::buttons(visit, &[], if merged { &[UNMERGE] } else { &[] })
}

/// A frame agreement with it.
fn frame(visit: &Visit, one: &OrganisationLine) -> Vec<Button> {
    let own = visit.organisation().filter(|own| visit.acts_for(*own));
    let other = own.is_some_and(|own| own != one.id) && one.life.merged_into.is_none();
    deeds::buttons(visit, &[], if other { &[DRAFT_FRAME] } else { &[] })
}

/// Who of one's own unit has not come.
fn not_come(visit: &Visit, one: &OrganisationLine) -> Option<Button> {
    let own = one.level == Level::Unit && visit.acts_for(one.id);
    let href = format!("/members-not-come?unit={}", one.id);
    own.then_some(Button { label: "未报到的党员", href, key: None, weight: Weight::Other })
}
