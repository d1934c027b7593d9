//! A command, as it was sent; and whether who sent it has seen what it changes.

use contracts::{Actor, Recorded, Seen};
use values::CommandId;

/// A command, as it was sent.
#[derive(Debug)]
pub struct Sent<'a> {
    pub actor: Actor,
    pub command: CommandId,
    /// What is before whoever asks; nothing when it makes no difference to them.
    pub seen: Option<Seen>,
    pub subject: &'a str,
    pub body: &'a [u8],
}

/// The version that an aggregate has before `events`, if it is another one than was seen. What is
/// not changed is not asked about: it is already so, whoever saw what. Of the versions since, so
/// many are the command's own: parts that a crash has left of it.
pub(super) fn changed_since<E>(seen: Seen, events: &[Recorded<E>], parts_left: u64) -> Option<u64> {
    let first = events.iter().find(|recorded| recorded.aggregate == seen.aggregate)?;
    let version = first.version - 1;
    (version != seen.version.saturating_add(parts_left)).then_some(version)
}

#[cfg(test)]
mod tests {
    use values::Uuid;

    use super::*;

    #[test]
    fn what_is_changed_must_be_as_it_was_seen() {
        let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let events = [(other, 9), (one, 4), (one, 5)].map(|(aggregate, version)| Recorded {
            aggregate,
            version,
            event: (),
        });
        let after_crash = |aggregate, version, parts_left| {
            changed_since(Seen { aggregate, version }, &events, parts_left)
        };
        let against = |aggregate, version| after_crash(aggregate, version, 0);
        assert_eq!(against(one, 3), None);
        assert_eq!(against(one, 2), Some(3));
        assert_eq!(against(one, 4), Some(3));
        assert_eq!(against(Uuid::from_u128(3), 7), None);
        assert_eq!(after_crash(one, 1, 2), None, "two versions are its own");
        assert_eq!(after_crash(one, 0, 2), Some(3), "and one is somebody else's");
    }
}
