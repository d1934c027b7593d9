//! How all stand beside each other is kept, and is what it would be if it were made anew.

use contracts::evaluation::fact::{Enter, Strike};
use contracts::evaluation::leave::{LeaveReason, LeaveTerms};
use contracts::evaluation::rules::{CardKind, Measure};
use contracts::evaluation::{Scorecard, Shortlist, ShortlistLine};
use contracts::testing::{clerk_of, merged};
use contracts::{Commit, PageRequest};
use values::{FactId, Text};

use super::*;

fn unit(n: u128) -> OrganisationId {
    OrganisationId(Uuid::from_u128(0x900 + n))
}

fn enter(office: &mut Office, unit: OrganisationId, measure: Measure, quantity: i64) -> FactId {
    let (on, evidence) = ("2026-02-10".parse().unwrap(), Text::new("签到表").unwrap());
    let fact = Enter { organisation: unit, measure, on, quantity, evidence };
    FactId(office.done(operator(), &fact))
}

/// So many units, each with something to be scored by.
fn city(units: u128) -> Office {
    let mut office = Office::new();
    for n in 0..units {
        office.learn(&registered(unit(n), Level::Unit, "371002001001"));
        enter(&mut office, unit(n), Measure::Study, i64::try_from(1 + n % 3).unwrap());
    }
    office
}

fn listed(office: &Office) -> Vec<ShortlistLine> {
    let (card, page) = (CardKind::Unit, PageRequest::first(PageRequest::LIMIT_MAX));
    office.ask(&operator(), &Shortlist { body: STREET, card, year: 2026, page }).items
}

fn band(office: &Office, unit: OrganisationId) -> Option<Text<20>> {
    let (card, organisation) = (CardKind::Unit, Some(unit));
    let asked = Scorecard { card, organisation, person: None, year: 2026 };
    office.ask(&operator(), &asked).unwrap().band
}

/// All that stands in the log, taken in once more by views that were asked nothing before.
fn made_anew(office: &mut Office) {
    let mut view = View::default();
    for bytes in &office.bytes {
        let commit: Commit<evaluation::Event> = serde_json::from_slice(bytes).unwrap();
        view.apply(&commit);
    }
    office.view = view;
}

/// Measured in cards that are scored, so that it is the same on every machine: a second question
/// scores none, and after a fact one is scored, however large the city is.
#[test]
fn what_a_card_and_a_list_cost_does_not_grow_with_the_city() {
    let cost = |units: u128| {
        let mut office = city(units);
        assert!(band(&office, unit(0)).is_some());
        assert!(listed(&office).len() >= 100);
        let at_first = office.view.cards_scored();
        assert!(at_first >= 100, "each is scored once");
        assert!(band(&office, unit(1)).is_some());
        listed(&office);
        let again = office.view.cards_scored() - at_first;
        let mut costs = vec![again];
        for n in 0..3 {
            enter(&mut office, unit(n), Measure::ProposalAdopted, 1);
            let before = office.view.cards_scored();
            assert!(band(&office, unit(40 + n)).is_some());
            listed(&office);
            costs.push(office.view.cards_scored() - before);
        }
        costs
    };
    assert_eq!(cost(100), [0, 1, 1, 1]);
    assert_eq!(cost(600), [0, 1, 1, 1]);
}

#[test]
fn whatever_happens_they_stand_as_if_all_were_scored_anew() {
    let mut office = city(40);
    listed(&office);
    let kept = |office: &mut Office| {
        let units: Vec<_> = (0..40).map(unit).collect();
        let bands =
            |office: &Office| units.iter().map(|one| band(office, *one)).collect::<Vec<_>>();
        let before = (listed(office), bands(office));
        made_anew(office);
        assert_eq!(before, (listed(office), bands(office)));
        before.0
    };
    let first = kept(&mut office);
    let fact = enter(&mut office, unit(3), Measure::ProposalAdopted, 1);
    assert_ne!(kept(&mut office), first);
    office.done(operator(), &Strike { fact, reason: Text::new("录错").unwrap() });
    assert_eq!(kept(&mut office), first);

    enter(&mut office, unit(5), Measure::MeetingAbsence, 2);
    let absent = kept(&mut office);
    let day = "2026-02-10".parse().unwrap();
    let (who, reason) = (unit(5).into(), LeaveReason::Emergency);
    office.done(clerk_of(OWNER), &LeaveTerms { who, reason, from: day, until: day });
    assert_ne!(kept(&mut office), absent, "an absence that is excused is none");

    enter(&mut office, unit(7), Measure::Veto, 1);
    kept(&mut office);
    office.learn(&merged(unit(9), unit(11)));
    office.follow_registry(unit(9), registry::organisation::Event::Merged { kept: unit(11) });
    assert_eq!(kept(&mut office).len(), 39, "what was merged has no card of its own");
    office.learn(&merged(unit(11), unit(13)));
    office.follow_registry(unit(11), registry::organisation::Event::Merged { kept: unit(13) });
    enter(&mut office, unit(9), Measure::ProposalAdopted, 1);
    assert_eq!(kept(&mut office).len(), 38);
    office.now = "2027-01-11T01:00:00Z".parse().unwrap();
    kept(&mut office);
}
