//! What people ask for: mostly what makes sense, sometimes not, sometimes without the right to it.

mod carrying_out;
mod claiming;
mod listing;
mod passing_on;
mod people;
mod rating;
mod registering;

use std::collections::BTreeMap;

use contracts::projects::agreement;
use contracts::{Failure, Line, Receipt, Rejection, Reply};
use runtime::Random;
use values::{AgreementId, Amount, ClaimId, CommandId, OrganisationId, ProjectId, RecordId};
use values::{Text, Timestamp};

use super::book::Sent;
use super::city::City;

/// A line that was put on a list, if the command arrived and was not lost.
#[derive(Debug, Clone, Copy)]
struct KnownLine {
    line: Line,
    owner: OrganisationId,
    amount: Amount,
    /// Can only be taken as a whole.
    whole: bool,
}

/// What the clients remember of what they have asked for.
#[derive(Default)]
pub(super) struct Clients {
    /// What no answer has come to yet, oldest first: it is sent again, under the same id.
    unanswered: Vec<Sent>,
    lines: Vec<KnownLine>,
    claims: Vec<ClaimId>,
    records: BTreeMap<ProjectId, Vec<RecordId>>,
    /// Which draft of an agreement they believe to be the newest.
    drafts: BTreeMap<AgreementId, u32>,
}

/// Everything a client looks at before it asks.
struct Asking<'a> {
    clients: &'a mut Clients,
    random: &'a mut Random,
    city: &'a City,
    now: Timestamp,
    command: CommandId,
}

impl Clients {
    /// The next command of somebody.
    pub(super) fn next(&mut self, random: &mut Random, city: &City, now: Timestamp) -> Sent {
        let command = CommandId(random.uuid());
        let garbled = random.one_in(150);
        let few_lines = self.lines.len() < 8;
        let mut asking = Asking { clients: self, random, city, now, command };
        let kind = if few_lines { 0 } else { asking.random.weighted(&[16, 14, 64, 6, 6]) };
        let sent = match kind {
            0 => asking.something_of_a_list(),
            1 => asking.a_claim(),
            3 => asking.a_rating(),
            4 => asking.a_step_of_the_registry(),
            _ => asking.a_step_of_a_claim(),
        };
        if garbled { sent.garbled() } else { sent }
    }

    /// Whoever sends waits for an answer.
    pub(super) fn wait_for(&mut self, sent: &Sent) {
        if !self.unanswered.contains(sent) {
            self.unanswered.push(sent.clone());
        }
    }

    pub(super) fn unanswered(&self) -> &[Sent] {
        &self.unanswered
    }

    /// An answer has arrived, and ends the waiting; but for room on the disk one waits on.
    pub(super) fn hear(&mut self, sent: &Sent, reply: &Reply<Receipt>) {
        if *reply != Reply::Failed(Failure::StorageFull) {
            self.unanswered.retain(|waiting| waiting != sent);
        }
        if let Reply::Rejected(Rejection::Agreement(agreement::Rejection::OtherDraft { current })) =
            reply
            && let Ok(sign) = serde_json::from_slice::<agreement::Sign>(&sent.body)
        {
            self.drafts.insert(sign.agreement, *current);
        }
    }
}

fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::new(text).expect("it is short")
}
