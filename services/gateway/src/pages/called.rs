//! What a page calls things: organisations and what lists hold by their names, asked for in bulk,
//! and the three lists as this city names them.

use std::collections::{BTreeMap, BTreeSet};

use contracts::needs::NeedNames;
use contracts::notices::Unread;
use contracts::projects::{ProjectNames, RecordNames};
use contracts::registry::taxonomy::Titles;
use contracts::registry::{ListTitles, Names, PersonNames};
use contracts::resources::OfferNames;
use contracts::{Actor, Claimer, Named};
use values::{
    ActivityId, AdmissionId, AgreementId, NeedId, ObjectionId, OfferId, OrganisationId, PersonId,
    ProjectId, RecognitionId, RecordId, ReportId, TenderId, Text, Uuid,
};

use super::Visit;
use super::parts::Cell;
use crate::limits::UNREAD_SECONDS_MAX;
use crate::notices::inbox;
use crate::problem::Problem;

/// What an item is called that cannot be seen any more.
const GONE: &str = "（已不在清单上）";
/// What it is called while a service that knows it does not answer.
const SILENT: &str = "（名称暂时查不到）";

/// What a page names besides organisations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item {
    Need(NeedId),
    Offer(OfferId),
    Project(ProjectId),
    Record(RecordId),
    Agreement(AgreementId),
    Activity(ActivityId),
    Tender(TenderId),
    Admission(AdmissionId),
    Report(ReportId),
    Objection(ObjectionId),
    Recognition(RecognitionId),
}

/// What organisations, items and the three lists are called.
pub(crate) struct Called {
    organisations: BTreeMap<OrganisationId, Text<60>>,
    /// Whom the visitor may know by name.
    persons: BTreeMap<PersonId, String>,
    items: Items,
    pub(crate) titles: Titles,
    /// How many of the visitor's notices are unread; nothing where that cannot be said now.
    pub(crate) unread: usize,
    own: Option<Actor>,
}

#[derive(Default)]
struct Items {
    needs: BTreeMap<NeedId, Named>,
    offers: BTreeMap<OfferId, Named>,
    projects: BTreeMap<ProjectId, Named>,
    records: BTreeMap<RecordId, Text<200>>,
    /// Whatever else has a name, by its id.
    titled: BTreeMap<Uuid, Text<60>>,
    /// Some service did not answer: what has no name here may have one.
    is_silent: bool,
}

impl Visit {
    /// What these and the visitor's own organisation are called, and the three lists.
    pub(crate) async fn called(
        &self,
        organisations: impl IntoIterator<Item = OrganisationId>,
    ) -> Result<Called, Problem> {
        self.called_with(organisations, []).await
    }

    /// The same, with what `items` are called and whose they are.
    pub(crate) async fn called_with(
        &self,
        organisations: impl IntoIterator<Item = OrganisationId>,
        items: impl IntoIterator<Item = Item>,
    ) -> Result<Called, Problem> {
        let items = Items::of(self, items).await;
        let wanted = organisations.into_iter().chain(self.organisation()).chain(items.owners());
        let names = self.ask_in_bulk(wanted.collect(), |organisations| Names { organisations });
        let unread = async { Ok(self.unread().await) };
        let (organisations, titles, unread) =
            tokio::try_join!(names, self.ask(&ListTitles {}), unread)?;
        let persons = BTreeMap::new();
        Ok(Called { organisations, persons, items, titles, unread, own: self.actor.clone() })
    }

    /// Asked beside the names, so that no page is later for it; none where nobody answers soon.
    async fn unread(&self) -> usize {
        let Some(inbox) = self.actor.as_ref().and_then(|actor| inbox(actor, false)) else {
            return 0;
        };
        let unread = Unread { inbox };
        let answered = tokio::time::timeout(UNREAD_SECONDS_MAX, self.ask(&unread)).await;
        answered.ok().and_then(Result::ok).unwrap_or_default()
    }

    /// With what `people` are called, as far as the visitor may know: the page is one on which
    /// personal data is read.
    pub(crate) async fn with_persons(
        &self,
        called: Called,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<Called, Problem> {
        let people = people.into_iter().collect();
        let persons = self.ask_in_bulk(people, |people| PersonNames { people }).await?;
        Ok(Called { persons, ..called })
    }
}

impl Items {
    /// As far as services answer: a page is shown without the names that one of them keeps back.
    async fn of(visit: &Visit, items: impl IntoIterator<Item = Item>) -> Self {
        let (mut needs, mut offers) = (BTreeSet::new(), BTreeSet::new());
        let (mut projects, mut records) = (BTreeSet::new(), BTreeSet::new());
        let (mut agreed, mut admitted) = (BTreeSet::new(), BTreeSet::new());
        let (mut judged, mut reported) = (BTreeSet::new(), BTreeSet::new());
        for item in items {
            match item {
                Item::Need(need) => needs.insert(need),
                Item::Offer(offer) => offers.insert(offer),
                Item::Project(project) => projects.insert(project),
                Item::Record(record) => records.insert(record),
                Item::Agreement(_) | Item::Activity(_) | Item::Tender(_) => {
                    agreed.insert(item.id())
                }
                Item::Admission(_) => admitted.insert(item.id()),
                Item::Objection(_) | Item::Recognition(_) => judged.insert(item.id()),
                Item::Report(_) => reported.insert(item.id()),
            };
        }
        let (needs, offers, projects, records) = tokio::join!(
            visit.ask_in_bulk(needs, |needs| NeedNames { needs }),
            visit.ask_in_bulk(offers, |offers| OfferNames { offers }),
            visit.ask_in_bulk(projects, |projects| ProjectNames { projects }),
            visit.ask_in_bulk(records, |records| RecordNames { records }),
        );
        let (agreed, admitted, judged, reported) = tokio::join!(
            visit.ask_in_bulk(agreed, |ids| contracts::projects::Titled { ids }),
            visit.ask_in_bulk(admitted, |ids| contracts::needs::Titled { ids }),
            visit.ask_in_bulk(judged, |ids| contracts::evaluation::Titled { ids }),
            visit.ask_in_bulk(reported, |ids| contracts::reporting::Titled { ids }),
        );
        let mut is_silent = false;
        let titled = [agreed, admitted, judged, reported].into_iter();
        let titled = titled.flat_map(|found| heard(found, &mut is_silent)).collect();
        let needs = heard(needs, &mut is_silent);
        let offers = heard(offers, &mut is_silent);
        let projects = heard(projects, &mut is_silent);
        let records = heard(records, &mut is_silent);
        Self { needs, offers, projects, records, titled, is_silent }
    }

    fn named(&self, item: Item) -> Option<&Named> {
        match item {
            Item::Need(need) => self.needs.get(&need),
            Item::Offer(offer) => self.offers.get(&offer),
            Item::Project(project) => self.projects.get(&project),
            Item::Record(_)
            | Item::Agreement(_)
            | Item::Activity(_)
            | Item::Tender(_)
            | Item::Admission(_)
            | Item::Report(_)
            | Item::Objection(_)
            | Item::Recognition(_) => None,
        }
    }

    fn owners(&self) -> impl Iterator<Item = OrganisationId> {
        let lines = self.needs.values().chain(self.offers.values()).chain(self.projects.values());
        lines.map(|line| line.owner)
    }
}

impl Item {
    /// Where it is shown.
    pub(crate) fn href(self) -> String {
        match self {
            Item::Need(need) => format!("/needs/{need}"),
            Item::Offer(offer) => format!("/offers/{offer}"),
            Item::Project(project) => format!("/projects/{project}"),
            Item::Record(record) => format!("/records/{record}"),
            Item::Agreement(agreement) => format!("/agreements/{agreement}"),
            Item::Activity(activity) => format!("/activities/{activity}"),
            Item::Tender(tender) => format!("/tenders/{tender}"),
            Item::Admission(admission) => format!("/admissions/{admission}"),
            Item::Report(report) => format!("/reports/{report}"),
            Item::Objection(objection) => format!("/objections/{objection}"),
            Item::Recognition(recognition) => format!("/recognitions/{recognition}"),
        }
    }

    fn id(self) -> Uuid {
        match self {
            Item::Need(id) => id.into(),
            Item::Offer(id) => id.into(),
            Item::Project(id) => id.into(),
            Item::Record(id) => id.into(),
            Item::Agreement(id) => id.into(),
            Item::Activity(id) => id.into(),
            Item::Tender(id) => id.into(),
            Item::Admission(id) => id.into(),
            Item::Report(id) => id.into(),
            Item::Objection(id) => id.into(),
            Item::Recognition(id) => id.into(),
        }
    }
}

impl Called {
    /// The name, or that there is none.
    pub(crate) fn of(&self, organisation: OrganisationId) -> String {
        let name = self.organisations.get(&organisation);
        name.map_or_else(|| "（未登记）".to_owned(), ToString::to_string)
    }

    /// The name of whoever claims; persons have one only where it was asked for.
    pub(crate) fn claimer(&self, claimer: Claimer) -> String {
        match claimer {
            Claimer::Organisation(organisation) => self.of(organisation),
            Claimer::Person(person) => {
                let own = self.own.as_ref().and_then(Actor::person) == Some(person);
                match self.persons.get(&person) {
                    _ if own => "本人".to_owned(),
                    Some(name) => name.clone(),
                    None => "个人（不公开姓名）".to_owned(),
                }
            }
        }
    }

    /// What the item is called.
    pub(crate) fn item(&self, item: Item) -> String {
        let title = match item {
            Item::Record(record) => self.items.records.get(&record).map(ToString::to_string),
            Item::Need(_) | Item::Offer(_) | Item::Project(_) => {
                self.items.named(item).map(|named| named.title.to_string())
            }
            Item::Agreement(_)
            | Item::Activity(_)
            | Item::Tender(_)
            | Item::Admission(_)
            | Item::Report(_)
            | Item::Objection(_)
            | Item::Recognition(_) => self.items.titled.get(&item.id()).map(ToString::to_string),
        };
        let none = if self.items.is_silent { SILENT } else { GONE };
        title.unwrap_or_else(|| none.to_owned())
    }

    /// Whose it is.
    pub(crate) fn owner(&self, item: Item) -> Option<OrganisationId> {
        self.items.named(item).map(|named| named.owner)
    }

    /// Its name, which leads to it.
    pub(crate) fn link(&self, item: Item) -> Cell {
        Cell::link(item.href(), self.item(item))
    }
}

/// What was found; where a service is silent nothing, and that it is.
fn heard<I, N>(found: Result<BTreeMap<I, N>, Problem>, is_silent: &mut bool) -> BTreeMap<I, N> {
    found.unwrap_or_else(|problem| {
        tracing::warn!(code = problem.code(), "a page goes without names");
        *is_silent = true;
        BTreeMap::new()
    })
}

/// The organisations behind claimers.
pub(crate) fn claimers(
    claimers: impl IntoIterator<Item = Claimer>,
) -> impl Iterator<Item = OrganisationId> {
    claimers.into_iter().filter_map(Claimer::organisation)
}
