use contracts::notices::channel::ChannelKind;
use contracts::notices::notice::NoticeKind;
use contracts::testing::{OWNER, STRANGER, by, clerk_of, monday, operator, person};
use decider::{deciding_again_changes_nothing, fold, given};
use values::sealed::Algorithm;
use values::{Fingerprint, PersonId, Sealed, Text};

use super::*;

fn place(says: &str) -> Place {
    let person = PersonId(Uuid::from_u128(0xD1));
    Place {
        organisation: OWNER,
        kind: ChannelKind::Webhook,
        target: Sealed { algorithm: Algorithm::Aes256GcmSiv, person, data: says.to_owned() },
        shown: Text::new("oa.example").unwrap(),
        digest: Fingerprint(says.to_owned()),
    }
}

fn set() -> Event {
    Event::Set(place("a"))
}

fn secretary() -> Actor {
    person(Role::CommunitySecretary, OWNER)
}

fn system_at(minutes: u64) -> Context {
    Context { now: at(minutes), ..by(Actor::System) }
}

fn at(minutes: u64) -> Timestamp {
    monday() + Duration::from_secs(60 * minutes)
}

fn line(n: u128) -> Uuid {
    Uuid::from_u128(0xE0 + n)
}

fn queued(n: u128) -> Event {
    Event::Queued { inbox: OWNER, line: line(n), until: at(3) }
}

fn queue(n: u128) -> Command {
    Command::Queue { inbox: OWNER, line: line(n) }
}

fn told(n: u128) -> Gathered {
    Gathered { inbox: OWNER, line: line(n), kind: NoticeKind::ClaimToAnswer, by: None }
}

fn message() -> Uuid {
    by(Actor::System).id(0)
}

fn gathered() -> Event {
    Event::Gathered {
        message: message(),
        notices: vec![told(1), told(2)],
        more: 0,
        until: at(3 + 24 * 60),
    }
}

fn under_way() -> Vec<Event> {
    vec![set(), queued(1), queued(2), gathered()]
}

fn report(outcome: Outcome) -> Command {
    Command::Report { message: message(), outcome }
}

const DOWN: Trouble = Trouble::Status { status: 500 };

fn put_off(until: u64) -> Event {
    Event::PutOff { message: message(), trouble: DOWN, until: at(until) }
}

#[test]
fn who_answers_for_the_organisation_says_where_it_is_told() {
    let heads = [Role::UnitHead, Role::StreetOfficer, Role::DistrictOfficer, Role::CityOfficer];
    let heads = heads.into_iter().map(|role| person(role, OWNER));
    for actor in heads.chain([secretary(), operator()]) {
        let context = by(actor);
        given::<Channel>([]).when(&context, Command::Set(place("a"))).then([set()]);
        given::<Channel>([set()]).when(&context, Command::Set(place("a"))).then_already_so();
        given::<Channel>([set()])
            .when(&context, Command::Set(place("b")))
            .then([Event::Set(place("b"))]);
        let remove = Command::Remove { organisation: OWNER };
        given::<Channel>([set()]).when(&context, remove.clone()).then([Event::Removed {}]);
        given::<Channel>([]).when(&context, remove).then_already_so();
    }
    let strangers = [
        clerk_of(OWNER),
        person(Role::Liaison, OWNER),
        person(Role::Member, OWNER),
        person(Role::Auditor, OWNER),
        person(Role::CommunitySecretary, STRANGER),
        Actor::System,
    ];
    for actor in strangers {
        let context = by(actor);
        for command in [
            Command::Set(place("b")),
            Command::Remove { organisation: OWNER },
            Command::Test { organisation: OWNER },
        ] {
            given::<Channel>([set()])
                .when(&context, command)
                .then_rejected(Rejection::NotAuthorised);
        }
    }
}

#[test]
fn what_is_told_within_minutes_is_one_message() {
    given::<Channel>([]).when(&system_at(0), queue(1)).then_already_so();
    given::<Channel>([set()]).when(&system_at(0), queue(1)).then([queued(1)]);
    given::<Channel>([set(), queued(1)]).when(&system_at(2), queue(1)).then_already_so();
    given::<Channel>([set(), queued(1)]).when(&system_at(2), queue(2)).then([queued(2)]);
    let waiting = [set(), queued(1), queued(2)];
    let due = |left| Command::Due { left };
    let all = vec![told(1), told(2)];
    assert_eq!(fold::<Channel>(&waiting).due_at(), Some(at(3)));
    given::<Channel>(waiting.clone()).when(&system_at(2), due(all.clone())).then_already_so();
    given::<Channel>(waiting.clone()).when(&system_at(3), due(all)).then([gathered()]);
    given::<Channel>(waiting).when(&system_at(3), due(vec![])).then([Event::Emptied {}]);
}

#[test]
fn a_message_spells_out_so_many_and_says_how_many_more_there_are() {
    let left: Vec<_> = (0..25).map(told).collect();
    let notices = left[..GATHERED_MAX].to_vec();
    let until = at(3 + 24 * 60);
    given::<Channel>([set(), queued(1)])
        .when(&system_at(3), Command::Due { left })
        .then([Event::Gathered { message: message(), notices, more: 5, until }]);
}

#[test]
fn what_comes_while_a_message_is_under_way_waits_for_the_next_one() {
    let next = Event::Queued { inbox: OWNER, line: line(3), until: at(8) };
    given::<Channel>(under_way()).when(&system_at(5), queue(3)).then([next.clone()]);
    let history: Vec<_> = under_way().into_iter().chain([next]).collect();
    assert_eq!(fold::<Channel>(&history).due_at(), None, "the outbox has the word");
    let sent = Event::Sent { message: message() };
    let history: Vec<_> = history.into_iter().chain([sent]).collect();
    assert_eq!(fold::<Channel>(&history).due_at(), Some(at(8)));
}

#[test]
fn what_did_not_arrive_is_tried_after_growing_pauses_and_given_up_after_a_day() {
    let mut history = under_way();
    let (mut now, mut pauses) = (3, Vec::new());
    let given_up = loop {
        let state = fold::<Channel>(&history);
        let failed = report(Outcome::Failed(DOWN));
        let events = Channel::decide(&state, &system_at(now), failed).unwrap();
        let [event] = events.as_slice() else { panic!("{events:?}") };
        history.push(event.clone());
        let Event::PutOff { until, .. } = event else { break event.clone() };
        let state = fold::<Channel>(&history);
        assert_eq!(state.due_at(), Some(*until));
        pauses.push(until.duration_since(at(now)).as_mins());
        now += u64::try_from(until.duration_since(at(now)).as_mins()).unwrap();
        let resumed = Event::Resumed { message: message() };
        let due = Command::Due { left: vec![] };
        assert_eq!(Channel::decide(&state, &system_at(now), due), Ok(vec![resumed.clone()]));
        history.push(resumed);
    };
    assert_eq!(given_up, Event::GivenUp { message: message(), trouble: DOWN });
    assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240, 240]);
    assert!(fold::<Channel>(&history).standing().unwrap().is_failing);
}

#[test]
fn what_was_confirmed_or_withheld_is_over_and_said_twice_changes_nothing() {
    let sent = Event::Sent { message: message() };
    for (outcome, event) in
        [(Outcome::Sent, sent.clone()), (Outcome::Withheld, Event::Withheld { message: message() })]
    {
        given::<Channel>(under_way()).when(&system_at(4), report(outcome)).then([event.clone()]);
        given::<Channel>(under_way().into_iter().chain([event]))
            .when(&system_at(4), report(outcome))
            .then_already_so();
    }
    let late = under_way().into_iter().chain([put_off(4)]);
    given::<Channel>(late.clone()).when(&system_at(4), report(Outcome::Sent)).then([sent]);
    given::<Channel>(late).when(&system_at(4), report(Outcome::Failed(DOWN))).then_already_so();
    given::<Channel>(under_way())
        .when(&by(secretary()), report(Outcome::Sent))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn a_test_goes_at_once_tries_once_and_not_too_often() {
    let test = || Command::Test { organisation: OWNER };
    let Actor::Person { person: by_whom, .. } = secretary() else { unreachable!("a person") };
    let asked = Event::TestAsked { message: message(), by: by_whom, again_from: at(1) };
    let context = |minutes| Context { now: at(minutes), ..by(secretary()) };
    given::<Channel>([]).when(&context(0), test()).then_rejected(Rejection::Unknown);
    given::<Channel>([set()]).when(&context(0), test()).then([asked.clone()]);
    let under_way = [set(), asked];
    given::<Channel>(under_way.clone()).when(&context(0), test()).then_already_so();
    given::<Channel>(under_way.clone())
        .when(&system_at(0), report(Outcome::Failed(DOWN)))
        .then([Event::GivenUp { message: message(), trouble: DOWN }]);
    let sent = under_way.into_iter().chain([Event::Sent { message: message() }]);
    given::<Channel>(sent)
        .when(&context(0), test())
        .then_rejected(Rejection::TestTooSoon { from: at(1) });
}

#[test]
fn what_is_put_off_goes_at_once_when_a_test_is_asked_for_or_another_address_is_set() {
    let put_off: Vec<_> = under_way().into_iter().chain([put_off(60)]).collect();
    given::<Channel>(put_off.clone())
        .when(&by(secretary()), Command::Test { organisation: OWNER })
        .then([Event::Resumed { message: message() }]);
    let elsewhere = put_off.into_iter().chain([Event::Set(place("b"))]);
    let state = fold::<Channel>(&elsewhere.collect::<Vec<_>>());
    assert!(state.standing().unwrap().message.as_ref().unwrap().is_ready());
}

#[test]
fn deciding_again_changes_no_channel() {
    let histories = [vec![], vec![set()], vec![set(), queued(1)], under_way()];
    for history in histories {
        for command in [Command::Set(place("b")), Command::Remove { organisation: OWNER }, queue(7)]
        {
            let state = fold::<Channel>(&history);
            deciding_again_changes_nothing::<Channel>(state, &by(operator()), command);
        }
        for command in [
            Command::Due { left: vec![told(1)] },
            report(Outcome::Failed(DOWN)),
            report(Outcome::Sent),
        ] {
            let state = fold::<Channel>(&history);
            deciding_again_changes_nothing::<Channel>(state, &system_at(9), command);
        }
    }
}
