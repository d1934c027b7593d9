//! Request → command → reply.

use contracts::Rejection;
use contracts::notices::notice::{Command, READ_MAX, Read, Rejection as Reason};
use runtime::{Commands, Decision};

use crate::Notices;
use crate::domain::Notice;

pub(crate) fn table() -> Commands<Notices> {
    Commands::default().on(read)
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
