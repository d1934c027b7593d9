//! Whatever order things come in.

use decider::deciding_again_changes_nothing;

use super::*;

proptest::proptest! {
    #[test]
    fn held_and_used_never_exceed_what_is_offered(
        offered in 1u64..20,
        steps in proptest::collection::vec((0u8..3, 0u128..6, 1u64..10), 0..60),
    ) {
        let context = by(liaison_of(SOMEBODY));
        let mut state = Offer::evolve(State::Unlisted, &listed(offered));
        for (kind, n, quantity) in steps {
            let command = match kind {
                0 => hold(n, quantity),
                1 => Command::Release { claim: claim(n) },
                _ => Command::Use { claim: claim(n), quantity },
            };
            // A refusal is told as often as it is asked for; everything else only once.
            state = if matches!(command, Command::Hold { .. }) {
                let decided = Offer::decide(&state, &context, command);
                decided.unwrap().iter().fold(state, Offer::evolve)
            } else {
                deciding_again_changes_nothing::<Offer>(state, &context, command)
            };
            let ledger = state.ledger().unwrap();
            proptest::prop_assert!(ledger.held() + ledger.used() <= ledger.offered());
            proptest::prop_assert_eq!(ledger.holds().values().sum::<u64>(), ledger.held());
        }
    }
}
