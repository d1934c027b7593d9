//! Whom somebody may rate: what is offered is what the rule takes, and nothing else.

use contracts::Claimer;
use contracts::evaluation::{CounterpartLine, Counterparts};
use contracts::projects::record;
use contracts::testing::{SOMEBODY, STRANGER, clerk_of, liaison_of, operator, person};
use contracts::{PageRequest, Role};
use values::OccasionId;

use super::ratings::{RECORD, after, delivered, rate, served, volunteer};
use super::*;

fn offered(office: &Office, actor: &Actor, owed: bool) -> Vec<(OccasionId, Claimer, Claimer)> {
    let query = Counterparts { owed: Some(owed), ..Counterparts::default() };
    let found = office.ask(actor, &query);
    assert_eq!(found.total, found.items.len());
    let pair = |line: CounterpartLine| (line.occasion, line.rater, line.rated);
    found.items.into_iter().map(pair).collect()
}

/// A claim that was delivered and a service that was confirmed, both by the unit (SOMEBODY).
fn both(office: &mut Office) -> [OccasionId; 2] {
    let claim = delivered(office);
    let (service, _) = served(office);
    let by = clerk_of(OWNER).person().unwrap();
    office.follow(RECORD, record::Event::Confirmed { by: Some(by) });
    [claim, service]
}

#[test]
fn each_side_of_a_claim_owes_the_other_and_each_who_came_whom_they_served() {
    let mut office = Office::new();
    let [claim, service] = both(&mut office);
    let (unit, community) = (Claimer::from(SOMEBODY), Claimer::from(OWNER));
    let came = Claimer::Person(volunteer().person().unwrap());
    assert_eq!(offered(&office, &liaison_of(SOMEBODY), true), [(claim, unit, community)]);
    assert_eq!(offered(&office, &volunteer(), true), [(service, came, community)]);
    let mut to_clerk = offered(&office, &clerk_of(OWNER), true);
    to_clerk.sort_by_key(|(occasion, ..)| *occasion != claim);
    assert_eq!(to_clerk, [(claim, community, unit), (service, community, came)]);
    for other in [liaison_of(STRANGER), person(Role::Auditor, OWNER), operator(), Actor::System] {
        assert_eq!(offered(&office, &other, true), [], "{other:?}");
    }
}

#[test]
fn whatever_is_offered_can_be_rated_and_is_owed_no_more() {
    let mut office = Office::new();
    both(&mut office);
    for actor in [liaison_of(SOMEBODY), volunteer(), clerk_of(OWNER)] {
        let owed = offered(&office, &actor, true);
        assert!(!owed.is_empty() && offered(&office, &actor, false).is_empty());
        for (occasion, _, rated) in &owed {
            office.done(actor.clone(), &rate(*occasion, *rated, 4));
        }
        assert_eq!(offered(&office, &actor, true), []);
        assert_eq!(offered(&office, &actor, false), owed);
    }
}

#[test]
fn nobody_is_offered_themselves_or_what_cannot_be_rated_any_more() {
    let mut office = Office::new();
    let [claim, service] = both(&mut office);
    // A clerk of the community who came, too: the community rates them by somebody else.
    let came = volunteer().person().unwrap();
    let clerk = Actor::Person { person: came, organisation: OWNER, role: Role::CommunityClerk };
    let own: Vec<_> = offered(&office, &clerk, true);
    assert!(own.contains(&(service, came.into(), OWNER.into())), "{own:?}");
    assert!(own.iter().all(|(.., rated)| *rated != came.into()), "{own:?}");
    let on_one = Counterparts {
        occasion: Some(claim),
        page: PageRequest::first(1),
        ..Counterparts::default()
    };
    assert_eq!(office.ask(&clerk_of(OWNER), &on_one).total, 1);
    office.now = after();
    assert_eq!(offered(&office, &clerk_of(OWNER), true), [], "before it is closed, too");
    office.wait_to(after());
    assert_eq!(offered(&office, &clerk_of(OWNER), true), []);
}

#[test]
fn what_was_countered_is_owed_no_more() {
    let mut office = Office::new();
    let [claim, _] = both(&mut office);
    let by = clerk_of(OWNER).person().unwrap();
    let reason = values::Text::new("日期写错").unwrap();
    let countered = record::Event::Countered { reason, by, confirmed: true, instead: None };
    office.follow(RECORD, countered);
    assert_eq!(offered(&office, &volunteer(), true), []);
    let left = offered(&office, &clerk_of(OWNER), true);
    assert_eq!(left, [(claim, OWNER.into(), SOMEBODY.into())]);
}
