//! What is open to others: activities on the menu, and tenders.

use std::time::Duration;

use contracts::projects::activity::{
    Audience, Cancel, CancelSignUp, ConfirmAttendance, CopyMenu, Details, Mark, Participant, Plan,
    Postpone, Presence, Publish, RecordAttendance, Revise, SignUp, Theme, Times,
};
use contracts::projects::tender;
use contracts::projects::{Activities, Activity, Proposals, SignUps, Tender, Tenders};
use contracts::{Actor, PageRequest, Role};
use values::{ActivityId, Money, TenderId, Timestamp, time};

use super::line::{Line, name, text};
use super::needs::member;

const HOUR: Duration = Duration::from_secs(3600);

fn at(from: Timestamp) -> Times {
    Times { from, until: from + HOUR * 2, sign_up_until: from }
}

fn details(line: &Line<'_>, from: Timestamp) -> Details {
    Details {
        theme: Theme::Health,
        title: text(&format!("急救课堂{}", name(line.number))),
        about: None,
        area: line.town.area,
        place: text("党群服务中心"),
        times: at(from),
        capacity: 2,
        open_to: vec![Audience::Members, Audience::Organisations],
    }
}

async fn planned(line: Line<'_>, key: &str, from: Timestamp) -> anyhow::Result<ActivityId> {
    let plan = Plan { organiser: line.town.community, details: details(&line, from) };
    line.make(key, &line.town.clerk(), plan).await
}

pub(super) async fn begin(line: Line<'_>) -> anyhow::Result<()> {
    let (town, clerk, soon) = (line.town, line.town.clerk(), line.now() + HOUR);
    let activity = planned(line, "activity", soon).await?;
    let revised = Details { capacity: 3, ..details(&line, soon) };
    line.act(&clerk, Revise { activity, details: revised }).await?;
    line.act(&clerk, Publish { activity }).await?;
    let (member, _) = member(&line, town.unit);
    line.act(&member, SignUp { activity, organisation: None, places: 1 }).await?;
    let organisation = Some(town.unit);
    line.act(&town.liaison(), SignUp { activity, organisation, places: 1 }).await?;
    line.act(&town.liaison(), CancelSignUp { activity, organisation }).await?;
    let (times, reason) = (at(soon + HOUR), text("讲师临时有事"));
    line.act(&clerk, Postpone { activity, times, reason }).await?;
    let never = planned(line, "cancelled activity", soon).await?;
    line.act(&clerk, Cancel { activity: never, reason: text("报名太少") }).await?;
    // A menu of its own day, so that no more is copied of a long list than of a short one.
    let day = time::plus_days(line.today(), i32::try_from(1 + line.number % 3_000)?);
    let yearly = planned(line, "yearly", time::end_of(day) - HOUR * 12).await?;
    line.act(&clerk, Publish { activity: yearly }).await?;
    let (from, until) = (day, day);
    line.act(&clerk, CopyMenu { organiser: town.community, from, until }).await?;
    line.see(Activity { activity }).await?;
    let all = Activities { page: PageRequest::first(20), ..Default::default() };
    line.see(Activities { organiser: Some(town.community), ..all.clone() }).await?;
    line.see_by("area", Activities { area: Some(town.area), from: Some(line.today()), ..all })
        .await?;
    line.look(&clerk, SignUps { activity: Some(activity), ..Default::default() }).await?;
    called(line).await
}

/// It was held: who came is recorded by one, and confirmed by another.
pub(super) async fn after_it_was_held(line: Line<'_>) -> anyhow::Result<()> {
    let activity: ActivityId = line.id("activity");
    let (_, person) = member(&line, line.town.unit);
    let attendance = Presence::Came { people: 1, minutes: 90 };
    let marks = vec![Mark { who: Participant::Person(person), attendance }];
    line.act(&line.town.clerk(), RecordAttendance { activity, marks }).await?;
    line.act(&line.town.secretary(), ConfirmAttendance { activity }).await?;
    scored(line).await
}

/// Who scores, in each line another.
fn juror(line: &Line<'_>) -> Actor {
    line.somebody(line.town.other, Role::UnitHead)
}

/// One that runs until tomorrow, and one that nobody needs any more.
async fn called(line: Line<'_>) -> anyhow::Result<()> {
    let (town, officer) = (line.town, line.town.officer());
    let person = juror(&line).person().expect("a head is a person");
    let tomorrow = line.now().as_second() / 60 * 60 + 24 * 3600;
    let call = |title: &str| {
        anyhow::Ok(tender::Call {
            caller: town.street,
            area: town.area,
            title: text(&format!("{title}{}", name(line.number))),
            purpose: text("就近为行动不便的老人提供服务"),
            need: None,
            budget: Money { fen: 1_000_000 },
            criteria: vec![tender::Criterion { name: text("方案可行"), weight: 100 }],
            jurors: vec![tender::Juror { person, organisation: town.other }],
            deadline: Timestamp::from_second(tomorrow)?,
        })
    };
    let tender: TenderId = line.make("tender", &officer, call("助餐微公益")?).await?;
    let liaison = town.liaison();
    let proposal = || tender::Proposal {
        title: text("送餐上楼"),
        content: text("每周两次，由志愿者配送"),
        asked: Money { fen: 900_000 },
    };
    let organisation = town.unit;
    let propose = || tender::Propose { tender, organisation, proposal: proposal() };
    line.act(&liaison, propose()).await?;
    line.act(&liaison, tender::WithdrawProposal { tender, organisation }).await?;
    line.act(&liaison, propose()).await?;
    let annulled: TenderId = line.make("annulled", &officer, call("楼道微更新")?).await?;
    line.act(&officer, tender::Annul { tender: annulled, reason: text("改由物业承担") }).await?;
    line.see(Tender { tender }).await?;
    let all = Tenders { page: PageRequest::first(20), ..Default::default() };
    line.see(Tenders { caller: Some(town.street), ..all.clone() }).await?;
    line.see_by("area", Tenders { area: Some(town.area), ..all }).await
}

/// The deadline is over: scored, published, objected to, answered.
async fn scored(line: Line<'_>) -> anyhow::Result<()> {
    let (tender, officer, juror) = (line.id("tender"), line.town.officer(), juror(&line));
    let proposer = line.town.unit;
    line.act(&juror, tender::Declare { tender, proposer, conflict: false }).await?;
    line.act(&juror, tender::Score { tender, proposer, scores: vec![90] }).await?;
    line.act(&officer, tender::CloseScoring { tender, reason: None }).await?;
    line.look(&officer, Proposals { tender, page: PageRequest::first(20) }).await?;
    let grant = Money { fen: 800_000 };
    line.act(&officer, tender::Publicise { tender, grant, working_days: 5 }).await?;
    let (member, _) = member(&line, line.town.other);
    line.act(&member, tender::Object { tender, objection: text("经费偏高") }).await?;
    let answer = tender::Answer { tender, objection: 1, upheld: false, answer: text("已核价") };
    line.act(&officer, answer).await
}

/// The publicity is over.
pub(super) async fn after_publicity(line: Line<'_>) -> anyhow::Result<()> {
    let award = tender::Award { tender: line.id("tender"), work: None };
    line.act(&line.town.officer(), award).await
}
