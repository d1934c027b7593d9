//! Who is who: an organisation's life, people on the roster, accounts, check-ins, settings.

use std::collections::BTreeMap;

use contracts::registry::check_in::{self, Who};
use contracts::registry::organisation::{self, Level, Nature, Office, Register};
use contracts::registry::person::{self as people, LeavingReason, Membership};
use contracts::registry::taxonomy::{self, Category, Subcategory, Titles};
use contracts::registry::{
    Areas, Categories, CheckIn, CheckInForm, CheckIns, Coverage, CoverageBelow, Duplicates, Edges,
    Held, ListTitles, Members, MembersNotCome, Names, OnRoster, Organisation, Organisations, Pairs,
    Person, PersonExcuse, PersonNames, Roster, Seats, Sought, UnitExcuse, UnitsNotCome,
    WorkCalendar, area, calendar, excuse, import, pair, saved_views, seat,
};
use contracts::{Actor, PageRequest, Role};
use values::calendar::{DayKind, Entry};
use values::{AreaCode, CheckInId, Hash, OrganisationId, PersonId, Text, time};

use super::line::{Line, name, text};
use super::town::unit;

/// Some pages on: a list is not read from its beginning alone.
fn first() -> PageRequest {
    PageRequest::first(20)
}

/// The day on which everything begins.
pub(super) async fn begin(line: Line<'_>) -> anyhow::Result<()> {
    let town = line.town;
    let own = organisations(line).await?;
    twins(line, own).await?;
    grid(line).await?;
    let people = people(line).await?;
    offices(line, own, people).await?;
    check_ins(line, own, people).await?;
    settings(line).await?;
    saved(line).await?;
    let file = Hash::of(line.own("file").as_bytes());
    let kind: Text<40> = text("members");
    let started = import::id(&kind, file, &town.operator);
    line.run(import::Start { kind, file, file_name: text("花名册.xlsx"), rows: 2 }).await?;
    let failed = vec![import::FailedRow { row: 3, code: text("person.unknown_unit") }];
    line.run(import::Finish { import: started, taken: 1, failed }).await
}

/// Applied for, approved, refused; named, moved, suspended; and the unit of this line.
async fn organisations(line: Line<'_>) -> anyhow::Result<OrganisationId> {
    let town = line.town;
    let named = |what: &str| unit(&format!("{}{what}", name(line.number)), town.area);
    for (key, kept) in [("applied", true), ("not wanted", false)] {
        let liaison = line.somebody(town.unit, Role::Liaison);
        let applied = line.make(key, &liaison, named(if kept { "公司" } else { "商行" })).await?;
        if kept {
            line.run(organisation::Approve { organisation: applied }).await?;
        } else {
            let reason = text("材料不全");
            line.run(organisation::Refuse { organisation: applied, reason }).await?;
        }
    }
    let own: OrganisationId = line.make("unit", &town.operator, named("学校")).await?;
    let alias = text(&format!("{}小学", name(line.number)));
    line.run(organisation::AddAlias { organisation: own, alias }).await?;
    line.run(organisation::Edit {
        organisation: own,
        name: None,
        nature: Some(Nature::School),
        credit_code: None,
        address: Some(text("望海路 8 号")),
    })
    .await?;
    let (from, code) = (line.today(), "990101001".parse()?);
    line.run(organisation::Place { organisation: own, area: code, from }).await?;
    line.run(organisation::Place { organisation: own, area: town.area, from }).await?;
    let parent = Some(town.city);
    line.run(organisation::Affiliate { organisation: own, parent, from }).await?;
    line.run(organisation::Suspend { organisation: own, reason: text("整改") }).await?;
    line.run(organisation::Resume { organisation: own }).await?;
    line.see(Organisations { page: first(), ..Default::default() }).await?;
    line.see(Organisation { organisation: own }).await?;
    line.see(Edges { organisation: own }).await?;
    line.see(Names { organisations: vec![own, town.unit] }).await?;
    Ok(own)
}

/// One unit twice: told apart, merged, parted; and one that is at its end.
async fn twins(line: Line<'_>, own: OrganisationId) -> anyhow::Result<()> {
    let town = line.town;
    let twin = unit(&format!("{}学校党支部", name(line.number)), town.area);
    let organisation: OrganisationId = line.make("twin", &town.operator, twin).await?;
    line.see(Duplicates { page: first() }).await?;
    line.run(organisation::Distinguish { organisation, from: own }).await?;
    line.run(organisation::Undistinguish { organisation, from: own }).await?;
    line.run(organisation::Merge { organisation, kept: own }).await?;
    line.run(organisation::Unmerge { organisation }).await?;
    line.run(organisation::End { organisation, reason: text("已撤销") }).await
}

/// A grid of its own, in an area of its own.
async fn grid(line: Line<'_>) -> anyhow::Result<()> {
    let town = line.town;
    let (street, community) = (100 + line.number / 900 % 800, 1 + line.number % 900);
    let code: AreaCode = format!("990101{street:03}{community:03}001").parse()?;
    line.run(area::Add { code, name: text(&format!("{}网格", name(line.number))) }).await?;
    line.see(Areas { under: Some("990101".parse()?), page: first() }).await?;
    let grid =
        Register { level: Level::Grid, ..unit(&format!("{}网格", name(line.number)), code) };
    let grid: OrganisationId = line.make("grid", &town.operator, grid).await?;
    line.run(organisation::CountHouseholds { organisation: grid, households: 400 }).await
}

/// Who stays on the roster, and who is to be checked in elsewhere.
#[derive(Clone, Copy)]
pub(super) struct People {
    member: PersonId,
    other: PersonId,
}

fn member(line: &Line<'_>) -> people::Register {
    people::Register {
        name: text("王海"),
        phone: Some(text(&format!("139{:08}", line.number % 100_000_000))),
        work_unit: Some(line.town.unit),
        home_community: Some(line.town.community),
        skills: vec![],
    }
}

async fn people(line: Line<'_>) -> anyhow::Result<People> {
    let town = line.town;
    let person: PersonId = line.make("member", &town.operator, member(&line)).await?;
    let [other, gone, erased] = ["other", "gone", "erased"].map(|key| PersonId(line.own(key)));
    let enrolled = [other, gone, erased].map(|one| (one, member(&line)));
    line.run(people::Enrol { people: BTreeMap::from(enrolled) }).await?;
    let people::Register { name, phone, work_unit, home_community, skills: _ } = member(&line);
    let sought = Sought { name, phone, work_unit, home_community };
    line.see(OnRoster { people: vec![sought] }).await?;
    let from = line.today();
    line.run(people::ChangeWork { person: other, work_unit: Some(town.other), from }).await?;
    line.run(people::ChangeHome { person: gone, home_community: None, from }).await?;
    let phone = Some(text(&format!("138{:08}", line.number % 100_000_000)));
    line.run(people::Correct { person, name: None, phone }).await?;
    line.run(people::SetSkills { person, skills: vec![text("急救")] }).await?;
    let membership = Some(Membership::Working);
    line.run(people::SetMembership { person, membership }).await?;
    line.run(people::Leave { person: gone, reason: LeavingReason::MovedAway }).await?;
    line.run(people::Erase { person: erased }).await?;
    line.see(Person { person }).await?;
    line.see(PersonNames { people: vec![person, other] }).await?;
    line.see(Members { unit: town.unit, page: first() }).await?;
    line.see(Roster {
        organisation: town.community,
        kind: None,
        name: None,
        skill: None,
        left: false,
        page: first(),
    })
    .await?;
    let own = Actor::Person { person, organisation: town.unit, role: Role::Member };
    line.look(&own, Held { person }).await?;
    Ok(People { member: person, other })
}

async fn offices(line: Line<'_>, own: OrganisationId, people: People) -> anyhow::Result<()> {
    let town = line.town;
    let person = Some(people.member);
    line.run(organisation::Appoint { organisation: own, office: Office::Head, person }).await?;
    let (body, person) = (town.community, people.member);
    let until = time::plus_months(line.today(), 36);
    line.run(seat::Fill { body, unit: town.unit, person, until }).await?;
    line.see(Seats { body: Some(body), unit: None, status: None, page: first() }).await?;
    let person = people.other;
    line.run(seat::Fill { body, unit: town.other, person, until }).await?;
    line.run(seat::Vacate { body, person, reason: text("调离") }).await?;
    line.run(pair::Make { unit: own, community: body }).await?;
    let page = first();
    line.see(Pairs { unit: None, community: Some(body), status: None, page }).await?;
    let applied = line.id("applied");
    line.run(pair::Make { unit: applied, community: body }).await?;
    line.run(pair::End { unit: applied, community: body, reason: text("期满") }).await
}

async fn check_ins(line: Line<'_>, own: OrganisationId, people: People) -> anyhow::Result<()> {
    let (town, page) = (line.town, first());
    let community = town.community;
    let units = UnitsNotCome { area: Some(town.area), page };
    line.see(units).await?;
    line.see(MembersNotCome { unit: town.unit, page }).await?;
    let asked = async |who: Who| -> anyhow::Result<CheckInId> {
        let request = check_in::Request { primary: true, ..check_in::Request::of(who, community) };
        line.run(request).await?;
        Ok(check_in::id(who, community))
    };
    for who in [Who::Unit(own), Who::Person(people.member)] {
        let check_in = asked(who).await?;
        line.act(&town.clerk(), check_in::Accept { check_in }).await?;
        line.see(CheckIn { check_in }).await?;
        line.see(CheckInForm { check_in }).await?;
    }
    // Whoever was enrolled with a home is checked in there.
    let who = Who::Person(people.other);
    let check_in = check_in::id(who, community);
    line.run(check_in::End { check_in, reason: text("已搬走") }).await?;
    let check_in = asked(who).await?;
    line.act(&town.clerk(), check_in::Return { check_in, reason: text("请写明住址") }).await?;
    line.see(CheckIns { community: Some(community), page, ..Default::default() }).await?;
    let all = CheckIns { page, ..Default::default() };
    line.see_by("area", CheckIns { area: Some(town.area), ..all }).await?;
    line.see(Coverage { area: Some(town.area) }).await?;
    line.see(CoverageBelow { under: "990101".parse()?, page }).await?;
    excuses(line, own, people).await
}

/// A member who need not come, and a unit; both are to come again.
async fn excuses(line: Line<'_>, own: OrganisationId, people: People) -> anyhow::Result<()> {
    let (clerk, until) = (line.town.clerk(), time::plus_months(line.today(), 3));
    let (who, reason) = (Who::Person(people.other), excuse::ExcuseReason::Care);
    line.act(&clerk, excuse::Grant { who, reason, until }).await?;
    line.see(PersonExcuse { person: people.other }).await?;
    line.act(&clerk, excuse::Lift { who }).await?;
    let (who, reason) = (Who::Unit(own), excuse::ExcuseReason::WindingDown);
    line.act(&clerk, excuse::Grant { who, reason, until }).await?;
    line.see(UnitExcuse { organisation: own }).await?;
    line.act(&clerk, excuse::Lift { who }).await
}

/// What is set for the whole city, each time to something else.
async fn settings(line: Line<'_>) -> anyhow::Result<()> {
    let shown = name(line.number);
    let sub = Subcategory { code: text("other"), name: text(&shown), retired: false };
    let category = Category::Information;
    line.run(taxonomy::SetCategory { category, subcategories: vec![sub] }).await?;
    line.see(Categories { category: Some(category) }).await?;
    let offers = text(&format!("{shown}单"));
    let titles = Titles { offers, needs: text("需求"), projects: text("项目") };
    line.run(taxonomy::SetTitles { titles }).await?;
    line.see(ListTitles {}).await?;
    let date = time::plus_days("2031-01-01".parse()?, i32::try_from(line.number % 300)?);
    let day = Entry { date, kind: DayKind::Off, name: text(&shown) };
    line.run(calendar::SetYear { year: 2031, days: vec![day] }).await?;
    line.see(WorkCalendar { year: 2031 }).await
}

async fn saved(line: Line<'_>) -> anyhow::Result<()> {
    let own = line.somebody(line.town.unit, Role::Liaison);
    let Actor::Person { person, .. } = own else { unreachable!("somebody is a person") };
    let address = text("/needs?status=posted");
    line.act(&own, saved_views::Save { person, name: text("待认领"), address }).await?;
    let views = line.learn(&own, saved_views::SavedViews { person }).await?;
    for view in views {
        line.act(&own, saved_views::Delete { person, view: view.view }).await?;
    }
    Ok(())
}

/// A year later what stands for a year is to be renewed.
pub(super) async fn a_year_later(line: Line<'_>) -> anyhow::Result<()> {
    let own = line.id("unit");
    line.run(organisation::Certify { organisation: own }).await?;
    let check_in = check_in::id(Who::Unit(own), line.town.community);
    line.run(check_in::Renew { check_in }).await
}
