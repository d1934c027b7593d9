//! Reads one ledger whole, as whoever asked for it sees its list.
//!
//! Lists are read behind a cursor, so that whatever comes or goes meanwhile repeats no line and
//! hides none. Of an area they are read organisation by organisation: what that costs grows with
//! the area, not with the city.

use std::collections::HashSet;

use contracts::evaluation::Occasions;
use contracts::needs::Needs;
use contracts::projects::{Agreements, Claims, Projects, Records};
use contracts::registry::{CheckIns, Organisations};
use contracts::reporting::Reports;
use contracts::reporting::bundle::{Ledger, Scope};
use contracts::resources::Offers;
use contracts::{Page, PageRequest, Place, Query};
use values::{AreaCode, BundleId, OrganisationId, Uuid};

use super::{UnderWay, is_wanted};
use crate::pages::Visit;
use crate::pages::called::{Called, Item};
use crate::pages::lists::{
    agreements, check_ins, claims, needs, occasions, offers, organisations, projects, records,
    reports,
};
use crate::pages::parts::Row;
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
    /// What is asked, of an organisation where one is wanted. The first finds everything.
    questions: &'static [fn(Option<OrganisationId>, PageRequest) -> Q],
    id: fn(&T) -> Uuid,
    parties: fn(&[T]) -> Vec<OrganisationId>,
    items: fn(&[T]) -> Vec<Item>,
    row: fn(&T, &Called) -> Row,
}

/// Reads ledgers for one bundle.
pub(super) struct Reader<'v> {
    visit: &'v Visit,
    bundle: BundleId,
    scope: Scope,
    /// Whose lines are wanted; everybody's where nobody is named.
    whose: Option<Vec<OrganisationId>>,
}

impl<'v> Reader<'v> {
    pub(super) async fn new(
        visit: &'v Visit,
        bundle: BundleId,
        scope: Scope,
    ) -> Result<Self, Problem> {
        let mut reader = Self { visit, bundle, scope, whose: None };
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
            Ledger::Projects => self.read(&PROJECTS).await,
            Ledger::Claims => self.read(&CLAIMS).await,
            Ledger::Agreements => self.read(&AGREEMENTS).await,
            Ledger::Records => self.read(&RECORDS).await,
            Ledger::CheckIns => self.read(&CHECK_INS).await,
            Ledger::Occasions => self.read(&OCCASIONS).await,
            Ledger::Reports => self.read_of(&REPORTS, &[None]).await,
            Ledger::Organisations => self.organisations().await,
        }
    }

    async fn read<Q, T>(&self, source: &Source<Q, T>) -> Result<Option<Table>, Problem>
    where
        Q: Query<Answer = Page<T>> + Sync,
        T: Send + Sync,
    {
        match &self.whose {
            None => self.read_of(source, &[None]).await,
            Some(whose) => {
                let each: Vec<_> = whose.iter().copied().map(Some).collect();
                self.read_of(source, &each).await
            }
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
        let (mut known, mut rows) = (HashSet::new(), Vec::new());
        for (at, owner) in whose.iter().enumerate() {
            let questions =
                source.questions.iter().take(if owner.is_some() { usize::MAX } else { 1 });
            for question in questions {
                let mut cursor = None;
                loop {
                    if !is_wanted(&self.visit.gateway, self.bundle).await? {
                        return Ok(None);
                    }
                    let mut found = self.visit.ask(&question(*owner, behind(cursor))).await?;
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
        let called = self.visit.called_with(parties, items).await?;
        Ok(lines.iter().map(|line| (source.row)(line, &called)).collect())
    }

    fn tell(&self, ledger: Ledger, done: usize, total: usize) {
        let way = UnderWay { bundle: self.bundle, ledger, done, total };
        self.visit.gateway.set_under_way(Some(way));
    }

    async fn organisations(&self) -> Result<Option<Table>, Problem> {
        let area = match self.scope {
            Scope::Area(area) => Some(area),
            Scope::Everything | Scope::Own => None,
        };
        let (mut rows, mut cursor) = (Vec::new(), None);
        loop {
            if !is_wanted(&self.visit.gateway, self.bundle).await? {
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
}

fn behind(cursor: Option<Place>) -> PageRequest {
    PageRequest::behind(cursor, PageRequest::LIMIT_MAX)
}

const OFFERS: Source<Offers, contracts::resources::OfferLine> = Source {
    ledger: Ledger::Offers,
    columns: offers::COLUMNS,
    questions: &[|owner, page| Offers { owner, page, ..Offers::default() }],
    id: |offer| offer.id.into(),
    parties: |offers| offers.iter().map(|offer| offer.owner).collect(),
    items: |_| Vec::new(),
    row: offers::row,
};

const NEEDS: Source<Needs, contracts::needs::NeedLine> = Source {
    ledger: Ledger::Needs,
    columns: needs::COLUMNS,
    questions: &[|owner, page| Needs { owner, page, ..Needs::default() }],
    id: |need| need.id.into(),
    parties: |needs| needs.iter().map(|need| need.owner).collect(),
    items: |_| Vec::new(),
    row: needs::row,
};

const PROJECTS: Source<Projects, contracts::projects::ProjectLine> = Source {
    ledger: Ledger::Projects,
    columns: projects::COLUMNS,
    questions: &[|organisation, page| Projects { organisation, page, ..Projects::default() }],
    id: |project| project.id.into(),
    parties: |found| projects::parties(found).collect(),
    items: |_| Vec::new(),
    row: projects::row,
};

const CLAIMS: Source<Claims, contracts::projects::ClaimLine> = Source {
    ledger: Ledger::Claims,
    columns: claims::COLUMNS,
    questions: &[|organisation, page| Claims { organisation, page, ..Claims::default() }],
    id: |claim| claim.id.into(),
    parties: |found| claims::parties(found).collect(),
    items: |found| claims::items(found).collect(),
    row: claims::row,
};

const AGREEMENTS: Source<Agreements, contracts::projects::AgreementLine> = Source {
    ledger: Ledger::Agreements,
    columns: agreements::COLUMNS,
    questions: &[|organisation, page| Agreements { organisation, page, ..Agreements::default() }],
    id: |agreement| agreement.id.into(),
    parties: |found| agreements::parties(found).collect(),
    items: |_| Vec::new(),
    row: agreements::row,
};

const RECORDS: Source<Records, contracts::projects::RecordLine> = Source {
    ledger: Ledger::Records,
    columns: records::COLUMNS,
    questions: &[|organisation, page| Records { organisation, page, ..Records::default() }],
    id: |record| record.id.into(),
    parties: |found| records::parties(found).collect(),
    items: |_| Vec::new(),
    row: records::row,
};

/// To a community, and of a unit.
const CHECK_INS: Source<CheckIns, contracts::registry::CheckInLine> = Source {
    ledger: Ledger::CheckIns,
    columns: check_ins::COLUMNS,
    questions: &[
        |community, page| CheckIns { community, page, ..CheckIns::default() },
        |unit, page| CheckIns { unit, page, ..CheckIns::default() },
    ],
    id: |check_in| check_in.id.into(),
    parties: |found| check_ins::parties(found).collect(),
    items: |_| Vec::new(),
    row: check_ins::row,
};

const OCCASIONS: Source<Occasions, contracts::evaluation::OccasionLine> = Source {
    ledger: Ledger::Occasions,
    columns: occasions::COLUMNS,
    questions: &[|organisation, page| Occasions { organisation, page, ..Occasions::default() }],
    id: |occasion| occasion.id.into(),
    parties: |found| occasions::parties(found).collect(),
    items: |found| occasions::items(found).collect(),
    row: occasions::row,
};

/// Those that concern the own organisation, whatever is asked for: nobody reads others'.
const REPORTS: Source<Reports, contracts::reporting::ReportLine> = Source {
    ledger: Ledger::Reports,
    columns: reports::COLUMNS,
    questions: &[|organisation, page| Reports { organisation, page, ..Reports::default() }],
    id: |report| report.id.into(),
    parties: |found| reports::parties(found).collect(),
    items: |_| Vec::new(),
    row: reports::row,
};
