//! Figures, the lines behind them, and who may read which.

use contracts::evaluation::{self, occasion};
use contracts::needs;
use contracts::needs::need::{self, Kind, Outcome, Raise, Source};
use contracts::projects;
use contracts::projects::record::Attendance;
use contracts::registry::taxonomy::Category;
use contracts::reporting::course::Counted;
use contracts::reporting::{Figure, FigureLines, Figures, Rate, RollUp};
use contracts::testing::{clerk_of, liaison_of, person};
use contracts::{PageRequest, Role};
use values::{Amount, ClaimId, NeedId, PersonId, RecordId, Unit};

use super::*;

const NEED: NeedId = NeedId(Uuid::from_u128(0x11));
const RECORD: RecordId = RecordId(Uuid::from_u128(0x4E));
const CLAIM: ClaimId = ClaimId(Uuid::from_u128(0xC1));

fn of(organisation: OrganisationId) -> Figures {
    Figures {
        organisation: Some(organisation),
        person: None,
        area: None,
        nature: None,
        from: "2026-01-01".parse().unwrap(),
        until: "2026-12-31".parse().unwrap(),
    }
}

fn in_area(area: &str) -> Figures {
    Figures { organisation: None, area: Some(area.parse().unwrap()), ..of(COMMUNITY) }
}

fn lines(figures: Figures, counted: Counted) -> FigureLines {
    let Figures { organisation, person, area, nature, from, until } = figures;
    let page = PageRequest::default();
    FigureLines { organisation, person, area, nature, level: None, from, until, counted, page }
}

fn count(figures: &[Figure], counted: Counted) -> (i64, i64) {
    let found = figures.iter().find(|figure| figure.counted == counted);
    found.map_or((0, 0), |figure| (figure.count, figure.amount))
}

/// What was counted of whom.
fn counts(office: &Office, query: Figures, counted: Counted) -> (i64, i64) {
    count(&office.ask(&query).unwrap().figures, counted)
}

fn asked() -> Raise {
    Raise {
        owner: COMMUNITY,
        title: Text::new("楼道照明").unwrap(),
        content: None,
        kind: Kind::Common,
        category: Category::Service,
        source: Source::Community,
        amount: Amount::new(2, Unit::Session).unwrap(),
        place: None,
        wanted: None,
    }
}

fn raised(office: &mut Office) {
    let raised = need::Event::Raised { asked: asked(), raiser: None };
    let held = need::Event::Held {
        claim: CLAIM,
        claimer: HOSPITAL.into(),
        owner: COMMUNITY,
        category: Category::Service,
        quantity: 2,
    };
    let delivered = need::Event::Delivered { claim: CLAIM, quantity: 2 };
    office.follow(NEED, [raised, held, delivered].map(needs::Event::from).to_vec());
}

fn close(office: &mut Office, outcome: Outcome) {
    let closed = need::Event::Closed { outcome, reopen_until: monday(), review_until: None };
    office.follow(NEED, vec![needs::Event::from(closed)]);
}

#[test]
fn closed_unsolved_is_never_solved_and_what_is_reopened_counts_no_more() {
    let mut office = Office::new();
    raised(&mut office);
    close(&mut office, Outcome::Unsolved { reason: Text::new("无法施工").unwrap() });
    assert_eq!(counts(&office, of(COMMUNITY), Counted::NeedSolved), (0, 0));
    assert_eq!(counts(&office, of(HOSPITAL), Counted::NeedSolvedWith), (0, 0));
    assert_eq!(counts(&office, of(COMMUNITY), Counted::NeedUnsolved).0, 1);
    let reason = Text::new("可以施工").unwrap();
    office.follow(NEED, vec![needs::Event::from(need::Event::Reopened { reason })]);
    assert_eq!(counts(&office, of(COMMUNITY), Counted::NeedUnsolved), (0, 0));
    close(&mut office, Outcome::Solved);
    assert_eq!(counts(&office, of(COMMUNITY), Counted::NeedSolved).0, 1);
    assert_eq!(counts(&office, of(HOSPITAL), Counted::NeedSolvedWith).0, 1);
}

#[test]
fn a_one_off_need_counts_as_asked_and_solved_and_never_as_posted_or_delivered_by_who_asked() {
    let mut office = Office::new();
    let once = need::Event::PostedOnce { claim: CLAIM, asked: Box::new(asked()) };
    let delivered = need::Event::Delivered { claim: CLAIM, quantity: 2 };
    office.follow(NEED, [once, delivered].map(needs::Event::from).to_vec());
    close(&mut office, Outcome::Solved);
    for counted in [Counted::NeedRaised, Counted::NeedSolved] {
        assert_eq!(counts(&office, of(COMMUNITY), counted).0, 1, "{counted:?}");
    }
    for counted in [Counted::NeedPosted, Counted::NeedDelivered, Counted::NeedSolvedWith] {
        assert_eq!(counts(&office, of(COMMUNITY), counted), (0, 0), "{counted:?}");
    }
}

#[test]
fn what_a_community_fills_in_is_its_burden_and_nobody_elses() {
    let mut office = Office::new();
    let raised = need::Event::Raised { asked: asked(), raiser: None };
    let event = needs::Event::from(raised);
    office.follow_by(clerk_of(COMMUNITY), NEED, vec![event.clone()]);
    // Owner, title, kind, category, source, and the amount with its unit.
    assert_eq!(counts(&office, of(COMMUNITY), Counted::FormFilled), (1, 7));
    office.follow_by(liaison_of(HOSPITAL), RECORD, vec![event]);
    assert_eq!(counts(&office, in_area("371002001"), Counted::FormFilled), (1, 7));
    let page = office.ask(&lines(in_area("371002001"), Counted::FormFilled));
    assert_eq!(page.items[0].aggregate, NEED.0);
}

#[test]
fn what_the_asking_side_refused_was_not_delivered() {
    let mut office = Office::new();
    raised(&mut office);
    let refuse = |office: &mut Office, quantity| {
        let reason = Text::new("未到场").unwrap();
        let refused = need::Event::DeliveryRefused { claim: CLAIM, quantity, reason };
        office.follow(NEED, vec![needs::Event::from(refused)]);
    };
    assert_eq!(counts(&office, of(HOSPITAL), Counted::NeedDelivered), (1, 2));
    refuse(&mut office, 1);
    assert_eq!(counts(&office, of(HOSPITAL), Counted::NeedDelivered), (1, 1));
    refuse(&mut office, 1);
    assert_eq!(counts(&office, of(HOSPITAL), Counted::NeedDelivered), (0, 0));
}

fn member() -> PersonId {
    person(Role::Member, HOSPITAL).person().unwrap()
}

fn serve(office: &mut Office) {
    let attendance = vec![Attendance { person: member(), minutes: 90 }];
    let served = Served { minutes: 120, people: 3, attendance, ..service() };
    office.follow(RECORD, vec![projects::Event::from(recorded(served, None))]);
}

fn confirm(office: &mut Office) {
    let confirmed = record::Event::Confirmed { by: Some(member()) };
    office.follow(RECORD, vec![projects::Event::from(confirmed)]);
}

#[test]
fn a_service_counts_once_it_is_confirmed_on_its_own_day_and_opens_to_its_event() {
    let mut office = Office::new();
    serve(&mut office);
    assert_eq!(counts(&office, of(HOSPITAL), Counted::Service), (0, 0));
    confirm(&mut office);
    assert_eq!(counts(&office, of(HOSPITAL), Counted::Service), (1, 90 + 2 * 120));
    assert_eq!(counts(&office, of(HOSPITAL), Counted::ServicePeople), (1, 3));
    let march = Figures { from: "2026-03-01".parse().unwrap(), ..of(HOSPITAL) };
    assert_eq!(counts(&office, march, Counted::Service), (0, 0), "it was in February");
    let page = office.ask(&lines(of(HOSPITAL), Counted::Service));
    assert_eq!(page.total, 1);
    let line = &page.items[0];
    assert_eq!((line.service.as_str(), line.position), ("projects", 2));
    assert_eq!((line.aggregate, line.with), (RECORD.into(), Some(COMMUNITY)));
}

#[test]
fn what_is_countered_is_taken_back_on_its_own_day() {
    let mut office = Office::new();
    serve(&mut office);
    confirm(&mut office);
    office.now = "2027-01-05T01:00:00Z".parse().unwrap();
    let (by, reason) = (member(), Text::new("重复登记").unwrap());
    let countered = record::Event::Countered { reason, by, confirmed: true, instead: None };
    office.follow(RECORD, vec![projects::Event::from(countered)]);
    assert_eq!(counts(&office, of(HOSPITAL), Counted::Service), (0, 0));
    let page = office.ask(&lines(of(HOSPITAL), Counted::Service));
    assert_eq!(page.items.iter().map(|line| line.count).collect::<Vec<_>>(), [1, -1]);
}

#[test]
fn a_person_is_counted_for_the_person_alone_and_named_to_nobody_else() {
    let mut office = Office::new();
    serve(&mut office);
    confirm(&mut office);
    let own = Figures { organisation: None, person: Some(member()), ..of(HOSPITAL) };
    let themselves = person(Role::Member, HOSPITAL);
    let figures = office.ask_as(&themselves, &own).unwrap().figures;
    assert_eq!(count(&figures, Counted::Volunteered), (1, 90));
    assert_eq!(office.ask_as(&liaison_of(HOSPITAL), &own), None);
    let query = lines(in_area("371002001"), Counted::Volunteered);
    let page = office.ask_as(&clerk_of(STREET), &query);
    assert_eq!((page.total, page.items[0].subject), (1, None));
}

#[test]
fn an_area_is_read_by_its_body_and_those_above_and_rolled_up_by_what_lies_in_it() {
    let mut office = Office::new();
    raised(&mut office);
    serve(&mut office);
    confirm(&mut office);
    for (area, services) in [("3710", 1), ("371002", 1), ("371002001001", 1), ("371003", 0)] {
        assert_eq!(counts(&office, in_area(area), Counted::Service).0, services, "{area}");
    }
    let street = in_area("371002001");
    assert!(office.ask_as(&clerk_of(CITY), &street).is_some());
    assert!(office.ask_as(&clerk_of(STREET), &street).is_some());
    for stranger in [clerk_of(FAR), clerk_of(COMMUNITY), liaison_of(HOSPITAL)] {
        assert_eq!(office.ask_as(&stranger, &street), None, "{stranger:?}");
        assert_eq!(office.ask_as(&stranger, &lines(street, Counted::Service)).total, 0);
    }
    let (from, until) = (street.from, street.until);
    let area = "3710".parse().unwrap();
    let rolled = office.ask(&RollUp { area, nature: None, from, until }).unwrap();
    let months: Vec<_> = rolled.months.iter().map(|month| month.from.to_string()).collect();
    assert_eq!(months, ["2026-02-01", "2026-03-01"]);
    assert_eq!(count(&rolled.months[0].figures, Counted::Service).0, 1);
    assert_eq!(count(&rolled.months[1].figures, Counted::NeedRaised).0, 1);
    let below: Vec<_> = rolled.below.iter().map(|below| below.area.short()).collect();
    assert_eq!(below, ["371002"]);
    let people = count(&rolled.below[0].part.figures, Counted::Volunteered);
    assert_eq!(people, (0, 0), "one person is not shown of one area");
    assert_eq!(count(&rolled.below[0].part.figures, Counted::Service).0, 1);
    let levels: Vec<_> = rolled.by_level.iter().map(|one| one.level).collect();
    assert_eq!(levels, [Level::Community, Level::Unit]);
    assert_eq!(count(&rolled.by_level[1].part.figures, Counted::Service).0, 1);
    assert_eq!(count(&rolled.by_level[0].part.figures, Counted::Service).0, 0);
    for (level, total) in [(None, 1), (Some(Level::Unit), 1), (Some(Level::Community), 0)] {
        let of_level = FigureLines { level, ..lines(street, Counted::Service) };
        assert_eq!(office.ask(&of_level).total, total, "{level:?}");
    }
    let solved = |office: &Office| {
        let rolled = office.ask(&RollUp { area, nature: None, from, until }).unwrap();
        rolled.by_level[0].part.rates.iter().find(|one| one.rate == Rate::Solved).copied()
    };
    assert_eq!(solved(&office), None, "it is not closed");
    close(&mut office, Outcome::Unsolved { reason: Text::new("无法施工").unwrap() });
    let line = solved(&office).unwrap();
    assert_eq!((line.part, line.whole, line.hundredths), (0, 1, 0));
}

#[test]
fn ratings_count_with_their_number_and_what_is_struck_counts_no_more() {
    let mut office = Office::new();
    let id = Uuid::from_u128(0x0C);
    let about = occasion::About::Claim { claim: CLAIM, project: ProjectId(Uuid::from_u128(9)) };
    let (giving, asking) = (HOSPITAL.into(), COMMUNITY);
    let (reviewer, service, raiser) = (None, None, None);
    let noted = occasion::Event::Noted { about, giving, asking, reviewer, service, raiser };
    let pairing = |rater| occasion::Pairing { rater, rated: Some(giving) };
    let community = occasion::Rater::Organisation(COMMUNITY);
    let somebody = occasion::Rater::Person(member());
    let ratings = [(community, 5), (somebody, 3)]
        .map(|(rater, stars)| occasion::Opened { pairing: pairing(rater), stars });
    let opened = occasion::Event::RatingsOpened { about, ratings: ratings.to_vec() };
    let residents = Some(occasion::Tally { raters: 6, stars: 27 });
    let closed = occasion::Event::Closed { about, rated: true, residents };
    office.follow(id, [noted, opened, closed].map(evaluation::Event::from).to_vec());
    assert_eq!(counts(&office, of(HOSPITAL), Counted::Rating), (2, 8));
    assert_eq!(counts(&office, of(HOSPITAL), Counted::ResidentRating), (6, 27));
    let reason = Text::new("异议成立").unwrap();
    let struck = occasion::Event::RatingStruck { pairing: pairing(somebody), reason };
    office.follow(id, vec![evaluation::Event::from(struck)]);
    assert_eq!(counts(&office, of(HOSPITAL), Counted::Rating), (1, 5));
}
