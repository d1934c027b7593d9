use contracts::projects::Standing;
use contracts::projects::activity::{Audience, Details, Mark, Participant, Theme, Times};
use contracts::testing::{OWNER, SOMEBODY, STRANGER, asking, clerk_of, liaison_of, person};
use contracts::{Actor, PageRequest, Role};
use values::{Text, Uuid};

use super::*;

fn id(n: u128) -> ActivityId {
    ActivityId(Uuid::from_u128(n))
}

fn details(area: &str, day: &str) -> Details {
    let at = |hour: &str| format!("{day}T{hour}:00:00Z").parse().unwrap();
    Details {
        theme: Theme::Health,
        title: Text::new("义诊").unwrap(),
        about: None,
        area: area.parse().unwrap(),
        place: Text::new("广场").unwrap(),
        times: Times { from: at("01"), until: at("03"), sign_up_until: at("00") },
        capacity: 1,
        open_to: vec![Audience::Members],
    }
}

fn planned(view: &mut Activities, n: u128, organiser: OrganisationId, area: &str, day: &str) {
    let details = details(area, day);
    view.apply(id(n), &Event::Planned { organiser, details, copied_from: None });
}

/// 1 in March and 2 in April with OWNER, 3 in March with SOMEBODY, 4 a draft of OWNER.
fn menu() -> Activities {
    let mut view = Activities::default();
    planned(&mut view, 1, OWNER, "990101001001", "2026-03-31");
    planned(&mut view, 2, OWNER, "990101001001", "2026-04-01");
    planned(&mut view, 3, SOMEBODY, "990101001002", "2026-03-02");
    planned(&mut view, 4, OWNER, "990101001001", "2026-03-20");
    for n in 1..4 {
        view.apply(id(n), &Event::Published {});
    }
    view
}

fn shown(view: &Activities, actor: &Actor, query: MenuQuery) -> Vec<u128> {
    view.page(asking(actor), &query).items.iter().map(|line| line.id.0.as_u128()).collect()
}

fn march() -> MenuQuery {
    let (from, until) = ("2026-03-01".parse().ok(), "2026-03-31".parse().ok());
    MenuQuery { from, until, ..MenuQuery::default() }
}

#[test]
fn the_menu_is_by_month_organiser_and_area() {
    let view = menu();
    let stranger = clerk_of(STRANGER);
    assert_eq!(shown(&view, &stranger, MenuQuery::default()), [3, 1, 2]);
    assert_eq!(shown(&view, &stranger, march()), [3, 1]);
    let of = |organiser| MenuQuery { organiser: Some(organiser), ..MenuQuery::default() };
    assert_eq!(shown(&view, &stranger, of(OWNER)), [1, 2]);
    let inside = |area: &str| MenuQuery { area: area.parse().ok(), ..march() };
    assert_eq!(shown(&view, &stranger, inside("990101001002")), [3]);
    assert_eq!(shown(&view, &stranger, inside("990101001")), [3, 1]);
    let backwards = MenuQuery { from: march().until, until: march().from, ..march() };
    assert_eq!(shown(&view, &stranger, backwards), []);
}

#[test]
fn drafts_are_shown_to_their_organiser_only() {
    let mut view = menu();
    assert_eq!(shown(&view, &clerk_of(OWNER), march()), [3, 4, 1]);
    assert!(view.get(asking(&clerk_of(STRANGER)), id(4)).is_none());
    assert!(view.get(asking(&person(Role::Auditor, STRANGER)), id(4)).is_some());
    let told = |view: &Activities, n| {
        [clerk_of(OWNER), clerk_of(STRANGER)].map(|who| view.tells_of(asking(&who), id(n)))
    };
    assert_eq!((told(&view, 4), told(&view, 1)), ([true, false], [true, true]));
    view.apply(id(4), &Event::Cancelled { reason: Text::new("不办了").unwrap() });
    assert_eq!(shown(&view, &clerk_of(OWNER), march()), [3, 1], "it never was on the menu");
    assert_eq!(told(&view, 4), [true, false], "nor is what happened to it anybody else's");
}

#[test]
fn what_is_postponed_moves_to_its_month_and_says_why() {
    let mut view = menu();
    let reason = Text::new("下雨").unwrap();
    let times = details("990101001001", "2026-05-01").times;
    view.apply(id(1), &Event::Postponed { times, reason: reason.clone() });
    assert_eq!(shown(&view, &clerk_of(STRANGER), march()), [3]);
    let line = view.get(asking(&clerk_of(STRANGER)), id(1)).unwrap();
    assert_eq!(line.postponed, Some(reason));
}

fn who(n: u128) -> Participant {
    Participant::Person(values::PersonId(Uuid::from_u128(n)))
}

fn member(n: u128) -> Actor {
    let person = values::PersonId(Uuid::from_u128(n));
    Actor::Person { person, organisation: STRANGER, role: Role::Member }
}

/// Person 1 has the place, 2 and SOMEBODY wait.
fn signed_up() -> Activities {
    let mut view = menu();
    view.apply(id(1), &Event::SignedUp { who: who(1), places: 1 });
    view.apply(id(1), &Event::Queued { who: who(2), places: 1 });
    view.apply(id(1), &Event::Queued { who: Participant::Organisation(SOMEBODY), places: 1 });
    view
}

fn list(view: &Activities, actor: &Actor, query: &SignUps) -> Vec<(Participant, Standing)> {
    let page = view.sign_ups(asking(actor), query);
    page.items.iter().map(|line| (line.who, line.standing)).collect()
}

#[test]
fn only_the_organiser_sees_who_signed_up() {
    let view = signed_up();
    let of_it = SignUps { activity: Some(id(1)), ..SignUps::default() };
    let team = Participant::Organisation(SOMEBODY);
    let (placed, waiting) = (Standing::Placed, Standing::Waiting);
    let all = [(who(1), placed), (who(2), waiting), (team, waiting)];
    assert_eq!(list(&view, &clerk_of(OWNER), &of_it), all);
    assert_eq!(list(&view, &clerk_of(STRANGER), &of_it), []);
    assert_eq!(list(&view, &member(2), &of_it), [(who(2), waiting)]);
    let own = SignUps { organisation: Some(SOMEBODY), ..SignUps::default() };
    assert_eq!(list(&view, &liaison_of(SOMEBODY), &own), [(team, waiting)]);
    assert_eq!(list(&view, &clerk_of(OWNER), &own), []);
    let line = view.get(asking(&clerk_of(STRANGER)), id(1)).unwrap();
    assert_eq!((line.taken, line.waiting), (1, 2), "everybody sees how many");
}

#[test]
fn everybody_sees_the_own_sign_ups_and_what_became_of_them() {
    let mut view = signed_up();
    let own = SignUps { page: PageRequest::default(), ..SignUps::default() };
    view.apply(id(1), &Event::SignUpCancelled { who: who(1) });
    view.apply(id(1), &Event::Promoted { who: vec![who(2)] });
    assert_eq!(list(&view, &member(1), &own), []);
    assert_eq!(list(&view, &member(2), &own), [(who(2), Standing::Placed)]);
    let by = values::PersonId(Uuid::from_u128(9));
    let attendance = Presence::Came { people: 1, minutes: 90 };
    let marks = vec![Mark { who: who(2), attendance }];
    view.apply(id(1), &Event::AttendanceRecorded { marks, by });
    assert_eq!(
        view.sign_ups(asking(&member(2)), &own).items[0].minutes,
        None,
        "nobody confirmed it"
    );
    view.apply(id(1), &Event::AttendanceConfirmed { by });
    let line = &view.sign_ups(asking(&member(2)), &own).items[0];
    assert_eq!((line.minutes, line.status), (Some(90), ActivityStatus::Held));
    assert_eq!(view.get(asking(&member(2)), id(1)).unwrap().came, Some(1));
}
