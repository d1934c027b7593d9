//! The rules of handling, one after the other.

use std::sync::Arc;

use contracts::needs::handling::AnsweredFrom;
use contracts::registry::organisation::Level;
use contracts::testing::{
    OWNER, SOMEBODY, STRANGER, at, clerk_of, directory, monday, person, registered,
};
use contracts::{Actor, Role};
use decider::{deciding_again_changes_nothing, given};
use proptest::prelude::*;
use values::{PersonId, Text, Uuid, time};

use super::*;

const NEED: NeedId = NeedId(Uuid::from_u128(7));
const RAISER: PersonId = PersonId(Uuid::from_u128(8));
/// A community's street, and that street's district.
const STREET: OrganisationId = SOMEBODY;
const DISTRICT: OrganisationId = STRANGER;

fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::new(text).unwrap()
}

fn town(now: Timestamp, actor: Actor) -> Context {
    let directory = directory([
        registered(DISTRICT, Level::District, "990101"),
        registered(STREET, Level::Street, "990101001"),
        registered(OWNER, Level::Community, "990101001001"),
    ]);
    Context { directory: Arc::new(directory), ..at(now, actor) }
}

fn clerk(now: Timestamp) -> Context {
    town(now, clerk_of(OWNER))
}

fn street(now: Timestamp) -> Context {
    town(now, person(Role::StreetOfficer, STREET))
}

fn system(now: Timestamp) -> Context {
    town(now, Actor::System)
}

/// The end of that day in Shanghai.
fn end(date: &str) -> Timestamp {
    time::end_of(date.parse().unwrap())
}

/// Noon of that day in Shanghai.
fn noon(date: &str) -> Timestamp {
    time::start_of(date.parse().unwrap()) + std::time::Duration::from_secs(12 * 3600)
}

fn late(moment: Timestamp) -> Timestamp {
    moment + clock::NEXT
}

fn community() -> Holder {
    Holder { organisation: OWNER, area: Some("990101001001".parse().unwrap()) }
}

fn upstairs() -> Holder {
    Holder { organisation: STREET, area: Some("990101001".parse().unwrap()) }
}

fn begin(class: Urgency, until: Option<Timestamp>) -> Command {
    let (since, limits) = (monday(), Limits::default());
    Command::Begin { need: NEED, owner: OWNER, class, since, until, heard: true, limits }
}

fn clock(from: Timestamp, class: Urgency, step: HandlingStep) -> Clock {
    clock::begun(&values::Calendar::shipped().clone(), from, Limits::default().of(class, step))
}

fn begun() -> Event {
    begun_as(Urgency::Ordinary, None)
}

fn begun_as(class: Urgency, until: Option<Timestamp>) -> Event {
    let clock = match until {
        Some(until) => clock::until(monday(), until),
        None => clock(monday(), class, HandlingStep::Accept),
    };
    Event::Begun { need: NEED, holder: community(), class, since: monday(), until, clock }
}

fn completed(step: HandlingStep, from: Timestamp) -> Event {
    let next = step.next().map(|next| clock(from, Urgency::Ordinary, next));
    Event::StepCompleted { step, clock: next }
}

/// Accepted and contacted on Monday morning: to be handled within 7 working days.
fn handling() -> [Event; 3] {
    [begun(), completed(HandlingStep::Accept, monday()), completed(HandlingStep::Contact, monday())]
}

fn complete(step: HandlingStep) -> Command {
    Command::Complete { step, limits: Limits::default() }
}

fn ask() -> Command {
    Command::Ask { question: text("是哪一盏路灯？"), raiser: Some(RAISER) }
}

fn asked(since: Timestamp, until: Timestamp) -> Event {
    Event::Asked { question: text("是哪一盏路灯？"), since, until }
}

fn resume() -> Command {
    Command::Resume { answer: text("三号楼前的") }
}

fn ask_extension(by: u32) -> Command {
    Command::AskExtension { by, reason: text("等配件") }
}

fn answer_extension(granted: bool) -> Command {
    Command::AnswerExtension { granted, reason: text("情况属实") }
}

fn escalate() -> Command {
    Command::Escalate { reason: text("要市政来修"), limits: Limits::default() }
}

fn answer() -> Command {
    let raiser = Some(RAISER);
    Command::Answer { answer: text("已换新灯"), raiser, limits: Limits::default() }
}

fn escalated(from: Timestamp) -> Event {
    let clock = clock(from, Urgency::Ordinary, HandlingStep::Accept);
    Event::Escalated { to: upstairs(), reason: text("要市政来修"), clock }
}

#[test]
fn what_was_heard_is_accepted_within_1_working_day_with_a_yellow_card_at_its_noon() {
    let state = given::<Handling>([])
        .when(&system(monday()), begin(Urgency::Ordinary, None))
        .then([begun()]);
    let State::Running(running) = &state else { panic!("{state:?}") };
    assert_eq!(running.clock.due_at, end("2026-03-03"));
    assert_eq!(state.due_at(), Some(late(noon("2026-03-03"))));
    let again = begin(Urgency::Ordinary, None);
    deciding_again_changes_nothing::<Handling>(state, &system(monday()), again);
}

#[test]
fn an_owner_begins_the_clock_of_its_own_need_and_nobody_else_does() {
    let begin = |heard| {
        let (class, since, limits) = (Urgency::Hard, monday(), Limits::default());
        Command::Begin { need: NEED, owner: OWNER, class, since, until: None, heard, limits }
    };
    let owner = given::<Handling>([]).when(&clerk(monday()), begin(false)).outcome();
    assert_eq!(owner.unwrap().len(), 1);
    given::<Handling>([])
        .when(&street(monday()), begin(false))
        .then_rejected(Rejection::NotAuthorised);
    given::<Handling>([begun()])
        .when(&clerk(monday()), begin(false))
        .then_rejected(Rejection::AlreadyBegun);
}

#[test]
fn each_step_has_its_own_limit_and_the_last_ends_it() {
    let now = noon("2026-03-03");
    given::<Handling>([begun()])
        .when(&clerk(now), complete(HandlingStep::Accept))
        .then([completed(HandlingStep::Accept, now)]);
    let events = given::<Handling>(handling()).when(&clerk(now), complete(HandlingStep::Handle));
    let state = events.then([completed(HandlingStep::Handle, now)]);
    deciding_again_changes_nothing::<Handling>(state, &clerk(now), complete(HandlingStep::Handle));
    let done = [completed(HandlingStep::Handle, now)];
    let state = given::<Handling>(handling().into_iter().chain(done))
        .when(&clerk(now), complete(HandlingStep::Verify))
        .then([Event::StepCompleted { step: HandlingStep::Verify, clock: None }]);
    assert_eq!((state.due_at(), state.over()), (None, Some(Urgency::Ordinary)));
}

#[test]
fn ordinary_needs_are_handled_within_7_working_days_and_hard_ones_within_15() {
    for (class, due) in [(Urgency::Ordinary, "2026-03-11"), (Urgency::Hard, "2026-03-23")] {
        assert_eq!(clock(monday(), class, HandlingStep::Handle).due_at, end(due), "{class:?}");
    }
}

#[test]
fn steps_are_done_in_order_by_whoever_has_it() {
    let current = HandlingStep::Accept;
    given::<Handling>([begun()])
        .when(&clerk(monday()), complete(HandlingStep::Handle))
        .then_rejected(Rejection::OtherStep { current });
    given::<Handling>([begun()])
        .when(&street(monday()), complete(HandlingStep::Accept))
        .then_rejected(Rejection::NotAuthorised);
    given::<Handling>([])
        .when(&clerk(monday()), complete(HandlingStep::Accept))
        .then_rejected(Rejection::Unknown);
    given::<Handling>(handling())
        .when(&clerk(monday()), complete(HandlingStep::Accept))
        .then_already_so();
}

#[test]
fn a_yellow_card_comes_when_a_limit_nears_and_a_red_one_when_it_passes_once_each() {
    let (yellow, red) = (noon("2026-03-03"), end("2026-03-03"));
    given::<Handling>([begun()]).when(&system(yellow), Command::Due).then_already_so();
    let state = given::<Handling>([begun()])
        .when(&system(late(yellow)), Command::Due)
        .then([Event::YellowCarded { step: HandlingStep::Accept }]);
    let state =
        deciding_again_changes_nothing::<Handling>(state, &system(late(yellow)), Command::Due);
    assert_eq!(state.due_at(), Some(late(red)));
    let carded = [begun(), Event::YellowCarded { step: HandlingStep::Accept }];
    let state = given::<Handling>(carded)
        .when(&system(late(red)), Command::Due)
        .then([Event::RedCarded { step: HandlingStep::Accept }]);
    assert_eq!(state.due_at(), None, "nothing more comes of this step by itself");
}

#[test]
fn what_was_missed_while_nobody_watched_is_one_red_card() {
    given::<Handling>([begun()])
        .when(&system(end("2026-03-20")), Command::Due)
        .then([Event::RedCarded { step: HandlingStep::Accept }]);
}

#[test]
fn a_question_stops_the_clock_until_its_answer() {
    // Asked on Wednesday morning, answered on Friday morning: four half days.
    let (wednesday, friday) = (noon("2026-03-04") - clock::NEXT, noon("2026-03-06") - clock::NEXT);
    let until = end("2026-03-11");
    let state = given::<Handling>(handling())
        .when(&clerk(wednesday), ask())
        .then([asked(wednesday, until)]);
    assert_eq!(state.due_at(), Some(late(until)), "no card comes meanwhile");
    let before = clock(monday(), Urgency::Ordinary, HandlingStep::Handle);
    let moved = Clock { yellow_at: end("2026-03-12"), due_at: end("2026-03-13"), ..before };
    let answered = Event::Resumed { answer: Some(text("三号楼前的")), clock: moved };
    let so_far = || handling().into_iter().chain([asked(wednesday, until)]);
    given::<Handling>(so_far()).when(&clerk(friday), resume()).then([answered]);
    given::<Handling>(so_far())
        .when(&clerk(friday), complete(HandlingStep::Handle))
        .then_rejected(Rejection::Asked);
    given::<Handling>(so_far()).when(&clerk(friday), ask()).then_rejected(Rejection::Asked);
    given::<Handling>(handling()).when(&clerk(friday), resume()).then_rejected(Rejection::NotAsked);
}

#[test]
fn a_pause_needs_somebody_to_ask() {
    let ask = Command::Ask { question: text("是哪一盏路灯？"), raiser: None };
    given::<Handling>(handling())
        .when(&clerk(noon("2026-03-04")), ask)
        .then_rejected(Rejection::NobodyToAsk);
}

#[test]
fn a_question_waits_5_working_days_at_most_and_there_are_two() {
    let until = end("2026-03-11");
    let wednesday = noon("2026-03-04");
    let before = clock(monday(), Urgency::Ordinary, HandlingStep::Handle);
    let moved = clock::moved(values::Calendar::shipped(), before, wednesday, until);
    let unanswered = Event::Resumed { answer: None, clock: moved };
    let first = || handling().into_iter().chain([asked(wednesday, until)]);
    given::<Handling>(first()).when(&system(until), Command::Due).then_already_so();
    given::<Handling>(first()).when(&system(late(until)), Command::Due).then([unanswered.clone()]);
    // It came late, before the due time was noticed: it moves the clock no further.
    given::<Handling>(first())
        .when(&clerk(end("2026-03-20")), resume())
        .then([Event::Resumed { answer: Some(text("三号楼前的")), clock: moved }]);
    let again = end("2026-03-12");
    let both = first().chain([unanswered.clone(), asked(again, end("2026-03-19")), unanswered]);
    given::<Handling>(both)
        .when(&clerk(again), ask())
        .then_rejected(Rejection::AskedTooOften { max: 2 });
}

#[test]
fn one_extension_is_granted_one_level_up_with_a_reason() {
    let asked = || Event::ExtensionAsked { by: 5, reason: text("等配件"), senior: STREET };
    let now = noon("2026-03-04");
    given::<Handling>(handling()).when(&clerk(now), ask_extension(5)).then([asked()]);
    let so_far = || handling().into_iter().chain([asked()]);
    given::<Handling>(so_far())
        .when(&clerk(now), answer_extension(true))
        .then_rejected(Rejection::NotAuthorised);
    let before = clock(monday(), Urgency::Ordinary, HandlingStep::Handle);
    let longer = clock::extended(values::Calendar::shipped(), before, 5).unwrap();
    assert_eq!(longer.due_at, end("2026-03-18"));
    let granted = Event::Extended { reason: text("情况属实"), clock: longer };
    given::<Handling>(so_far()).when(&street(now), answer_extension(true)).then([granted.clone()]);
    let refused = Event::ExtensionRefused { reason: text("情况属实") };
    given::<Handling>(so_far()).when(&street(now), answer_extension(false)).then([refused.clone()]);
    for answered in [granted, refused] {
        given::<Handling>(so_far().chain([answered.clone()]))
            .when(&clerk(now), ask_extension(5))
            .then_rejected(Rejection::OneExtension);
        given::<Handling>(so_far().chain([answered]))
            .when(&street(now), answer_extension(true))
            .then_rejected(Rejection::NoExtensionAsked);
    }
}

#[test]
fn an_extension_is_no_longer_than_the_limit_and_somebody_stands_above() {
    for by in [0, 8] {
        given::<Handling>(handling())
            .when(&clerk(monday()), ask_extension(by))
            .then_rejected(Rejection::ExtensionOutOfRange { max: 7 });
    }
    given::<Handling>(handling())
        .when(&at(monday(), clerk_of(OWNER)), ask_extension(5))
        .then_rejected(Rejection::NobodyAbove);
}

#[test]
fn what_a_community_cannot_solve_goes_up_on_a_clock_of_its_own_and_the_answer_comes_down() {
    let now = noon("2026-03-05");
    let up = || handling().into_iter().chain([escalated(now)]);
    given::<Handling>(handling()).when(&clerk(now), escalate()).then([escalated(now)]);
    given::<Handling>(up())
        .when(&clerk(now), complete(HandlingStep::Accept))
        .then_rejected(Rejection::NotAuthorised);
    given::<Handling>(up())
        .when(&street(now), complete(HandlingStep::Accept))
        .then([completed(HandlingStep::Accept, now)]);
    let verify = clock(now, Urgency::Ordinary, HandlingStep::Verify);
    let from = Some(AnsweredFrom { need: NEED, handler: STREET, raiser: Some(RAISER) });
    let (to, answer_text) = (community(), text("已换新灯"));
    let answered = Event::Answered { to, answer: answer_text, clock: verify, from };
    let state = given::<Handling>(up()).when(&street(now), answer()).then([answered]);
    assert_eq!(state.running().unwrap().holder(), OWNER);
    given::<Handling>(handling())
        .when(&clerk(now), answer())
        .then_rejected(Rejection::NotFromBelow);
}

#[test]
fn it_goes_up_level_by_level_until_nobody_stands_above() {
    let now = monday();
    let up = [begun(), escalated(now)];
    let higher = given::<Handling>(up).when(&street(now), escalate()).outcome().unwrap();
    let [Event::Escalated { to, .. }] = higher.as_slice() else { panic!("{higher:?}") };
    assert_eq!(to.organisation, DISTRICT);
    let top = [begun(), escalated(now)].into_iter().chain(higher.clone());
    given::<Handling>(top)
        .when(&town(now, person(Role::DistrictOfficer, DISTRICT)), escalate())
        .then_rejected(Rejection::NobodyAbove);
}

#[test]
fn whoever_raised_it_answers_what_they_were_asked_and_the_clock_goes_on() {
    let asked = given::<Handling>(handling()).when(&clerk(noon("2026-03-05")), ask()).outcome();
    let history = || handling().into_iter().chain(asked.clone().unwrap());
    let raiser = person(Role::Resident, OWNER);
    let reply =
        |raiser: Option<PersonId>| Command::Reply { answer: text("三号楼前的"), raiser };
    let next_day = noon("2026-03-06");
    let by_clerk = given::<Handling>(history()).when(&clerk(next_day), resume()).outcome().unwrap();
    given::<Handling>(history())
        .when(&town(next_day, raiser.clone()), reply(raiser.person()))
        .then(by_clerk);
    for (actor, of) in [(person(Role::Member, OWNER), raiser.person()), (raiser.clone(), None)] {
        given::<Handling>(history())
            .when(&town(next_day, actor), reply(of))
            .then_rejected(Rejection::NotAuthorised);
    }
    given::<Handling>(handling())
        .when(&town(next_day, raiser.clone()), reply(raiser.person()))
        .then_rejected(Rejection::NotAsked);
}

#[test]
fn a_hotline_item_keeps_its_own_limit_at_every_level_and_step() {
    let until = end("2026-03-20");
    let own = |from| clock::until(from, until);
    let (now, begun) = (noon("2026-03-05"), begun_as(Urgency::Ordinary, Some(until)));
    given::<Handling>([begun.clone()])
        .when(&clerk(now), complete(HandlingStep::Accept))
        .then([Event::StepCompleted { step: HandlingStep::Accept, clock: Some(own(now)) }]);
    given::<Handling>([begun.clone()]).when(&clerk(now), escalate()).then([Event::Escalated {
        to: upstairs(),
        reason: text("要市政来修"),
        clock: own(now),
    }]);
    given::<Handling>([begun])
        .when(&clerk(now), ask_extension(1))
        .then_rejected(Rejection::LimitOfTheHotline);
}

#[test]
fn a_new_class_gives_the_step_its_limit_from_its_own_beginning() {
    let reclassify = || Command::Reclassify { class: Urgency::Hard, limits: Limits::default() };
    let hard = clock(monday(), Urgency::Hard, HandlingStep::Handle);
    let state = given::<Handling>(handling())
        .when(&clerk(noon("2026-03-05")), reclassify())
        .then([Event::Reclassified { class: Urgency::Hard, clock: hard }]);
    deciding_again_changes_nothing::<Handling>(state, &clerk(monday()), reclassify());
    given::<Handling>([]).when(&clerk(monday()), reclassify()).then_already_so();
}

#[test]
fn the_clock_of_a_closed_need_stops_and_begins_again_with_its_reopening() {
    let state = given::<Handling>(handling())
        .when(&system(monday()), Command::Stop)
        .then([Event::Stopped {}]);
    assert_eq!(state.due_at(), None);
    let state = deciding_again_changes_nothing::<Handling>(state, &system(monday()), Command::Stop);
    assert_eq!(state.over(), Some(Urgency::Ordinary));
    given::<Handling>(handling().into_iter().chain([Event::Stopped {}]))
        .when(&clerk(monday()), complete(HandlingStep::Handle))
        .then_rejected(Rejection::Over);
    given::<Handling>(handling().into_iter().chain([Event::Stopped {}]))
        .when(&system(monday()), begin(Urgency::Ordinary, None))
        .then([begun()]);
}

prop_compose! {
    fn any_command()(which in 0..10_u8, step in 0..4_usize, granted: bool) -> Command {
        match which {
            0 => begin(Urgency::Ordinary, None),
            1 | 2 => complete(HandlingStep::ALL[step]),
            3 => ask(),
            4 => resume(),
            5 => ask_extension(3),
            6 => answer_extension(granted),
            7 => escalate(),
            8 => answer(),
            _ => Command::Due,
        }
    }
}

proptest! {
    /// Every order of whatever people and due times ask.
    #[test]
    fn somebody_has_it_and_its_cards_are_in_order(
        commands in prop::collection::vec((any_command(), 0..40_u64), 1..80),
    ) {
        let mut now = monday();
        let mut state = State::default();
        let mut cards = Vec::new();
        for (command, hours) in commands {
            now += std::time::Duration::from_secs(hours * 3600);
            let context = system(now);
            let due = state.due_at();
            let is_due = command == Command::Due;
            let Ok(events) = Handling::decide(&state, &context, command) else { continue };
            if is_due && due.is_none_or(|due| now < due) {
                prop_assert!(events.is_empty(), "nothing is decided before it is due");
            }
            for event in &events {
                match event {
                    Event::YellowCarded { .. } | Event::RedCarded { .. } => {
                        prop_assert!(cards.last().is_none_or(|last| last != event));
                        let yellow_after_red = matches!(event, Event::YellowCarded { .. })
                            && matches!(cards.last(), Some(Event::RedCarded { .. }));
                        prop_assert!(!yellow_after_red);
                        cards.push(event.clone());
                    }
                    Event::Asked { .. } | Event::Resumed { .. } | Event::ExtensionAsked { .. }
                    | Event::ExtensionRefused { .. } | Event::Stopped {} => {}
                    Event::Begun { .. } | Event::Reclassified { .. }
                    | Event::StepCompleted { .. } | Event::Extended { .. }
                    | Event::Escalated { .. } | Event::Answered { .. } => cards.clear(),
                }
                state = Handling::evolve(state, event);
            }
            if let State::Running(running) = &state {
                prop_assert!((1..=3).contains(&running.holders.len()));
                prop_assert!(running.asked <= 2);
                prop_assert!(running.clock.yellow_at <= running.clock.due_at);
            }
        }
    }
}
