//! Every figure equals a count made another way: from the raw events of each thing, by what it came
//! to in the end, without lines, indexes or taking back.

use contracts::needs;
use contracts::needs::need::{self, Kind, Opinion, Outcome, Raise, Satisfaction, Source};
use contracts::projects;
use contracts::projects::project::{self, Flow, Funds};
use contracts::projects::record::{self, Attendance, Service as Served};
use contracts::registry::taxonomy::Category;
use contracts::reporting::course::Counted;
use contracts::reporting::{Figures, RollUp};
use values::{Amount, ClaimId, Date, Money, PersonId, ProjectId, Text, Unit, time};

use super::*;

/// Numbers that are the same in every run.
pub(super) struct Numbers(pub(super) u64);

impl Numbers {
    pub(super) fn below(&mut self, n: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    pub(super) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(super) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
}

const COMMUNITIES: [OrganisationId; 2] = [COMMUNITY, FAR];
const UNITS: [OrganisationId; 2] = [HOSPITAL, SCHOOL];

/// Everything that happened to one thing, with when.
struct Story<E>(Vec<(Timestamp, E)>);

struct Year {
    office: Office,
    numbers: Numbers,
    needs: Vec<Story<need::Event>>,
    records: Vec<Story<record::Event>>,
    projects: Vec<Story<project::Event>>,
}

fn text<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::new(text).unwrap()
}

fn person(n: u64) -> PersonId {
    PersonId(Uuid::from_u128(0xAA00 + u128::from(n)))
}

impl Year {
    /// Three hundred needs, services and projects, a year's and more, out of one seed.
    fn new(seed: u64) -> Self {
        let mut year = Self {
            office: Office::new(),
            numbers: Numbers(seed),
            needs: vec![],
            records: vec![],
            projects: vec![],
        };
        for n in 0..100 {
            year.need(n);
            year.record(n);
            year.project(n);
        }
        year
    }

    /// Some days later.
    fn wait(&mut self, days: u64) {
        let hours = 24 * self.numbers.below(days);
        self.office.now += std::time::Duration::from_secs(hours * 3600);
    }

    fn need(&mut self, n: u128) {
        let (owner, giver) = (self.numbers.of(&COMMUNITIES), self.numbers.of(&UNITS));
        let kind = self.numbers.of(&[Kind::Common, Kind::Wish]);
        let claim = ClaimId(Uuid::from_u128(0xC000 + n));
        let asked = Raise {
            owner,
            title: text("需求"),
            content: None,
            kind,
            category: Category::Service,
            source: Source::Community,
            amount: Amount::new(4, Unit::Session).unwrap(),
            place: None,
            wanted: None,
        };
        let mut events = vec![need::Event::Raised { asked, raiser: None }];
        let (category, quantity) = (Category::Service, 4);
        let claimer = giver.into();
        if !self.numbers.one_in(4) {
            events.push(need::Event::Held { claim, claimer, owner, category, quantity });
            events.push(need::Event::Delivered { claim, quantity });
        }
        if self.numbers.one_in(5) {
            let quantity = 1 + self.numbers.below(4);
            events.push(need::Event::DeliveryRefused { claim, quantity, reason: text("返工") });
        }
        let reason = || text("客观原因");
        for _ in 0..=self.numbers.below(2) {
            let outcome = match self.numbers.below(5) {
                0 | 1 => Outcome::Solved,
                2 => Outcome::PartlySolved { reason: reason() },
                3 => Outcome::Unsolved { reason: reason() },
                _ => Outcome::Withdrawn { reason: reason() },
            };
            let closed =
                need::Event::Closed { outcome, reopen_until: monday(), review_until: None };
            events.push(closed);
            let satisfaction =
                self.numbers.of(&[Satisfaction::Satisfied, Satisfaction::Unsatisfied]);
            events.push(need::Event::Reviewed { opinion: Opinion { solved: true, satisfaction } });
            events.push(need::Event::Reopened { reason: reason() });
        }
        if !self.numbers.one_in(3) {
            events.pop();
        }
        let id = Uuid::from_u128(0x1_0000 + n);
        let story = self.tell(id, events, needs::Event::from);
        self.needs.push(story);
    }

    fn record(&mut self, n: u128) {
        let on = time::date_at(self.office.now);
        let on = time::plus_days(on, -i32::try_from(self.numbers.below(40)).unwrap());
        let attendance = (0..self.numbers.below(3))
            .map(|n| Attendance { person: person(n), minutes: 60 })
            .collect::<Vec<_>>();
        let service = Served {
            what: text("服务"),
            date: on,
            minutes: 30 + u32::try_from(self.numbers.below(90)).unwrap(),
            people: 3,
            attendance,
            no_shows: vec![],
            quantity: 1,
            duty: None,
        };
        let recorded = record::Event::Recorded {
            project: ProjectId(Uuid::from_u128(9)),
            giving: self.numbers.of(&UNITS).into(),
            asking: self.numbers.of(&COMMUNITIES),
            service,
            duty: None,
            by: Some(person(99)),
            corrects: None,
        };
        let mut events = vec![recorded];
        let confirmed = !self.numbers.one_in(4);
        if confirmed {
            events.push(record::Event::Confirmed { by: Some(person(98)) });
        }
        if self.numbers.one_in(4) {
            let (reason, by, instead) = (text("重复"), person(98), None);
            events.push(record::Event::Countered { reason, by, confirmed, instead });
        }
        let story = self.tell(Uuid::from_u128(0x2_0000 + n), events, projects::Event::from);
        self.records.push(story);
    }

    fn project(&mut self, n: u128) {
        let opened = project::Opened {
            code: text("371002001001-2026-0001"),
            claim: ClaimId(Uuid::from_u128(n)),
            agreement: None,
            need: None,
            offer: None,
            title: text("项目"),
            giving: self.numbers.of(&UNITS).into(),
            asking: self.numbers.of(&COMMUNITIES),
            amount: Amount::new(4, Unit::Session).unwrap(),
            opened_on: None,
        };
        let mut events = vec![project::Event::Opened(opened)];
        for _ in 0..self.numbers.below(4) {
            let flow = self.numbers.of(&[Flow::Received, Flow::Spent]);
            let fen = 1 + i64::try_from(self.numbers.below(100_000)).unwrap();
            let date = time::date_at(self.office.now);
            let (amount, what) = (Money { fen }, text("物料"));
            let funds = Funds { amount, what, date, voucher: Hash::default() };
            events.push(project::Event::FundsMoved { flow, funds });
        }
        if self.numbers.one_in(2) {
            events.push(project::Event::Accepted { quantity: 4 });
        }
        let story = self.tell(Uuid::from_u128(0x3_0000 + n), events, projects::Event::from);
        self.projects.push(story);
    }

    /// One after another, with days between them.
    fn tell<E: Clone, S: ServiceEvent>(
        &mut self,
        id: Uuid,
        events: Vec<E>,
        wrapped: impl Fn(E) -> S,
    ) -> Story<E> {
        let mut story = Vec::new();
        for event in events {
            self.wait(4);
            self.office.follow(id, vec![wrapped(event.clone())]);
            story.push((self.office.now, event));
        }
        Story(story)
    }
}

impl Story<need::Event> {
    fn owner(&self) -> OrganisationId {
        let need::Event::Raised { asked, .. } = &self.0[0].1 else { panic!("it begins so") };
        asked.owner
    }

    fn kind(&self) -> Kind {
        let need::Event::Raised { asked, .. } = &self.0[0].1 else { panic!("it begins so") };
        asked.kind
    }

    /// How it stands in the end, and since when; nothing while it goes on.
    fn ending(&self) -> Option<(Date, &Outcome)> {
        self.0.iter().rev().find_map(|(at, event)| {
            if let need::Event::Closed { outcome, .. } = event {
                return Some(Some((time::date_at(*at), outcome)));
            }
            matches!(event, need::Event::Reopened { .. }).then_some(None)
        })?
    }

    /// By whom how much of it was delivered and stands, and since when.
    fn delivered(&self) -> Option<(Date, OrganisationId, u64)> {
        let (mut delivered, mut giver) = (None, None);
        for (at, event) in &self.0 {
            if let need::Event::Held { claimer, .. } = event {
                giver = claimer.organisation();
            }
            if let need::Event::Delivered { quantity, .. } = event {
                delivered = Some((time::date_at(*at), giver?, *quantity));
            }
            if let need::Event::DeliveryRefused { quantity, .. } = event {
                delivered = delivered
                    .map(|(on, by, stands)| (on, by, u64::saturating_sub(stands, *quantity)));
            }
        }
        delivered.filter(|(_, _, stands)| *stands > 0)
    }
}

impl Story<record::Event> {
    /// The giving side, what was served and where, if that stands.
    fn stands(&self) -> Option<(OrganisationId, OrganisationId, &Served)> {
        let record::Event::Recorded { giving, asking, service, .. } = &self.0[0].1 else {
            panic!("it begins so")
        };
        let said = |which: fn(&record::Event) -> bool| self.0.iter().any(|(_, said)| which(said));
        let confirmed = said(|event| matches!(event, record::Event::Confirmed { .. }));
        let countered = said(|event| matches!(event, record::Event::Countered { .. }));
        (confirmed && !countered).then(|| (giving.organisation().unwrap(), *asking, service))
    }
}

#[track_caller]
fn check(year: &Year, organisation: OrganisationId, counted: Counted, days: [&str; 2], is: i64) {
    let [from, until] = days.map(|day| day.parse().unwrap());
    let (organisation, person, area, nature) = (Some(organisation), None, None, None);
    let query = Figures { organisation, person, area, nature, from, until };
    let figures = year.office.ask(&query).unwrap().figures;
    let figure = figures.iter().find(|figure| figure.counted == counted);
    let of_amounts = [Counted::Service, Counted::FundsReceived, Counted::FundsSpent];
    let is_amount = of_amounts.contains(&counted);
    let said = figure.map_or(0, |figure| if is_amount { figure.amount } else { figure.count });
    assert_eq!(said, is, "{counted:?} of {organisation:?} from {from} to {until}");
}

const PERIODS: [[&str; 2]; 4] = [
    ["2026-01-01", "2026-12-31"],
    ["2026-01-01", "2026-06-30"],
    ["2026-04-01", "2026-06-30"],
    ["2027-01-01", "2027-12-31"],
];

fn among(days: [&str; 2], on: Date) -> bool {
    let [from, until] = days.map(|day| day.parse::<Date>().unwrap());
    (from..=until).contains(&on)
}

fn number(found: usize) -> i64 {
    i64::try_from(found).unwrap()
}

#[test]
fn every_figure_of_a_need_is_what_it_came_to_in_the_end() {
    let year = Year::new(1);
    let ended = |days, owner, is: fn(&Outcome) -> bool| {
        let stories = year.needs.iter().filter(|story| story.owner() == owner);
        let ended = stories.filter(|story| {
            story.ending().is_some_and(|(on, outcome)| among(days, on) && is(outcome))
        });
        number(ended.count())
    };
    let mut solved = 0;
    for days in PERIODS {
        for owner in COMMUNITIES {
            let is = ended(days, owner, |outcome| matches!(outcome, Outcome::Solved));
            solved += is;
            check(&year, owner, Counted::NeedSolved, days, is);
            let is = ended(days, owner, |outcome| matches!(outcome, Outcome::Unsolved { .. }));
            check(&year, owner, Counted::NeedUnsolved, days, is);
        }
        for giver in UNITS {
            let of = |kind| {
                let stories = year.needs.iter().filter(|story| story.kind() == kind);
                let delivered = stories.filter_map(Story::delivered);
                let own = delivered.filter(|(on, by, _)| *by == giver && among(days, *on));
                number(own.count())
            };
            check(&year, giver, Counted::NeedDelivered, days, of(Kind::Common));
            check(&year, giver, Counted::WishDelivered, days, of(Kind::Wish));
        }
    }
    assert!(solved > 10, "the year has no needs that were solved");
}

#[test]
fn every_figure_of_services_and_money_is_the_sum_of_what_stands() {
    let year = Year::new(2);
    let mut minutes_of_all = 0;
    for days in PERIODS {
        for giver in UNITS {
            let stands = year.records.iter().filter_map(Story::<record::Event>::stands);
            let own = stands.filter(|(by, _, served)| *by == giver && among(days, served.date));
            let minutes = own.map(|(_, _, served)| {
                let named: u32 = served.attendance.iter().map(|came| came.minutes).sum();
                let others = served.people - u32::try_from(served.attendance.len()).unwrap();
                i64::from(named + others * served.minutes)
            });
            let is = minutes.sum();
            minutes_of_all += is;
            check(&year, giver, Counted::Service, days, is);
            for (flow, counted) in
                [(Flow::Received, Counted::FundsReceived), (Flow::Spent, Counted::FundsSpent)]
            {
                check(&year, giver, counted, days, funds(&year, giver, flow, days));
            }
        }
    }
    assert!(minutes_of_all > 1000, "the year has no services");
}

fn funds(year: &Year, giver: OrganisationId, flow: Flow, days: [&str; 2]) -> i64 {
    let of_giver = |story: &&Story<project::Event>| {
        let project::Event::Opened(opened) = &story.0[0].1 else { panic!("it begins so") };
        opened.giving == giver.into()
    };
    let events = year.projects.iter().filter(of_giver).flat_map(|story| &story.0);
    let moved = events.filter_map(|(_, event)| {
        let project::Event::FundsMoved { flow: way, funds } = event else { return None };
        Some(funds).filter(|funds| *way == flow && among(days, funds.date))
    });
    moved.map(|funds| funds.amount.fen).sum()
}

#[test]
fn an_area_is_the_sum_of_what_lies_in_it_month_by_month() {
    let year = Year::new(3);
    let days = ["2026-01-01", "2027-12-31"];
    let [from, until] = days.map(|day| day.parse().unwrap());
    let area = "3710".parse().unwrap();
    let rolled = year.office.ask(&RollUp { area, nature: None, from, until }).unwrap();
    let stands = year.records.iter().filter_map(Story::<record::Event>::stands);
    let is = number(stands.filter(|(_, _, served)| among(days, served.date)).count());
    let services = |figures: &[contracts::reporting::Figure]| {
        let services = figures.iter().filter(|figure| figure.counted == Counted::Service);
        services.map(|figure| figure.count).sum::<i64>()
    };
    assert!(is > 10);
    assert_eq!(rolled.months.iter().map(|month| services(&month.figures)).sum::<i64>(), is);
    assert_eq!(rolled.below.iter().map(|below| services(&below.part.figures)).sum::<i64>(), is);
}
