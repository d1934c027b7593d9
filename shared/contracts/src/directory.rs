//! What `registry` knows and every rule may ask: working days, areas, organisations, the taxonomy.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use values::area::AreaTree;
use values::{AreaCode, Calendar, OrganisationId, PersonId, Text, Uuid};

use crate::registry::organisation::{self, Level, Nature};
use crate::registry::person::{self, Registered};
use crate::registry::taxonomy::Taxonomy;
use crate::registry::{Event, area, calendar};
use crate::{Actor, Claimer, Recorded};

/// Who and what is where, as far as this service has followed `registry`.
///
/// Every service follows it from the beginning at each start, so it is the same for all of them
/// but may lag a moment behind; what a rule concluded from it stands in the event.
#[derive(Debug, Clone)]
pub struct Directory {
    calendar: Calendar,
    taxonomy: Taxonomy,
    areas: AreaTree,
    /// An area's later events name it by its aggregate only.
    area_codes: HashMap<Uuid, AreaCode>,
    organisations: HashMap<OrganisationId, Known>,
    /// The organisation that is each area's own: its city, district, street, community or grid.
    bodies: BTreeMap<AreaCode, OrganisationId>,
    /// What was merged into each one.
    merged: HashMap<OrganisationId, BTreeSet<OrganisationId>>,
    /// Where each one works, and who works where at which level: what lies in an area stands
    /// together.
    works_in: HashMap<OrganisationId, AreaCode>,
    working: HashMap<Level, BTreeSet<(AreaCode, OrganisationId)>>,
    /// Where people work. With who was erased it is all that is known of them here.
    work_units: HashMap<PersonId, OrganisationId>,
    erased: BTreeSet<PersonId>,
    /// How often it changed which organisations there are, where, and which stands for which.
    organised: u64,
}

/// What the directory says of one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub name: Text<60>,
    pub level: Level,
    pub nature: Option<Nature>,
    /// Where it works 属地.
    pub area: Option<AreaCode>,
    /// To whom it belongs 隶属.
    pub parent: Option<OrganisationId>,
    pub standing: Standing,
}

/// Whether an organisation still is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    InOperation,
    /// For the time being it does nothing new.
    Suspended,
    /// It is no more.
    Ended,
    /// It is the same as another one, which stands for it.
    Merged {
        kept: OrganisationId,
    },
}

/// Nobody and nothing, and the working days and the taxonomy that this program ships with.
impl Default for Directory {
    fn default() -> Self {
        Self {
            calendar: Calendar::shipped().clone(),
            taxonomy: Taxonomy::shipped(),
            areas: AreaTree::default(),
            area_codes: HashMap::new(),
            organisations: HashMap::new(),
            bodies: BTreeMap::new(),
            merged: HashMap::new(),
            works_in: HashMap::new(),
            working: HashMap::new(),
            work_units: HashMap::new(),
            erased: BTreeSet::new(),
            organised: 0,
        }
    }
}

/// The most steps from an organisation to the last it belongs to.
const AFFILIATIONS_MAX: usize = 16;

/// The most merges from one organisation to the one that stands for it; no rule lets a circle be.
const MERGES_MAX: usize = 64;

impl Directory {
    /// Takes in what happened in `registry`.
    pub fn apply(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::Calendar(calendar::Event::YearSet { year, days }) => {
                // A year that cannot be taken was refused by the rule; nothing here can mend it.
                if let Ok(better) = self.calendar.with_year(*year, days) {
                    self.calendar = better;
                }
            }
            Event::Area(event) => self.apply_area(recorded.aggregate, event),
            Event::Organisation(event) => {
                self.apply_organisation(OrganisationId(recorded.aggregate), event);
                self.resettled(recorded).into_iter().for_each(|one| self.settle(one));
            }
            Event::Taxonomy(event) => self.taxonomy.apply(event),
            Event::Person(event) => self.apply_person(PersonId(recorded.aggregate), event),
            Event::Account(_)
            | Event::CheckIn(_)
            | Event::Excuse(_)
            | Event::Pair(_)
            | Event::SavedViews(_)
            | Event::Seat(_)
            | Event::Import(_) => {}
        }
    }

    fn apply_person(&mut self, id: PersonId, event: &person::Event) {
        use person::Event;
        let work_unit = match event {
            Event::Registered(Registered { work_unit, .. })
            | Event::WorkChanged { work_unit, .. } => *work_unit,
            Event::Left { .. } => None,
            Event::Erased {} => {
                self.erased.insert(id);
                None
            }
            Event::HomeChanged { .. }
            | Event::Corrected(_)
            | Event::SkillsSet { .. }
            | Event::MembershipSet { .. } => return,
        };
        match work_unit {
            Some(unit) => self.work_units.insert(id, unit),
            None => self.work_units.remove(&id),
        };
    }

    /// Where somebody works, as what that stands for now.
    pub fn works_for(&self, person: PersonId) -> Option<OrganisationId> {
        self.work_units.get(&person).map(|unit| self.resolve(*unit))
    }

    /// Everybody who was erased.
    pub fn erased(&self) -> impl Iterator<Item = PersonId> {
        self.erased.iter().copied()
    }

    fn apply_area(&mut self, id: Uuid, event: &area::Event) {
        match event {
            area::Event::Added { code, name } => {
                self.area_codes.insert(id, *code);
                self.areas.insert(*code, name);
            }
            area::Event::Renamed { name } => {
                if let Some(code) = self.area_codes.get(&id) {
                    self.areas.insert(*code, name);
                }
            }
        }
    }

    fn apply_organisation(&mut self, id: OrganisationId, event: &organisation::Event) {
        use organisation::Event;
        if let Event::Registered(register) = event {
            self.register(id, register);
            return;
        }
        let Some(known) = self.organisations.get_mut(&id) else {
            return;
        };
        match event {
            Event::Edited { name, nature, .. } => {
                known.name = name.clone().unwrap_or_else(|| known.name.clone());
                known.nature = nature.or(known.nature);
            }
            Event::Placed { area, .. } => {
                known.area = Some(*area);
                self.organised += 1;
            }
            Event::Affiliated { parent, .. } => known.parent = *parent,
            Event::Suspended { .. } => known.standing = Standing::Suspended,
            Event::Resumed {} | Event::Unmerged { .. } => {
                self.stands(id, Standing::InOperation);
            }
            Event::Ended { .. } => self.stands(id, Standing::Ended),
            Event::Merged { kept } => self.stands(id, Standing::Merged { kept: *kept }),
            Event::Applied(_)
            | Event::Refused { .. }
            | Event::Registered(_)
            | Event::Certified { .. }
            | Event::CertificationDue {}
            | Event::CertificationLapsed {}
            | Event::AliasAdded { .. }
            | Event::Appointed { .. }
            | Event::HouseholdsCounted { .. }
            | Event::Distinguished { .. }
            | Event::Undistinguished { .. } => {}
        }
    }

    fn register(&mut self, id: OrganisationId, register: &organisation::Register) {
        let organisation::Register { name, level, nature, area, parent, .. } = register;
        if let (Some(area), true) = (area, level.is_body()) {
            self.bodies.entry(*area).or_insert(id);
        }
        let known = Known {
            name: name.clone(),
            level: *level,
            nature: *nature,
            area: *area,
            parent: *parent,
            standing: Standing::InOperation,
        };
        self.organised += 1;
        self.organisations.insert(id, known);
    }

    fn stands(&mut self, id: OrganisationId, standing: Standing) {
        let Some(known) = self.organisations.get_mut(&id) else {
            return;
        };
        self.organised += 1;
        if let Standing::Merged { kept } = std::mem::replace(&mut known.standing, standing)
            && let Some(merged) = self.merged.get_mut(&kept)
        {
            merged.remove(&id);
        }
        match standing {
            Standing::Merged { kept } => {
                self.merged.entry(kept).or_default().insert(id);
            }
            // Its area may get another body.
            Standing::Ended => self.bodies.retain(|_, body| *body != id),
            Standing::InOperation | Standing::Suspended => {}
        }
    }

    /// Whose place, or what they stand for, may be another since this happened.
    pub fn resettled(&self, recorded: &Recorded<Event>) -> Vec<OrganisationId> {
        match &recorded.event {
            Event::Organisation(_) => self.stood_for(OrganisationId(recorded.aggregate)),
            Event::Calendar(_)
            | Event::Area(_)
            | Event::Taxonomy(_)
            | Event::Person(_)
            | Event::Account(_)
            | Event::CheckIn(_)
            | Event::Excuse(_)
            | Event::Pair(_)
            | Event::SavedViews(_)
            | Event::Seat(_)
            | Event::Import(_) => Vec::new(),
        }
    }

    /// Notes where `organisation` works now.
    fn settle(&mut self, organisation: OrganisationId) {
        let area = |one| self.organisations.get(&one).and_then(|known: &Known| known.area);
        // What stands for it may work nowhere in particular.
        let now = area(self.resolve(organisation)).or_else(|| area(organisation));
        let before = match now {
            Some(area) => self.works_in.insert(organisation, area),
            None => self.works_in.remove(&organisation),
        };
        let level = self.level(organisation);
        if let (Some(level), true) = (level, before != now) {
            let working = self.working.entry(level).or_default();
            before.map(|area| working.remove(&(area, organisation)));
            working.extend(now.map(|area| (area, organisation)));
        }
    }

    /// The organisation that `organisation` stands for now: itself, or the one it was merged into.
    /// Whatever compares organisations compares these.
    pub fn resolve(&self, organisation: OrganisationId) -> OrganisationId {
        let kept = |id: &OrganisationId| match self.organisations.get(id)?.standing {
            Standing::Merged { kept } => Some(kept),
            Standing::InOperation | Standing::Suspended | Standing::Ended => None,
        };
        std::iter::successors(Some(organisation), kept)
            .take(MERGES_MAX)
            .last()
            .unwrap_or(organisation)
    }

    /// Everything that is the same as `organisation`: what it stands for now, and every one that
    /// was merged into that, be it through others.
    pub fn same_as(&self, organisation: OrganisationId) -> Vec<OrganisationId> {
        self.stood_for(self.resolve(organisation))
    }

    /// `organisation` and every one that was merged into it, be it through others.
    pub fn stood_for(&self, organisation: OrganisationId) -> Vec<OrganisationId> {
        let mut all = vec![organisation];
        let mut next = 0;
        while let Some(kept) = all.get(next) {
            all.extend(self.merged.get(kept).into_iter().flatten());
            next += 1;
        }
        all
    }

    /// `actor`, acting for what its organisation stands for now.
    pub fn resolved(&self, actor: &Actor) -> Actor {
        match actor {
            Actor::System => Actor::System,
            Actor::Person { person, organisation, role } => {
                let (person, role) = (*person, *role);
                Actor::Person { person, organisation: self.resolve(*organisation), role }
            }
        }
    }

    /// May `actor` change what belongs to `owner`, whatever either was merged into?
    pub fn may_act_for(&self, actor: &Actor, owner: OrganisationId) -> bool {
        self.resolved(actor).may_act_for(self.resolve(owner))
    }

    /// May `actor` act as `claimer`, whatever either was merged into?
    pub fn may_act_as(&self, actor: &Actor, claimer: Claimer) -> bool {
        self.resolved(actor).may_act_as(self.resolved_claimer(claimer))
    }

    /// Who claims, as what an organisation stands for now.
    pub fn resolved_claimer(&self, claimer: Claimer) -> Claimer {
        match claimer {
            Claimer::Organisation(organisation) => self.resolve(organisation).into(),
            Claimer::Person(_) => claimer,
        }
    }

    /// Is it registered, and neither suspended, ended nor merged?
    pub fn is_in_operation(&self, organisation: OrganisationId) -> bool {
        let known = self.organisation(organisation);
        known.is_some_and(|known| known.standing == Standing::InOperation)
    }

    /// Grows whenever it changes which organisations there are, where they work, or which stands
    /// for which: whoever keeps what follows from that knows when to look again.
    pub fn organised(&self) -> u64 {
        self.organised
    }

    /// The working days.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// What may stand under each category of offers and needs.
    pub fn taxonomy(&self) -> &Taxonomy {
        &self.taxonomy
    }

    /// The names of areas.
    pub fn areas(&self) -> &AreaTree {
        &self.areas
    }

    /// What is known of `organisation`.
    pub fn organisation(&self, organisation: OrganisationId) -> Option<&Known> {
        self.organisations.get(&organisation)
    }

    /// Where `organisation` stands.
    pub fn level(&self, organisation: OrganisationId) -> Option<Level> {
        self.organisation(organisation).map(|known| known.level)
    }

    /// The organisation that is `area`'s own.
    pub fn body_of(&self, area: AreaCode) -> Option<OrganisationId> {
        self.bodies.get(&area).copied()
    }

    /// The city that all of them work in, where it is registered.
    pub fn city(&self) -> Option<OrganisationId> {
        self.bodies.values().copied().find(|body| self.level(*body) == Some(Level::City))
    }

    /// Where `organisation` works: where what it was merged into does.
    pub fn works_in(&self, organisation: OrganisationId) -> Option<AreaCode> {
        self.works_in.get(&organisation).copied()
    }

    /// Everybody who works in `area`, or in a part of it, also those that were merged or ended.
    pub fn within(&self, area: AreaCode) -> impl Iterator<Item = OrganisationId> {
        self.working.keys().flat_map(move |level| self.within_at(*level, area))
    }

    /// The same of one level.
    pub fn within_at(&self, level: Level, area: AreaCode) -> impl Iterator<Item = OrganisationId> {
        let first = (area, OrganisationId(Uuid::nil()));
        let onwards = self.working.get(&level).into_iter().flat_map(move |all| all.range(first..));
        let there = onwards.take_while(move |(works_in, _)| area.contains(*works_in));
        there.map(|(_, organisation)| *organisation)
    }

    /// The territorial seniors of `organisation`, nearest first: its community (for a unit or a
    /// grid), street, district, city, as far as they are registered.
    pub fn seniors(&self, organisation: OrganisationId) -> impl Iterator<Item = OrganisationId> {
        let area = self.organisation(organisation).and_then(|known| known.area);
        std::iter::successors(area, |area| area.parent())
            .filter_map(|area| self.body_of(area))
            .filter(move |body| *body != organisation)
    }

    /// The affiliation seniors of `organisation`, nearest first: whom it belongs to, whom that
    /// belongs to, and so on.
    pub fn affiliations(
        &self,
        organisation: OrganisationId,
    ) -> impl Iterator<Item = OrganisationId> {
        let parent = |organisation: &OrganisationId| {
            Some(self.resolve(self.organisation(*organisation)?.parent?))
        };
        std::iter::successors(parent(&organisation), parent).take(AFFILIATIONS_MAX)
    }

    /// The nearest territorial senior of `organisation` at `level`.
    pub fn senior_at(&self, organisation: OrganisationId, level: Level) -> Option<OrganisationId> {
        self.seniors(organisation).find(|senior| self.level(*senior) == Some(level))
    }
}
