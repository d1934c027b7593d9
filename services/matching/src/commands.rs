//! Request → command → reply. People ask `matching` only questions so far: what they decide about a
//! suggestion is a claim, and that is for `projects`.

use runtime::Commands;

use crate::Matching;

pub(crate) fn table() -> Commands<Matching> {
    Commands::default()
}
