//! Ratings and points, judged by what `projects` says: who took part, and what stands.

use std::collections::{BTreeMap, BTreeSet};

use contracts::evaluation::occasion::{self, About, Pairing, Rater, of_claim, of_record};
use contracts::evaluation::posting::{self, Account, Basis};
use contracts::projects::{claim, record};
use contracts::{Claimer, Commit, evaluation, projects};
use values::{ClaimId, OccasionId, OrganisationId, PersonId, RecordId, Timestamp, Uuid};

/// What `projects` says.
#[derive(Default)]
struct Said {
    /// The sides of what was delivered, and until when they may rate.
    delivered: BTreeMap<ClaimId, (Claimer, OrganisationId, Timestamp)>,
    /// Whether those who rated were heard.
    closed: BTreeMap<ClaimId, bool>,
    /// Who came, by record.
    came: BTreeMap<RecordId, BTreeSet<PersonId>>,
    /// Confirmed, and never countered.
    standing: BTreeSet<RecordId>,
}

/// What `evaluation` says of one occasion.
#[derive(Default)]
struct Rated {
    about: Option<About>,
    ratings: BTreeSet<Pairing>,
    opened: BTreeSet<Pairing>,
    closed: bool,
}

pub(super) fn check(
    projects: &[Commit<projects::Event>],
    evaluation: &[Commit<evaluation::Event>],
    now: Timestamp,
) {
    let said = heard(projects);
    let mut occasions: BTreeMap<OccasionId, Rated> = BTreeMap::new();
    // What each posting moves to whom, as long as it stands.
    let mut postings: BTreeMap<Uuid, (Basis, i64)> = BTreeMap::new();
    for commit in evaluation {
        for recorded in &commit.events {
            let id = recorded.aggregate;
            match &recorded.event {
                evaluation::Event::Occasion(event) => {
                    take_in(occasions.entry(OccasionId(id)).or_default(), event, commit.time);
                }
                evaluation::Event::Posting(posting::Event::Posted { basis, entries, .. }) => {
                    let persons =
                        entries.iter().filter(|entry| matches!(entry.account, Account::Person(_)));
                    let moved = persons.map(|entry| entry.hundredths).sum();
                    let before = postings.insert(id, (basis.clone(), moved));
                    assert_eq!(before, None, "{id} is posted twice");
                }
                evaluation::Event::Posting(posting::Event::Countered { .. }) => {
                    assert!(postings.remove(&id).is_some(), "{id} is countered twice");
                }
                evaluation::Event::Belonging(_)
                | evaluation::Event::Reward(_)
                | evaluation::Event::Rules(_)
                | evaluation::Event::Fact(_)
                | evaluation::Event::Matter(_)
                | evaluation::Event::Gathering(_)
                | evaluation::Event::Merger(_)
                | evaluation::Event::Exclusion(_)
                | evaluation::Event::Leave(_)
                | evaluation::Event::Objection(_)
                | evaluation::Event::Star(_)
                | evaluation::Event::Recognition(_)
                | evaluation::Event::Hearing(_) => {}
            }
        }
    }
    check_occasions(&said, &occasions, now);
    check_points(&said, &postings);
}

fn heard(commits: &[Commit<projects::Event>]) -> Said {
    let mut said = Said::default();
    for recorded in commits.iter().flat_map(|commit| &commit.events) {
        match &recorded.event {
            projects::Event::Claim(claim::Event::Delivered {
                giving, asking, rate_until, ..
            }) => {
                let sides = (*giving, *asking, *rate_until);
                said.delivered.insert(ClaimId(recorded.aggregate), sides);
            }
            projects::Event::Claim(claim::Event::Closed { rated }) => {
                said.closed.insert(ClaimId(recorded.aggregate), *rated);
            }
            projects::Event::Record(event) => {
                let record = RecordId(recorded.aggregate);
                match event {
                    record::Event::Recorded { service, .. } => {
                        let people = service.attendance.iter().map(|attended| attended.person);
                        said.came.insert(record, people.collect());
                    }
                    record::Event::Confirmed { .. } => {
                        said.standing.insert(record);
                    }
                    record::Event::Countered { .. } => {
                        said.standing.remove(&record);
                    }
                }
            }
            projects::Event::Claim(_)
            | projects::Event::Agreement(_)
            | projects::Event::Project(_)
            | projects::Event::Roll(_)
            | projects::Event::Serial(_)
            | projects::Event::Activity(_)
            | projects::Event::Tender(_) => {}
        }
    }
    said
}

fn take_in(rated: &mut Rated, event: &occasion::Event, time: Timestamp) {
    use occasion::Event;
    match event {
        Event::Noted { about, .. } => rated.about = Some(*about),
        Event::Rated { pairing, .. } => {
            assert!(rated.ratings.insert(*pairing), "{pairing:?} is given twice at {time}");
        }
        Event::RatingsOpened { ratings, .. } => {
            for opened in ratings {
                assert!(rated.ratings.contains(&opened.pairing), "{opened:?} was never given");
                assert!(rated.opened.insert(opened.pairing), "{opened:?} is opened twice");
            }
        }
        Event::Closed { .. } => rated.closed = true,
        Event::Opened { .. }
        | Event::BallotsIssued { .. }
        | Event::EndNoticed { .. }
        | Event::CommentReviewed { .. }
        | Event::RatingStruck { .. }
        | Event::NoShowStruck { .. }
        | Event::Voided { .. } => {}
    }
}

fn check_occasions(said: &Said, occasions: &BTreeMap<OccasionId, Rated>, now: Timestamp) {
    for (id, rated) in occasions {
        let about = rated.about.unwrap_or_else(|| panic!("{id} was never noted"));
        for Pairing { rater, rated } in &rated.ratings {
            let took_part = match about {
                About::Claim { claim, .. } => {
                    let (giving, asking, _) = said.delivered[&claim];
                    let sides = [giving, asking.into()];
                    let sides = |one: Rater, other: Claimer| {
                        let rater = sides.iter().any(|side| Rater::from(*side) == one);
                        rater && sides.contains(&other) && Rater::from(other) != one
                    };
                    rated.is_some_and(|rated| sides(*rater, rated))
                }
                About::Service { record, .. } => {
                    let came = &said.came[&record];
                    match (rater, rated) {
                        (Rater::Person(person), Some(Claimer::Organisation(_)))
                        | (Rater::Organisation(_), Some(Claimer::Person(person))) => {
                            came.contains(person)
                        }
                        (
                            Rater::Person(_)
                            | Rater::Organisation(_)
                            | Rater::Ballot(_)
                            | Rater::Raiser,
                            _,
                        ) => false,
                    }
                }
                About::Handling { handler, .. } => match (rater, rated) {
                    (Rater::Organisation(_), Some(rated)) => *rated == handler.into(),
                    (Rater::Raiser, None) => true,
                    (
                        Rater::Organisation(_)
                        | Rater::Raiser
                        | Rater::Person(_)
                        | Rater::Ballot(_),
                        _,
                    ) => false,
                },
            };
            assert!(took_part, "{id}: {rater:?} rated {rated:?} and took no part");
        }
        if rated.closed {
            assert_eq!(rated.opened, rated.ratings, "{id} closed over what is sealed");
        }
    }
    for (claim, (.., rate_until)) in &said.delivered {
        let occasion = occasions.get(&of_claim(*claim));
        let occasion = occasion.unwrap_or_else(|| panic!("{claim} is no occasion to rate"));
        let heard = !occasion.opened.is_empty();
        let over = heard || *rate_until < now;
        assert_eq!(said.closed.get(claim), over.then_some(&heard), "{claim} at {now}");
    }
    for record in &said.standing {
        assert!(occasions.contains_key(&of_record(*record)), "{record} is no occasion to rate");
    }
}

/// A service earns as long as its record stands, and people came.
fn check_points(said: &Said, postings: &BTreeMap<Uuid, (Basis, i64)>) {
    let mut earning = BTreeSet::new();
    for (id, (basis, moved)) in postings {
        assert!(*moved >= 0, "{id} takes points for a service");
        if let Basis::Service { record, .. } = basis {
            earning.insert(*record);
        }
    }
    let came = |record: &&RecordId| said.came.get(record).is_some_and(|came| !came.is_empty());
    let standing: BTreeSet<RecordId> = said.standing.iter().filter(came).copied().collect();
    assert_eq!(earning, standing, "other services earn than stand");
}
