//! Request → command → reply. What a channel goes to is sealed here.

use contracts::Rejection;
use contracts::notices::channel::{self, Place, Remove, Report, Set, Target, Test};
use contracts::notices::notice::{Command, READ_MAX, Read, Rejection as Reason};
use runtime::{Commands, Decision};
use values::{PersonId, Text};

use crate::Notices;
use crate::domain::channel::{Address, may_manage};
use crate::domain::{Channel, Notice};
use crate::outbox::{Outlets, signing};

/// What is sealed of a channel, and fingerprinted.
pub(crate) const TARGET: &str = "target";

pub(crate) fn table() -> Commands<Notices> {
    Commands::default().on(read).on(set).on(remove).on(test).on(report)
}

fn read(
    decision: &mut Decision<'_, Notices>,
    Read { inbox, lines }: Read,
) -> Result<(), Rejection> {
    if lines.len() > READ_MAX {
        return Err(Reason::TooManyAtOnce { max: READ_MAX as u64 }.into());
    }
    lines.into_iter().try_for_each(|line| decision.decide::<Notice>(line, Command::Read { inbox }))
}

/// Judged first, then sealed: who may not set it makes no key.
fn set(decision: &mut Decision<'_, Notices>, body: Set) -> Result<(), Rejection> {
    let Set { organisation, kind, address, secret } = body;
    may_manage(decision.context(), organisation)?;
    let read = Address::read(kind, &address).filter(|read| Outlets::in_use().may_be_set(read));
    let read = read.ok_or(channel::Rejection::AddressUnfit)?;
    signing::fits(kind, secret.as_deref())?;
    let said = Target { address, secret }.said();
    // A key of its own, under an id that is nobody's: it goes with what it sealed.
    let key = decision.id::<PersonId>(1);
    let place = Place {
        organisation,
        kind,
        target: decision.seal(key, TARGET, &said).expect("a new key can be made, and is not gone"),
        shown: Text::new(&read.shown()).map_err(|_| channel::Rejection::AddressUnfit)?,
        digest: decision.fingerprint(TARGET, &said),
    };
    decision.decide::<Channel>(channel::id(organisation, kind), channel::Command::Set(place))
}

fn remove(
    decision: &mut Decision<'_, Notices>,
    Remove { organisation, kind }: Remove,
) -> Result<(), Rejection> {
    let id = channel::id(organisation, kind);
    decision.decide::<Channel>(id, channel::Command::Remove { organisation })
}

fn test(
    decision: &mut Decision<'_, Notices>,
    Test { organisation, kind }: Test,
) -> Result<(), Rejection> {
    let id = channel::id(organisation, kind);
    decision.decide::<Channel>(id, channel::Command::Test { organisation })
}

fn report(
    decision: &mut Decision<'_, Notices>,
    Report { organisation, kind, message, outcome }: Report,
) -> Result<(), Rejection> {
    let id = channel::id(organisation, kind);
    decision.decide::<Channel>(id, channel::Command::Report { message, outcome })
}
