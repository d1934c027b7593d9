//! One need from its raising to its end, day by day.

use contracts::needs::need::{self, Kind, Outcome, Source};
use contracts::projects::{ClaimStatus, agreement, claim, project, record};
use runtime::Random;
use values::{Amount, ClaimId, CommandId, NeedId, OfferId, ProjectId, RecordId, Text, time};

use super::cast::{City, KINDS, Side, command, made};
use super::{DAY, Size};
use crate::demo::Stage;

/// How a story goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Course {
    /// Signed, carried out, accepted, solved.
    Signed,
    /// The same without an agreement.
    OneOff,
    Declined,
    Withdrawn,
    /// Nobody answers.
    Unanswered,
    /// Nobody claims.
    Unclaimed,
}

/// What happens on one day of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scene {
    Post,
    Claim,
    Answer,
    Agree,
    Serve,
    Finish,
}

/// One need with whoever answers it.
pub(super) struct Story {
    seed: u64,
    number: u64,
    course: Course,
    begins: u64,
    /// How many days lie between the scenes.
    pace: u64,
    kind: usize,
    community: usize,
    unit: usize,
    offer: Option<OfferId>,
    quantity: u64,
}

impl Story {
    /// As many stories as it takes for the year to see all its projects.
    pub(super) fn year(seed: u64, city: &City, dice: &mut Random) -> Vec<Self> {
        let mut left: Vec<u64> = city.offers.iter().map(|offer| offer.quantity).collect();
        let (mut stories, mut projects) = (Vec::new(), 0);
        for number in 0.. {
            if projects == city.size.projects {
                break;
            }
            let story = Self::invent(seed, number, city, &mut left, dice);
            projects +=
                u64::from(story.scenes(city.size).iter().any(|(_, scene)| *scene == Scene::Agree));
            stories.push(story);
        }
        stories
    }

    /// A story that takes no more of an offer than earlier ones leave.
    fn invent(seed: u64, number: u64, city: &City, left: &mut [u64], dice: &mut Random) -> Self {
        let course = match dice.below(100) {
            0..40 => Course::Signed,
            40..85 => Course::OneOff,
            85..90 => Course::Declined,
            90..93 => Course::Withdrawn,
            93..96 => Course::Unanswered,
            _ => Course::Unclaimed,
        };
        let at = dice.index(city.offers.len());
        let offered = &city.offers[at];
        let (begins, pace) = (dice.below(city.size.days), 1 + dice.below(10));
        let (community, quantity) = (dice.index(city.communities.len()), 1 + dice.below(4));
        let from_the_list = dice.percent(60) && left[at] >= quantity;
        if from_the_list {
            left[at] -= quantity;
        }
        Self {
            seed,
            number,
            course,
            begins,
            pace,
            kind: offered.kind,
            community,
            unit: offered.unit,
            offer: from_the_list.then_some(offered.id),
            quantity,
        }
    }

    /// The days on which something happens, and what; what lies beyond the year has not happened.
    pub(super) fn scenes(&self, size: Size) -> Vec<(u64, Scene)> {
        let scenes: &[Scene] = match self.course {
            Course::Signed | Course::OneOff => &[
                Scene::Post,
                Scene::Claim,
                Scene::Answer,
                Scene::Agree,
                Scene::Serve,
                Scene::Finish,
            ],
            Course::Declined | Course::Withdrawn => &[Scene::Post, Scene::Claim, Scene::Answer],
            Course::Unanswered => &[Scene::Post, Scene::Claim],
            Course::Unclaimed => &[Scene::Post],
        };
        let mut day = self.begins;
        let mut planned = Vec::new();
        for scene in scenes {
            // A claim is answered on the day after it, within its lease.
            day += if *scene == Scene::Answer { 1 } else { self.pace };
            if day < size.days {
                planned.push((day, *scene));
            }
        }
        planned
    }

    /// Whose need it is: its place among the communities.
    pub(super) fn community(&self) -> usize {
        self.community
    }

    /// The command of this story called `what`.
    fn command(&self, what: &str) -> CommandId {
        command(self.seed, &format!("story {} {what}", self.number))
    }

    fn claim(&self) -> ClaimId {
        made(self.command("claim"))
    }

    fn need(&self) -> NeedId {
        made(self.command("raise"))
    }

    pub(super) async fn play(
        &self,
        scene: Scene,
        stage: &Stage<'_>,
        city: &City,
    ) -> anyhow::Result<()> {
        let (community, unit) = (&city.communities[self.community], &city.units[self.unit]);
        match scene {
            Scene::Post => self.post(stage, community).await,
            Scene::Claim => self.propose(stage, community, unit).await,
            Scene::Answer => self.answer(stage, community, unit).await,
            // What a ledger refused goes no further.
            Scene::Agree | Scene::Serve | Scene::Finish if !self.is_on(stage).await? => Ok(()),
            Scene::Agree => self.agree(stage, community, unit).await,
            Scene::Serve => self.serve(stage, community, unit).await,
            Scene::Finish => self.finish(stage, community, unit).await,
        }
    }

    /// Was the claim accepted?
    async fn is_on(&self, stage: &Stage<'_>) -> anyhow::Result<bool> {
        let status = stage.settled(self.claim()).await?.status;
        Ok(matches!(
            status,
            ClaimStatus::Accepted
                | ClaimStatus::Agreed
                | ClaimStatus::Delivered
                | ClaimStatus::Closed
        ))
    }

    fn amount(&self) -> anyhow::Result<Amount> {
        let (_, _, measure) = KINDS[self.kind];
        Ok(Amount::new(self.quantity, measure)?)
    }

    async fn post(&self, stage: &Stage<'_>, community: &Side) -> anyhow::Result<()> {
        let (title, category, _) = KINDS[self.kind];
        let amount = self.amount()?;
        let raise = need::Raise {
            owner: community.id,
            title: Text::new(&format!("{title}需求"))?,
            content: None,
            kind: Kind::Common,
            category,
            source: Source::Community,
            amount,
            place: None,
            wanted: None,
        };
        let (need, clerk) = (self.need(), &community.clerk);
        stage.perform(self.command("raise"), clerk, &raise).await?;
        stage.perform(self.command("verify"), clerk, &need::Verify { need, amount }).await?;
        let terms = need::Terms { divisible: true, partners_max: 3, ..need::Terms::whole() };
        stage.perform(self.command("post"), clerk, &need::Post { need, terms }).await?;
        Ok(())
    }

    async fn propose(
        &self,
        stage: &Stage<'_>,
        community: &Side,
        unit: &Side,
    ) -> anyhow::Result<()> {
        let propose = claim::Propose {
            claimer: unit.id.into(),
            side: claim::Side::Giving,
            need: Some(self.need()),
            offer: self.offer,
            amount: self.amount()?,
            slot: None,
            area: community.area,
            message: None,
            wait: false,
        };
        stage.perform(self.command("claim"), &unit.clerk, &propose).await?;
        stage.settled(self.claim()).await?;
        Ok(())
    }

    async fn answer(&self, stage: &Stage<'_>, community: &Side, unit: &Side) -> anyhow::Result<()> {
        let claim = self.claim();
        if stage.settled(claim).await?.status != ClaimStatus::Held {
            return Ok(());
        }
        let (command, reason) = (self.command("answer"), Text::new("时间不合适")?);
        match self.course {
            Course::Signed | Course::OneOff => {
                stage.perform(command, &community.clerk, &claim::Accept { claim }).await?;
            }
            Course::Declined => {
                stage.perform(command, &community.clerk, &claim::Decline { claim, reason }).await?;
            }
            Course::Withdrawn => {
                stage.perform(command, &unit.clerk, &claim::Withdraw { claim, reason }).await?;
            }
            Course::Unanswered | Course::Unclaimed => {}
        }
        Ok(())
    }

    async fn agree(&self, stage: &Stage<'_>, community: &Side, unit: &Side) -> anyhow::Result<()> {
        let (claim, title) = (self.claim(), Text::new(&format!("{}共建", KINDS[self.kind].0))?);
        if self.course == Course::OneOff {
            let open = project::Open { claim, title, agreement: None, kept: None };
            stage.perform(self.command("open"), &community.clerk, &open).await?;
            return Ok(());
        }
        let duty = |party: &Side, what: &str| {
            let (kind, amount) = (agreement::DutyKind::Service, None);
            anyhow::Ok(agreement::Duty { party: party.id, kind, what: Text::new(what)?, amount })
        };
        let from = time::date_at(stage.clock.now());
        let terms = agreement::Terms {
            title,
            duties: vec![duty(unit, "按约提供服务")?, duty(community, "组织居民")?],
            from,
            until: from.saturating_add(DAY * 365),
            responsible: vec![],
            plan: None,
            breach: None,
            project: None,
        };
        let draft = agreement::Draft { claim: Some(claim), parties: vec![], terms };
        stage.perform(self.command("draft"), &community.clerk, &draft).await?;
        for (what, side) in [("unit signs", unit), ("community signs", community)] {
            let agreement = agreement::id(claim);
            let sign = agreement::Sign { agreement, party: side.id, draft: 1 };
            stage.perform(self.command(what), &side.head, &sign).await?;
        }
        Ok(())
    }

    async fn serve(&self, stage: &Stage<'_>, community: &Side, unit: &Side) -> anyhow::Result<()> {
        let project: ProjectId = project::id(self.claim());
        let service = record::Service {
            what: Text::new("到社区开展服务")?,
            date: time::date_at(stage.clock.now()),
            minutes: 90,
            people: 3,
            attendance: vec![],
            no_shows: vec![],
            quantity: self.quantity,
            duty: None,
        };
        let recorded = self.command("record");
        let record = record::Record { project, service, kept: None };
        stage.perform(recorded, &unit.clerk, &record).await?;
        let record: RecordId = made(recorded);
        let confirm = record::Confirm { record, kept: None };
        stage.perform(self.command("confirm"), &community.clerk, &confirm).await?;
        Ok(())
    }

    async fn finish(&self, stage: &Stage<'_>, community: &Side, unit: &Side) -> anyhow::Result<()> {
        let project: ProjectId = project::id(self.claim());
        let (need, clerk) = (self.need(), &community.clerk);
        let ask = project::AskAcceptance { project };
        stage.perform(self.command("ask acceptance"), &unit.clerk, &ask).await?;
        let accept = project::Accept { project };
        stage.perform(self.command("accept"), &community.head, &accept).await?;
        stage.delivered(need).await?;
        let close = need::Close { need, outcome: Outcome::Solved };
        stage.perform(self.command("close"), clerk, &close).await?;
        Ok(())
    }
}
