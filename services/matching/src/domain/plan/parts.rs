//! What is drawn in parts, where it is more than one commit takes.
//!
//! Invariant: parts say nothing until the event behind them takes all of them in; those that none
//! took in, since a crash came between, are forgotten with the next event.

use contracts::matching::plan::{Drawn, Event, Share, Unserved};
use values::NeedId;

/// What fits one commit, by what the longest line of each kind takes.
const BYTES_MAX: usize = 40_000;
const NEED_BYTES: usize = 40;
const SHARE_BYTES: usize = 200;
const UNSERVED_BYTES: usize = 125;

/// The parts that no event has taken in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parts {
    count: u32,
    pub(super) needs: Vec<NeedId>,
    pub(super) shares: Vec<Share>,
    pub(super) unserved: Vec<Unserved>,
}

impl Parts {
    /// One more; the first begins anew.
    pub(super) fn add(
        &mut self,
        part: u32,
        needs: &[NeedId],
        shares: &[Share],
        unserved: &[Unserved],
    ) {
        if part == 1 {
            *self = Parts::default();
        }
        self.count = part;
        self.needs.extend_from_slice(needs);
        self.shares.extend_from_slice(shares);
        self.unserved.extend_from_slice(unserved);
    }

    /// Takes them all; none where the event asks for none, and only what a crash left is there.
    pub(super) fn take(&mut self, count: u32) -> Parts {
        let parts = std::mem::take(self);
        assert!(count == 0 || parts.count == count, "{count} parts are asked for: {parts:?}");
        if count == 0 { Parts::default() } else { parts }
    }
}

/// Puts what is too much into parts: them, and what is left for the event behind them.
pub(super) fn cut(needs: Vec<NeedId>, drawn: Drawn) -> (Vec<Event>, Vec<NeedId>, Drawn) {
    let bytes = needs.len() * NEED_BYTES
        + drawn.shares.len() * SHARE_BYTES
        + drawn.unserved.len() * UNSERVED_BYTES;
    if bytes <= BYTES_MAX {
        return (vec![], needs, drawn);
    }
    let of_needs = needs.chunks(BYTES_MAX / NEED_BYTES);
    let of_needs = of_needs.map(|needs| (needs.to_vec(), vec![], vec![]));
    let of_shares = drawn.shares.chunks(BYTES_MAX / SHARE_BYTES);
    let of_shares = of_shares.map(|shares| (vec![], shares.to_vec(), vec![]));
    let of_unserved = drawn.unserved.chunks(BYTES_MAX / UNSERVED_BYTES);
    let of_unserved = of_unserved.map(|unserved| (vec![], vec![], unserved.to_vec()));
    let parts = (1..).zip(of_needs.chain(of_shares).chain(of_unserved));
    let parts = parts.map(|(part, (needs, shares, unserved))| Event::PartDrawn {
        part,
        needs,
        shares,
        unserved,
    });
    let rest = Drawn { shares: vec![], unserved: vec![], ..drawn.clone() };
    (parts.collect(), vec![], rest)
}
