//! The roster 花名册: who is to check in, who has, who is excused and who has not come; counted
//! for every territory as it changes, never by looking at everybody.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::registry::check_in::Who;
use contracts::registry::organisation::{Level, Nature};
use contracts::registry::{AreaCoverage, CoverageFigures, CoverageLine, CoverageTable};
use contracts::{Directory, Page, PageRequest, Place};
use values::{AreaCode, CheckInId, OrganisationId, PersonId};

use super::people::Places;

#[derive(Default)]
pub(crate) struct View {
    subjects: HashMap<Who, Subject>,
    /// What is counted in each area, and under nothing what is counted anywhere.
    territories: HashMap<Option<AreaCode>, Territory>,
    members_not_come: HashMap<OrganisationId, BTreeSet<PersonId>>,
    /// Whoever works or lives there: an organisation that changes may move them.
    people_at: HashMap<OrganisationId, BTreeSet<PersonId>>,
    belonging_to: HashMap<OrganisationId, BTreeSet<OrganisationId>>,
    belongs_to: HashMap<OrganisationId, OrganisationId>,
}

/// Somebody who may have to check in.
#[derive(Default)]
struct Subject {
    /// Of a person on the roster.
    places: Option<Places>,
    active: BTreeSet<CheckInId>,
    excused: bool,
    counted: Option<Counted>,
}

/// How somebody is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Counted {
    area: Option<AreaCode>,
    /// The unit itself, or the work unit.
    unit: OrganisationId,
    group: Group,
    standing: Standing,
}

/// The level of whom the unit belongs to, and the unit's nature.
type Group = (Option<Level>, Option<Nature>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    CheckedIn,
    Excused,
    NotCome,
}

#[derive(Default)]
struct Territory {
    units: BTreeMap<Group, Tally>,
    members: BTreeMap<Group, Tally>,
    units_not_come: BTreeSet<OrganisationId>,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    checked_in: u64,
    excused: u64,
    not_come: u64,
}

impl Tally {
    fn count(&mut self, standing: Standing, more: bool) {
        let figure = match standing {
            Standing::CheckedIn => &mut self.checked_in,
            Standing::Excused => &mut self.excused,
            Standing::NotCome => &mut self.not_come,
        };
        *figure = if more { *figure + 1 } else { *figure - 1 };
    }

    fn figures(self) -> CoverageFigures {
        let Self { checked_in, excused, not_come } = self;
        let expected = checked_in + not_come;
        CoverageFigures {
            roster: expected + excused,
            checked_in,
            excused,
            not_come,
            rate: (checked_in * 10_000).checked_div(expected),
        }
    }
}

fn sum(groups: &BTreeMap<Group, Tally>) -> CoverageFigures {
    let mut all = Tally::default();
    for tally in groups.values() {
        all.checked_in += tally.checked_in;
        all.excused += tally.excused;
        all.not_come += tally.not_come;
    }
    all.figures()
}

fn lines(groups: &BTreeMap<Group, Tally>) -> Vec<CoverageLine> {
    let line = |(&(level, nature), tally): (&Group, &Tally)| CoverageLine {
        level,
        nature,
        figures: tally.figures(),
    };
    groups.iter().map(line).filter(|line| line.figures.roster > 0).collect()
}

impl View {
    /// A person came on the roster, moved, or left it.
    pub(super) fn person(&mut self, directory: &Directory, id: PersonId, places: Option<Places>) {
        let subject = self.subjects.entry(Who::Person(id)).or_default();
        let was = std::mem::replace(&mut subject.places, places);
        for at in was.into_iter().flat_map(each) {
            if let Some(people) = self.people_at.get_mut(&at) {
                people.remove(&id);
            }
        }
        for at in places.into_iter().flat_map(each) {
            self.people_at.entry(at).or_default().insert(id);
        }
        self.recount(directory, Who::Person(id));
    }

    /// An organisation was registered or changed: so are its people, and what belongs to it.
    /// `stood_for` is what it stood for before: it was unmerged, perhaps.
    pub(super) fn organisation(
        &mut self,
        directory: &Directory,
        id: OrganisationId,
        stood_for: OrganisationId,
    ) {
        let parent = directory.organisation(id).and_then(|known| known.parent);
        let was = match parent {
            Some(parent) => self.belongs_to.insert(id, parent),
            None => self.belongs_to.remove(&id),
        };
        if was != parent {
            if let Some(children) = was.and_then(|was| self.belonging_to.get_mut(&was)) {
                children.remove(&id);
            }
            if let Some(parent) = parent {
                self.belonging_to.entry(parent).or_default().insert(id);
            }
        }
        let (mut seen, mut waiting) = (BTreeSet::new(), directory.stood_for(directory.resolve(id)));
        waiting.extend([id, stood_for]);
        while let Some(id) = waiting.pop() {
            if !seen.insert(id) {
                continue;
            }
            waiting.extend(self.belonging_to.get(&id).into_iter().flatten());
            self.recount(directory, Who::Unit(id));
            let people: Vec<_> = self.people_at.get(&id).into_iter().flatten().copied().collect();
            for person in people {
                self.recount(directory, Who::Person(person));
            }
        }
    }

    /// A check-in of `who` is active, or is not.
    pub(super) fn checked_in(
        &mut self,
        directory: &Directory,
        who: Who,
        id: CheckInId,
        active: bool,
    ) {
        let subject = self.subjects.entry(who).or_default();
        let changed = if active { subject.active.insert(id) } else { subject.active.remove(&id) };
        if changed {
            self.recount(directory, resolved(directory, who));
        }
    }

    /// `who` is excused, or is not.
    pub(super) fn excused(&mut self, directory: &Directory, who: Who, excused: bool) {
        self.subjects.entry(who).or_default().excused = excused;
        self.recount(directory, resolved(directory, who));
    }

    fn recount(&mut self, directory: &Directory, who: Who) {
        let standing = self.standing(directory, who);
        let subject = self.subjects.entry(who).or_default();
        let now = counted(directory, who, subject, standing);
        let was = std::mem::replace(&mut subject.counted, now);
        if was == now {
            return;
        }
        if let Some(was) = was {
            self.count(who, was, false);
        }
        if let Some(now) = now {
            self.count(who, now, true);
        }
    }

    /// What a merged unit did, the kept one did.
    fn standing(&self, directory: &Directory, who: Who) -> Standing {
        let all = match who {
            Who::Unit(unit) => directory.stood_for(unit).into_iter().map(Who::Unit).collect(),
            Who::Person(_) => vec![who],
        };
        let subjects = || all.iter().filter_map(|one| self.subjects.get(one));
        if subjects().any(|subject| !subject.active.is_empty()) {
            Standing::CheckedIn
        } else if subjects().any(|subject| subject.excused) {
            Standing::Excused
        } else {
            Standing::NotCome
        }
    }

    /// In the area and in every one around it.
    fn count(&mut self, who: Who, counted: Counted, more: bool) {
        let Counted { area, unit, group, standing } = counted;
        let not_come = more && standing == Standing::NotCome;
        let around = std::iter::successors(area, |area| area.parent()).map(Some);
        for area in around.chain([None]) {
            let territory = self.territories.entry(area).or_default();
            match who {
                Who::Unit(unit) => {
                    territory.units.entry(group).or_default().count(standing, more);
                    put(&mut territory.units_not_come, unit, not_come);
                }
                Who::Person(_) => {
                    territory.members.entry(group).or_default().count(standing, more);
                }
            }
        }
        if let Who::Person(person) = who {
            put(self.members_not_come.entry(unit).or_default(), person, not_come);
        }
    }

    pub(crate) fn coverage(&self, area: Option<AreaCode>) -> CoverageTable {
        self.territories.get(&area).map_or_else(CoverageTable::default, |territory| CoverageTable {
            units: sum(&territory.units),
            members: sum(&territory.members),
            units_by: lines(&territory.units),
            members_by: lines(&territory.members),
        })
    }

    pub(crate) fn below(
        &self,
        directory: &Directory,
        under: AreaCode,
        page: PageRequest,
    ) -> Page<AreaCoverage> {
        let areas = directory.areas();
        let below = areas.children(under).map(|area| (Place::numbered(area.number()), area));
        Page::of(page, below, |area| {
            let CoverageTable { units, members, .. } = self.coverage(Some(area));
            AreaCoverage { area, name: areas.name(area).map(str::to_owned), units, members }
        })
    }

    /// The units of a territory that have not come.
    pub(super) fn units_not_come(
        &self,
        area: Option<AreaCode>,
    ) -> Option<&BTreeSet<OrganisationId>> {
        self.territories.get(&area).map(|territory| &territory.units_not_come)
    }

    /// The members of a unit who have not come.
    pub(crate) fn members_not_come(&self, unit: OrganisationId) -> Option<&BTreeSet<PersonId>> {
        self.members_not_come.get(&unit)
    }
}

fn resolved(directory: &Directory, who: Who) -> Who {
    match who {
        Who::Unit(unit) => Who::Unit(directory.resolve(unit)),
        Who::Person(_) => who,
    }
}

fn each(places: Places) -> impl Iterator<Item = OrganisationId> {
    [places.work_unit, places.home_community].into_iter().flatten()
}

fn put<T: Ord>(set: &mut BTreeSet<T>, one: T, there: bool) {
    if there {
        set.insert(one);
    } else {
        set.remove(&one);
    }
}

/// How somebody is counted now; nobody who is not on the roster. Of people only who work in a unit
/// are on it 在职党员.
fn counted(
    directory: &Directory,
    who: Who,
    subject: &Subject,
    standing: Standing,
) -> Option<Counted> {
    let (unit, home) = match who {
        Who::Unit(unit) => (unit, None),
        Who::Person(_) => {
            (directory.resolve(subject.places?.work_unit?), subject.places?.home_community)
        }
    };
    let known = directory.organisation(unit)?;
    let is_one = match known.standing {
        contracts::Standing::InOperation | contracts::Standing::Suspended => true,
        contracts::Standing::Ended | contracts::Standing::Merged { .. } => false,
    };
    if who.unit().is_some() && !(is_one && known.level == Level::Unit) {
        return None;
    }
    let home = home.and_then(|home| directory.organisation(home)?.area);
    let mut seniors = directory.affiliations(unit).filter_map(|senior| directory.level(senior));
    let level = seniors.find(|level| *level != Level::Unit);
    Some(Counted { area: home.or(known.area), unit, group: (level, known.nature), standing })
}
