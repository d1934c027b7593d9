//! A demonstration that is made by driving the real commands, and by nothing else.
//!
//! Every command's id follows from its place in the play, and every time in it from when the play
//! began, so a play that was interrupted goes on, and one that is over is not played again.

mod accounts;
mod city;
mod town;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, bail};
use contracts::needs::{Need, NeedLine};
use contracts::projects::{Claim, ClaimLine, ClaimStatus};
use contracts::resources::{Offer, OfferLine};
use contracts::{Actor, Command, Receipt, Reply, Role};
use runtime::{Client, Clock, Host};
use values::{ClaimId, CommandId, NeedId, OfferId, OrganisationId, PersonId, Timestamp, Uuid, ids};

pub(crate) use accounts::open as open_accounts;
pub(crate) use city::{KINDS, Scale, WEIHAI, play as play_city};
pub(crate) use town::play as play_town;

/// How far the play on some data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// It stands at `now` of the play, and began at `began` of the machine.
    At {
        now: Timestamp,
        began: Timestamp,
    },
    Over,
}

const OVER: &str = "over";

impl Progress {
    fn path(data: &Path) -> PathBuf {
        data.join("demo-time")
    }

    /// That of the play on this data, which may not have begun.
    pub(crate) fn read(data: &Path) -> anyhow::Result<Self> {
        let path = Self::path(data);
        if !path.exists() {
            let now = Clock::default().now();
            return Ok(Self::At { now, began: now });
        }
        let text = std::fs::read_to_string(&path)?;
        if text.trim() == OVER {
            return Ok(Self::Over);
        }
        let times: Result<Vec<Timestamp>, _> = text.lines().map(str::parse).collect();
        match times.as_deref() {
            Ok([now, began]) => Ok(Self::At { now: *now, began: *began }),
            Ok(_) | Err(_) => bail!("{} 里不是演示的时间；请换一个数据目录", path.display()),
        }
    }

    /// Whole or not at all: a play that is killed meanwhile goes on at the old time or the new one.
    pub(crate) fn write(self, data: &Path) -> anyhow::Result<()> {
        let text = match self {
            Self::At { now, began } => format!("{now}\n{began}\n"),
            Self::Over => format!("{OVER}\n"),
        };
        files::replace(&Self::path(data), text.as_bytes()).context("无法记下演示的时间")
    }

    /// The clock to start with: it stands where an interrupted play stopped, so that nothing is
    /// over which then was not.
    pub(crate) fn clock(self, data: &Path) -> Clock {
        match self {
            Self::At { now, .. } if Self::path(data).exists() => Clock::standing_at(now),
            Self::At { .. } | Self::Over => Clock::default(),
        }
    }
}

/// How long the ledgers may take to answer a claim.
const SETTLED_WITHIN: Duration = Duration::from_secs(10);

/// The stage on which it is played: a running system and its clock.
pub(crate) struct Stage<'a> {
    pub(crate) client: Client,
    pub(crate) clock: Clock,
    pub(crate) hosts: &'a [Host],
    data: &'a Path,
    /// When the machine began to play it: all times of the play follow from this one.
    pub(crate) began: Timestamp,
    played: u64,
}

impl<'a> Stage<'a> {
    pub(crate) fn new(
        client: Client,
        clock: Clock,
        hosts: &'a [Host],
        (data, began): (&'a Path, Timestamp),
    ) -> Self {
        Self { client, clock, hosts, data, began, played: 0 }
    }

    /// Moves the clock on and lets everybody look at it.
    pub(crate) async fn pass(&self, time: Duration) -> anyhow::Result<()> {
        self.set(self.clock.now() + time).await
    }

    /// Sets the clock and lets everybody look at it.
    pub(crate) async fn set(&self, now: Timestamp) -> anyhow::Result<()> {
        Progress::At { now, began: self.began }.write(self.data)?;
        self.clock.set(now);
        self.look().await;
        Ok(())
    }

    /// The play is over: the clock goes with the machine's.
    pub(crate) async fn end(&self) {
        self.clock.let_go();
        self.look().await;
    }

    async fn look(&self) {
        for host in self.hosts {
            host.clock_moved().await;
        }
    }

    /// `actor` does something; it must be possible.
    pub(crate) async fn act<C: Command>(
        &mut self,
        actor: &Actor,
        body: &C,
    ) -> anyhow::Result<Receipt> {
        self.played += 1;
        self.perform(self.last_command(), actor, body).await
    }

    /// The same, as a certain command: for what is played in no fixed order.
    pub(crate) async fn perform<C: Command>(
        &self,
        command: CommandId,
        actor: &Actor,
        body: &C,
    ) -> anyhow::Result<Receipt> {
        match self.client.command(actor, command, body).await? {
            Reply::Done(receipt) => Ok(receipt),
            Reply::Rejected(rejection) => bail!("{}：{}", C::SUBJECT, rejection.code()),
            Reply::Failed(failure) => bail!("{}：{failure}", C::SUBJECT),
        }
    }

    /// The same, for what makes a new thing: its id, which follows from the command.
    pub(crate) async fn make<C: Command, I: From<Uuid>>(
        &mut self,
        actor: &Actor,
        body: &C,
    ) -> anyhow::Result<I> {
        self.act(actor, body).await?;
        Ok(ids::derive(self.last_command().into(), 0).into())
    }

    fn last_command(&self) -> CommandId {
        CommandId(ids::of_text("demo", &self.played.to_string()))
    }

    /// Waits until the ledger of needs knows that a need was delivered.
    pub(crate) async fn delivered(&self, need: NeedId) -> anyhow::Result<()> {
        let known = |reply: &Reply<Option<NeedLine>>| match reply {
            Reply::Done(Some(line)) if line.held == 0 && line.delivered > 0 => Some(()),
            Reply::Done(_) | Reply::Rejected(_) | Reply::Failed(_) => None,
        };
        let query = Need { need };
        let seen =
            self.client.wait_for(&Actor::System, None, &query, SETTLED_WITHIN, known).await?;
        seen.with_context(|| format!("need {need} was not delivered"))
    }

    /// Waits until the list shows an offer.
    pub(crate) async fn listed(&self, offer: OfferId) -> anyhow::Result<()> {
        let known = |reply: &Reply<Option<OfferLine>>| match reply {
            Reply::Done(line) => line.as_ref().map(drop),
            Reply::Rejected(_) | Reply::Failed(_) => None,
        };
        let query = Offer { offer };
        let seen =
            self.client.wait_for(&Actor::System, None, &query, SETTLED_WITHIN, known).await?;
        seen.with_context(|| format!("offer {offer} was not listed"))
    }

    /// Waits until both ledgers have answered a claim.
    pub(crate) async fn settled(&self, claim: ClaimId) -> anyhow::Result<ClaimLine> {
        let answered = |reply: &Reply<Option<ClaimLine>>| match reply {
            Reply::Done(Some(line)) if line.status != ClaimStatus::Proposed => Some(line.clone()),
            Reply::Done(_) | Reply::Rejected(_) | Reply::Failed(_) => None,
        };
        let query = Claim { claim };
        let line =
            self.client.wait_for(&Actor::System, None, &query, SETTLED_WITHIN, answered).await?;
        line.with_context(|| format!("claim {claim} was not settled"))
    }

    /// Waits until nobody answered a claim in time, as the clock stands now: what follows from that
    /// is counted from then on.
    pub(crate) async fn unanswered(&self, claim: ClaimId) -> anyhow::Result<()> {
        let is_over = |reply: &Reply<Option<ClaimLine>>| match reply {
            Reply::Done(Some(line)) => {
                matches!(line.status, ClaimStatus::LeaseOver | ClaimStatus::Lapsed).then_some(())
            }
            Reply::Done(None) | Reply::Rejected(_) | Reply::Failed(_) => None,
        };
        let query = Claim { claim };
        let seen =
            self.client.wait_for(&Actor::System, None, &query, SETTLED_WITHIN, is_over).await?;
        seen.with_context(|| format!("claim {claim} still waits to be answered"))
    }
}

/// A person of the play: one for each organisation and role.
pub(crate) fn person(organisation: OrganisationId, role: Role) -> Actor {
    let text = format!("{organisation} {role:?}");
    Actor::Person { person: PersonId(ids::of_text("demo person", &text)), organisation, role }
}
