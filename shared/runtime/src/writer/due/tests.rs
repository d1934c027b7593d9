use std::sync::Arc;

use contracts::resources::offer;
use contracts::{Commit, Recorded};
use eventlog::{Keys, Log, MemoryLog};
use values::{Hash, Uuid};

use super::*;
use crate::tests::{Alarms, BROKEN, ENDLESS, Event, LATER, REFUSED, SILENT, SOUND, minute, set};

fn writer(log: &MemoryLog) -> Writer<Alarms> {
    Writer::replay(Arc::new(log.clone()), Arc::new(Keys::memory()), |_| {}).unwrap()
}

fn rung(writer: &mut Writer<Alarms>) -> Vec<Uuid> {
    let decided = writer.take_decided();
    decided.iter().flat_map(|decided| &decided.commit.events).map(|one| one.aggregate).collect()
}

#[test]
fn what_is_due_and_cannot_be_decided_stops_nothing_else() {
    let log = MemoryLog::new();
    let first = [BROKEN, REFUSED, SILENT, SOUND].map(|id| (id, 1, minute(1)));
    set(&log, &[&first[..], &[(LATER, 1, minute(9))]].concat());
    let mut writer = writer(&log);
    assert_eq!(writer.due(minute(1)).unwrap(), Some(minute(9)));
    assert_eq!(rung(&mut writer), [SOUND]);
    assert_eq!(writer.parked(), 3);
    let parked = writer.parked_commits();
    let told = parked.iter().map(|parked| (parked.aggregates[0], parked.reason.as_str()));
    let due = format!("due at {}: ", minute(1));
    let refused = format!("{due}{}", describe(&offer::Rejection::Unknown.into()));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            (BROKEN, &*format!("{due}panic")),
            (REFUSED, &*refused),
            (SILENT, &*format!("{due}nothing was decided"))
        ]
    );
    assert!(parked.iter().all(|parked| parked.source == "alarms" && parked.position == 5));

    // They are not tried at every turn.
    let head = writer.head();
    assert_eq!(writer.due(minute(2)).unwrap(), Some(minute(9)));
    assert_eq!((writer.head(), writer.parked()), (head, 3));
    assert_eq!(writer.due(minute(9)).unwrap(), None);
    assert_eq!(rung(&mut writer), [LATER]);
}

#[test]
fn what_could_not_be_decided_is_tried_again_at_the_next_start() {
    let log = MemoryLog::new();
    set(&log, &[(BROKEN, 1, minute(1)), (SOUND, 1, minute(2))]);
    let mut before = writer(&log);
    assert_eq!(before.due(minute(3)).unwrap(), None);
    let decided: Vec<_> = before.take_decided().into_iter().map(|one| one.entry).collect();
    log.append(&decided).unwrap();

    let mut after = writer(&log);
    assert_eq!(after.head(), before.head());
    assert_eq!(after.parked(), 0, "nothing has been tried yet");
    assert_eq!(Alarms::next_due(after.state()), Some(minute(1)), "and nothing is forgotten");
    assert_eq!(after.due(minute(3)).unwrap(), None);
    assert_eq!(after.parked(), 1);
    assert_eq!(after.head(), before.head());
}

#[test]
fn what_happens_to_it_ends_that_it_is_set_aside() {
    let log = MemoryLog::new();
    set(&log, &[(BROKEN, 1, minute(1)), (SILENT, 1, minute(1))]);
    let mut writer = writer(&log);
    assert_eq!(writer.due(minute(1)).unwrap(), None);
    assert_eq!(writer.parked(), 2);
    let recorded = Recorded { aggregate: BROKEN, version: 2, event: Event::Set(minute(5)) };
    let commit = Commit {
        position: 3,
        previous: writer.head().hash,
        command: Uuid::nil().into(),
        request: Hash::default(),
        actor: Actor::System,
        time: minute(1),
        cause: None,
        events: vec![recorded],
    };
    writer.fold(&commit);
    assert_eq!(writer.parked(), 1);
    assert_eq!(writer.due(minute(4)).unwrap(), Some(minute(5)));
    assert_eq!(writer.due(minute(5)).unwrap(), None);
    assert_eq!(writer.parked(), 2);
}

#[test]
fn what_is_due_again_however_often_it_is_decided_is_set_aside() {
    let log = MemoryLog::new();
    set(&log, &[(ENDLESS, 1, minute(1)), (SOUND, 1, minute(2))]);
    let mut writer = writer(&log);
    assert_eq!(writer.due(minute(3)).unwrap(), Some(minute(2)));
    assert_eq!(rung(&mut writer), [ENDLESS; DUE_AT_ONCE_MAX]);
    assert_eq!(writer.due(minute(3)).unwrap(), None);
    assert_eq!(rung(&mut writer), [SOUND]);
    let parked = writer.parked_commits();
    assert_eq!((parked.len(), parked[0].aggregates[0]), (1, ENDLESS));
    assert!(parked[0].reason.ends_with("it is due again however often it is decided"));
}

#[test]
fn very_much_that_is_due_at_once_lets_others_have_their_turn() {
    let log = MemoryLog::new();
    let many = (0..=DUE_AT_ONCE_MAX as u128).map(|n| (Uuid::from_u128(100 + n), 1, minute(1)));
    set(&log, &many.collect::<Vec<_>>());
    let mut writer = writer(&log);
    assert_eq!(writer.due(minute(2)).unwrap(), Some(minute(1)));
    assert_eq!(rung(&mut writer).len(), DUE_AT_ONCE_MAX);
    assert_eq!(writer.due(minute(2)).unwrap(), None);
    assert_eq!(rung(&mut writer).len(), 1);
}
