//! Reads one ledger whole, as whoever asked for it sees its list.
//!
//! Lists are read behind a cursor, so that whatever comes or goes meanwhile repeats no line and
//! hides none. Of an area they are read organisation by organisation: what that costs grows with
//! the area, not with the city.

mod sources;

use std::collections::HashSet;

use axum::http::Method;
use contracts::evaluation::Postings;
use contracts::registry::{Organisations, Roster};
use contracts::reporting::ledger::{Ledger, Scope};
use contracts::{Page, PageRequest, Place, Query};
use values::{AreaCode, JobId, OrganisationId, PersonId, Uuid};

use super::{JOBS, UnderWay, is_wanted};
use crate::audit;
use crate::pages::called::{Called, Item};
use crate::pages::lists::{organisations, people};
use crate::pages::parts::Row;
use crate::pages::{Visit, mine};
use crate::problem::Problem;
use sources::*;

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

/// Whom some lines of a list name.
type PersonsOf<T> = fn(&[T]) -> Vec<PersonId>;

/// What is particular about a list.
enum Sort<T> {
    /// It is asked for by organisation, and names no person.
    Plain,
    /// It names persons: what they are read for, and who they are.
    Personal(&'static str, PersonsOf<T>),
    /// It is a short one that is not asked for by organisation: who has a part in a line.
    Short(fn(&T) -> Vec<OrganisationId>),
    /// It is a short one that names persons, too.
    ShortPersonal(&'static str, PersonsOf<T>, fn(&T) -> Vec<OrganisationId>),
}

impl<T> Sort<T> {
    /// What persons are read for, and who they are.
    fn persons(&self) -> Option<(&'static str, PersonsOf<T>)> {
        match self {
            Self::Personal(purpose, people) | Self::ShortPersonal(purpose, people, _) => {
                Some((*purpose, *people))
            }
            Self::Plain | Self::Short(_) => None,
        }
    }

    /// Who has a part in a line, where it is asked for whole.
    fn parts(&self) -> Option<fn(&T) -> Vec<OrganisationId>> {
        match self {
            Self::Short(parts) | Self::ShortPersonal(_, _, parts) => Some(*parts),
            Self::Plain | Self::Personal(..) => None,
        }
    }
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
            Ledger::Roster => self.roster().await,
            Ledger::Pairs => self.read(&PAIRS).await,
            Ledger::Leaves => self.read(&LEAVES).await,
            Ledger::Supervised => self.read(&SUPERVISED).await,
            Ledger::Adjustments => self.read(&ADJUSTMENTS).await,
        }
    }

    async fn read<Q, T>(&self, source: &Source<Q, T>) -> Result<Option<Table>, Problem>
    where
        Q: Query<Answer = Page<T>> + Sync,
        T: Send + Sync,
    {
        match &self.whose {
            Some(whose) if source.sort.parts().is_none() => {
                let each: Vec<_> = whose.iter().copied().map(Some).collect();
                self.read_of(source, &each).await
            }
            Some(_) | None => self.read_of(source, &[None]).await,
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
        let asked = self.whose.as_ref().zip(source.sort.parts());
        asked.is_none_or(|(whose, parts)| parts(line).iter().any(|one| whose.contains(one)))
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
        if let Some((purpose, _)) = source.sort.persons() {
            self.reads(purpose).await?;
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
        if let Some((_, people)) = source.sort.persons() {
            called = self.visit.with_persons(called, people(lines)).await?;
        }
        Ok(lines.iter().map(|line| (source.row)(line, self.visit, &called)).collect())
    }

    /// Written down first, as it is for whoever reads the list itself.
    async fn reads(&self, purpose: &'static str) -> Result<(), Problem> {
        self.visit.reads(audit::operation(&Method::GET, JOBS), purpose).await
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

    /// Of each organisation whose people may be seen, everybody once.
    async fn roster(&self) -> Result<Option<Table>, Problem> {
        let own = || self.visit.organisation().into_iter().collect();
        let whose = self.whose.clone().unwrap_or_else(own);
        self.reads("查看名册").await?;
        let (mut known, mut rows) = (HashSet::new(), Vec::new());
        for (at, organisation) in whose.iter().copied().enumerate() {
            let mut cursor = None;
            loop {
                if !is_wanted(&self.visit.gateway, self.job).await? {
                    return Ok(None);
                }
                let (kind, name, skill, left) = (None, None, None, false);
                let page = behind(cursor);
                let asked = Roster { organisation, kind, name, skill, left, page };
                // Nobody else's roster is on it.
                let Some(mut found) = self.visit.ask(&asked).await? else { break };
                found.items.retain(|line| known.insert(line.person));
                let called = self.visit.called(people::places(&found.items)).await?;
                rows.extend(found.items.iter().map(|line| people::row(line, &called)));
                self.tell(Ledger::Roster, at + 1, whose.len());
                cursor = found.next;
                if cursor.is_none() {
                    break;
                }
            }
        }
        Ok(Some(Table { columns: people::COLUMNS, rows }))
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
