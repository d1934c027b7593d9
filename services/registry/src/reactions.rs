//! Other services' events → own commands: none. `registry` follows nobody; everybody else may
//! follow it.

use runtime::Reactions;

use crate::Registry;

pub(crate) fn table() -> Reactions<Registry> {
    Reactions::default()
}
