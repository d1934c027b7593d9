//! What clients have sent, and what they were told: a promise that no crash may break.

use std::collections::BTreeMap;
use std::fmt;

use contracts::{Actor, Command, Receipt, Reply};
use values::CommandId;

/// A command as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) command: CommandId,
    pub(super) actor: Actor,
    pub(super) subject: &'static str,
    pub(super) body: Vec<u8>,
}

impl Sent {
    pub(super) fn new<C: Command>(command: CommandId, actor: Actor, body: &C) -> Self {
        let body = serde_json::to_vec(body).expect("commands have JSON");
        Self { command, actor, subject: C::SUBJECT, body }
    }

    /// The same request of the same actor, so the same answer.
    pub(super) fn same_request(&self, other: &Self) -> bool {
        self == other
    }

    /// A body that no command has.
    pub(super) fn garbled(self) -> Self {
        Self { body: GARBAGE.to_vec(), ..self }
    }

    pub(super) fn is_garbage(&self) -> bool {
        self.body == GARBAGE
    }
}

const GARBAGE: &[u8] = b"{\"rubbish\": 1}";

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        write!(f, "{} {} {body} by {:?}", self.subject, self.command, self.actor)
    }
}

/// The commands sent to one service, and those that were acknowledged as done.
#[derive(Default)]
pub(super) struct Book {
    sent: Vec<Sent>,
    done: BTreeMap<CommandId, (Sent, Receipt)>,
}

impl Book {
    pub(super) fn sent(&mut self, sent: &Sent) {
        self.sent.push(sent.clone());
    }

    /// Everything that was ever sent, oldest first.
    pub(super) fn all_sent(&self) -> &[Sent] {
        &self.sent
    }

    /// Was this id ever sent?
    pub(super) fn knows(&self, command: CommandId) -> bool {
        self.sent.iter().any(|sent| sent.command == command)
    }

    /// The service answers `sent`, whether that arrives or not. What was already so, or rejected,
    /// may be judged otherwise the next time; what was done stays done.
    pub(super) fn told(&mut self, sent: &Sent, reply: &Reply<Receipt>) {
        let Reply::Done(receipt) = reply else {
            return;
        };
        if receipt.changed.is_empty() {
            return;
        }
        if let Some((before, receipt_before)) = self.done.get(&sent.command) {
            assert!(sent.same_request(before), "{sent} was done, and so was {before}");
            assert_eq!(receipt, receipt_before, "{sent}: two receipts");
        }
        self.done.insert(sent.command, (sent.clone(), receipt.clone()));
    }

    pub(super) fn done(&self, command: CommandId) -> Option<(&Sent, &Receipt)> {
        self.done.get(&command).map(|(sent, receipt)| (sent, receipt))
    }

    /// Every command that was acknowledged as done.
    pub(super) fn all_done(&self) -> impl Iterator<Item = (&Sent, &Receipt)> {
        self.done.values().map(|(sent, receipt)| (sent, receipt))
    }
}
