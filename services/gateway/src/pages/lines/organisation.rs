//! The page of one organisation 组织: what it needs, offers and does, how it stands in the registry,
//! and what is done about that.

use contracts::evaluation::{RatingSumLine, RatingSums};
use contracts::registry::organisation::{GRID_HOUSEHOLDS, Level};
use contracts::registry::{
    CertificationStatus, CheckIns, Edges, HeldExcuse, Organisation, OrganisationEdges,
    OrganisationLife, OrganisationLine, OrganisationStatus, UnitExcuse,
};
use contracts::reporting::Figure;
use contracts::reporting::course::Counted;
use contracts::{PageRequest, Role, needs, projects, resources};
use values::{OrganisationId, time};

use super::person::excused;
use super::{Line, line_page, lists, scorecard};
use crate::chinese;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::compare;
use crate::pages::deeds::{self, *};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Row, Section, Weight};
use crate::pages::{Answer, Visit};
use crate::problem::Problem;

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
    // The page stands without them, too.
    let edges = async {
        let edges = visit.ask(&Edges { organisation }).await;
        Ok::<_, Problem>(edges.ok().flatten().unwrap_or_default())
    };
    let (one, edges, needs, offers, projects, check_ins) = tokio::try_join!(
        visit.find(&asked),
        edges,
        visit.ask(&of_needs),
        visit.ask(&of_offers),
        visit.ask(&of_projects),
        visit.ask(&of_check_ins),
    )?;
    let communities = check_ins.items.iter().map(|check_in| check_in.community);
    let belonged = edges.affiliation.iter().filter_map(|edge| edge.parent);
    let around = one.life.parent.into_iter().chain(one.life.merged_into).chain(belonged);
    let apart = one.life.distinguished.iter().copied();
    let called = visit
        .called(
            [organisation]
                .into_iter()
                .chain(communities)
                .chain(around)
                .chain(apart)
                .chain(lists::projects::parties(&projects.items)),
        )
        .await?;
    let needs_more = format!("/needs?owner={organisation}");
    let offers_more = format!("/offers?owner={organisation}");
    let projects_more = format!("/projects?organisation={organisation}");
    let rows = needs.items.iter().map(|need| lists::needs::row(need, &called)).collect();
    let mut sections = vec![
        Section::new("needs", "需求", lists::needs::COLUMNS, rows).of(needs.total, needs_more),
        Section::new(
            "offers",
            "资源",
            lists::offers::COLUMNS,
            offers.items.iter().map(|offer| lists::offers::row(offer, &called)).collect(),
        )
        .of(offers.total, offers_more),
        Section::new(
            "projects",
            "项目",
            lists::projects::COLUMNS,
            projects.items.iter().map(|one| lists::projects::row(one, &called)).collect(),
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
    let excuse = excuse(visit, &one).await;
    let duties = duties(visit, &one, excuse.is_some()).await?;
    sections.push(registered(visit, &edges, &duties, &called));
    sections.extend(distinguished(&one, &called));
    let said = said_of(visit, &one).await;
    sections.extend(said.as_ref().and_then(words));
    let card = scorecard::of_organisation(visit, organisation, one.level).await;
    let line = Line {
        here: Place::Elsewhere,
        kind: chinese::organisation(one.level, one.nature),
        heading: one.name.to_string(),
        badge: Some(badge(one.life.status)),
        notice: notice(&one, &called),
        facts: facts(&one, &called)
            .into_iter()
            .chain(excused(excuse))
            .chain(said.iter().flat_map(rated))
            .collect(),
        way: Vec::new(),
        buttons: deeds::buttons(visit, duties.now, duties.no)
            .into_iter()
            .chain(card)
            .chain([lists::reports::about(organisation)])
            .chain(frame(visit, &one))
            .chain(roster(visit, &one).await?)
            .chain(not_come(visit, &one))
            .chain(quota(visit, &one))
            .chain(unmerge(visit, &one))
            .collect(),
        sections,
        history: format!("/history/registry/{organisation}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn notice(one: &OrganisationLine, called: &Called) -> Option<String> {
    let life = &one.life;
    match (life.status, life.certification) {
        (OrganisationStatus::Merged, _) => {
            life.merged_into.map(|kept| format!("已并入 {}", called.of(kept)))
        }
        (OrganisationStatus::Applied, _) => Some("等待属地社区或街道审核".to_owned()),
        (OrganisationStatus::Refused, _) => Some("登记申请未通过，原因见经过".to_owned()),
        (OrganisationStatus::Suspended, _) => Some("已暂停，原因见经过".to_owned()),
        (OrganisationStatus::Ended, _) => Some("已终止，原因见经过".to_owned()),
        (OrganisationStatus::InOperation, Some(CertificationStatus::Due)) => {
            Some("年审将到期，请核对信息后办理年审".to_owned())
        }
        (OrganisationStatus::InOperation, Some(CertificationStatus::Lapsed)) => {
            Some("逾期未年审，请尽快办理".to_owned())
        }
        (OrganisationStatus::InOperation, Some(CertificationStatus::Valid) | None) => None,
    }
}

fn facts(one: &OrganisationLine, called: &Called) -> Vec<(&'static str, Cell)> {
    let OrganisationLife { certification, certified_until, .. } = &one.life;
    let until = certified_until.map_or_else(String::new, |until| format!("至 {until}"));
    let checked = |code: &values::CreditCode| Cell::Explained {
        text: code.as_str().to_owned(),
        under: if one.credit_code_doubtful { "末位校验不符，请核对" } else { "" }.to_owned(),
    };
    let households = |households: u32| Cell::Explained {
        text: format!("{households} 户"),
        under: if one.life.households_doubtful {
            format!("不在 {} 至 {} 户之间", GRID_HOUSEHOLDS.start(), GRID_HOUSEHOLDS.end())
        } else {
            String::new()
        },
    };
    let nothing = || Cell::text("");
    vec![
        ("所在区划", Cell::maybe(one.area)),
        ("地址", Cell::maybe(one.address.as_ref())),
        ("别名", Cell::Text(aliases(one))),
        ("上级党组织", named(one.life.parent, called)),
        ("已并入", named(one.life.merged_into, called)),
        ("统一社会信用代码", one.credit_code.as_ref().map_or_else(nothing, checked)),
        ("年审", certification.map_or_else(nothing, |it| Cell::Badge(badge(it)))),
        ("年审有效期", Cell::When(until)),
        ("户数", one.life.households.map_or_else(nothing, households)),
    ]
}

/// What its visitor may do about it in the registry.
struct Duties {
    /// What it waits for.
    now: &'static [&'static str],
    no: &'static [&'static str],
    /// What may be done any day.
    any_day: Vec<&'static str>,
}

impl Duties {
    fn of(now: &'static [&'static str]) -> Self {
        Self { now, no: &[], any_day: Vec::new() }
    }
}

/// Those who answer for it do what they do by how it stands; its own people edit and appoint.
async fn duties(
    visit: &Visit,
    one: &OrganisationLine,
    is_excused: bool,
) -> Result<Duties, Problem> {
    let (answers, speaks) = (answers_for(visit, one).await?, visit.speaks_for(one.id));
    let status = one.life.status;
    let running = status == OrganisationStatus::InOperation;
    let mut duties = match (status, one.life.certification) {
        (OrganisationStatus::Applied, _) if answers => {
            Duties { now: &[APPROVE_ORGANISATION], no: &[REFUSE_ORGANISATION], any_day: vec![] }
        }
        (OrganisationStatus::Suspended, _) if answers => Duties::of(&[RESUME_ORGANISATION]),
        (
            OrganisationStatus::InOperation,
            Some(CertificationStatus::Due | CertificationStatus::Lapsed),
        ) if answers => Duties::of(&[CERTIFY]),
        (
            OrganisationStatus::Applied
            | OrganisationStatus::Refused
            | OrganisationStatus::InOperation
            | OrganisationStatus::Suspended
            | OrganisationStatus::Ended
            | OrganisationStatus::Merged,
            _,
        ) => Duties::of(&[]),
    };
    // A street or a community takes in somebody of a unit.
    let has_seats = matches!(
        visit.role(),
        Some(Role::CommunityClerk | Role::CommunitySecretary | Role::StreetOfficer)
    );
    let pairs = matches!(visit.role(), Some(Role::CommunityClerk | Role::CommunitySecretary));
    if !running && status != OrganisationStatus::Suspended {
        return Ok(duties);
    }
    let mut may = |deed, when: bool| duties.any_day.extend(when.then_some(deed));
    may(EDIT_ORGANISATION, answers || speaks);
    may(APPOINT, speaks);
    may(ADD_ALIAS, answers);
    may(PLACE, answers && one.level == Level::Unit);
    may(AFFILIATE, answers);
    may(COUNT_HOUSEHOLDS, answers && one.level == Level::Grid);
    may(REGISTER_GRID, one.level == Level::Community && running && registers_grids(visit));
    may(GRANT_UNIT_EXCUSE, answers && one.level == Level::Unit && running);
    may(LIFT_UNIT_EXCUSE, answers && is_excused);
    may(EXCUSE_UNIT, answers && one.level == Level::Unit && running);
    may(MAKE_PAIR, pairs && one.level == Level::Unit && running);
    may(FILL_SEAT, has_seats && one.level == Level::Unit && running);
    may(SUSPEND_ORGANISATION, answers && running);
    may(END_ORGANISATION, answers);
    Ok(duties)
}

/// Why a unit need not check in 免报到, for whoever may know. The page stands without it, too.
async fn excuse(visit: &Visit, one: &OrganisationLine) -> Option<HeldExcuse> {
    let asked = UnitExcuse { organisation: one.id };
    if one.level == Level::Unit { visit.ask(&asked).await.ok().flatten() } else { None }
}

/// What was said this year of a body above the communities. The page stands without it, too.
async fn said_of(visit: &Visit, one: &OrganisationLine) -> Option<RatingSumLine> {
    if !matches!(one.level, Level::City | Level::District | Level::Street) {
        return None;
    }
    let year = time::date_at(visit.now()).year();
    let asked = RatingSums { organisation: Some(one.id), person: None, year };
    Some(visit.ask(&asked).await.unwrap_or_default())
}

/// By whoever sent something up, and by whoever raised that, each with how many said so.
fn rated(sums: &RatingSumLine) -> [(&'static str, Cell); 2] {
    let said = |count: u32, stars: u32| {
        let (count, amount) = (count.into(), stars.into());
        let figure = Figure { counted: Counted::Rating, count, amount };
        Cell::maybe((count > 0).then(|| figure.said()))
    };
    [
        ("今年收到的评价", said(sums.raters, sums.stars)),
        ("今年提出人的评价", said(sums.raisers, sums.raiser_stars)),
    ]
}

/// What those who raised it said in words.
fn words(sums: &RatingSumLine) -> Option<Section> {
    let rows = sums.raiser_words.iter().map(|said| Row { cells: vec![Cell::text(said)] });
    let rows: Vec<_> = rows.collect();
    let heading = "今年提出人的评语（不写是谁、说的哪件需求）";
    (!rows.is_empty()).then(|| Section::new("raiser-words", heading, &["评语"], rows))
}

fn registers_grids(visit: &Visit) -> bool {
    visit.role().is_some_and(|role| Level::Grid.is_registered_by(role))
}

/// Where it worked and to whom it belonged, each from a day on, the newest first.
fn registered(
    visit: &Visit,
    edges: &OrganisationEdges,
    duties: &Duties,
    called: &Called,
) -> Section {
    let territory = edges.territory.iter().map(|edge| ("属地", Cell::maybe(edge.area), edge.from));
    let affiliation = edges.affiliation.iter();
    let affiliation = affiliation.map(|edge| ("隶属", named(edge.parent, called), edge.from));
    let mut edges: Vec<_> =
        territory.chain(affiliation).filter(|(_, to, _)| !to.is_empty()).collect();
    edges.sort_by_key(|(_, _, from)| std::cmp::Reverse(*from));
    let row = |(what, to, from): (&str, Cell, values::Date)| Row {
        cells: vec![Cell::text(what), to, Cell::When(from.to_string())],
    };
    let rows = edges.into_iter().map(row).collect();
    Section::new("registered", "登记", &["变更", "到", "自"], rows)
        .or("没有登记属地和隶属")
        .with(deeds::buttons(visit, &[], &duties.any_day))
}

fn aliases(one: &OrganisationLine) -> String {
    one.aliases.iter().map(ToString::to_string).collect::<Vec<_>>().join("、")
}

fn named(organisation: Option<OrganisationId>, called: &Called) -> Cell {
    let link = |id| Cell::link(look::organisation(id), called.of(id));
    organisation.map_or_else(|| Cell::text(""), link)
}

fn unmerge(visit: &Visit, one: &OrganisationLine) -> Vec<Button> {
    let merged = one.life.merged_into.is_some() && compare::merges(visit);
    deeds::buttons(visit, &[], if merged { &[UNMERGE] } else { &[] })
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

/// A frame agreement with it.
fn frame(visit: &Visit, one: &OrganisationLine) -> Vec<Button> {
    // Bodies above communities sign nothing.
    let signs = matches!(one.level, Level::Unit | Level::Community)
        && visit.role().is_some_and(|role| role.does_business() && !role.is_officer());
    let other = visit.organisation().is_some_and(|own| own != one.id);
    let runs = one.life.status == OrganisationStatus::InOperation;
    deeds::buttons(visit, &[], if signs && other && runs { &[DRAFT_FRAME] } else { &[] })
}

/// Its people, for its own and for those who answer for it.
async fn roster(visit: &Visit, one: &OrganisationLine) -> Result<Option<Button>, Problem> {
    let sees = visit.acts_for(one.id) || visit.role() == Some(Role::Auditor);
    let sees = sees || answers_for(visit, one).await?;
    let (href, key) = (lists::people::path(one.id), None);
    Ok(sees.then_some(Button { label: "名册", href, key, weight: Weight::Other }))
}

/// How much one's own unit takes on.
fn quota(visit: &Visit, one: &OrganisationLine) -> Vec<Button> {
    let own = one.level == Level::Unit && visit.acts_for(one.id);
    deeds::buttons(visit, &[], if own { &[SET_QUOTA] } else { &[] })
}

/// Who of one's own unit has not come.
fn not_come(visit: &Visit, one: &OrganisationLine) -> Option<Button> {
    let own = one.level == Level::Unit && visit.acts_for(one.id);
    let href = format!("/members-not-come?unit={}", one.id);
    own.then_some(Button { label: "未报到的党员", href, key: None, weight: Weight::Other })
}
