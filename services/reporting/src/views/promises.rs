//! What agreements promise, and how much of it confirmed records did.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::projects::DutyLine;
use contracts::projects::agreement::{Duty, Purpose};
use contracts::projects::fulfilment::rate;
use contracts::reporting::ReportDuty;
use contracts::reporting::course::{Counted, Entry, What};
use values::{AgreementId, Date, OrganisationId, Text, Uuid, time};

use super::book::Days;

/// Every agreement, and which record did which duty.
#[derive(Default)]
pub(super) struct Promises {
    agreements: HashMap<AgreementId, Agreement>,
    by_party: HashMap<OrganisationId, BTreeSet<AgreementId>>,
    records: HashMap<Uuid, (AgreementId, u8)>,
}

#[derive(Default)]
struct Agreement {
    /// What was drafted last.
    drafted: Option<(Purpose, Term)>,
    /// What was signed by all, one term after another.
    terms: Vec<Term>,
    /// The day on which it ended or was broken.
    over: Option<Date>,
    done: BTreeMap<(u8, Date), i64>,
}

#[derive(Clone)]
struct Term {
    title: Text<60>,
    days: Days,
    duties: Vec<Duty>,
}

impl Promises {
    pub(super) fn describe(&mut self, id: Uuid, what: &What) {
        if let What::Agreement { parties, title, purpose, from: Some(from), until, duties } = what {
            let days = Days { from: *from, until: *until };
            let term = Term { title: title.clone(), days, duties: duties.clone() };
            self.agreements.entry(id.into()).or_default().drafted = Some((*purpose, term));
            for party in parties {
                self.by_party.entry(*party).or_default().insert(id.into());
            }
        }
        if let What::Record { agreement: Some(agreement), duty: Some((_, done)), .. } = what {
            self.records.insert(id, (*agreement, done.number));
        }
    }

    /// A supplement stands instead of the terms that it changes, for all their time.
    pub(super) fn conclude(&mut self, id: Uuid) {
        let Some(agreement) = self.agreements.get_mut(&id.into()) else { return };
        let Some((purpose, term)) = agreement.drafted.clone() else { return };
        match purpose {
            Purpose::First | Purpose::Renewal => {}
            Purpose::Supplement => {
                agreement.terms.pop();
            }
        }
        agreement.terms.push(term);
        agreement.over = None;
    }

    pub(super) fn take_in(&mut self, id: Uuid, entry: &Entry) {
        if matches!(entry.counted, Counted::AgreementEnded | Counted::AgreementBroken)
            && let Some(agreement) = self.agreements.get_mut(&id.into())
        {
            agreement.over = Some(entry.on);
        }
        if entry.counted == Counted::DutyDone
            && let Some((agreement, number)) = self.records.get(&id)
            && let Some(agreement) = self.agreements.get_mut(agreement)
        {
            *agreement.done.entry((*number, entry.on)).or_default() += entry.amount;
        }
    }

    /// What `parties` owed in those days, and did; by the agreements' titles.
    pub(super) fn of(&self, parties: &[OrganisationId], days: Days) -> Vec<ReportDuty> {
        let theirs: BTreeSet<_> =
            parties.iter().filter_map(|party| self.by_party.get(party)).flatten().collect();
        let known = theirs.into_iter().filter_map(|id| Some((*id, self.agreements.get(id)?)));
        let mut duties: Vec<_> =
            known.flat_map(|(id, agreement)| agreement.duties(id, parties, days)).collect();
        duties.sort_by(|a, b| (&a.title, a.agreement).cmp(&(&b.title, b.agreement)));
        duties
    }
}

impl Agreement {
    /// The duties of `parties` in those days: of each term as far as it lies in them.
    fn duties(&self, id: AgreementId, parties: &[OrganisationId], days: Days) -> Vec<ReportDuty> {
        let shared = self.terms.iter().filter_map(|term| {
            let until = term.days.until.min(days.until);
            let until = self.over.map_or(until, |over| until.min(over));
            let shared = Days { from: term.days.from.max(days.from), until };
            (shared.from <= shared.until).then_some((term, shared))
        });
        let of_term = |(term, shared): (&Term, Days)| {
            let numbered =
                (1..).zip(&term.duties).filter(|(_, duty)| parties.contains(&duty.party));
            let line = |(number, duty): (u8, &Duty)| ReportDuty {
                agreement: id,
                title: term.title.clone(),
                line: self.line(number, duty, term.days.from, shared),
            };
            numbered.map(line).collect::<Vec<_>>()
        };
        shared.flat_map(of_term).collect()
    }

    /// What is due in those days is what is due to their end, less what was due before them: the
    /// parts of a term ask for no more than the whole.
    fn line(&self, number: u8, duty: &Duty, from: Date, days: Days) -> DutyLine {
        let there = self.done.range((number, days.from)..=(number, days.until));
        let done: i64 = there.map(|(_, quantity)| quantity).sum();
        let done = u64::try_from(done).unwrap_or(0);
        let before = duty.due((from, time::plus_days(days.from, -1)));
        let due = duty.due((from, days.until)).zip(before).map(|(all, before)| all - before);
        DutyLine { number, duty: duty.clone(), due, done, rate: due.map(|due| rate(done, due)) }
    }
}
