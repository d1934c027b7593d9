use contracts::projects::activity::{COPIES_MAX, Mark, Presence, Theme};
use contracts::testing::{OWNER, SOMEBODY, STRANGER, at, by, clerk_of, liaison_of, person};
use decider::{deciding_again_changes_nothing, given};
use values::{Timestamp, Uuid};

use super::*;

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Sign-up until Friday, 6 March, 17:00; two hours on Saturday morning.
fn times() -> Times {
    Times {
        from: moment("2026-03-07T01:00:00Z"),
        until: moment("2026-03-07T03:00:00Z"),
        sign_up_until: moment("2026-03-06T09:00:00Z"),
    }
}

/// OWNER's, with two places.
fn details() -> Details {
    Details {
        theme: Theme::Health,
        title: Text::new("春季义诊").unwrap(),
        about: None,
        area: "990101001001".parse().unwrap(),
        place: Text::new("党群服务中心").unwrap(),
        times: times(),
        capacity: 2,
        open_to: vec![Audience::Members, Audience::Organisations],
    }
}

fn planned_as(details: Details) -> Event {
    Event::Planned { organiser: OWNER, details, copied_from: None }
}

fn published() -> Vec<Event> {
    vec![planned_as(details()), Event::Published {}]
}

fn with(more: impl IntoIterator<Item = Event>) -> Vec<Event> {
    published().into_iter().chain(more).collect()
}

fn plan(details: Details) -> Command {
    Command::Plan { organiser: OWNER, details, copied_from: None }
}

fn member(n: u128) -> Actor {
    let person = PersonId(Uuid::from_u128(n));
    Actor::Person { person, organisation: STRANGER, role: Role::Member }
}

fn who(n: u128) -> Participant {
    Participant::Person(PersonId(Uuid::from_u128(n)))
}

fn in_() -> Command {
    Command::SignUp { organisation: None, places: 1 }
}

fn out() -> Command {
    Command::CancelSignUp { organisation: None }
}

fn team(places: u32) -> Command {
    Command::SignUp { organisation: Some(SOMEBODY), places }
}

fn signed_up(n: u128) -> Event {
    Event::SignedUp { who: who(n), places: 1 }
}

fn queued(n: u128) -> Event {
    Event::Queued { who: who(n), places: 1 }
}

fn reason() -> Text<200> {
    Text::new("下雨").unwrap()
}

/// During the activity.
fn then(actor: Actor) -> Context {
    at(moment("2026-03-07T02:00:00Z"), actor)
}

fn came(n: u128) -> Mark {
    Mark { who: who(n), attendance: Presence::Came { people: 1, minutes: 120 } }
}

fn recorded(marks: Vec<Mark>) -> Event {
    Event::AttendanceRecorded { marks, by: clerk_of(OWNER).person().unwrap() }
}

/// Another of the organiser's people than the clerk.
fn secretary() -> Actor {
    person(Role::CommunitySecretary, OWNER)
}

#[test]
fn an_organisation_plans_its_own_activities_only() {
    given::<Activity>([]).when(&by(clerk_of(OWNER)), plan(details())).then([planned_as(details())]);
    given::<Activity>([])
        .when(&by(clerk_of(STRANGER)), plan(details()))
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn a_plan_has_its_times_in_order_places_and_somebody_invited() {
    let base = times();
    let late_sign_up = Times { sign_up_until: moment("2026-03-07T01:00:00.001Z"), ..base.clone() };
    let no_length = Times { until: base.from, ..base.clone() };
    let endless = Times { until: moment("2026-04-08T01:00:00Z"), ..base };
    for times in [late_sign_up, no_length, endless] {
        given::<Activity>([])
            .when(&by(clerk_of(OWNER)), plan(Details { times, ..details() }))
            .then_rejected(Rejection::TimesOutOfOrder);
    }
    for capacity in [0, CAPACITY_MAX + 1] {
        given::<Activity>([])
            .when(&by(clerk_of(OWNER)), plan(Details { capacity, ..details() }))
            .then_rejected(Rejection::CapacityOutOfRange { max: CAPACITY_MAX });
    }
    for open_to in [vec![], vec![Audience::Members, Audience::Members]] {
        given::<Activity>([])
            .when(&by(clerk_of(OWNER)), plan(Details { open_to, ..details() }))
            .then_rejected(Rejection::OpenToNobody);
    }
}

#[test]
fn a_draft_is_written_anew_and_what_is_published_is_not() {
    let better = Details { capacity: 9, ..details() };
    given::<Activity>([planned_as(details())])
        .when(&by(clerk_of(OWNER)), Command::Revise(better.clone()))
        .then([Event::Revised { details: better.clone() }]);
    given::<Activity>(published())
        .when(&by(clerk_of(OWNER)), Command::Revise(better))
        .then_rejected(Rejection::NotADraft);
}

#[test]
fn a_draft_is_published_while_people_can_still_sign_up() {
    let publish = Command::Publish;
    given::<Activity>([planned_as(details())])
        .when(&at(times().sign_up_until, clerk_of(OWNER)), publish.clone())
        .then([Event::Published {}]);
    given::<Activity>([planned_as(details())])
        .when(&then(clerk_of(OWNER)), publish.clone())
        .then_rejected(Rejection::TooLate);
    given::<Activity>([planned_as(details())])
        .when(&by(clerk_of(STRANGER)), publish)
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn nobody_signs_up_for_what_is_not_on_the_menu() {
    for (history, rejection) in [
        (vec![], Rejection::Unknown),
        (vec![planned_as(details())], Rejection::NotPublished),
        (with([Event::Cancelled { reason: reason() }]), Rejection::Cancelled),
    ] {
        given::<Activity>(history).when(&by(member(1)), in_()).then_rejected(rejection);
    }
}

#[test]
fn people_act_for_themselves_and_organisations_through_their_people() {
    given::<Activity>(published()).when(&by(member(1)), in_()).then([signed_up(1)]);
    let places = 2;
    let team_in = Event::SignedUp { who: Participant::Organisation(SOMEBODY), places };
    given::<Activity>(published()).when(&by(liaison_of(SOMEBODY)), team(2)).then([team_in]);
    for actor in [member(1), person(Role::Auditor, SOMEBODY), Actor::System] {
        given::<Activity>(published())
            .when(&by(actor), team(1))
            .then_rejected(Rejection::NotAuthorised);
    }
    for actor in [person(Role::Auditor, SOMEBODY), Actor::System] {
        given::<Activity>(published())
            .when(&by(actor), in_())
            .then_rejected(Rejection::NotAuthorised);
    }
}

#[test]
fn only_those_invited_sign_up() {
    given::<Activity>(published())
        .when(&by(person(Role::Resident, STRANGER)), in_())
        .then_rejected(Rejection::NotInvited);
    let residents = Details { open_to: vec![Audience::Residents], ..details() };
    for (actor, command) in [(member(1), in_()), (liaison_of(SOMEBODY), team(1))] {
        given::<Activity>([planned_as(residents.clone()), Event::Published {}])
            .when(&by(actor), command)
            .then_rejected(Rejection::NotInvited);
    }
}

#[test]
fn sign_up_ends_at_its_stored_deadline() {
    let sign_up_until = times().sign_up_until;
    let after = moment("2026-03-06T09:00:00.001Z");
    given::<Activity>(published()).when(&at(sign_up_until, member(1)), in_()).then([signed_up(1)]);
    given::<Activity>(published())
        .when(&at(after, member(1)), in_())
        .then_rejected(Rejection::SignUpOver { sign_up_until });
    given::<Activity>(with([signed_up(1)])).when(&at(after, member(1)), in_()).then_already_so();
}

#[test]
fn a_person_takes_one_place_and_an_organisation_no_more_than_there_are() {
    for places in [0, 2] {
        given::<Activity>(published())
            .when(&by(member(1)), Command::SignUp { organisation: None, places })
            .then_rejected(Rejection::PlacesOutOfRange { max: 1 });
    }
    given::<Activity>(published())
        .when(&by(liaison_of(SOMEBODY)), team(3))
        .then_rejected(Rejection::PlacesOutOfRange { max: 2 });
}

#[test]
fn another_number_of_places_needs_a_cancellation_first() {
    let who = Participant::Organisation(SOMEBODY);
    given::<Activity>(with([Event::SignedUp { who, places: 1 }]))
        .when(&by(liaison_of(SOMEBODY)), team(2))
        .then_rejected(Rejection::AlreadySignedUp { places: 1 });
}

#[test]
fn who_finds_no_place_waits_and_nobody_is_overtaken() {
    given::<Activity>(with([signed_up(1), signed_up(2)]))
        .when(&by(member(3)), in_())
        .then([queued(3)]);
    // One place is free, but SOMEBODY waits for two.
    let team = Event::Queued { who: Participant::Organisation(SOMEBODY), places: 2 };
    given::<Activity>(with([signed_up(1), team])).when(&by(member(3)), in_()).then([queued(3)]);
}

#[test]
fn the_waiting_list_has_an_end() {
    let crowd = Event::Queued { who: Participant::Organisation(SOMEBODY), places: WAITING_MAX };
    given::<Activity>(with([crowd]))
        .when(&by(member(3)), in_())
        .then_rejected(Rejection::WaitingListFull { max: WAITING_MAX });
}

#[test]
fn a_cancelled_place_goes_to_the_first_who_waits() {
    given::<Activity>(with([signed_up(1), signed_up(2), queued(3), queued(4)]))
        .when(&by(member(1)), out())
        .then([Event::SignUpCancelled { who: who(1) }, Event::Promoted { who: vec![who(3)] }]);
    // Whoever gives up waiting may let others through.
    let team = Event::Queued { who: Participant::Organisation(SOMEBODY), places: 2 };
    given::<Activity>(with([signed_up(1), team, queued(3), queued(4)]))
        .when(&by(liaison_of(SOMEBODY)), Command::CancelSignUp { organisation: Some(SOMEBODY) })
        .then([
            Event::SignUpCancelled { who: Participant::Organisation(SOMEBODY) },
            Event::Promoted { who: vec![who(3)] },
        ]);
}

#[test]
fn a_sign_up_is_cancelled_before_it_begins_only() {
    given::<Activity>(with([signed_up(1)]))
        .when(&then(member(1)), out())
        .then_rejected(Rejection::AlreadyBegun);
    given::<Activity>(published())
        .when(&by(member(1)), out())
        .then_rejected(Rejection::NotSignedUp);
}

#[test]
fn the_organiser_postpones_to_a_day_that_is_to_come() {
    let later = Times {
        from: moment("2026-03-14T01:00:00Z"),
        until: moment("2026-03-14T03:00:00Z"),
        sign_up_until: moment("2026-03-13T09:00:00Z"),
    };
    let postpone = |times: &Times| Command::Postpone { times: times.clone(), reason: reason() };
    given::<Activity>(with([signed_up(1)]))
        .when(&then(clerk_of(OWNER)), postpone(&later))
        .then([Event::Postponed { times: later.clone(), reason: reason() }]);
    given::<Activity>(published())
        .when(&by(clerk_of(STRANGER)), postpone(&later))
        .then_rejected(Rejection::NotAuthorised);
    given::<Activity>(published())
        .when(&at(later.from, clerk_of(OWNER)), postpone(&later))
        .then_rejected(Rejection::TooLate);
    given::<Activity>(with([signed_up(1), recorded(vec![came(1)])]))
        .when(&then(clerk_of(OWNER)), postpone(&later))
        .then_rejected(Rejection::AlreadyBegun);
}

#[test]
fn the_organiser_calls_it_off_with_a_reason() {
    let cancel = || Command::Cancel { reason: reason() };
    for history in [vec![planned_as(details())], published()] {
        given::<Activity>(history)
            .when(&by(clerk_of(OWNER)), cancel())
            .then([Event::Cancelled { reason: reason() }]);
    }
    given::<Activity>(published())
        .when(&by(member(1)), cancel())
        .then_rejected(Rejection::NotAuthorised);
}

#[test]
fn attendance_is_recorded_by_the_organiser_once_it_has_begun() {
    let record = |marks: Vec<Mark>| Command::RecordAttendance(marks);
    let history = || with([signed_up(1)]);
    given::<Activity>(history())
        .when(&then(clerk_of(OWNER)), record(vec![came(1)]))
        .then([recorded(vec![came(1)])]);
    for (context, marks, rejection) in [
        (by(clerk_of(OWNER)), vec![came(1)], Rejection::NotBegun),
        (then(clerk_of(STRANGER)), vec![came(1)], Rejection::NotAuthorised),
        (then(clerk_of(OWNER)), vec![came(2)], Rejection::NotSignedUp),
        (then(clerk_of(OWNER)), vec![], Rejection::MarksOutOfRange { max: 200 }),
        (then(clerk_of(OWNER)), vec![came(1); 201], Rejection::MarksOutOfRange { max: 200 }),
    ] {
        given::<Activity>(history()).when(&context, record(marks)).then_rejected(rejection);
    }
}

#[test]
fn nobody_is_credited_with_more_than_the_activity_gave() {
    for (people, minutes) in [(0, 120), (2, 120), (1, 0), (1, 121)] {
        let attendance = Presence::Came { people, minutes };
        given::<Activity>(with([signed_up(1)]))
            .when(
                &then(clerk_of(OWNER)),
                Command::RecordAttendance(vec![Mark { who: who(1), attendance }]),
            )
            .then_rejected(Rejection::AttendanceOutOfRange { places: 1, minutes: 120 });
    }
}

#[test]
fn somebody_else_confirms_the_attendance_of_all() {
    let confirm = Command::ConfirmAttendance;
    let history = |marks| with([signed_up(1), signed_up(2), recorded(marks)]);
    let all = vec![came(1), Mark { who: who(2), attendance: Presence::Absent }];
    let by = secretary().person().unwrap();
    given::<Activity>(history(all.clone()))
        .when(&then(secretary()), confirm.clone())
        .then([Event::AttendanceConfirmed { by }]);
    given::<Activity>(history(all.clone()))
        .when(&then(clerk_of(OWNER)), confirm.clone())
        .then_rejected(Rejection::OwnAttendance);
    given::<Activity>(history(all))
        .when(&then(member(1)), confirm.clone())
        .then_rejected(Rejection::NotAuthorised);
    given::<Activity>(history(vec![came(1)]))
        .when(&then(secretary()), confirm)
        .then_rejected(Rejection::NotAllRecorded { left: 1 });
}

#[test]
fn whoever_earns_hours_does_not_confirm_them() {
    let Actor::Person { person, .. } = secretary() else { unreachable!() };
    let who = Participant::Person(person);
    let mark = Mark { who, attendance: Presence::Came { people: 1, minutes: 60 } };
    given::<Activity>(with([Event::SignedUp { who, places: 1 }, recorded(vec![mark])]))
        .when(&then(secretary()), Command::ConfirmAttendance)
        .then_rejected(Rejection::OwnAttendance);
}

#[test]
fn a_copy_takes_place_a_year_later_at_the_same_hour() {
    let leap = Times {
        from: moment("2028-02-29T12:00:00Z"),
        until: moment("2028-02-29T17:00:00Z"),
        sign_up_until: moment("2028-02-28T09:00:00Z"),
    };
    let state = given::<Activity>([planned_as(Details { times: leap, ..details() })])
        .when(&by(clerk_of(OWNER)), Command::Publish)
        .then([Event::Published {}]);
    let day = "2028-02-29".parse().unwrap();
    assert_eq!(state.on_menu_of(), Some((OWNER, day)));
    let copy = state.to_copy().unwrap();
    assert_eq!(copy.times.from, moment("2029-02-28T12:00:00Z"));
    assert_eq!(copy.times.until, moment("2029-02-28T17:00:00Z"));
    assert_eq!(copy.times.sign_up_until, moment("2029-02-27T09:00:00Z"));
}

#[test]
fn as_many_copies_as_one_command_makes_fit_into_one_commit() {
    let longest = |chars: usize| "活".repeat(chars);
    let details = Details {
        title: Text::new(&longest(60)).unwrap(),
        about: Some(Text::new(&longest(300)).unwrap()),
        place: Text::new(&longest(100)).unwrap(),
        open_to: vec![Audience::Members, Audience::Residents, Audience::Organisations],
        ..details()
    };
    let recorded =
        contracts::Recorded { aggregate: OWNER.into(), version: 1, event: planned_as(details) };
    let bytes = serde_json::to_vec(&recorded).unwrap().len();
    assert!((bytes + 1) * COPIES_MAX + 1024 < contracts::COMMIT_BYTES_MAX, "{bytes} each");
}

#[test]
fn what_was_copied_is_not_copied_again() {
    let copied_from = Some(ActivityId(Uuid::from_u128(9)));
    let copied = Event::Planned { organiser: OWNER, details: details(), copied_from };
    let better = Details { capacity: 9, ..details() };
    given::<Activity>([copied, Event::Revised { details: better }])
        .when(
            &by(clerk_of(OWNER)),
            Command::Plan { organiser: OWNER, details: details(), copied_from },
        )
        .then_already_so();
}

proptest::proptest! {
    /// DOMAIN, rules that hold everywhere: of N who ask for k places exactly k have one, in the
    /// order of asking, whatever is cancelled on the way; deciding again changes nothing.
    #[test]
    fn exactly_as_many_take_part_as_there_are_places(
        capacity in 1u32..5,
        steps in proptest::collection::vec((proptest::bool::ANY, 0u128..8), 0..80),
    ) {
        let details = Details { capacity, ..details() };
        let mut state = decider::fold::<Activity>(&[planned_as(details), Event::Published {}]);
        let mut line: Vec<u128> = Vec::new();
        for (comes, n) in steps {
            let command = if comes { in_() } else { out() };
            state = deciding_again_changes_nothing::<Activity>(state, &by(member(n)), command);
            match (comes, line.iter().position(|known| *known == n)) {
                (true, None) => line.push(n),
                (false, Some(at)) => { line.remove(at); }
                (true, Some(_)) | (false, None) => {}
            }
            let places = usize::try_from(capacity).unwrap();
            let list = &state.planned().unwrap().list;
            for (at, n) in line.iter().enumerate() {
                proptest::prop_assert_eq!(list.seat(who(*n)).is_some(), at < places);
            }
            let taken = usize::try_from(state.taken()).unwrap();
            proptest::prop_assert_eq!(taken, line.len().min(places));
        }
    }
}
