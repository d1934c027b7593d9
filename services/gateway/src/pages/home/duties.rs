//! What waits for whom.

use contracts::needs::need::Kind;
use contracts::needs::{HandlingLine, Handlings, NeedStatus, Needs};
use contracts::projects::{
    Agreements, ClaimLine, ClaimStatus, Claims, ProjectStatus, Projects, RecordStatus, Records,
};
use contracts::registry::{CheckInLine, CheckInStatus, CheckIns, Organisation, check_in::Who};
use contracts::resources::{OfferStatus, Offers};
use contracts::{Card, PageRequest};
use values::{OrganisationId, PersonId};

use crate::Shown;
use crate::pages::Visit;
use crate::pages::badge::{badge, handling_card};
use crate::pages::deeds::{self, NEW_NEED, NEW_OFFER};
use crate::pages::lists::{agreements, claims, needs, offers, projects, records};
use crate::pages::look;
use crate::pages::parts::{Button, Cell, Row, Section};
use crate::pages::visit::Called;
use crate::problem::Problem;

/// What a home shows.
pub(super) struct Duties {
    pub(super) called: Called,
    pub(super) buttons: Vec<Button>,
    pub(super) todo: Vec<Section>,
    pub(super) rest: Vec<Section>,
}

/// How many lines of each kind a home shows.
const FEW: PageRequest = PageRequest { offset: 0, limit: 5 };

/// What a community has to verify, answer, confirm and accept.
pub(super) async fn of_a_community(visit: &Visit, own: OrganisationId) -> Result<Duties, Problem> {
    let needs_in =
        |status| Needs { owner: Some(own), status: Some(status), page: FEW, ..Default::default() };
    let (raised, verified) = (needs_in(NeedStatus::Raised), needs_in(NeedStatus::Verified));
    let (delivered, unclaimed) = (needs_in(NeedStatus::Delivered), needs_in(NeedStatus::Unclaimed));
    let held = to_answer(own);
    let accepted = claims_in(own, ClaimStatus::Accepted);
    let running = projects_in(own, ProjectStatus::AcceptanceAsked);
    let recorded = records_in(own);
    let drafted = agreements_in(own);
    let requested = CheckIns {
        community: Some(own),
        status: Some(CheckInStatus::Requested),
        page: FEW,
        ..Default::default()
    };
    let handled = Handlings { holder: Some(own), page: FEW, ..Default::default() };
    let (raised, verified, delivered, unclaimed, held, accepted) = tokio::try_join!(
        visit.ask(&raised),
        visit.ask(&verified),
        visit.ask(&delivered),
        visit.ask(&unclaimed),
        visit.ask(&held),
        visit.ask(&accepted),
    )?;
    let (running, recorded, drafted, requested, handled) = tokio::try_join!(
        visit.ask(&running),
        visit.ask(&recorded),
        visit.ask(&drafted),
        visit.ask(&requested),
        visit.ask(&handled),
    )?;
    let ids = [&held.items, &accepted.items]
        .into_iter()
        .flat_map(|items| claims::parties(items))
        .chain(projects::parties(&running.items))
        .chain(records::parties(&recorded.items))
        .chain(agreements::parties(&drafted.items))
        .chain(requested.items.iter().filter_map(unit_of));
    let called = visit.called(ids.chain([own])).await?;
    let need_section = |id, heading, page: &contracts::Page<contracts::needs::NeedLine>, status| {
        let rows = page.items.iter().map(|need| needs::row(need, &called)).collect();
        let more = format!("/needs?owner={own}&status={}", Shown::code(status));
        Section::new(id, heading, needs::COLUMNS, rows).of(page.total, more)
    };
    let todo = vec![
        handling_section(visit, &handled, format!("/needs?owner={own}")),
        need_section("raised", "待核实的需求", &raised, NeedStatus::Raised),
        need_section("verified", "待发布的需求", &verified, NeedStatus::Verified),
        claim_section(
            "held",
            "待答复的认领",
            &held,
            "answered_by",
            ClaimStatus::Held,
            own,
            &called,
        ),
        record_section(&recorded, own, &called),
        project_section(
            "acceptance",
            "待验收的项目",
            &running,
            ProjectStatus::AcceptanceAsked,
            own,
            &called,
        ),
        need_section("delivered", "已交付、待验收的需求", &delivered, NeedStatus::Delivered),
        need_section("unclaimed", "无人认领的需求", &unclaimed, NeedStatus::Unclaimed),
        claim_section(
            "accepted",
            "已接受、待立项的认领",
            &accepted,
            "organisation",
            ClaimStatus::Accepted,
            own,
            &called,
        ),
        agreement_section(&drafted, own, &called),
        check_in_section(&requested, &called),
    ];
    let buttons = deeds::buttons(visit, &[NEW_NEED], &[NEW_OFFER]);
    Ok(Duties { called, buttons, todo, rest: Vec::new() })
}

/// What a unit could claim, what it claimed, and what it promised.
pub(super) async fn of_a_unit(visit: &Visit, own: OrganisationId) -> Result<Duties, Problem> {
    let posted = Needs { status: Some(NeedStatus::Posted), page: FEW, ..Default::default() };
    let (held, asked) = (to_answer(own), made(own, ClaimStatus::Held));
    let lapsing = claims_in(own, ClaimStatus::LeaseOver);
    let (accepted, waiting) =
        (claims_in(own, ClaimStatus::Accepted), claims_in(own, ClaimStatus::Waiting));
    let running = projects_in(own, ProjectStatus::Running);
    let recorded = records_in(own);
    let drafted = agreements_in(own);
    let dormant = Offers {
        owner: Some(own),
        status: Some(OfferStatus::Dormant),
        page: FEW,
        ..Default::default()
    };
    let (posted, held, asked, lapsing, accepted, waiting) = tokio::try_join!(
        visit.ask(&posted),
        visit.ask(&held),
        visit.ask(&asked),
        visit.ask(&lapsing),
        visit.ask(&accepted),
        visit.ask(&waiting),
    )?;
    let (running, recorded, drafted, dormant) = tokio::try_join!(
        visit.ask(&running),
        visit.ask(&recorded),
        visit.ask(&drafted),
        visit.ask(&dormant),
    )?;
    let ids = [&held.items, &asked.items, &lapsing.items, &accepted.items, &waiting.items]
        .into_iter()
        .flat_map(|items| claims::parties(items))
        .chain(projects::parties(&running.items))
        .chain(records::parties(&recorded.items))
        .chain(agreements::parties(&drafted.items))
        .chain(posted.items.iter().map(|need| need.owner));
    let called = visit.called(ids.chain([own])).await?;
    let dormant_rows = dormant.items.iter().map(|offer| offers::row(offer, &called)).collect();
    let dormant_more = format!("/offers?owner={own}&status=dormant");
    let todo = vec![
        claim_section(
            "held",
            "待我方答复的认领",
            &held,
            "answered_by",
            ClaimStatus::Held,
            own,
            &called,
        ),
        claim_section(
            "lapsing",
            "对方未答复、可续期的认领",
            &lapsing,
            "organisation",
            ClaimStatus::LeaseOver,
            own,
            &called,
        ),
        claim_section(
            "accepted",
            "已接受、待签约或立项的认领",
            &accepted,
            "organisation",
            ClaimStatus::Accepted,
            own,
            &called,
        ),
        agreement_section(&drafted, own, &called),
        record_section(&recorded, own, &called),
        project_section("running", "执行中的项目", &running, ProjectStatus::Running, own, &called),
        Section::new("dormant", "待确认的资源", offers::COLUMNS, dormant_rows)
            .of(dormant.total, dormant_more),
    ];
    let rows = posted.items.iter().map(|need| needs::row(need, &called)).collect();
    let rest = vec![
        Section::new("posted", "最新发布、待认领的需求", needs::COLUMNS, rows)
            .of(posted.total, "/needs?status=posted")
            .or("暂无待认领的需求"),
        claim_section(
            "asked",
            "等待对方答复的认领",
            &asked,
            "made_by",
            ClaimStatus::Held,
            own,
            &called,
        ),
        claim_section(
            "waiting",
            "候补中的认领",
            &waiting,
            "organisation",
            ClaimStatus::Waiting,
            own,
            &called,
        ),
    ];
    let buttons = deeds::buttons(visit, &[NEW_OFFER], &[NEW_NEED]);
    Ok(Duties { called, buttons, todo, rest })
}

/// What a member can take on, and what they took on.
pub(super) async fn of_a_member(visit: &Visit, person: PersonId) -> Result<Duties, Problem> {
    let posted = |kind| Needs {
        kind: Some(kind),
        status: Some(NeedStatus::Posted),
        page: FEW,
        ..Default::default()
    };
    let (wishes, posts) = (posted(Kind::Wish), posted(Kind::Post));
    let own = Claims { person: Some(person), page: FEW, ..Default::default() };
    let served = Records { person: Some(person), page: FEW, ..Default::default() };
    let (wishes, posts, own, served) = tokio::try_join!(
        visit.ask(&wishes),
        visit.ask(&posts),
        visit.ask(&own),
        visit.ask(&served),
    )?;
    let owners = wishes.items.iter().chain(&posts.items).map(|need| need.owner);
    let ids = owners.chain(claims::parties(&own.items)).chain(records::parties(&served.items));
    let called = visit.called(ids).await?;
    let section = |id, heading, page: &contracts::Page<contracts::needs::NeedLine>, kind: Kind| {
        let rows = page.items.iter().map(|need| needs::row(need, &called)).collect();
        let more = format!("/needs?status=posted&kind={}", kind.code());
        Section::new(id, heading, needs::COLUMNS, rows).of(page.total, more)
    };
    let claimed = own.items.iter().map(|claim| claims::row(claim, &called)).collect();
    let served_rows = served.items.iter().map(|record| records::row(record, &called)).collect();
    let rest = vec![
        Section::new("own", "我的认领", claims::COLUMNS, claimed)
            .of(own.total, format!("/claims?person={person}"))
            .or("还没有认领，从下面的微心愿和岗位开始"),
        section("wishes", "待认领的微心愿", &wishes, Kind::Wish).or("暂无微心愿"),
        section("posts", "待认领的岗位", &posts, Kind::Post).or("暂无岗位"),
        Section::new("served", "我的服务记录", records::COLUMNS, served_rows)
            .of(served.total, format!("/records?person={person}"))
            .or("还没有服务记录"),
    ];
    Ok(Duties { called, buttons: Vec::new(), todo: Vec::new(), rest })
}

/// What came up to an officer, and the red cards of the area.
pub(super) async fn of_an_officer(visit: &Visit, own: OrganisationId) -> Result<Duties, Problem> {
    let of_own = Organisation { organisation: own };
    let area = visit.ask(&of_own).await?.and_then(|organisation| organisation.area);
    let here = Handlings { holder: Some(own), page: FEW, ..Default::default() };
    let cards = |card| Handlings { area, card: Some(card), page: FEW, ..Default::default() };
    let (red, yellow) = (cards(Card::Red), cards(Card::Yellow));
    let acceptance =
        Projects { status: Some(ProjectStatus::AcceptanceAsked), page: FEW, ..Default::default() };
    let (here, red, yellow, acceptance) = tokio::try_join!(
        visit.ask(&here),
        visit.ask(&red),
        visit.ask(&yellow),
        visit.ask(&acceptance),
    )?;
    let holders = red.items.iter().chain(&yellow.items).map(|line| line.holder.organisation);
    let called = visit.called(holders.chain(projects::parties(&acceptance.items))).await?;
    let mut todo = vec![handling_section(visit, &here, "/needs")];
    todo.push(cards_section("red", "辖区红牌", &red, &called));
    todo.push(cards_section("yellow", "辖区黄牌", &yellow, &called));
    let rows = acceptance.items.iter().map(|one| projects::row(one, &called)).collect();
    let rest = vec![
        Section::new("acceptance", "等待验收的项目", projects::COLUMNS, rows)
            .of(acceptance.total, "/projects?status=acceptance_asked"),
    ];
    Ok(Duties { called, buttons: Vec::new(), todo, rest })
}

/// What somebody sees who has nothing to decide.
pub(super) async fn of_a_reader(visit: &Visit) -> Result<Duties, Problem> {
    let needs_asked = Needs { page: FEW, ..Default::default() };
    let projects_asked = Projects { page: FEW, ..Default::default() };
    let (latest, running) = tokio::try_join!(visit.ask(&needs_asked), visit.ask(&projects_asked))?;
    let owners = latest.items.iter().map(|need| need.owner);
    let called = visit.called(owners.chain(projects::parties(&running.items))).await?;
    let need_rows = latest.items.iter().map(|need| needs::row(need, &called)).collect();
    let project_rows = running.items.iter().map(|one| projects::row(one, &called)).collect();
    let rest = vec![
        Section::new("needs", "最新需求", needs::COLUMNS, need_rows).of(latest.total, "/needs"),
        Section::new("projects", "最新项目", projects::COLUMNS, project_rows)
            .of(running.total, "/projects"),
    ];
    Ok(Duties { called, buttons: Vec::new(), todo: Vec::new(), rest })
}

fn claims_in(own: OrganisationId, status: ClaimStatus) -> Claims {
    Claims { organisation: Some(own), status: Some(status), page: FEW, ..Default::default() }
}

fn projects_in(own: OrganisationId, status: ProjectStatus) -> Projects {
    Projects { organisation: Some(own), status: Some(status), page: FEW, ..Default::default() }
}

fn records_in(own: OrganisationId) -> Records {
    let status = Some(RecordStatus::Recorded);
    Records { organisation: Some(own), status, page: FEW, ..Default::default() }
}

fn agreements_in(own: OrganisationId) -> Agreements {
    Agreements { unsigned_by: Some(own), page: FEW, ..Default::default() }
}

/// Those that wait for the own answer.
fn to_answer(own: OrganisationId) -> Claims {
    let status = Some(ClaimStatus::Held);
    Claims { answered_by: Some(own), status, page: FEW, ..Default::default() }
}

/// Those that somebody else answers.
fn made(own: OrganisationId, status: ClaimStatus) -> Claims {
    Claims { made_by: Some(own), status: Some(status), page: FEW, ..Default::default() }
}

fn unit_of(check_in: &CheckInLine) -> Option<OrganisationId> {
    match check_in.who {
        Who::Unit(unit) => Some(unit),
        Who::Person(_) => None,
    }
}

fn claim_section(
    id: &'static str,
    heading: &'static str,
    page: &contracts::Page<ClaimLine>,
    role: &'static str,
    status: ClaimStatus,
    own: OrganisationId,
    called: &Called,
) -> Section {
    let rows = page.items.iter().map(|claim| claims::row(claim, called)).collect();
    let more = format!("/claims?{role}={own}&status={}", status.code());
    Section::new(id, heading, claims::COLUMNS, rows).of(page.total, more)
}

fn project_section(
    id: &'static str,
    heading: &'static str,
    page: &contracts::Page<contracts::projects::ProjectLine>,
    status: ProjectStatus,
    own: OrganisationId,
    called: &Called,
) -> Section {
    let rows = page.items.iter().map(|project| projects::row(project, called)).collect();
    let more = format!("/projects?organisation={own}&status={}", status.code());
    Section::new(id, heading, projects::COLUMNS, rows).of(page.total, more)
}

fn record_section(
    page: &contracts::Page<contracts::projects::RecordLine>,
    own: OrganisationId,
    called: &Called,
) -> Section {
    let rows = page.items.iter().map(|record| records::row(record, called)).collect();
    let more = format!("/records?organisation={own}&status=recorded");
    Section::new("recorded", "待确认的服务记录", records::COLUMNS, rows).of(page.total, more)
}

fn agreement_section(
    page: &contracts::Page<contracts::projects::AgreementLine>,
    own: OrganisationId,
    called: &Called,
) -> Section {
    let rows = page.items.iter().map(|agreement| agreements::row(agreement, called)).collect();
    let more = format!("/agreements?unsigned_by={own}");
    Section::new("drafted", "待签署的协议", agreements::COLUMNS, rows).of(page.total, more)
}

fn check_in_section(page: &contracts::Page<CheckInLine>, called: &Called) -> Section {
    let row = |check_in: &CheckInLine| Row {
        cells: vec![
            match unit_of(check_in) {
                Some(unit) => Cell::link(look::organisation(unit), called.of(unit)),
                None => Cell::text("党员（姓名见报到单）"),
            },
            Cell::Badge(badge(check_in.status)),
            Cell::When(look::day(check_in.requested_at)),
        ],
    };
    let rows = page.items.iter().map(row).collect();
    Section::new("requested", "待接收的报到", &["谁", "状态", "申请"], rows).of(page.total, "")
}

fn handling_section(
    visit: &Visit,
    page: &contracts::Page<HandlingLine>,
    more: impl ToString,
) -> Section {
    let row = |line: &HandlingLine| Row {
        cells: vec![
            Cell::link(format!("/needs/{}", line.need), line.step.chinese()),
            line.card.map_or_else(|| Cell::text(""), |card| Cell::Badge(handling_card(card))),
            Cell::When(look::until(line.clock.due_at, visit.now())),
        ],
    };
    let rows = page.items.iter().map(row).collect();
    Section::new("handling", "办理时限", &["步骤", "督办", "期限"], rows).of(page.total, more)
}

fn cards_section(
    id: &'static str,
    heading: &'static str,
    page: &contracts::Page<HandlingLine>,
    called: &Called,
) -> Section {
    let row = |line: &HandlingLine| Row {
        cells: vec![
            Cell::link(format!("/needs/{}", line.need), called.of(line.holder.organisation)),
            Cell::text(line.step.chinese()),
            Cell::When(look::moment(line.clock.due_at)),
        ],
    };
    let rows = page.items.iter().map(row).collect();
    Section::new(id, heading, &["办理单位", "步骤", "期限"], rows).of(page.total, "")
}
