//! Open activities, and what is announced to many.

use contracts::notices::notice::TOLD_AT_ONCE_MAX;
use contracts::projects::activity::{self, Participant, Times};
use values::{ActivityId, PersonId};

use super::*;

const ACTIVITY: About = About::Activity(ActivityId(Uuid::from_u128(0xAC)));

fn hear(event: activity::Event) -> Command {
    Command::Hear { about: ACTIVITY, heard: Box::new(Heard::Activity(event)) }
}

fn planned() -> Event {
    let matter = Matter { from: Some(OWNER.into()), ..Matter::new(ACTIVITY) };
    Event::Described { matter }
}

fn concerned(inboxes: &[Claimer]) -> Event {
    Event::Concerned { inboxes: inboxes.to_vec() }
}

fn announced(kind: NoticeKind, by: Option<Timestamp>) -> Event {
    Event::Announced { kind, by, only: None }
}

fn member() -> PersonId {
    person(Role::Member, SOMEBODY).person().unwrap()
}

fn postponed(from: Timestamp) -> activity::Event {
    let times = Times { from, until: from, sign_up_until: from };
    activity::Event::Postponed { times, reason: Text::new("下雨").unwrap() }
}

fn reason() -> Text<200> {
    Text::new("场地检修").unwrap()
}

#[test]
fn who_signed_up_or_waits_is_told_what_changes() {
    use activity::Event as E;
    let who = Participant::Person(member());
    let unit = Participant::Organisation(STRANGER);
    for event in [E::SignedUp { who, places: 1 }, E::Queued { who, places: 1 }] {
        given::<Notice>([planned()])
            .when(&system(), hear(event.clone()))
            .then([concerned(&[member().into()])]);
        given::<Notice>([planned(), concerned(&[member().into()])])
            .when(&system(), hear(event))
            .then_already_so();
    }
    let with_two = || [planned(), concerned(&[member().into(), STRANGER.into()])];
    given::<Notice>(with_two()).when(&system(), hear(E::Promoted { who: vec![unit] })).then([
        Event::Announced {
            kind: NoticeKind::ActivityPromoted,
            by: None,
            only: Some(vec![STRANGER.into()]),
        },
    ]);
    given::<Notice>(with_two())
        .when(&system(), hear(postponed(until())))
        .then([announced(NoticeKind::ActivityPostponed, Some(until()))]);
    given::<Notice>(with_two())
        .when(&system(), hear(E::Cancelled { reason: reason() }))
        .then([announced(NoticeKind::ActivityCancelled, None)]);
    given::<Notice>([planned()])
        .when(&system(), hear(E::Cancelled { reason: reason() }))
        .then_already_so();
}

#[test]
fn who_signed_off_is_told_nothing_more() {
    let history = [
        planned(),
        concerned(&[member().into()]),
        told(member(), NoticeKind::ActivityPromoted, None),
    ];
    let signed_off = [Event::Unconcerned { inbox: member().into() }, settled(member())];
    let who = Participant::Person(member());
    given::<Notice>(history.clone())
        .when(&system(), hear(activity::Event::SignUpCancelled { who }))
        .then(signed_off.clone());
    given::<Notice>(history.into_iter().chain(signed_off))
        .when(&system(), hear(postponed(until())))
        .then_already_so();
}

#[test]
fn an_attendance_is_to_be_confirmed_by_the_organiser() {
    use activity::Event as E;
    let by = person(Role::CommunityClerk, OWNER).person().unwrap();
    let to_confirm = told(OWNER, NoticeKind::AttendanceToConfirm, None);
    given::<Notice>([planned()])
        .when(&system(), hear(E::AttendanceRecorded { marks: vec![], by }))
        .then([to_confirm.clone()]);
    for over in [E::AttendanceConfirmed { by }, E::Cancelled { reason: reason() }] {
        given::<Notice>([planned(), to_confirm.clone()])
            .when(&system(), hear(over))
            .then([settled(OWNER)]);
    }
}

fn many(n: usize) -> Vec<Claimer> {
    let number = |n: u128| Uuid::from_u128(0xA_0000 + n);
    (0..).map(|n| PersonId(number(n)).into()).take(n).collect()
}

#[test]
fn what_is_announced_to_many_is_told_some_at_a_time_and_to_each_once() {
    let all = many(TOLD_AT_ONCE_MAX + 1);
    let to = |inbox: &Claimer| told(*inbox, NoticeKind::ActivityPostponed, Some(until()));
    let mut history =
        vec![planned(), concerned(&all), announced(NoticeKind::ActivityPostponed, Some(until()))];
    let (first, rest) = all.split_at(TOLD_AT_ONCE_MAX);
    for some in [first, rest, &[]] {
        let some: Vec<_> = some.iter().map(to).collect();
        assert_eq!(fold::<Notice>(&history).due_at().is_some(), !some.is_empty());
        given::<Notice>(history.clone()).when(&system(), Command::TellNext).then(some.clone());
        history.extend(some);
    }
    given::<Notice>(history).when(&system(), hear(postponed(until()))).then_already_so();
}

#[test]
fn what_is_newer_is_told_instead_of_what_was_announced_before() {
    let one = many(1);
    let later = "2026-04-05T09:00:00Z".parse().unwrap();
    given::<Notice>([
        planned(),
        concerned(&one),
        announced(NoticeKind::ActivityPostponed, Some(until())),
        announced(NoticeKind::ActivityPostponed, Some(later)),
    ])
    .when(&system(), Command::TellNext)
    .then([told(one[0], NoticeKind::ActivityPostponed, Some(later))]);
}
