//! How it was: ratings, objections, points, stars, recognition, hearings, the rules behind them.

use contracts::evaluation::fact::{Enter, Strike};
use contracts::evaluation::hearing::{self, HearingPurpose, HearingRequest};
use contracts::evaluation::leave::{LeaveReason, LeaveTerms, Leaves, Lift};
use contracts::evaluation::objection::{self, Target};
use contracts::evaluation::occasion::{
    IssueBallots, Pairing, Rate, RateByBallot, RateHandling, Rater, ReviewComment, of_claim,
};
use contracts::evaluation::posting::{Adjust, Counter, PointKind};
use contracts::evaluation::recognition::{Candidate, RecognitionList};
use contracts::evaluation::reward::{CallOff, HandOver, Redeem, Restock, RewardTerms, Withdraw};
use contracts::evaluation::rules::{Adopt, CardKind, Measure, Propose};
use contracts::evaluation::star::{Apply, Review, Revoke};
use contracts::evaluation::{
    Adjustments, Ballots, Counterparts, DryRun, Facts, Hearing, Hearings, Objection, Objections,
    Occasion, Occasions, Points, Postings, RatingSums, Ratings, Recognition, Recognitions,
    Redemptions, Reward, Rewards, Rules, Scorecard, Shortlist, Star, Stars, Titled, TrialBalance,
};
use contracts::{Actor, ListOrder, PageRequest, Role};
use values::{FactId, HearingId, LeaveId, PostingId, RecognitionId, RewardId, Text};
use values::{OccasionId, time};

use super::line::{Line, name, text};
use super::needs::member;
use super::town::Town;

/// The rules of this year are those by which stars are given: far ahead, so that no scorecard is
/// counted by them.
const RULES_YEAR: i16 = 2100;

fn first() -> PageRequest {
    PageRequest::first(20)
}

pub(super) async fn begin(line: Line<'_>) -> anyhow::Result<()> {
    let occasion = of_claim(line.id("claim"));
    ratings(line, occasion).await?;
    objections(line, occasion).await?;
    facts(line).await?;
    leaves(line).await?;
    points(line).await?;
    rewards(line).await?;
    rules(line).await?;
    star(line).await?;
    recognition(line).await?;
    hearing(line).await
}

/// By ballot, and by both sides of the claim that was carried out; of what the street did.
async fn ratings(line: Line<'_>, occasion: OccasionId) -> anyhow::Result<()> {
    let (town, liaison, clerk) = (line.town, line.town.liaison(), line.town.clerk());
    line.act(&clerk, IssueBallots { occasion, ballots: 1 }).await?;
    line.look(&liaison, Counterparts { page: first(), ..Default::default() }).await?;
    if let Some(ballots) = line.learn(&clerk, Ballots { occasion }).await? {
        let resident = line.somebody(town.community, Role::Resident);
        for code in ballots.codes {
            let (stars, comment) = (5, None);
            line.act(&resident, RateByBallot { occasion, code, stars, comment }).await?;
        }
    }
    let said: Option<Text<300>> = Some(text("配合得好"));
    for (side, rated) in [(&liaison, town.community), (&clerk, town.unit)] {
        let (rated, comment) = (rated.into(), said.clone());
        line.act(side, Rate { occasion, rated, stars: 5, comment }).await?;
    }
    let pairing = pairing(town);
    line.act(&town.officer(), ReviewComment { occasion, pairing, withheld: None }).await?;
    let (need, handler) = (line.id("handled"), town.street);
    let rate = RateHandling { need, handler, stars: 4, comment: None };
    line.act(&clerk, rate).await?;
    line.see(Occasion { occasion }).await?;
    let all = Occasions { page: first(), ..Default::default() };
    line.look(&clerk, Occasions { organisation: Some(town.community), ..all }).await?;
    line.see_by(
        "occasion",
        Ratings { occasion: Some(occasion), page: first(), ..Default::default() },
    )
    .await?;
    let all = Ratings { organisation: Some(town.community), ..Default::default() };
    line.see(Ratings { page: first(), ..all }).await?;
    let (organisation, year) = (Some(town.community), line.today().year());
    line.see(RatingSums { organisation, person: None, year }).await
}

/// What the unit says of the community.
fn pairing(town: &Town) -> Pairing {
    Pairing { rater: Rater::Organisation(town.unit), rated: Some(town.community.into()) }
}

async fn objections(line: Line<'_>, occasion: OccasionId) -> anyhow::Result<()> {
    let clerk = line.somebody(line.town.community, Role::CommunityClerk);
    let target = Target::Rating { occasion, pairing: pairing(line.town) };
    line.act(&clerk, objection::Raise { target, reason: text("与记录不符") }).await?;
    let by = clerk.person().expect("a clerk is a person");
    let objection = objection::id(target, by);
    line.see(Objection { objection }).await?;
    let (answerer, answered, order) = (None, None, ListOrder::Newest);
    let page = first();
    line.see(Objections { answerer, answered, order, page, ..Objections::default() }).await?;
    let answer = objection::Answer { objection, upheld: false, answer: text("记录属实") };
    line.act(&line.town.officer(), answer).await
}

async fn facts(line: Line<'_>) -> anyhow::Result<()> {
    let (organisation, officer) = (line.town.unit, line.town.officer());
    let enter = Enter {
        organisation,
        measure: Measure::Study,
        on: line.today(),
        quantity: 1,
        evidence: text("签到表"),
    };
    line.act(&officer, enter.clone()).await?;
    let struck: FactId = line.make("struck", &officer, enter).await?;
    line.act(&officer, Strike { fact: struck, reason: text("重复登记") }).await?;
    let (card, person, year) = (CardKind::Unit, None, line.today().year());
    let organisation = Some(organisation);
    line.see(Facts { card, organisation, person, year, item: None, page: first() }).await?;
    line.see(Scorecard { card, organisation, person, year }).await?;
    line.see(Rules { year }).await
}

async fn leaves(line: Line<'_>) -> anyhow::Result<()> {
    let (officer, from) = (line.town.officer(), line.today());
    let terms = LeaveTerms {
        who: line.town.unit.into(),
        reason: LeaveReason::Emergency,
        from,
        until: time::plus_days(from, 3),
    };
    let leave: LeaveId = line.make("leave", &officer, terms).await?;
    line.see(Leaves { page: first() }).await?;
    line.act(&officer, Lift { leave, reason: text("登记错了") }).await
}

async fn points(line: Line<'_>) -> anyhow::Result<()> {
    let (member, person) = member(&line, line.town.unit);
    let adjust = |hundredths| Adjust {
        person,
        kind: PointKind::Public,
        hundredths,
        reason: text("补记一次服务"),
    };
    line.run(adjust(5_000)).await?;
    let wrong: PostingId = line.make("wrong points", &line.town.operator, adjust(700)).await?;
    line.run(Counter { posting: wrong, reason: text("记错人") }).await?;
    let year = line.today().year();
    line.look(&member, Points { person, year }).await?;
    line.look(&member, Postings { person, page: first() }).await?;
    line.see(Adjustments { page: first() }).await?;
    line.see(TrialBalance { kind: PointKind::Public, year }).await
}

async fn rewards(line: Line<'_>) -> anyhow::Result<()> {
    let (clerk, (member, _)) = (line.town.clerk(), member(&line, line.town.unit));
    let terms = RewardTerms {
        owner: line.town.community,
        title: text(&format!("雨伞{}", name(line.number))),
        kind: PointKind::Public,
        points: 5,
        stock: 10,
        donor: None,
    };
    let reward: RewardId = line.make("reward", &clerk, terms).await?;
    line.act(&clerk, Restock { reward, more: 5 }).await?;
    let redemption = line.make("redeemed", &member, Redeem { reward, quantity: 1 }).await?;
    line.act(&clerk, HandOver { reward, redemption }).await?;
    let redemption = line.make("called off", &member, Redeem { reward, quantity: 1 }).await?;
    line.act(&member, CallOff { reward, redemption, reason: text("不要了") }).await?;
    line.see(Reward { reward }).await?;
    line.see(Rewards { owner: Some(line.town.community), page: first() }).await?;
    let owner = Some(line.town.community);
    line.see(Redemptions { owner, page: first(), ..Default::default() }).await?;
    line.act(&clerk, Withdraw { reward }).await
}

/// The shipped rules under another version, with stars for a few hours. They are the whole city's:
/// while lines are played side by side only the first one sets them.
async fn rules(line: Line<'_>) -> anyhow::Result<()> {
    if line.watch.is_none() && line.number > 0 {
        return Ok(());
    }
    let shipped = line.learn(&line.town.operator, Rules { year: 2024 }).await?;
    let version: Text<20> = text(&format!("r{}", line.number));
    let changed = |row: &str| match row.split(" = ").next() {
        Some("version") => format!("version = \"{version}\""),
        Some("year") => format!("year = {RULES_YEAR}"),
        Some("hours") => "hours = [1, 2, 3, 4, 5]".to_owned(),
        Some(_) | None => row.to_owned(),
    };
    let rows: Vec<_> = shipped.text.as_str().lines().map(changed).collect();
    line.run(Propose { text: text(&rows.join("\n")) }).await?;
    line.see(DryRun { year: RULES_YEAR, on: line.today().year() }).await?;
    line.run(Adopt { year: RULES_YEAR, version }).await
}

/// Applied for and published; somebody objects.
async fn star(line: Line<'_>) -> anyhow::Result<()> {
    let (member, person) = member(&line, line.town.unit);
    let (community, clerk) = (line.town.community, line.town.clerk());
    line.act(&member, Apply { community }).await?;
    line.act(&clerk, Review { person, returned: None }).await?;
    line.look(&member, Star { person }).await?;
    line.look(&clerk, Stars { community: Some(community), page: first(), ..Default::default() })
        .await
}

async fn recognition(line: Line<'_>) -> anyhow::Result<()> {
    let officer = line.town.officer();
    let candidate = Candidate { who: line.town.unit.into(), merits: text("义诊三次") };
    let list = RecognitionList {
        body: line.town.street,
        title: text(&format!("好单位{}", name(line.number))),
        candidates: vec![candidate],
        working_days: 5,
        year: None,
    };
    let recognition: RecognitionId = line.make("recognition", &officer, list).await?;
    line.see(Recognition { recognition }).await?;
    line.see(Titled { ids: vec![recognition.into()] }).await?;
    line.see(Recognitions { page: first() }).await?;
    let (body, card, year) = (line.town.street, CardKind::Unit, line.today().year());
    line.look(&officer, Shortlist { body, card, year, page: first() }).await
}

/// About whoever the unit has on its roster.
async fn hearing(line: Line<'_>) -> anyhow::Result<()> {
    let (unit, person) = (line.town.unit, line.id("member"));
    let member = Actor::Person { person, organisation: unit, role: Role::Member };
    let request = HearingRequest {
        unit,
        person,
        community: line.town.community,
        purpose: HearingPurpose::Appointment,
        letter: text(&format!("听院组〔2024〕{}号", line.number)),
        from: time::plus_months(line.today(), -12),
    };
    let hearing: HearingId = line.make("hearing", &line.town.head(), request).await?;
    line.act(&line.town.clerk(), hearing::Compile { hearing }).await?;
    line.act(&member, hearing::Reply { hearing, words: Some(text("属实")) }).await?;
    line.look(&line.town.head(), Hearing { hearing }).await?;
    let asked = Hearings { organisation: Some(unit), page: first(), ..Default::default() };
    line.look(&line.town.head(), asked).await
}

/// The star was granted, and is taken back.
pub(super) async fn after_publicity(line: Line<'_>) -> anyhow::Result<()> {
    let (_, person) = member(&line, line.town.unit);
    let revoke = Revoke { person, reason: text("时长不实"), barred_months: 12 };
    line.act(&line.town.officer(), revoke).await
}
