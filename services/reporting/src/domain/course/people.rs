//! Who served, who came, who rated whom, who has which star.

use contracts::Claimer;
use contracts::evaluation::occasion::{self, Pairing, Rater};
use contracts::evaluation::star;
use contracts::projects::activity::{self, Mark, Presence};
use contracts::projects::record;
use contracts::reporting::course::{Counted, Entry, Event, What};
use values::{Uuid, time};

use super::{Counting, Made, counted};

impl Counting<'_> {
    pub(super) fn record(&self, event: record::Event) -> Vec<Event> {
        use record::Event as Said;
        match event {
            Said::Recorded { project, giving, asking, service, duty, .. } => {
                let agreement = duty.map(|of| of.agreement);
                let duty = duty.zip(service.duty).map(|(of, done)| (of.party, done));
                self.described(What::Record {
                    project,
                    giving,
                    asking,
                    on: service.date,
                    minutes: service.minutes,
                    people: service.people,
                    attendance: service.attendance,
                    duty,
                    agreement,
                })
            }
            Said::Confirmed { .. } => counted(self.served()),
            Said::Countered { .. } => counted(self.take_back(|_| true)),
        }
    }

    /// A service counts for who gave it, and for each who came. A duty that the asking side did was
    /// done for the other one.
    fn served(&self) -> Vec<Entry> {
        let Some(What::Record { giving, asking, on, minutes, people, attendance, duty, .. }) =
            self.what()
        else {
            return vec![];
        };
        let (gave, served) = match (duty, giving.organisation()) {
            (Some((party, _)), Some(other)) if party == asking => ((*party).into(), other),
            (Some((party, _)), _) => ((*party).into(), *asking),
            (None, _) => (*giving, *asking),
        };
        let named: i64 = attendance.iter().map(|came| i64::from(came.minutes)).sum();
        let came = u32::try_from(attendance.len()).unwrap_or(u32::MAX);
        let others = i64::from(people.saturating_sub(came)) * i64::from(*minutes);
        let alone = matches!(gave, Claimer::Person(person)
            if attendance.iter().any(|came| came.person == person));
        let entry =
            |counting, subject: Claimer| self.entry(counting, subject, Some(served)).on(*on);
        let mut entries = Vec::new();
        if !alone {
            entries.push(entry(Counted::Service, gave).coming_to(named + others));
            entries.push(entry(Counted::ServicePeople, gave).coming_to(*people));
        }
        if let Some((party, done)) = duty {
            entries.push(entry(Counted::DutyDone, (*party).into()).coming_to(done.quantity));
        }
        let each = attendance
            .iter()
            .map(|came| entry(Counted::Volunteered, came.person.into()).coming_to(came.minutes));
        entries.extend(each);
        entries
    }

    pub(super) fn activity(&self, event: activity::Event) -> Vec<Event> {
        use activity::Event as Said;
        let planned = |organiser, details: activity::Details| What::Activity {
            organiser,
            title: details.title,
            area: details.area,
            on: time::date_at(details.times.from),
        };
        if let Said::Planned { organiser, details, .. } = event {
            return self.described(planned(organiser, details));
        }
        let Some(What::Activity { organiser, title, area, on }) = self.what() else {
            return vec![];
        };
        match event {
            Said::Revised { details } => self.described(planned(*organiser, details)),
            Said::Postponed { times, .. } => self.described(What::Activity {
                organiser: *organiser,
                title: title.clone(),
                area: *area,
                on: time::date_at(times.from),
            }),
            Said::AttendanceRecorded { marks, .. } => vec![Event::Attended { marks }],
            Said::AttendanceConfirmed { .. } => {
                let entry = |counting, subject: Claimer| {
                    self.entry(counting, subject, Some(*organiser)).on(*on).within(*area)
                };
                let mut entries = vec![entry(Counted::ActivityHeld, (*organiser).into())];
                let came = |mark: &Mark| match (mark.who, mark.attendance) {
                    (who, Presence::Came { people, minutes }) => {
                        let together = i64::from(people) * i64::from(minutes);
                        Some(entry(Counted::ActivityAttended, who.into()).coming_to(together))
                    }
                    (_, Presence::Excused | Presence::Absent) => None,
                };
                entries.extend(self.state.marks.iter().filter_map(came));
                counted(entries)
            }
            Said::Planned { .. }
            | Said::Published {}
            | Said::SignedUp { .. }
            | Said::Queued { .. }
            | Said::Promoted { .. }
            | Said::SignUpCancelled { .. }
            | Said::Cancelled { .. } => vec![],
        }
    }

    pub(super) fn occasion(&self, event: occasion::Event) -> Vec<Event> {
        use occasion::Event as Said;
        if let Said::Noted { giving, asking, .. } = event {
            return self.described(What::Occasion { giving, asking });
        }
        let Some(What::Occasion { giving, asking }) = self.what() else { return vec![] };
        match event {
            Said::RatingsOpened { ratings, .. } => {
                let rating = |opened: occasion::Opened| {
                    let Pairing { rater, rated } = opened.pairing;
                    let with = match rater {
                        Rater::Organisation(organisation) => organisation,
                        Rater::Person(_) | Rater::Ballot(_) | Rater::Raiser => *asking,
                    };
                    let entry = self.entry(Counted::Rating, rated?, Some(with));
                    Some(entry.coming_to(opened.stars).about(rater_id(rater)?))
                };
                counted(ratings.into_iter().filter_map(rating).collect())
            }
            Said::Closed { residents: Some(tally), .. } => {
                let entry = self.entry(Counted::ResidentRating, *giving, Some(*asking));
                let raters = i64::from(tally.raters);
                counted(vec![Entry { count: raters, ..entry.coming_to(tally.stars) }])
            }
            Said::RatingStruck { pairing, .. } => counted(self.take_back(|entry| {
                entry.counted == Counted::Rating
                    && Some(entry.subject) == pairing.rated
                    && entry.of == rater_id(pairing.rater)
            })),
            Said::Voided { .. } => counted(self.take_back(|_| true)),
            Said::Noted { .. }
            | Said::Opened { .. }
            | Said::Rated { .. }
            | Said::BallotsIssued { .. }
            | Said::EndNoticed { .. }
            | Said::CommentReviewed { .. }
            | Said::NoShowStruck { .. }
            | Said::Closed { residents: None, .. } => vec![],
        }
    }

    pub(super) fn star(&self, event: &star::Event) -> Vec<Event> {
        use star::Event as Said;
        if let Said::Applied { person, community, .. } = event {
            return self.described(What::Star { person: *person, community: *community });
        }
        let Some(What::Star { person, community }) = self.what() else { return vec![] };
        let entry = |counting, star: u8| {
            counted(vec![self.entry(counting, *person, Some(*community)).coming_to(star)])
        };
        match event {
            Said::Granted { star } => entry(Counted::StarGranted, *star),
            Said::Revoked { star, .. } => entry(Counted::StarRevoked, *star),
            Said::Reinstated { revoked_after, .. } => {
                let revoked = |entry: &&Entry| entry.counted == Counted::StarRevoked;
                let mut revoked = self.state.standing.iter().rev().filter(revoked);
                let one = revoked.nth(usize::from(*revoked_after)).copied();
                counted(one.map(Entry::taken_back).into_iter().collect())
            }
            Said::Applied { .. }
            | Said::Returned { .. }
            | Said::Published { .. }
            | Said::Objected { .. }
            | Said::ObjectionSettled { .. } => vec![],
        }
    }
}

/// Who rated, where that is known at all.
fn rater_id(rater: Rater) -> Option<Uuid> {
    match rater {
        Rater::Organisation(organisation) => Some(organisation.into()),
        Rater::Person(person) => Some(person.into()),
        Rater::Ballot(_) | Rater::Raiser => None,
    }
}
