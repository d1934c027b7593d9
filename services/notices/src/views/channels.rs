//! Channels: how they stand, for people; what is to go, for the outbox.

use std::collections::{BTreeMap, HashMap};

use contracts::notices::channel::{self, ChannelKind, Event, Target, Trouble};
use contracts::notices::{ChannelLine, ChannelStanding, Outgoing, Piece, ToSend};
use contracts::{Actor, Position};
use decider::Decider;
use runtime::Question;
use values::{OrganisationId, Timestamp, Uuid};

use super::View;
use crate::commands::TARGET;
use crate::domain::Channel;
use crate::domain::channel::{Message, Standing, State};
use crate::domain::notice::reads;
use crate::outbox::Outlets;

/// Every channel, and those of which a message is to go.
#[derive(Default)]
pub(super) struct Channels {
    all: HashMap<Uuid, Seen>,
    /// By the order in which they were ready.
    ready: BTreeMap<usize, Uuid>,
    /// How often one was.
    readied: usize,
}

/// What was seen of a channel.
#[derive(Default)]
struct Seen {
    state: State,
    /// Where it was set, and when.
    set: (Position, Timestamp),
    /// Since when its message is under way.
    gathered_at: Timestamp,
    sent_at: Option<Timestamp>,
    trouble: Option<Trouble>,
    /// Where it stands among those of which a message is to go.
    order: Option<usize>,
}

impl Seen {
    fn apply(&mut self, event: &Event, (position, at): (Position, Timestamp)) {
        match event {
            Event::Set(_) => (self.set, self.trouble) = ((position, at), None),
            Event::Removed {} => *self = Self { order: self.order, ..Self::default() },
            Event::Gathered { .. } | Event::TestAsked { .. } => self.gathered_at = at,
            Event::Sent { .. } => (self.sent_at, self.trouble) = (Some(at), None),
            Event::PutOff { trouble, .. } | Event::GivenUp { trouble, .. } => {
                self.trouble = Some(*trouble);
            }
            Event::Queued { .. }
            | Event::Emptied {}
            | Event::Resumed { .. }
            | Event::Withheld { .. } => {}
        }
        if !matches!(event, Event::Removed {}) {
            self.state = Channel::evolve(std::mem::take(&mut self.state), event);
        }
    }

    fn is_ready(&self) -> bool {
        let message = self.state.standing().and_then(|standing| standing.message.as_ref());
        message.is_some_and(Message::is_ready)
    }

    fn standing(&self) -> Option<ChannelStanding> {
        let standing = self.state.standing()?;
        let under_way = standing.message.as_ref();
        let gathered = under_way.map_or(0, |message| message.notices.len());
        Some(ChannelStanding {
            shown: standing.place.shown.clone(),
            set_at: self.set.1,
            sent_at: self.sent_at,
            waiting: standing.waiting.len() + gathered,
            trouble: self.trouble,
            again_at: under_way.and_then(|message| message.paused_until),
            is_failing: standing.is_failing,
        })
    }
}

impl Channels {
    pub(super) fn apply(&mut self, id: Uuid, event: &Event, when: (Position, Timestamp)) {
        let seen = self.all.entry(id).or_default();
        seen.apply(event, when);
        match (seen.order, seen.is_ready()) {
            (None, true) => {
                self.readied += 1;
                seen.order = Some(self.readied);
                self.ready.insert(self.readied, id);
            }
            (Some(order), false) => {
                seen.order = None;
                self.ready.remove(&order);
            }
            (None, false) | (Some(_), true) => {}
        }
    }

    /// Every kind of channel of an organisation, for who reads its inbox.
    pub(super) fn lines(
        &self,
        question: &Question<'_, View>,
        organisation: OrganisationId,
    ) -> Vec<ChannelLine> {
        if !reads(question.actor, question.directory, organisation.into()) {
            return vec![];
        }
        let line = |kind: ChannelKind| {
            let set = self.all.get(&channel::id(organisation, kind)).and_then(Seen::standing);
            ChannelLine { kind, is_open: Outlets::in_use().is_open(kind), set }
        };
        ChannelKind::ALL.into_iter().map(line).collect()
    }
}

impl View {
    /// The messages that are to go: their outbox alone is told where.
    pub(super) fn to_send(
        &self,
        question: &Question<'_, View>,
        ToSend { max }: ToSend,
    ) -> Vec<Outgoing> {
        if *question.actor != Actor::System {
            return vec![];
        }
        let ready = self.channels.ready.values().filter_map(|id| self.channels.all.get(id));
        let going = ready.filter_map(|seen| {
            let standing = seen.state.standing()?;
            self.outgoing(question, seen, standing)
        });
        going.take(max.min(TO_SEND_MAX)).collect()
    }

    fn outgoing(
        &self,
        question: &Question<'_, View>,
        seen: &Seen,
        standing: &Standing,
    ) -> Option<Outgoing> {
        let message = standing.message.as_ref()?;
        let pieces = message.notices.iter().filter_map(|notice| {
            let matter = self.matters.get(&notice.line)?.clone();
            Some(Piece { notice: notice.clone(), matter })
        });
        let notices: Vec<_> = pieces.collect();
        let parties = notices.iter().flat_map(|piece: &Piece| {
            let from = piece.matter.from.and_then(contracts::Claimer::organisation);
            from.into_iter().chain(piece.matter.to.iter().copied())
        });
        let organisations = parties.chain([standing.place.organisation]).filter_map(|party| {
            let known = question.directory.organisation(party)?;
            Some((party, known.name.clone()))
        });
        Some(Outgoing {
            organisation: standing.place.organisation,
            kind: standing.place.kind,
            message: message.id,
            tried: message.tried,
            target: target(question, seen.set.0, standing),
            gathered_at: seen.gathered_at,
            organisations: organisations.collect(),
            notices,
            more: message.more,
        })
    }
}

/// The most messages that the outbox takes at once.
const TO_SEND_MAX: usize = 16;

/// Where it goes; nothing when the key is gone.
fn target(
    question: &Question<'_, View>,
    position: Position,
    standing: &Standing,
) -> Option<Target> {
    match question.unseal(position, TARGET, &standing.place.target) {
        Ok(said) => Target::read(&said?),
        Err(error) => {
            tracing::error!(%error, "where a channel goes cannot be read");
            None
        }
    }
}
