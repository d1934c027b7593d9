//! Ratings: what each side reads, and when; what residents say; what counts no more.

use contracts::evaluation::occasion::{
    IssueBallots, Pairing, Rate, RateByBallot, Rater, ReviewComment, of_claim, of_record,
};
use contracts::evaluation::{
    Ballots, CommentStatus, Occasion, OccasionStatus, RatingLine, RatingSums, Ratings,
};
use contracts::projects::claim;
use contracts::projects::record::{self, Attendance, Service as Served};
use contracts::testing::{SOMEBODY, clerk_of, liaison_of, person};
use contracts::{Claimer, Role};
use values::{ClaimId, OccasionId, PersonId, ProjectId, RecordId, Text};

use super::*;

const CLAIM: ClaimId = ClaimId(Uuid::from_u128(0xC1));
pub(super) const RECORD: RecordId = RecordId(Uuid::from_u128(0x4E));
const PROJECT: ProjectId = ProjectId(Uuid::from_u128(0x9));
const WORDS: &str = "场地整洁";

fn until() -> Timestamp {
    "2026-03-16T15:59:59.999Z".parse().unwrap()
}

pub(super) fn after() -> Timestamp {
    until() + std::time::Duration::from_millis(1)
}

/// A unit (SOMEBODY) delivered to a community (OWNER).
pub(super) fn delivered(office: &mut Office) -> OccasionId {
    let delivered = claim::Event::Delivered {
        quantity: 2,
        project: PROJECT,
        giving: SOMEBODY.into(),
        asking: OWNER,
        rate_until: until(),
    };
    office.follow(CLAIM, delivered);
    of_claim(CLAIM)
}

pub(super) fn rate(occasion: OccasionId, rated: impl Into<Claimer>, stars: u8) -> Rate {
    let comment = Some(Text::new(WORDS).unwrap());
    Rate { occasion, rated: rated.into(), stars, comment }
}

fn read(office: &Office, actor: &Actor, occasion: OccasionId) -> Vec<RatingLine> {
    office.ask(actor, &Ratings { occasion: Some(occasion), ..Ratings::default() }).items
}

#[test]
fn nobody_reads_the_other_sides_rating_before_the_own_one_is_in() {
    let mut office = Office::new();
    let occasion = delivered(&mut office);
    office.done(liaison_of(SOMEBODY), &rate(occasion, OWNER, 3));
    assert!(!office.tells(WORDS) && !office.tells("\"stars\":3"), "it stands in the log");
    let own = read(&office, &liaison_of(SOMEBODY), occasion);
    assert_eq!((own[0].stars, own[0].opened_at), (Some(3), None));
    assert_eq!(read(&office, &clerk_of(OWNER), occasion), []);

    office.done(clerk_of(OWNER), &rate(occasion, SOMEBODY, 5));
    let (to_liaison, to_clerk) =
        (read(&office, &liaison_of(SOMEBODY), occasion), read(&office, &clerk_of(OWNER), occasion));
    assert_eq!((to_liaison.len(), to_clerk.len()), (2, 2));
    assert_eq!(to_clerk[1].stars, Some(3));
    assert_eq!(to_clerk[1].comment.as_ref().unwrap().as_str(), WORDS, "the other side reads it");
    let year = RatingSums { organisation: Some(OWNER), person: None, year: 2026 };
    let sums = office.ask(&clerk_of(OWNER), &year);
    assert_eq!((sums.raters, sums.stars, sums.by_stars), (1, 3, [0, 0, 1, 0, 0]));
}

#[test]
fn words_are_public_once_the_street_let_them_be() {
    let mut office = Office::new();
    let occasion = delivered(&mut office);
    office.done(liaison_of(SOMEBODY), &rate(occasion, OWNER, 3));
    office.wait_to(after());
    let stranger = liaison_of(contracts::testing::STRANGER);
    let line = &read(&office, &stranger, occasion)[0];
    assert_eq!((line.stars, &line.comment), (Some(3), &None));
    let officer = person(Role::StreetOfficer, STREET);
    let waiting = Ratings { reviewer: Some(STREET), ..Ratings::default() };
    let to_review = office.ask(&officer, &waiting).items;
    assert_eq!(to_review[0].comment.as_ref().unwrap().as_str(), WORDS);
    let pairing = to_review[0].pairing;
    office.done(officer.clone(), &ReviewComment { occasion, pairing, withheld: None });
    assert_eq!(office.ask(&officer, &waiting).items, []);
    let line = &read(&office, &stranger, occasion)[0];
    assert_eq!(line.comment.as_ref().unwrap().as_str(), WORDS);
    assert_eq!(line.comment_status, Some(CommentStatus::Public));
}

#[test]
fn who_has_not_rated_is_told_three_days_before_the_end_and_nothing_is_opened_then() {
    let mut office = Office::new();
    let occasion = delivered(&mut office);
    office.done(liaison_of(SOMEBODY), &rate(occasion, OWNER, 3));
    let before = office.bytes.len();
    office.wait_to(after() - std::time::Duration::from_secs(3 * 24 * 60 * 60));
    assert_eq!(office.bytes.len(), before + 1, "one commit tells all");
    let told = String::from_utf8_lossy(&office.bytes[before]).into_owned();
    assert!(told.contains("occasion.end_noticed.v1"), "{told}");
    assert_eq!(read(&office, &clerk_of(OWNER), occasion), [], "it is sealed still");
    office.wait_to(after());
    assert_eq!(read(&office, &clerk_of(OWNER), occasion)[0].stars, Some(3));
}

#[test]
fn residents_are_counted_from_five_up_when_the_window_is_over() {
    for (votes, told) in [(4, None), (5, Some((5, 20)))] {
        let mut office = Office::new();
        let occasion = delivered(&mut office);
        office.done(clerk_of(OWNER), &IssueBallots { occasion, ballots: 6 });
        assert_eq!(office.ask(&liaison_of(SOMEBODY), &Ballots { occasion }), None);
        let codes = office.ask(&clerk_of(OWNER), &Ballots { occasion }).unwrap().codes;
        assert_eq!(codes.len(), 6);
        for code in codes.iter().take(votes) {
            let code = code.clone();
            let vote = RateByBallot { occasion, code, stars: 4, comment: None };
            let resident = || person(Role::Resident, OrganisationId(Uuid::nil()));
            office.done(resident(), &vote);
            assert_eq!(office.send(resident(), &vote), Ok(None), "it counts once");
        }
        let wrong = RateByBallot {
            occasion,
            code: Text::new("1-00000000").unwrap(),
            stars: 4,
            comment: None,
        };
        assert!(office.send(clerk_of(OWNER), &wrong).is_err());
        office.wait_to(after());
        let line = office.ask(&clerk_of(OWNER), &Occasion { occasion }).unwrap();
        assert_eq!(line.residents.map(|tally| (tally.raters, tally.stars)), told);
        assert_eq!(line.status, OccasionStatus::Unrated, "silence of both sides is no rating");
        assert_eq!(read(&office, &clerk_of(OWNER), occasion), [], "no ballot is ever shown");
    }
}

pub(super) fn volunteer() -> Actor {
    person(Role::Member, SOMEBODY)
}

pub(super) fn served(office: &mut Office) -> (OccasionId, PersonId) {
    served_for(office, RECORD, 90)
}

pub(super) fn served_for(
    office: &mut Office,
    record: RecordId,
    minutes: u32,
) -> (OccasionId, PersonId) {
    let who = volunteer().person().unwrap();
    served_with(office, record, vec![Attendance { person: who, minutes }], vec![]);
    (of_record(record), who)
}

/// A service of the unit to the community, with who came by name, and who did not.
pub(super) fn served_with(
    office: &mut Office,
    record: RecordId,
    attendance: Vec<Attendance>,
    no_shows: Vec<PersonId>,
) {
    let service = Served {
        what: Text::new("义诊一次").unwrap(),
        date: "2026-03-01".parse().unwrap(),
        minutes: 120,
        people: 4,
        attendance,
        no_shows,
        quantity: 1,
        duty: None,
    };
    let recorded = record::Event::Recorded {
        project: PROJECT,
        giving: SOMEBODY.into(),
        asking: OWNER,
        service,
        duty: None,
        by: liaison_of(SOMEBODY).person(),
        corrects: None,
    };
    office.follow(record, recorded);
}

#[test]
fn what_is_said_of_a_person_is_for_them_and_counts_no_more_when_the_record_is_countered() {
    let mut office = Office::new();
    let (occasion, who) = served(&mut office);
    assert!(office.send(clerk_of(OWNER), &rate(occasion, who, 5)).is_err(), "nothing is proved");
    let by = clerk_of(OWNER).person().unwrap();
    office.follow(RECORD, record::Event::Confirmed { by: Some(by) });
    office.done(clerk_of(OWNER), &rate(occasion, who, 5));
    office.wait_to(after());
    let of_person = Ratings { person: Some(who), ..Ratings::default() };
    assert_eq!(office.ask(&volunteer(), &of_person).items.len(), 1);
    assert_eq!(office.ask(&clerk_of(OWNER), &of_person).items.len(), 1, "who gave it");
    assert_eq!(office.ask(&liaison_of(SOMEBODY), &of_person).items, [], "not the unit");
    let year = RatingSums { organisation: None, person: Some(who), year: 2026 };
    assert_eq!(office.ask(&volunteer(), &year).raters, 1);
    assert_eq!(office.ask(&liaison_of(SOMEBODY), &year).raters, 0);

    let reason = Text::new("日期写错").unwrap();
    let countered = record::Event::Countered { reason, by, confirmed: true, instead: None };
    office.follow(RECORD, countered);
    assert_eq!(office.ask(&volunteer(), &of_person).items, []);
    assert_eq!(office.ask(&volunteer(), &year).raters, 0);
    let line = office.ask(&volunteer(), &Occasion { occasion }).unwrap();
    assert_eq!(line.status, OccasionStatus::Void);
    let pairing = Pairing { rater: Rater::Organisation(OWNER), rated: Some(who.into()) };
    let review = ReviewComment { occasion, pairing, withheld: None };
    assert!(office.send(person(Role::StreetOfficer, STREET), &review).is_err());
}
