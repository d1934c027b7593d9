//! Reads one ledger whole, as whoever asked for it sees its list.
//!
//! Lists are read behind a cursor, so that whatever comes or goes meanwhile repeats no line and
//! hides none. Of an area they are read organisation by organisation: what that costs grows with
//! the area, not with the city.

use std::collections::HashSet;

use axum::http::Method;
use contracts::evaluation::{
    Hearings, Objections, Occasions, Postings, Recognitions, Redemptions, Rewards, StarStatus,
    Stars,
};
use contracts::needs::hotline::{self, HotlineItems};
use contracts::needs::{Admissions, Needs};
use contracts::projects::{Activities, Agreements, Claims, Projects, Records, Tenders};
use contracts::registry::{CheckIns, Organisations, Seats};
use contracts::reporting::Reports;
use contracts::reporting::ledger::{Ledger, Scope};
use contracts::resources::Offers;
use contracts::{Page, PageRequest, Place, Query};
use values::{AreaCode, JobId, OrganisationId, PersonId, Uuid};

use super::{JOBS, UnderWay, is_wanted};
use crate::audit;
use crate::pages::called::{Called, Item, claimers};
use crate::pages::lists::{
    activities, admissions, agreements, check_ins, claims, hearings, hotline as hotline_list,
    needs, objections, occasions, offers, organisations, projects, recognitions, records, reports,
    rewards, seats, stars, tenders,
};
use crate::pages::parts::Row;
use crate::pages::{Visit, mine};
use crate::problem::Problem;

/// A ledger, whole.
pub(super) struct Table {
    pub(super) columns: &'static [&'static str],
    pub(super) rows: Vec<Row>,
}

/// How a list is asked for, and how a line of it is told.
struct Source<Q: 'static, T> {
    ledger: Ledger,
    columns: &'static [&'static str],
    /// What is asked, of an organisation where one is wanted.
    questions: &'static [fn(Option<OrganisationId>, PageRequest) -> Q],
    /// So many of them, the first, find everything together.
    everything: usize,
    sort: Sort<T>,
    id: fn(&T) -> Uuid,
    parties: fn(&[T]) -> Vec<OrganisationId>,
    items: fn(&[T]) -> Vec<Item>,
    row: fn(&T, &Visit, &Called) -> Row,
}

/// What is particular about a list.
enum Sort<T> {
    /// It is asked for by organisation, and names no person.
    Plain,
    /// It names persons: what they are read for, and who they are.
    Personal(&'static str, fn(&[T]) -> Vec<PersonId>),
    /// It is a short one that is not asked for by organisation: who has a part in a line.
    Short(fn(&T) -> Vec<OrganisationId>),
}

/// Reads ledgers for one job.
pub(super) struct Reader<'v> {
    visit: &'v Visit,
    job: JobId,
    scope: Scope,
    /// Whose lines are wanted; everybody's where nobody is named.
    whose: Option<Vec<OrganisationId>>,
}

impl<'v> Reader<'v> {
    pub(super) async fn new(visit: &'v Visit, job: JobId, scope: Scope) -> Result<Self, Problem> {
        let mut reader = Self { visit, job, scope, whose: None };
        reader.whose = match scope {
            Scope::Everything => None,
            Scope::Own => Some(visit.organisation().into_iter().collect()),
            Scope::Area(area) => Some(reader.organisations_in(area).await?),
        };
        Ok(reader)
    }

    async fn organisations_in(&self, area: AreaCode) -> Result<Vec<OrganisationId>, Problem> {
        let (mut all, mut cursor) = (Vec::new(), None);
        loop {
            let page = behind(cursor);
            let asked = Organisations { area: Some(area), page, ..Organisations::default() };
            let found = self.visit.ask(&asked).await?;
            all.extend(found.items.iter().map(|one| one.id));
            cursor = found.next;
            if cursor.is_none() {
                return Ok(all);
            }
        }
    }

    /// Every line of it, or nothing where it is not wanted any more.
    pub(super) async fn whole(&self, ledger: Ledger) -> Result<Option<Table>, Problem> {
        match ledger {
            Ledger::Offers => self.read(&OFFERS).await,
            Ledger::Needs => self.read(&NEEDS).await,
            Ledger::HotlineItems => self.read(&HOTLINE_ITEMS).await,
            Ledger::Admissions => self.read(&ADMISSIONS).await,
            Ledger::Projects => self.read(&PROJECTS).await,
            Ledger::Claims => self.read(&CLAIMS).await,
            Ledger::Agreements => self.read(&AGREEMENTS).await,
            Ledger::Records => self.read(&RECORDS).await,
            Ledger::Activities => self.read(&ACTIVITIES).await,
            Ledger::Tenders => self.read(&TENDERS).await,
            Ledger::CheckIns => self.read(&CHECK_INS).await,
            Ledger::Seats => self.read(&SEATS).await,
            Ledger::Occasions => self.read(&OCCASIONS).await,
            Ledger::Objections => self.read_own(&OBJECTIONS).await,
            Ledger::Stars => self.read(&STARS).await,
            Ledger::Points => self.points().await,
            Ledger::Rewards => self.read(&REWARDS).await,
            Ledger::Redemptions => self.read_own(&REDEMPTIONS).await,
            Ledger::Recognitions => self.read(&RECOGNITIONS).await,
            Ledger::Hearings => self.read_own(&HEARINGS).await,
            Ledger::Reports => self.read_of(&REPORTS, &[None]).await,
            Ledger::Organisations => self.organisations().await,
        }
    }

    async fn read<Q, T>(&self, source: &Source<Q, T>) -> Result<Option<Table>, Problem>
    where
        Q: Query<Answer = Page<T>> + Sync,
        T: Send + Sync,
    {
        match (&self.whose, &source.sort) {
            (None, _) | (_, Sort::Short(_)) => self.read_of(source, &[None]).await,
            (Some(whose), Sort::Plain | Sort::Personal(..)) => {
                let each: Vec<_> = whose.iter().copied().map(Some).collect();
                self.read_of(source, &each).await
            }
        }
    }

    /// The same of a list that shows everybody their own lines, and those of their organisation.
    async fn read_own<Q, T>(&self, source: &Source<Q, T>) -> Result<Option<Table>, Problem>
    where
        Q: Query<Answer = Page<T>> + Sync,
        T: Send + Sync,
    {
        if self.whose.is_some() {
            return self.read(source).await;
        }
        let own = self.visit.organisation().map(Some);
        let both: Vec<_> = [None].into_iter().chain(own).collect();
        self.read_of(source, &both).await
    }

    /// Has one of those whose lines are wanted a part in it?
    fn is_theirs<Q, T>(&self, source: &Source<Q, T>, line: &T) -> bool {
        match (&self.whose, &source.sort) {
            (Some(whose), Sort::Short(part)) => part(line).iter().any(|one| whose.contains(one)),
            (None, _) | (_, Sort::Plain | Sort::Personal(..)) => true,
        }
    }

    /// The lines of each of `whose`, every line once.
    async fn read_of<Q, T>(
        &self,
        source: &Source<Q, T>,
        whose: &[Option<OrganisationId>],
    ) -> Result<Option<Table>, Problem>
    where
        Q: Query<Answer = Page<T>> + Sync,
        T: Send + Sync,
    {
        if let Sort::Personal(purpose, _) = source.sort {
            // Written down first, as it is for whoever reads the list itself.
            self.visit.reads(audit::operation(&Method::GET, JOBS), purpose).await?;
        }
        let (mut known, mut rows) = (HashSet::new(), Vec::new());
        for (at, owner) in whose.iter().enumerate() {
            let asked = if owner.is_some() { source.questions.len() } else { source.everything };
            for question in source.questions.iter().take(asked) {
                let mut cursor = None;
                loop {
                    if !is_wanted(&self.visit.gateway, self.job).await? {
                        return Ok(None);
                    }
                    let mut found = self.visit.ask(&question(*owner, behind(cursor))).await?;
                    found.items.retain(|line| self.is_theirs(source, line));
                    found.items.retain(|line| known.insert((source.id)(line)));
                    rows.extend(self.told(source, &found.items).await?);
                    let (done, total) = match whose.len() {
                        1 => (rows.len(), found.total),
                        all => (at + 1, all),
                    };
                    self.tell(source.ledger, done, total);
                    cursor = found.next;
                    if cursor.is_none() {
                        break;
                    }
                }
            }
        }
        Ok(Some(Table { columns: source.columns, rows }))
    }

    async fn told<Q, T>(&self, source: &Source<Q, T>, lines: &[T]) -> Result<Vec<Row>, Problem> {
        if lines.is_empty() {
            return Ok(Vec::new());
        }
        let (parties, items) = ((source.parties)(lines), (source.items)(lines));
        let mut called = self.visit.called_with(parties, items).await?;
        if let Sort::Personal(_, people) = source.sort {
            called = self.visit.with_persons(called, people(lines)).await?;
        }
        Ok(lines.iter().map(|line| (source.row)(line, self.visit, &called)).collect())
    }

    fn tell(&self, ledger: Ledger, done: usize, total: usize) {
        let way = UnderWay { job: self.job, ledger: Some(ledger), done, total };
        self.visit.gateway.set_under_way(Some(way));
    }

    async fn organisations(&self) -> Result<Option<Table>, Problem> {
        let area = match self.scope {
            Scope::Area(area) => Some(area),
            Scope::Everything | Scope::Own => None,
        };
        let (mut rows, mut cursor) = (Vec::new(), None);
        loop {
            if !is_wanted(&self.visit.gateway, self.job).await? {
                return Ok(None);
            }
            let page = behind(cursor);
            let asked = Organisations { area, page, ..Organisations::default() };
            let found = self.visit.ask(&asked).await?;
            rows.extend(found.items.iter().map(organisations::row));
            self.tell(Ledger::Organisations, rows.len(), found.total);
            cursor = found.next;
            if cursor.is_none() {
                return Ok(Some(Table { columns: organisations::COLUMNS, rows }));
            }
        }
    }

    /// Of whoever asks: nobody reads others'.
    async fn points(&self) -> Result<Option<Table>, Problem> {
        let (mut rows, mut cursor) = (Vec::new(), None);
        let columns = mine::POSTED;
        let Some(person) = self.visit.actor()?.person() else {
            return Ok(Some(Table { columns, rows }));
        };
        loop {
            if !is_wanted(&self.visit.gateway, self.job).await? {
                return Ok(None);
            }
            let found = self.visit.ask(&Postings { person, page: behind(cursor) }).await?;
            rows.extend(found.items.iter().map(mine::posted));
            self.tell(Ledger::Points, rows.len(), found.total);
            cursor = found.next;
            if cursor.is_none() {
                return Ok(Some(Table { columns, rows }));
            }
        }
    }
}

fn behind(cursor: Option<Place>) -> PageRequest {
    PageRequest::behind(cursor, PageRequest::LIMIT_MAX)
}

const OFFERS: Source<Offers, contracts::resources::OfferLine> = Source {
    ledger: Ledger::Offers,
    columns: offers::COLUMNS,
    questions: &[|owner, page| Offers { owner, page, ..Offers::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |offer| offer.id.into(),
    parties: |offers| offers.iter().map(|offer| offer.owner).collect(),
    items: |_| Vec::new(),
    row: |line, _, called| offers::row(line, called),
};

const NEEDS: Source<Needs, contracts::needs::NeedLine> = Source {
    ledger: Ledger::Needs,
    columns: needs::COLUMNS,
    questions: &[|owner, page| Needs { owner, page, ..Needs::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |need| need.id.into(),
    parties: |needs| needs.iter().map(|need| need.owner).collect(),
    items: |_| Vec::new(),
    row: |line, _, called| needs::row(line, called),
};

const PROJECTS: Source<Projects, contracts::projects::ProjectLine> = Source {
    ledger: Ledger::Projects,
    columns: projects::COLUMNS,
    questions: &[|organisation, page| Projects { organisation, page, ..Projects::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |project| project.id.into(),
    parties: |found| projects::parties(found).collect(),
    items: |_| Vec::new(),
    row: |line, _, called| projects::row(line, called),
};

const CLAIMS: Source<Claims, contracts::projects::ClaimLine> = Source {
    ledger: Ledger::Claims,
    columns: claims::COLUMNS,
    questions: &[|organisation, page| Claims { organisation, page, ..Claims::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |claim| claim.id.into(),
    parties: |found| claims::parties(found).collect(),
    items: |found| claims::items(found).collect(),
    row: |line, _, called| claims::row(line, called),
};

const AGREEMENTS: Source<Agreements, contracts::projects::AgreementLine> = Source {
    ledger: Ledger::Agreements,
    columns: agreements::COLUMNS,
    questions: &[|organisation, page| Agreements { organisation, page, ..Agreements::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |agreement| agreement.id.into(),
    parties: |found| agreements::parties(found).collect(),
    items: |_| Vec::new(),
    row: |line, _, called| agreements::row(line, called),
};

const RECORDS: Source<Records, contracts::projects::RecordLine> = Source {
    ledger: Ledger::Records,
    columns: records::COLUMNS,
    questions: &[|organisation, page| Records { organisation, page, ..Records::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |record| record.id.into(),
    parties: |found| records::parties(found).collect(),
    items: |_| Vec::new(),
    row: |line, _, called| records::row(line, called),
};

/// To a community, and of a unit.
const CHECK_INS: Source<CheckIns, contracts::registry::CheckInLine> = Source {
    ledger: Ledger::CheckIns,
    columns: check_ins::COLUMNS,
    questions: &[
        |community, page| CheckIns { community, page, ..CheckIns::default() },
        |unit, page| CheckIns { unit, page, ..CheckIns::default() },
    ],
    everything: 1,
    sort: Sort::Plain,
    id: |check_in| check_in.id.into(),
    parties: |found| check_ins::parties(found).collect(),
    items: |_| Vec::new(),
    row: |line, _, called| check_ins::row(line, called),
};

const OCCASIONS: Source<Occasions, contracts::evaluation::OccasionLine> = Source {
    ledger: Ledger::Occasions,
    columns: occasions::COLUMNS,
    questions: &[|organisation, page| Occasions { organisation, page, ..Occasions::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |occasion| occasion.id.into(),
    parties: |found| occasions::parties(found).collect(),
    items: |found| occasions::items(found).collect(),
    row: |line, _, called| occasions::row(line, called),
};

/// Those that concern the own organisation, whatever is asked for: nobody reads others'.
const REPORTS: Source<Reports, contracts::reporting::ReportLine> = Source {
    ledger: Ledger::Reports,
    columns: reports::COLUMNS,
    questions: &[|organisation, page| Reports { organisation, page, ..Reports::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |report| report.id.into(),
    parties: |found| reports::parties(found).collect(),
    items: |_| Vec::new(),
    row: |line, _, called| reports::row(line, called),
};

const HOTLINE_ITEMS: Source<HotlineItems, hotline::HotlineItem> = Source {
    ledger: Ledger::HotlineItems,
    columns: hotline_list::COLUMNS,
    questions: &[|owner, page| HotlineItems { owner, page, ..HotlineItems::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |item| hotline::id(&item.number),
    parties: |found| hotline_list::owners(found).collect(),
    items: |_| Vec::new(),
    row: |item, visit, called| hotline_list::row(item, visit.now(), called),
};

const ADMISSIONS: Source<Admissions, contracts::needs::AdmissionLine> = Source {
    ledger: Ledger::Admissions,
    columns: admissions::COLUMNS,
    questions: &[|_, page| Admissions { page, ..Admissions::default() }],
    everything: 1,
    sort: Sort::Short(|one| {
        one.received.iter().copied().chain([one.department, one.district]).collect()
    }),
    id: |one| one.id.into(),
    parties: |found| admissions::parties(found).collect(),
    items: |_| Vec::new(),
    row: |one, _, called| admissions::row(one, called),
};

const ACTIVITIES: Source<Activities, contracts::projects::ActivityLine> = Source {
    ledger: Ledger::Activities,
    columns: activities::COLUMNS,
    questions: &[|organiser, page| Activities { organiser, page, ..Activities::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |one| one.id.into(),
    parties: |found| found.iter().map(|one| one.organiser).collect(),
    items: |_| Vec::new(),
    row: |one, _, called| activities::row(one, called),
};

/// Who calls, who proposed as far as that is shown, and who has the grant.
const TENDERS: Source<Tenders, contracts::projects::TenderLine> = Source {
    ledger: Ledger::Tenders,
    columns: tenders::COLUMNS,
    questions: &[|_, page| Tenders { page, ..Tenders::default() }],
    everything: 1,
    sort: Sort::Short(|one| {
        let proposed = one.ranking.iter().map(|ranked| ranked.proposer);
        proposed.chain([one.call.caller]).chain(one.winner).collect()
    }),
    id: |one| one.id.into(),
    parties: |found| tenders::parties(found).collect(),
    items: |_| Vec::new(),
    row: |one, _, called| tenders::row(one, called),
};

/// Where somebody sits, and who sent them.
const SEATS: Source<Seats, contracts::registry::SeatLine> = Source {
    ledger: Ledger::Seats,
    columns: seats::COLUMNS,
    questions: &[
        |body, page| Seats { body, page, ..Seats::default() },
        |unit, page| Seats { unit, page, ..Seats::default() },
    ],
    everything: 1,
    sort: Sort::Personal("查看兼职委员", |found| {
        found.iter().map(|seat| seat.person).collect()
    }),
    id: |seat| seat.id,
    parties: |found| seats::parties(found).collect(),
    items: |_| Vec::new(),
    row: |seat, _, called| seats::row(seat, called),
};

/// One's own, and those that an organisation answers.
const OBJECTIONS: Source<Objections, contracts::evaluation::RaisedObjectionLine> = Source {
    ledger: Ledger::Objections,
    columns: objections::COLUMNS,
    questions: &[|answerer, page| Objections { answerer, page, ..Objections::default() }],
    everything: 1,
    sort: Sort::Plain,
    id: |one| one.id.into(),
    parties: |found| objections::answerers(found).collect(),
    items: |_| Vec::new(),
    row: |one, _, called| objections::row(one, called),
};

/// What is published, what waits, and what was granted.
const STARS: Source<Stars, contracts::evaluation::StarLine> = Source {
    ledger: Ledger::Stars,
    columns: stars::COLUMNS,
    questions: &[
        |community, page| Stars { community, status: Some(StarStatus::Applied), page },
        |community, page| Stars { community, status: Some(StarStatus::Published), page },
        |community, page| Stars { community, status: Some(StarStatus::Settled), page },
    ],
    everything: 3,
    sort: Sort::Personal("办理星级", |found| stars::people(found).collect()),
    id: |star| star.person.into(),
    parties: |found| stars::communities(found).collect(),
    items: |_| Vec::new(),
    row: |star, _, called| stars::row(star, called),
};

const REWARDS: Source<Rewards, contracts::evaluation::RewardLine> = Source {
    ledger: Ledger::Rewards,
    columns: rewards::COLUMNS,
    questions: &[|owner, page| Rewards { owner, page }],
    everything: 1,
    sort: Sort::Plain,
    id: |one| one.id.into(),
    parties: |found| rewards::owners(found).collect(),
    items: |_| Vec::new(),
    row: |one, _, called| rewards::row(one, called),
};

/// One's own, and what an organisation hands out.
const REDEMPTIONS: Source<Redemptions, contracts::evaluation::RedemptionLine> = Source {
    ledger: Ledger::Redemptions,
    columns: rewards::TAKEN,
    questions: &[|owner, page| Redemptions { owner, page, ..Redemptions::default() }],
    everything: 1,
    sort: Sort::Personal("发放兑换品", |found| found.iter().map(|one| one.person).collect()),
    id: |one| one.id.into(),
    parties: |_| Vec::new(),
    items: |_| Vec::new(),
    row: |one, _, called| rewards::taken(one, called),
};

/// Who publishes them, and who is proposed.
const RECOGNITIONS: Source<Recognitions, contracts::evaluation::RecognitionLine> = Source {
    ledger: Ledger::Recognitions,
    columns: recognitions::COLUMNS,
    questions: &[|_, page| Recognitions { page }],
    everything: 1,
    sort: Sort::Short(|one| {
        let proposed = one.list.candidates.iter().map(|candidate| candidate.who);
        claimers(proposed).chain([one.list.body]).collect()
    }),
    id: |one| one.id.into(),
    parties: |found| recognitions::bodies(found).collect(),
    items: |_| Vec::new(),
    row: |one, _, called| recognitions::row(one, called),
};

/// One's own, and those that an organisation asked for or answers.
const HEARINGS: Source<Hearings, contracts::evaluation::HearingLine> = Source {
    ledger: Ledger::Hearings,
    columns: hearings::COLUMNS,
    questions: &[|organisation, page| Hearings { organisation, page, ..Hearings::default() }],
    everything: 1,
    sort: Sort::Personal("听取意见", |found| hearings::people(found).collect()),
    id: |one| one.id.into(),
    parties: |found| hearings::parties(found).collect(),
    items: |_| Vec::new(),
    row: |one, _, called| hearings::row(one, called),
};
