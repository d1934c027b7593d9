//! Offers that are booked by time, against the days on which something is wanted.

use contracts::matching::Part;
use contracts::matching::plan::{self, Rejection};
use contracts::needs::need::Window;
use contracts::resources::schedule::{Opening, Schedule, Weekday};
use contracts::{HoldRefusal, Slot};
use values::{Date, DayTime};

use super::plans::officer;
use super::*;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn time(text: &str) -> DayTime {
    text.parse().unwrap()
}

impl Office {
    /// What the hospital offers on Saturday mornings, for two hours.
    fn saturdays(&mut self, extra: Vec<Slot>) -> (OfferId, offer::List) {
        let offer = OfferId(Uuid::from_u128(0x2001));
        let amount = Amount::new(40, Unit::Hour).unwrap();
        let title = Text::new("义诊").unwrap();
        let mut list = offer::List::new(HOSPITAL, title, Category::Service, amount);
        let (from, to) = (time("09:00"), time("11:00"));
        list.schedule = Some(Box::new(Schedule {
            weekly: vec![Opening { weekday: Weekday::Saturday, from, to }],
            closed: Vec::new(),
            extra,
            capacity: None,
        }));
        (offer, list)
    }

    fn hours(&mut self, n: u128, quantity: u64, (from, until): (&str, &str)) -> NeedId {
        let window = Some(Window { from: date(from), until: date(until) });
        let need = NeedId(Uuid::from_u128(0x1000 + n));
        let asked = Raise {
            owner: COMMUNITY,
            title: Text::new("义诊").unwrap(),
            content: None,
            kind: Kind::Common,
            category: Category::Service,
            source: Source::Community,
            amount: Amount::new(quantity, Unit::Hour).unwrap(),
            place: None,
            wanted: None,
        };
        let terms = Terms { window, ..Terms::whole() };
        let events = [need::Event::Raised { asked, raiser: None }, need::Event::Posted { terms }];
        self.follow(need, events.map(needs::Event::from).to_vec());
        need
    }
}

#[test]
fn an_offer_fits_as_far_as_it_is_open_when_it_is_wanted() {
    let mut office = Office::new();
    let (offer, list) = office.saturdays(Vec::new());
    let listed = offer::Event::Listed { offer: Box::new(list), stands_to: monday() };
    office.follow(offer, vec![resources::Event::from(listed)]);
    // From Monday to Friday, a week, and two hours more than a Saturday has.
    let weekdays = office.hours(1, 2, ("2026-03-02", "2026-03-06"));
    let week = office.hours(2, 2, ("2026-03-02", "2026-03-08"));
    let long = office.hours(3, 4, ("2026-03-02", "2026-03-08"));
    let why = |office: &Office, need| office.ask(&matching::Why { need, offer }).unwrap();
    let time_of = |office: &Office, need| {
        let parts = why(office, need).parts;
        parts.iter().find(|part| part.part == Part::Time).unwrap().score
    };
    assert_eq!(why(&office, weekdays).why_not, [WhyNot::TooLittleTime]);
    assert_eq!(why(&office, long).why_not, [WhyNot::TooLittleTime]);
    assert_eq!((why(&office, week).why_not, time_of(&office, week)), (vec![], 1000 / 7));
    assert_eq!(office.ask(&matching::ForNeed { need: weekdays }).unwrap().total, 0);
    assert_eq!(office.ask(&matching::ForNeed { need: week }).unwrap().total, 1);

    let make_up = Slot { date: date("2026-03-04"), from: time("18:00"), to: time("20:00") };
    let (_, list) = office.saturdays(vec![make_up]);
    let edited = offer::Event::Edited { offer: Box::new(list) };
    office.follow(offer, vec![resources::Event::from(edited)]);
    assert_eq!(why(&office, long).why_not, []);
    assert_eq!((why(&office, weekdays).why_not, time_of(&office, weekdays)), (vec![], 200));
    assert_eq!(office.ask(&matching::ForNeed { need: weekdays }).unwrap().total, 1);
}

#[test]
fn days_that_are_over_are_no_days_on_which_it_is_open() {
    let mut office = Office::new();
    let (offer, list) = office.saturdays(Vec::new());
    let listed = offer::Event::Listed { offer: Box::new(list), stands_to: monday() };
    office.follow(offer, vec![resources::Event::from(listed)]);
    // Two Saturdays, of which the first is soon over.
    let need = office.hours(1, 4, ("2026-03-02", "2026-03-14"));
    let why_not = |office: &Office| office.ask(&matching::Why { need, offer }).unwrap().why_not;
    assert_eq!(why_not(&office), []);
    office.days_later(6);
    assert_eq!(why_not(&office), [WhyNot::TooLittleTime]);
}

/// Neither another line's, nor a claim's, nor one at which nobody is there.
#[test]
fn a_line_is_set_for_a_time_that_can_be_had() {
    let mut office = Office::new();
    let (offer, list) = office.saturdays(Vec::new());
    let listed = offer::Event::Listed { offer: Box::new(list), stands_to: monday() };
    office.follow(offer, vec![resources::Event::from(listed)]);
    let weeks = ("2026-03-02", "2026-03-22");
    let [first, second] = [1, 2].map(|n| office.hours(n, 2, weeks));
    let id = office.compute(1);
    let mut n = 1;
    let mut set = |office: &mut Office, need: NeedId, slot: Slot| {
        n += 1;
        let accept = plan::Accept { plan: id, need, offer, quantity: 2, slot: Some(slot) };
        office.send(officer(), n, &accept).map(|_| ())
    };
    let unfit = |reason| -> Result<(), contracts::Rejection> {
        Err(Rejection::SlotUnfit { reason }.into())
    };
    let on = |day: &str, from: &str| Slot { date: date(day), from: time(from), to: time("11:00") };

    let sunday = on("2026-03-08", "09:00");
    assert_eq!(set(&mut office, first, sunday), unfit(HoldRefusal::SlotClosed));
    let past = on("2026-02-28", "09:00");
    assert_eq!(set(&mut office, first, past), unfit(HoldRefusal::SlotPast));
    let saturday = on("2026-03-07", "09:00");
    assert_eq!(set(&mut office, first, saturday), Ok(()));
    let later = on("2026-03-07", "10:00");
    assert_eq!(set(&mut office, second, later), unfit(HoldRefusal::SlotTaken { by: saturday }));
    assert_eq!(set(&mut office, first, later), Ok(()), "it is not in its own way");

    let claims = [("2026-03-14", 1), ("2026-03-21", 2)].map(|(day, n)| {
        let (claim, slot) = (ClaimId(Uuid::from_u128(n)), on(day, "09:00"));
        let (claimer, owner, category) = (FAR.into(), HOSPITAL, Category::Service);
        let slot = Some(slot);
        let held = offer::Event::Held { claim, claimer, owner, category, quantity: 2, slot };
        office.follow(offer, vec![resources::Event::from(held)]);
        claim
    });
    let [used, free] = ["2026-03-14", "2026-03-21"].map(|day| on(day, "09:00"));
    for taken in [used, free] {
        assert_eq!(set(&mut office, second, taken), unfit(HoldRefusal::SlotTaken { by: taken }));
    }
    let told = offer::Event::Used { claim: claims[0], quantity: 1 };
    office.follow(offer, vec![resources::Event::from(told)]);
    let told = offer::Event::Released { claim: claims[1] };
    office.follow(offer, vec![resources::Event::from(told)]);
    assert_eq!(set(&mut office, second, used), unfit(HoldRefusal::SlotTaken { by: used }));
    assert_eq!(set(&mut office, second, free), Ok(()));
}
