//! Which need is a duplicate of which.
//!
//! Invariant: following it from any need comes to an end, at the main need, which is a duplicate of
//! none. A main need that becomes a duplicate itself takes those that follow it along.

use std::collections::HashMap;

use contracts::needs::need::Rejection;
use values::NeedId;

/// The graph: each duplicate with the need it was found to repeat.
#[derive(Debug, Default)]
pub struct Duplicates {
    of: HashMap<NeedId, NeedId>,
}

impl Duplicates {
    /// The need at the end: `need` itself when it is no duplicate.
    pub fn main(&self, mut need: NeedId) -> NeedId {
        while let Some(of) = self.of.get(&need) {
            need = *of;
        }
        need
    }

    /// The need that `need` would follow as a duplicate of `of`.
    ///
    /// # Errors
    /// When that is itself.
    pub fn judge(&self, need: NeedId, of: NeedId) -> Result<NeedId, Rejection> {
        let main = self.main(of);
        if main == need { Err(Rejection::DuplicateOfItself) } else { Ok(main) }
    }

    /// `need` follows `main`.
    pub fn follow(&mut self, need: NeedId, main: NeedId) {
        self.of.insert(need, main);
    }

    /// `need` is one of its own again.
    pub fn split_off(&mut self, need: NeedId) {
        self.of.remove(&need);
    }
}

#[cfg(test)]
mod tests {
    use values::Uuid;

    use super::*;

    fn need(n: u8) -> NeedId {
        NeedId(Uuid::from_u128(n.into()))
    }

    #[test]
    fn a_need_is_no_duplicate_of_itself_nor_of_its_own_duplicates() {
        let mut duplicates = Duplicates::default();
        assert_eq!(duplicates.judge(need(1), need(1)), Err(Rejection::DuplicateOfItself));
        duplicates.follow(need(2), need(1));
        duplicates.follow(need(3), need(2));
        assert_eq!(duplicates.judge(need(1), need(3)), Err(Rejection::DuplicateOfItself));
    }

    #[test]
    fn a_main_need_that_is_a_duplicate_itself_is_passed_on_to_its_own() {
        let mut duplicates = Duplicates::default();
        duplicates.follow(need(2), need(1));
        assert_eq!(duplicates.judge(need(3), need(2)), Ok(need(1)));
        duplicates.follow(need(3), need(2));
        duplicates.split_off(need(2));
        assert_eq!(duplicates.main(need(3)), need(2));
    }

    proptest::proptest! {
        #[test]
        fn the_graph_of_duplicates_never_turns_back(
            steps in proptest::collection::vec((0u8..3, 0u8..12, 0u8..12), 0..80),
        ) {
            let mut duplicates = Duplicates::default();
            for (kind, of_whom, of) in steps {
                let asked = need(of_whom);
                let is_own = duplicates.main(asked) == asked;
                match duplicates.judge(asked, need(of)) {
                    // Only what is not closed is closed as a duplicate.
                    Ok(main) if kind > 0 && is_own => duplicates.follow(asked, main),
                    Ok(_) | Err(_) if kind == 0 => duplicates.split_off(asked),
                    Ok(_) | Err(_) => {}
                }
                for n in 0..12 {
                    let (mut at, mut length) = (need(n), 0);
                    while let Some(next) = duplicates.of.get(&at) {
                        (at, length) = (*next, length + 1);
                        proptest::prop_assert!(length <= 12, "{duplicates:?}");
                    }
                    proptest::prop_assert_eq!(duplicates.main(need(n)), at);
                }
            }
        }
    }
}
