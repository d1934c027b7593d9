//! A log as a town fills it: offers are listed, held by claims, used or given back.

use anyhow::{bail, ensure};
use contracts::projects::claim::{Event, Propose, Side};
use contracts::resources::offer::List;
use contracts::{Command as _, Recorded, Reply, projects};
use eventlog::{Chain, Draft, Head};
use resources::Resources;
use runtime::{Clock, Followed, Writer, fresh_command};
use values::{Amount, ClaimId, Hash, OfferId, OrganisationId, ProjectId, Text, Unit, Uuid, ids};

use super::lists;

/// What happens to each offer, each time one commit: it is listed; one claim holds a part and uses
/// it; another holds a part and lapses.
const STEPS: u64 = 5;

pub(super) struct Town {
    clock: Clock,
    steps: u64,
    /// The log of `projects`, to which `resources` reacts.
    projects: Chain,
    first: Option<OfferId>,
    /// The offer on which the steps are.
    offer: OfferId,
    /// The claim on which they are, and its last version.
    claim: (ClaimId, u64),
}

impl Town {
    pub(super) fn new() -> Self {
        Self {
            clock: Clock::default(),
            steps: 0,
            projects: Chain::at(Head::default()),
            first: None,
            offer: OfferId(Uuid::nil()),
            claim: (ClaimId(Uuid::nil()), 0),
        }
    }

    /// The first offer that was listed.
    pub(super) fn first(&self) -> Option<OfferId> {
        self.first
    }

    /// The next step: one commit more.
    pub(super) fn go_on(&mut self, writer: &mut Writer<Resources>) -> anyhow::Result<()> {
        let step = self.steps % STEPS;
        self.steps += 1;
        match step {
            0 => self.list(writer),
            1 | 3 => {
                let claim = ClaimId(ids::of_text("bench claim", &self.steps.to_string()));
                self.claim = (claim, 0);
                let proposed = Event::Proposed(self.proposal());
                self.react(writer, proposed)
            }
            2 => {
                let Propose { claimer, .. } = self.proposal();
                let delivered = Event::Delivered {
                    quantity: 2,
                    project: ProjectId(ids::of_text("bench", "project")),
                    giving: claimer,
                    asking: OrganisationId(ids::of_text("bench", "asking")),
                    rate_until: self.clock.now(),
                };
                self.react(writer, delivered)
            }
            _ => self.react(writer, Event::Lapsed {}),
        }
    }

    fn list(&mut self, writer: &mut Writer<Resources>) -> anyhow::Result<()> {
        let body = serde_json::to_vec(&lists::offer(self.steps / STEPS))?;
        let command = fresh_command();
        let now = self.clock.now();
        let answer = writer.command(now, lists::liaison(), command, List::SUBJECT, &body);
        let Reply::Done(_) = answer.reply else { bail!("未能列出：{:?}", answer.reply) };
        self.offer = ids::derive(command.into(), 0).into();
        self.first.get_or_insert(self.offer);
        Ok(())
    }

    fn proposal(&self) -> Propose {
        Propose {
            claimer: OrganisationId(ids::of_text("bench", "claimer")).into(),
            side: Side::Asking,
            need: None,
            offer: Some(self.offer),
            amount: Amount { quantity: 2, unit: Unit::Session },
            slot: None,
            area: "990101001001".parse().expect("an area code"),
            message: Some(Text::new("周六上午居民议事").expect("short and plain")),
            wait: false,
        }
    }

    /// Lets `resources` see that this happened to the claim.
    fn react(&mut self, writer: &mut Writer<Resources>, event: Event) -> anyhow::Result<()> {
        let now = self.clock.now();
        let (claim, version) = &mut self.claim;
        *version += 1;
        let event = projects::Event::Claim(event);
        let entry = self.projects.next(Draft {
            command: fresh_command(),
            request: Hash::default(),
            actor: lists::liaison(),
            time: now,
            cause: None,
            events: vec![Recorded { aggregate: (*claim).into(), version: *version, event }],
        })?;
        let followed = writer.follow(now, "projects", entry.position(), entry.bytes());
        ensure!(followed == Followed::Handled, "未能响应：{followed:?}");
        Ok(())
    }
}
