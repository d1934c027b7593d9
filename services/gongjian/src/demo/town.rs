//! A small town of our own invention, with claims and reports in every state.

mod above;
mod reports;

use std::time::Duration;

use contracts::needs::need::{self, Kind, Outcome, Source};
use contracts::projects::{agreement, claim, project, record};
use contracts::registry::{area, check_in, organisation, pair};
use contracts::resources::offer::{self, Category};
use contracts::resources::schedule::{Opening, Schedule, Weekday};
use contracts::{Actor, Role};
use values::{
    AgreementId, Amount, AreaCode, ClaimId, Money, NeedId, OfferId, OrganisationId, ProjectId,
    RecordId, Text, Unit, time,
};

use super::{Stage, person};
use crate::operator;

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// How long ago the play of what goes on begins.
const BEGINS_DAYS_AGO: u32 = 21;

/// How many days before the end of the last quarter the town begins: what was done then is
/// reported on.
const QUARTER_DAYS: i32 = 20;

/// An organisation of the play with its people.
struct Side {
    id: OrganisationId,
    /// Who works with the lists.
    clerk: Actor,
    /// Who signs.
    head: Actor,
    area: AreaCode,
}

/// Plays it all, from the end of the last quarter until now.
pub(crate) async fn play(stage: &mut Stage<'_>) -> anyhow::Result<()> {
    let now = stage.began;
    let quarter = reports::last_quarter(time::date_at(now));
    let begins = time::plus_days(quarter.until(), -QUARTER_DAYS);
    stage.set(time::end_of(begins) - DAY / 2).await?;
    let cast = cast(stage).await?;
    finished_project(stage, &cast).await?;
    reports::last_services(stage, &cast).await?;
    let goes_on = now - DAY * BEGINS_DAYS_AGO;
    stage.set(goes_on.max(stage.clock.now())).await?;
    stage.pass(HOUR).await?;
    running_project(stage, &cast).await?;
    stage.pass(HOUR).await?;
    awaiting_acceptance(stage, &cast).await?;
    above::tender(stage, &cast).await?;
    lapsed_claim(stage, &cast).await?;
    stage.set(now - HOUR).await?;
    above::play(stage, &cast).await?;
    answers(stage, &cast).await?;
    open_lines(stage, &cast).await?;
    reports::play(stage, &cast, quarter).await?;
    just_accepted(stage, &cast).await?;
    stage.end().await;
    Ok(())
}

struct Cast {
    city: OrganisationId,
    district: OrganisationId,
    street: OrganisationId,
    wanghai: Side,
    songlin: Side,
    hospital: Side,
    school: Side,
    bank: Side,
    property: Side,
}

/// The street, its communities and units, checked in.
async fn cast(stage: &mut Stage<'_>) -> anyhow::Result<Cast> {
    let operator = operator::actor();
    for (code, name) in [
        ("99", "临海省"),
        ("9901", "听涛市"),
        ("990101", "望海区"),
        ("990101001", "听涛街道"),
        ("990101001001", "望海社区"),
        ("990101001002", "松林社区"),
    ] {
        let add = area::Add { code: code.parse()?, name: Text::new(name)? };
        stage.act(&operator, &add).await?;
    }
    let street = register(stage, "听涛街道党工委", organisation::Level::Street, None, "990101001");
    let street = street.await?.id;
    let city = register(stage, "听涛市委组织部", organisation::Level::City, None, "9901");
    let city = city.await?.id;
    let district = above::district(stage).await?;
    let community = organisation::Level::Community;
    let wanghai = register(stage, "望海社区党委", community, None, "990101001001").await?;
    let songlin = register(stage, "松林社区党委", community, None, "990101001002").await?;
    let unit = organisation::Level::Unit;
    let home = "990101001001";
    use organisation::Nature::{Hospital, PropertyManager, School, StateOwned};
    let hospital = register(stage, "听涛医院", unit, Some(Hospital), home).await?;
    let school = register(stage, "望海小学", unit, Some(School), home).await?;
    let bank = register(stage, "海晨银行听涛支行", unit, Some(StateOwned), home).await?;
    let property = register(stage, "蓝帆物业", unit, Some(PropertyManager), home).await?;
    for side in [&hospital, &school] {
        let from = time::date_at(stage.clock.now());
        let affiliate = organisation::Affiliate { organisation: side.id, parent: Some(city), from };
        stage.act(&operator, &affiliate).await?;
    }
    for side in [&hospital, &school, &bank, &property] {
        let who = check_in::Who::Unit(side.id);
        for (community, primary) in [(&wanghai, true), (&songlin, false)] {
            let request = check_in::Request { primary, ..check_in::Request::of(who, community.id) };
            stage.act(&side.clerk, &request).await?;
            if primary || side.id != property.id {
                let accept = check_in::Accept { check_in: check_in::id(who, community.id) };
                stage.act(&community.clerk, &accept).await?;
            }
        }
        let make = pair::Make { unit: side.id, community: wanghai.id };
        stage.act(&wanghai.clerk, &make).await?;
    }
    Ok(Cast { city, district, street, wanghai, songlin, hospital, school, bank, property })
}

async fn register(
    stage: &mut Stage<'_>,
    name: &str,
    level: organisation::Level,
    nature: Option<organisation::Nature>,
    area: &str,
) -> anyhow::Result<Side> {
    let area: AreaCode = area.parse()?;
    let register = organisation::Register {
        name: Text::new(name)?,
        level,
        nature,
        credit_code: None,
        area: Some(area),
        parent: None,
        address: None,
    };
    let id = stage.make(&operator::actor(), &register).await?;
    let (clerk, head) = match level {
        organisation::Level::Unit
        | organisation::Level::SectorCommittee
        | organisation::Level::AreaBranch => (Role::Liaison, Role::UnitHead),
        organisation::Level::City
        | organisation::Level::District
        | organisation::Level::Street
        | organisation::Level::Community
        | organisation::Level::Grid => (Role::CommunityClerk, Role::CommunitySecretary),
    };
    Ok(Side { id, clerk: person(id, clerk), head: person(id, head), area })
}

async fn offer(
    stage: &mut Stage<'_>,
    side: &Side,
    title: &str,
    category: Category,
    (quantity, unit): (u64, Unit),
) -> anyhow::Result<OfferId> {
    stage.make(&side.clerk, &line(side, title, category, (quantity, unit))?).await
}

fn line(
    side: &Side,
    title: &str,
    category: Category,
    (quantity, unit): (u64, Unit),
) -> anyhow::Result<offer::List> {
    let amount = Amount::new(quantity, unit)?;
    Ok(offer::List {
        area: side.area.parent(),
        ..offer::List::new(side.id, Text::new(title)?, category, amount)
    })
}

async fn raise(
    stage: &mut Stage<'_>,
    side: &Side,
    title: &str,
    kind: Kind,
    category: Category,
    (quantity, unit): (u64, Unit),
) -> anyhow::Result<NeedId> {
    let raise = need::Raise {
        owner: side.id,
        title: Text::new(title)?,
        content: None,
        kind,
        category,
        source: Source::Community,
        amount: Amount::new(quantity, unit)?,
        place: None,
        wanted: None,
    };
    stage.make(&side.clerk, &raise).await
}

async fn post(
    stage: &mut Stage<'_>,
    side: &Side,
    title: &str,
    kind: Kind,
    category: Category,
    amount: (u64, Unit),
) -> anyhow::Result<NeedId> {
    let need = raise(stage, side, title, kind, category, amount).await?;
    let verified = Amount::new(amount.0, amount.1)?;
    let wish = kind == Kind::Wish;
    if wish {
        stage.act(&side.clerk, &of_a_family(need)?).await?;
    } else {
        stage.act(&side.clerk, &need::Verify { need, amount: verified }).await?;
    }
    let partners_max = if wish { 1 } else { 3 };
    let terms = need::Terms { divisible: !wish, partners_max, ..need::Terms::whole() };
    stage.act(&side.clerk, &need::Post { need, terms }).await?;
    Ok(need)
}

/// A wish of a family of its own, made up as all of this town.
fn of_a_family(need: NeedId) -> anyhow::Result<need::VerifyWish> {
    let name = Text::new("受益人")?;
    let address = Some(Text::new("望海路 1 号")?);
    Ok(need::VerifyWish {
        need,
        form: need::WishForm::Goods,
        value: Money { fen: 20_000 },
        family: Text::new(&need.to_string())?,
        beneficiary: need::Beneficiary { name, phone: None, address },
        minor: false,
        guardian_agreed_on: None,
    })
}

/// A unit claims a community's need, perhaps from an offer of its own.
async fn give(
    stage: &mut Stage<'_>,
    unit: &Side,
    community: &Side,
    need: NeedId,
    from: Option<OfferId>,
    amount: (u64, Unit),
) -> anyhow::Result<ClaimId> {
    let propose = proposal(unit, community, need, from, amount)?;
    let claim = stage.make(&unit.clerk, &propose).await?;
    stage.settled(claim).await?;
    Ok(claim)
}

fn proposal(
    unit: &Side,
    community: &Side,
    need: NeedId,
    from: Option<OfferId>,
    (quantity, measure): (u64, Unit),
) -> anyhow::Result<claim::Propose> {
    Ok(claim::Propose {
        claimer: unit.id.into(),
        side: claim::Side::Giving,
        need: Some(need),
        offer: from,
        amount: Amount::new(quantity, measure)?,
        slot: None,
        area: community.area,
        message: None,
        wait: false,
    })
}

/// A community claims a unit's offer.
async fn ask(
    stage: &mut Stage<'_>,
    community: &Side,
    offer: OfferId,
    (quantity, measure): (u64, Unit),
) -> anyhow::Result<ClaimId> {
    let propose = claim::Propose {
        claimer: community.id.into(),
        side: claim::Side::Asking,
        need: None,
        offer: Some(offer),
        amount: Amount::new(quantity, measure)?,
        slot: None,
        area: community.area,
        message: None,
        wait: false,
    };
    let claim = stage.make(&community.clerk, &propose).await?;
    stage.settled(claim).await?;
    Ok(claim)
}

/// Both sides sign; the project stands on the list.
async fn agree(
    stage: &mut Stage<'_>,
    title: &str,
    claim: ClaimId,
    giving: &Side,
    asking: &Side,
) -> anyhow::Result<ProjectId> {
    let from = time::date_at(stage.clock.now());
    let duty = |party: &Side, what: &str| {
        let (kind, amount) = (agreement::DutyKind::Service, None);
        anyhow::Ok(agreement::Duty { party: party.id, kind, what: Text::new(what)?, amount })
    };
    let terms = agreement::Terms {
        title: Text::new(title)?,
        duties: vec![duty(giving, "按约提供服务")?, duty(asking, "组织居民，提供场地")?],
        from,
        until: from.saturating_add(DAY * 365),
        responsible: vec![],
        plan: None,
        breach: None,
        project: None,
    };
    let draft = agreement::Draft { claim: Some(claim), parties: vec![], terms };
    stage.act(&asking.clerk, &draft).await?;
    let agreement: AgreementId = agreement::id(claim);
    for side in [giving, asking] {
        let sign = agreement::Sign { agreement, party: side.id, draft: 1 };
        stage.act(&side.head, &sign).await?;
    }
    stage.act(&asking.clerk, &agreement::Publish { agreement }).await?;
    Ok(project::id(claim))
}

/// The giving side records, the asking side confirms.
async fn serve(
    stage: &mut Stage<'_>,
    project: ProjectId,
    giving: &Side,
    asking: &Side,
    quantity: u64,
) -> anyhow::Result<()> {
    let record = record(stage, project, giving, quantity).await?;
    stage.act(&asking.clerk, &record::Confirm { record, kept: None }).await?;
    Ok(())
}

async fn record(
    stage: &mut Stage<'_>,
    project: ProjectId,
    giving: &Side,
    quantity: u64,
) -> anyhow::Result<RecordId> {
    let date = time::date_at(stage.clock.now());
    let service = record::Service {
        what: Text::new("到社区开展服务")?,
        date,
        minutes: 120,
        people: 4,
        attendance: vec![],
        no_shows: vec![],
        quantity,
        duty: None,
    };
    stage.make(&giving.clerk, &record::Record { project, service, kept: None }).await
}

/// From the offer and the need to the accepted project; the need is closed as solved.
async fn finished_project(stage: &mut Stage<'_>, cast: &Cast) -> anyhow::Result<()> {
    let Cast { wanghai, hospital, .. } = cast;
    let amount = (2, Unit::Session);
    let clinic = offer(stage, hospital, "社区义诊", Category::Service, (12, Unit::Session)).await?;
    let need =
        post(stage, wanghai, "老人健康体检", Kind::Common, Category::Service, amount).await?;
    let claim = give(stage, hospital, wanghai, need, Some(clinic), amount).await?;
    stage.act(&wanghai.clerk, &claim::Accept { claim }).await?;
    let project = agree(stage, "望海社区义诊共建", claim, hospital, wanghai).await?;
    for _ in 0..2 {
        stage.pass(DAY).await?;
        serve(stage, project, hospital, wanghai, 1).await?;
    }
    stage.act(&hospital.clerk, &project::AskAcceptance { project }).await?;
    stage.act(&wanghai.head, &project::Accept { project }).await?;
    stage.delivered(need).await?;
    stage.act(&wanghai.clerk, &need::Close { need, outcome: Outcome::Solved }).await?;
    Ok(())
}

/// A community claims a unit's hall; one evening is recorded and waits to be confirmed.
async fn running_project(stage: &mut Stage<'_>, cast: &Cast) -> anyhow::Result<()> {
    let Cast { songlin, school, .. } = cast;
    let hall =
        offer(stage, school, "学校礼堂（周末）", Category::Venue, (20, Unit::Session)).await?;
    let claim = ask(stage, songlin, hall, (4, Unit::Session)).await?;
    stage.act(&school.clerk, &claim::Accept { claim }).await?;
    let project = agree(stage, "礼堂开放共建", claim, school, songlin).await?;
    serve(stage, project, school, songlin, 1).await?;
    record(stage, project, school, 1).await?;
    Ok(())
}

/// Everything is confirmed; the community has yet to accept.
async fn awaiting_acceptance(stage: &mut Stage<'_>, cast: &Cast) -> anyhow::Result<()> {
    let Cast { wanghai, bank, .. } = cast;
    let amount = (3, Unit::Session);
    let need = post(stage, wanghai, "防诈骗宣传", Kind::Common, Category::Service, amount).await?;
    let claim = give(stage, bank, wanghai, need, None, (1, Unit::Session)).await?;
    stage.act(&wanghai.clerk, &claim::Accept { claim }).await?;
    let title = Text::new("防诈骗宣传进社区")?;
    let open = project::Open { claim, title, agreement: None, kept: None };
    stage.act(&wanghai.clerk, &open).await?;
    let project = project::id(claim);
    serve(stage, project, bank, wanghai, 1).await?;
    stage.act(&bank.clerk, &project::AskAcceptance { project }).await?;
    Ok(())
}

/// Accepted today: both sides have yet to rate each other.
async fn just_accepted(stage: &mut Stage<'_>, cast: &Cast) -> anyhow::Result<()> {
    let Cast { wanghai, school, .. } = cast;
    let amount = (1, Unit::Session);
    let need = post(stage, wanghai, "书法讲座", Kind::Common, Category::Culture, amount).await?;
    let claim = accepted(stage, school, wanghai, need, amount).await?;
    let title = Text::new("书法讲座进社区")?;
    let open = project::Open { claim, title, agreement: None, kept: None };
    stage.act(&wanghai.clerk, &open).await?;
    let project = project::id(claim);
    serve(stage, project, school, wanghai, 1).await?;
    stage.act(&school.clerk, &project::AskAcceptance { project }).await?;
    stage.act(&wanghai.head, &project::Accept { project }).await?;
    Ok(())
}

/// Nobody answers in three working days.
async fn lapsed_claim(stage: &mut Stage<'_>, cast: &Cast) -> anyhow::Result<()> {
    let Cast { songlin, property, .. } = cast;
    let amount = (30, Unit::Hour);
    let need = post(stage, songlin, "楼道巡查", Kind::Common, Category::Service, amount).await?;
    let claim = give(stage, property, songlin, need, None, (10, Unit::Hour)).await?;
    stage.pass(DAY * 14).await?;
    stage.unanswered(claim).await
}

/// Held, accepted, refused, declined, withdrawn, waiting; and ended early.
async fn answers(stage: &mut Stage<'_>, cast: &Cast) -> anyhow::Result<()> {
    let Cast { wanghai, songlin, hospital, school, bank, property, .. } = cast;
    let amount = (10, Unit::Hour);
    let need = post(stage, songlin, "课后辅导", Kind::Common, Category::Talent, amount).await?;
    give(stage, school, songlin, need, None, (4, Unit::Hour)).await?;
    give(stage, bank, songlin, need, None, (8, Unit::Hour)).await?;
    let accepted = give(stage, hospital, songlin, need, None, (2, Unit::Hour)).await?;
    stage.act(&songlin.clerk, &claim::Accept { claim: accepted }).await?;

    let parking =
        offer(stage, property, "错时停车位", Category::Facility, (40, Unit::Place)).await?;
    let declined = ask(stage, wanghai, parking, (30, Unit::Place)).await?;
    let reason = Text::new("夜间车位已满")?;
    stage.act(&property.clerk, &claim::Decline { claim: declined, reason }).await?;
    let withdrawn = ask(stage, songlin, parking, (10, Unit::Place)).await?;
    let reason = Text::new("居民改停路边")?;
    stage.act(&songlin.clerk, &claim::Withdraw { claim: withdrawn, reason }).await?;
    ask(stage, wanghai, parking, (20, Unit::Place)).await?;

    let waiting = proposal(property, songlin, need, None, (8, Unit::Hour))?;
    let waiting = claim::Propose { wait: true, ..waiting };
    let waiting = stage.make(&property.clerk, &waiting).await?;
    stage.settled(waiting).await?;
    ended_early(stage, cast).await
}

/// Revoked, cancelled by consent, and begun but not carried out.
async fn ended_early(stage: &mut Stage<'_>, cast: &Cast) -> anyhow::Result<()> {
    let Cast { wanghai, bank, school, property, .. } = cast;
    let (all, each) = ((6, Unit::Session), (2, Unit::Session));
    let need = post(stage, wanghai, "消防演练", Kind::Common, Category::Service, all).await?;

    let claim = accepted(stage, bank, wanghai, need, each).await?;
    let reason = Text::new("已有专业机构承担")?;
    stage.act(&wanghai.clerk, &claim::Revoke { claim, reason }).await?;

    let claim = accepted(stage, school, wanghai, need, each).await?;
    for side in [school, wanghai] {
        let reason = Text::new("时间凑不到一起")?;
        stage.act(&side.clerk, &claim::Cancel { claim, reason }).await?;
    }

    let claim = accepted(stage, property, wanghai, need, each).await?;
    let title = Text::new("消防演练进小区")?;
    let open = project::Open { claim, title, agreement: None, kept: None };
    stage.act(&wanghai.clerk, &open).await?;
    let reason = Text::new("多次约定未到场")?;
    stage.act(&wanghai.clerk, &claim::Fail { claim, reason }).await?;
    Ok(())
}

async fn accepted(
    stage: &mut Stage<'_>,
    unit: &Side,
    community: &Side,
    need: NeedId,
    amount: (u64, Unit),
) -> anyhow::Result<ClaimId> {
    let claim = give(stage, unit, community, need, None, amount).await?;
    stage.act(&community.clerk, &claim::Accept { claim }).await?;
    Ok(claim)
}

/// Lines that nobody has claimed, in every state before that.
async fn open_lines(stage: &mut Stage<'_>, cast: &Cast) -> anyhow::Result<()> {
    let Cast { wanghai, songlin, school, bank, .. } = cast;
    let one = (1, Unit::Piece);
    let wish = Category::Goods;
    post(stage, wanghai, "一个新书包", Kind::Wish, wish, one).await?;
    post(stage, songlin, "一台收音机", Kind::Wish, wish, one).await?;
    raise(stage, songlin, "加装扶手", Kind::Individual, Category::Facility, (1, Unit::Place))
        .await?;
    let post_amount = (5, Unit::Person);
    post(stage, wanghai, "图书角管理员", Kind::Post, Category::Talent, post_amount).await?;
    let returned =
        raise(stage, wanghai, "修路灯", Kind::Common, Category::Facility, (1, Unit::Place));
    let need = returned.await?;
    let reason = Text::new("请写明路段")?;
    stage.act(&wanghai.clerk, &need::Return { need, reason }).await?;
    let sessions = (6, Unit::Session);
    let verified = raise(stage, wanghai, "亲子阅读", Kind::Common, Category::Culture, sessions);
    let need = verified.await?;
    let amount = Amount::new(6, Unit::Session)?;
    stage.act(&wanghai.clerk, &need::Verify { need, amount }).await?;
    let unsolved =
        post(stage, songlin, "建口袋公园", Kind::Common, Category::Facility, (1, Unit::Place));
    let need = unsolved.await?;
    let reason = Text::new("没有可用的地块，已转街道")?;
    let outcome = Outcome::Unsolved { reason };
    stage.act(&songlin.clerk, &need::Close { need, outcome }).await?;
    let old = offer(stage, bank, "旧会议桌", Category::Goods, (6, Unit::Piece)).await?;
    let reason = Some(Text::new("已捐出")?);
    stage.act(&bank.clerk, &offer::Withdraw { offer: old, reason }).await?;
    playground(stage, school).await
}

/// Booked by the evening, from Monday to Friday.
async fn playground(stage: &mut Stage<'_>, school: &Side) -> anyhow::Result<()> {
    let days =
        [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    let [from, to] = ["18:30", "21:00"].map(str::parse);
    let (from, to) = (from?, to?);
    let weekly = days.map(|weekday| Opening { weekday, from, to }).to_vec();
    let schedule = Schedule { weekly, closed: vec![], extra: vec![], capacity: None };
    let playground = offer::List {
        conditions: vec![Text::new("提前一天预约")?, Text::new("不带宠物入场")?],
        schedule: Some(Box::new(schedule)),
        ..line(school, "操场（晚间）", Category::Venue, (60, Unit::Session))?
    };
    let playground = stage.make(&school.clerk, &playground).await?;
    stage.listed(playground).await
}
