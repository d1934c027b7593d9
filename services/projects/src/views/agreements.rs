//! Agreements, by party; each with its versions and what was done of its duties.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::projects::agreement::{Event, Purpose, Terms};
use contracts::projects::{
    Agreement, AgreementDrafts, AgreementLine, AgreementStatus, Agreements as Query,
    DelegationLine, DraftLine, DraftLines, QuarterDueLine, QuarterLine, ReviewLine, SignatureLine,
    record,
};
use contracts::{Card, Directory, Page};
use runtime::{Index, Queries, Question};
use values::{AgreementId, AreaCode, ClaimId, Date, OrganisationId, RecordId, Timestamp, time};

use super::View;
use super::eyes::Eyes;
use crate::Projects;
use crate::domain::agreement::fulfilment::{self, Done};

pub(super) fn add_to(table: Queries<Projects>) -> Queries<Projects> {
    table
        .on(|question: &Question<'_, View>, query: Query| {
            let eyes = Eyes::of(question.asker());
            question.view.agreements.page(question.directory, &eyes, &query)
        })
        .on(|question: &Question<'_, View>, Agreement { agreement }| {
            question.view.agreements.read(&Eyes::of(question.asker()), agreement)
        })
        .on(|question: &Question<'_, View>, AgreementDrafts { agreement }| {
            question.view.agreements.drafts(&Eyes::of(question.asker()), agreement)
        })
}

#[derive(Default)]
pub(super) struct Agreements {
    known: HashMap<AgreementId, Known>,
    index: Index<AgreementId, Filed>,
    /// What a record would do, once it is confirmed.
    records: HashMap<RecordId, (AgreementId, Done)>,
}

/// A kind of agreements, how one stands, and how late a quarter of it is: whatever it is, where
/// nothing is said. Those that all have signed at least once stand apart: everybody may read them.
type Filed = ((Kind, Signed), (Option<AgreementStatus>, Option<Card>));

type Signed = bool;

/// A kind of agreements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    All,
    /// Whoever is a party, or was one of a draft.
    Of(OrganisationId),
    /// A party works in that area, or in a part of it.
    In(AreaCode),
    /// Whose signature is awaited.
    UnsignedBy(OrganisationId),
    /// A party to one of which a quarter is not reported.
    UnreportedBy(OrganisationId),
}

impl runtime::Kind for Kind {
    fn whose(&self) -> Option<OrganisationId> {
        match self {
            Self::Of(party) | Self::UnsignedBy(party) | Self::UnreportedBy(party) => Some(*party),
            Self::All | Self::In(_) => None,
        }
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        match self {
            Self::Of(_) => Self::Of(organisation),
            Self::UnsignedBy(_) => Self::UnsignedBy(organisation),
            Self::UnreportedBy(_) => Self::UnreportedBy(organisation),
            Self::All | Self::In(_) => *self,
        }
    }

    fn within(&self, area: AreaCode) -> Option<Self> {
        match self {
            Self::Of(_) => Some(Self::In(area)),
            Self::All | Self::In(_) | Self::UnsignedBy(_) | Self::UnreportedBy(_) => None,
        }
    }
}

impl Kind {
    /// May whoever has these eyes read all of it?
    fn is_seen_by(self, eyes: &Eyes<'_>) -> bool {
        match self {
            Self::All => matches!(eyes, Eyes::Everything),
            Self::Of(party) | Self::UnsignedBy(party) | Self::UnreportedBy(party) => {
                eyes.see(party)
            }
            Self::In(area) => eyes.see_all_in(area),
        }
    }

    /// What whoever has these eyes may read whole: what is a body's own is in its area, too.
    fn seen_by(eyes: &Eyes<'_>) -> Option<Self> {
        match eyes {
            Eyes::Everything => Some(Self::All),
            Eyes::Of { own, area, .. } => area.map(Self::In).or(own.map(Self::Of)),
        }
    }
}

/// All of one agreement.
struct Known {
    order: usize,
    /// Its newest draft waits for signatures.
    is_out: bool,
    claim: Option<ClaimId>,
    drafts: Vec<DraftLine>,
    in_force: Option<u32>,
    status: AgreementStatus,
    delegations: BTreeMap<OrganisationId, DelegationLine>,
    quarters: Vec<QuarterLine>,
    quarters_due: Vec<QuarterDueLine>,
    reviews: Vec<ReviewLine>,
    end_asked: Vec<OrganisationId>,
    reason: Option<values::Text<200>>,
    /// What confirmed records did, by duty and day.
    done: BTreeMap<(u8, Date), u64>,
}

impl Agreements {
    pub(super) fn get(&self, agreement: AgreementId) -> Option<AgreementLine> {
        self.known.get(&agreement).and_then(|known| known.line(agreement))
    }

    /// The same for somebody: unsigned it is its parties' and theirs who look after them.
    pub(super) fn read(&self, eyes: &Eyes<'_>, agreement: AgreementId) -> Option<AgreementLine> {
        let known = self.known.get(&agreement)?;
        let may = known.in_force.is_some() || known.is_seen_by(eyes);
        self.get(agreement).filter(|_| may)
    }

    /// Is that event told to somebody by its history? What was not signed by all, not even later,
    /// is its parties' and theirs who look after them; the signed text is among the drafts.
    pub(super) fn tells(&self, eyes: &Eyes<'_>, agreement: AgreementId, event: &Event) -> bool {
        let is_of_a_draft = matches!(
            event,
            Event::Drafted { .. }
                | Event::Delegated { .. }
                | Event::Signed { .. }
                | Event::Lapsed { .. }
        );
        self.known.get(&agreement).is_some_and(|known| {
            known.is_seen_by(eyes) || !is_of_a_draft && known.in_force.is_some()
        })
    }

    /// Every draft; for everybody else those that were signed by all.
    fn drafts(&self, eyes: &Eyes<'_>, agreement: AgreementId) -> Option<DraftLines> {
        let known = self.known.get(&agreement)?;
        let mut lines = known.draft_lines();
        if !known.is_seen_by(eyes) {
            lines.drafts.retain(|draft| draft.concluded_at.is_some());
        }
        Some(lines).filter(|lines| !lines.drafts.is_empty())
    }

    pub(super) fn was_signed(&self, agreement: AgreementId) -> bool {
        self.known.get(&agreement).is_some_and(|known| known.in_force.is_some())
    }

    pub(super) fn claim_of(&self, agreement: AgreementId) -> Option<ClaimId> {
        self.known.get(&agreement).and_then(|known| known.claim)
    }

    pub(super) fn settle(&mut self, organisation: OrganisationId, directory: &Directory) {
        self.index.settle(organisation, directory);
    }

    /// An organisation's with those of what was merged into it; what is asked for is found, not
    /// searched.
    fn page(&self, directory: &Directory, eyes: &Eyes<'_>, query: &Query) -> Page<AgreementLine> {
        let of = |one: OrganisationId| directory.resolve(one);
        let asked = [
            query.unsigned_by.map(|one| Kind::UnsignedBy(of(one))),
            query.unreported_by.map(|one| Kind::UnreportedBy(of(one))),
            query.organisation.map(|one| Kind::Of(of(one))),
            query.area.map(Kind::In),
        ];
        let mut asked: Vec<_> = asked.into_iter().flatten().collect();
        if asked.is_empty() {
            asked.push(Kind::All);
        }
        let stands = (query.status, query.late);
        let filed = |kinds: &[Kind], signed: Signed| {
            kinds.iter().map(|kind| ((*kind, signed), stands)).collect::<Vec<_>>()
        };
        let signed = filed(&asked, true);
        let is_seen = asked.iter().any(|kind| kind.is_seen_by(eyes));
        let unsigned = match Kind::seen_by(eyes) {
            _ if is_seen => Some(filed(&asked, false)),
            Some(seen) => {
                // What is seen is a part of everything.
                asked.retain(|kind| *kind != Kind::All);
                asked.push(seen);
                Some(filed(&asked, false))
            }
            None => None,
        };
        let asked = [signed].into_iter().chain(unsigned);
        self.index.page_of_any(query.page, query.order, asked, |id| self.get(id), |line| line)
    }

    pub(super) fn apply(&mut self, id: AgreementId, event: &Event, time: Timestamp) {
        if let Event::Drafted { claim, .. } = event
            && !self.known.contains_key(&id)
        {
            let known = Known::new(*claim, self.index.add(id, []));
            self.known.insert(id, known);
        }
        if let Some(known) = self.known.get_mut(&id) {
            let before = known.filed_under();
            known.apply(event, time);
            self.index.refile(known.order, before, known.filed_under());
            self.index.set_due(known.order, known.filed_under(), known.due());
        }
    }

    /// A record that names a duty counts from its confirmation until it is countered.
    pub(super) fn apply_record(&mut self, id: RecordId, event: &record::Event) {
        match event {
            record::Event::Recorded { service, duty, .. } => {
                if let (Some(of), Some(duty)) = (duty, &service.duty) {
                    let (number, quantity) = (duty.number, duty.quantity);
                    let done = Done { number, date: service.date, quantity };
                    self.records.insert(id, (of.agreement, done));
                }
            }
            record::Event::Confirmed { .. } => {
                self.count(id, |sum, quantity| sum.saturating_add(quantity));
            }
            record::Event::Countered { confirmed, .. } => {
                if *confirmed {
                    self.count(id, |sum, quantity| sum.saturating_sub(quantity));
                }
                self.records.remove(&id);
            }
        }
    }

    fn count(&mut self, id: RecordId, change: impl Fn(u64, u64) -> u64) {
        let Some((agreement, done)) = self.records.get(&id) else { return };
        if let Some(known) = self.known.get_mut(agreement) {
            let sum = known.done.entry((done.number, done.date)).or_default();
            *sum = change(*sum, done.quantity);
        }
    }
}

impl Known {
    fn new(claim: Option<ClaimId>, order: usize) -> Self {
        Self {
            order,
            is_out: false,
            claim,
            drafts: Vec::new(),
            in_force: None,
            status: AgreementStatus::Drafted,
            delegations: BTreeMap::new(),
            quarters: Vec::new(),
            quarters_due: Vec::new(),
            reviews: Vec::new(),
            end_asked: Vec::new(),
            reason: None,
            done: BTreeMap::new(),
        }
    }

    /// Under what it is found; a new one under nothing yet.
    fn filed_under(&self) -> Vec<Filed> {
        let Some(newest) = self.drafts.last() else { return Vec::new() };
        let parties = self.drafts.iter().flat_map(|draft| draft.parties.iter().copied());
        let parties: BTreeSet<_> = parties.collect();
        let signed = |party: &OrganisationId| {
            newest.signatures.iter().any(|signature| signature.party == *party)
        };
        let unsigned = newest.parties.iter().filter(|party| self.is_out && !signed(party));
        let unsigned = unsigned.copied().map(Kind::UnsignedBy);
        let kinds = [Kind::All].into_iter().chain(parties.into_iter().map(Kind::Of));
        let owing = self.current().filter(|_| !self.quarters_due.is_empty());
        let owing = owing.into_iter().flat_map(|draft| draft.parties.iter().copied());
        let kinds = kinds.chain(unsigned).chain(owing.map(Kind::UnreportedBy));
        let kinds = kinds.map(|kind| (kind, self.in_force.is_some()));
        let late = |card: &Card| self.quarters_due.iter().any(|line| line.card == Some(*card));
        let cards = [Card::Yellow, Card::Red].into_iter().filter(late).map(Some);
        let cards: Vec<_> = cards.chain([None]).collect();
        let with = |status| cards.iter().map(move |card| (status, *card));
        let stands: Vec<_> = with(None).chain(with(Some(self.status))).collect();
        let filed = |kind| stands.iter().map(move |stands| (kind, *stands));
        kinds.flat_map(filed).collect()
    }

    /// Is it theirs, or are they to sign it?
    fn is_seen_by(&self, eyes: &Eyes<'_>) -> bool {
        let mut parties = self.drafts.iter().flat_map(|draft| draft.parties.iter().copied());
        let mut delegates = self.delegations.values().map(|line| line.person);
        parties.any(|party| eyes.see(party)) || delegates.any(|whom| eyes.are_of(whom))
    }

    /// Until when it is to be signed or a quarter to be reported, or how long it runs.
    fn due(&self) -> Option<Timestamp> {
        if self.is_out {
            return self.drafts.last().map(|draft| draft.sign_until);
        }
        if let Some(quarter) = self.quarters_due.first() {
            return Some(quarter.due_at);
        }
        let runs = matches!(self.status, AgreementStatus::Concluded | AgreementStatus::Published);
        self.current().filter(|_| runs).map(|draft| time::end_of(draft.terms.until))
    }

    fn done(&self) -> Vec<Done> {
        let all = self.done.iter();
        all.map(|((number, date), quantity)| Done {
            number: *number,
            date: *date,
            quantity: *quantity,
        })
        .collect()
    }

    /// The draft in force; before there is one, the newest.
    fn current(&self) -> Option<&DraftLine> {
        let in_force = self
            .in_force
            .and_then(|number| self.drafts.iter().find(|draft| draft.number == number));
        in_force.or_else(|| self.drafts.last())
    }

    fn line(&self, id: AgreementId) -> Option<AgreementLine> {
        let (current, newest) = (self.current()?, self.drafts.last()?);
        let done = self.done();
        let duties = fulfilment::lines(&current.terms, &done);
        Some(AgreementLine {
            id,
            claim: self.claim,
            parties: current.parties.clone(),
            in_force: self.in_force,
            draft: newest.number,
            purpose: newest.purpose,
            signed: newest.signatures.iter().map(|signature| signature.party).collect(),
            sign_until: newest.sign_until,
            status: self.status,
            delegations: self.delegations.values().cloned().collect(),
            fulfilment: fulfilment::whole(&duties),
            duties,
            quarters: self
                .quarters
                .iter()
                .map(|line| quarter(line, &current.terms, &done))
                .collect(),
            quarters_due: self.quarters_due.clone(),
            reviews: self.reviews.clone(),
            end_asked: self.end_asked.clone(),
            reason: self.reason.clone(),
            drafted_at: newest.drafted_at,
            terms: current.terms.clone(),
        })
    }

    fn draft_lines(&self) -> DraftLines {
        let done = self.done();
        let line = |draft: &DraftLine| {
            let concluded = draft.concluded_at.is_some();
            let lines = concluded.then(|| fulfilment::lines(&draft.terms, &done));
            let fulfilment = lines.and_then(|lines| fulfilment::whole(&lines));
            DraftLine { fulfilment, ..draft.clone() }
        };
        DraftLines { drafts: self.drafts.iter().map(line).collect() }
    }

    fn apply(&mut self, event: &Event, time: Timestamp) {
        match event {
            Event::Drafted { .. } => self.is_out = true,
            Event::Concluded {} | Event::Lapsed {} | Event::Ended { .. } | Event::Broken { .. } => {
                self.is_out = false;
            }
            Event::Delegated { .. }
            | Event::Signed { .. }
            | Event::Published {}
            | Event::ReportingBegan { .. }
            | Event::QuarterAsked { .. }
            | Event::QuarterCarded { .. }
            | Event::QuarterRecorded { .. }
            | Event::Reviewed { .. }
            | Event::EndAsked { .. } => {}
        }
        match event {
            Event::Drafted { parties, purpose, terms, by, sign_until, .. } => {
                self.drafts.push(DraftLine {
                    number: (1..).zip(&self.drafts).last().map_or(1, |(number, _)| number + 1),
                    purpose: *purpose,
                    parties: parties.clone(),
                    terms: terms.clone(),
                    drafted_by: *by,
                    drafted_at: time,
                    sign_until: *sign_until,
                    signatures: Vec::new(),
                    concluded_at: None,
                    fulfilment: None,
                });
                if *purpose == Purpose::First {
                    self.status = AgreementStatus::Drafted;
                }
            }
            Event::Delegated { party, person, until, by } => {
                let (person, until, by) = (*person, *until, *by);
                let line = DelegationLine { party: *party, person, until, by };
                self.delegations.insert(*party, line);
            }
            Event::Signed { party, by, delegated } => {
                if let Some(draft) = self.drafts.last_mut() {
                    let (party, by, delegated) = (*party, *by, *delegated);
                    draft.signatures.push(SignatureLine { party, by, delegated, at: time });
                }
            }
            Event::Concluded {} => {
                if let Some(draft) = self.drafts.last_mut() {
                    draft.concluded_at = Some(time);
                    self.in_force = Some(draft.number);
                }
                self.end_asked.clear();
                self.reason = None;
                self.status = AgreementStatus::Concluded;
            }
            // A supplement that lapses leaves the rest as it is.
            Event::Lapsed {} if self.in_force.is_none() => self.status = AgreementStatus::Lapsed,
            Event::Lapsed {} => {}
            Event::Published {} => self.status = AgreementStatus::Published,
            Event::ReportingBegan { .. } => {}
            Event::QuarterAsked { year, quarter, due_at, .. } => {
                let (year, quarter, due_at) = (*year, *quarter, *due_at);
                self.quarters_due.push(QuarterDueLine { year, quarter, due_at, card: None });
            }
            Event::QuarterCarded { year, quarter, card } => {
                let asked = self.quarters_due.iter_mut();
                for line in asked.filter(|line| (line.year, line.quarter) == (*year, *quarter)) {
                    line.card = Some(*card);
                }
            }
            Event::QuarterRecorded { year, quarter, summary, .. } => {
                self.quarters_due.retain(|line| (line.year, line.quarter) != (*year, *quarter));
                self.quarters.push(QuarterLine {
                    year: *year,
                    quarter: *quarter,
                    summary: summary.clone(),
                    done: Vec::new(),
                    recorded_at: time,
                });
            }
            Event::Reviewed { party, year, verdict, remark, .. } => {
                self.reviews.push(ReviewLine {
                    party: *party,
                    year: *year,
                    verdict: *verdict,
                    remark: remark.clone(),
                    reviewed_at: time,
                });
            }
            Event::EndAsked { party, reason, .. } => {
                self.end_asked.push(*party);
                self.reason = Some(reason.clone());
            }
            Event::Ended { by_consent } => {
                // The last quarter of a term that ran out is still reported.
                if *by_consent {
                    self.quarters_due.clear();
                }
                self.status = AgreementStatus::Ended;
            }
            Event::Broken { reason, .. } => {
                self.quarters_due.clear();
                self.reason = Some(reason.clone());
                self.status = AgreementStatus::Broken;
            }
        }
    }
}

fn quarter(line: &QuarterLine, terms: &Terms, done: &[Done]) -> QuarterLine {
    let days = fulfilment::quarter(line.year, line.quarter);
    let done = days.map_or_else(Vec::new, |days| fulfilment::sums(terms, done, days));
    QuarterLine { done, ..line.clone() }
}
