//! What `registry` knows and every rule may ask: working days, areas, organisations, the taxonomy.

use std::collections::{BTreeMap, HashMap};

use values::area::AreaTree;
use values::{AreaCode, Calendar, OrganisationId, Text, Uuid};

use crate::Recorded;
use crate::registry::organisation::{self, Level, Nature};
use crate::registry::taxonomy::{self, Taxonomy};
use crate::registry::{Event, area, calendar};

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
        }
    }
}

/// The most steps from an organisation to the last it belongs to.
const AFFILIATIONS_MAX: usize = 16;

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
            }
            Event::Taxonomy(taxonomy::Event::CategorySet { category, subcategories }) => {
                self.taxonomy.set(*category, subcategories.clone());
            }
            Event::Person(_)
            | Event::CheckIn(_)
            | Event::Excuse(_)
            | Event::Pair(_)
            | Event::Import(_) => {}
        }
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
        match event {
            organisation::Event::Registered(organisation::Register {
                name,
                level,
                nature,
                area,
                parent,
                ..
            }) => {
                if let (Some(area), true) = (area, *level != Level::Unit) {
                    self.bodies.entry(*area).or_insert(id);
                }
                let known = Known {
                    name: name.clone(),
                    level: *level,
                    nature: *nature,
                    area: *area,
                    parent: *parent,
                };
                self.organisations.insert(id, known);
            }
            organisation::Event::AliasAdded { .. } => {}
        }
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
        let parent = |organisation: &_| self.organisation(*organisation)?.parent;
        std::iter::successors(parent(&organisation), parent).take(AFFILIATIONS_MAX)
    }

    /// The nearest territorial senior of `organisation` at `level`.
    pub fn senior_at(&self, organisation: OrganisationId, level: Level) -> Option<OrganisationId> {
        self.seniors(organisation).find(|senior| self.level(*senior) == Some(level))
    }
}

#[cfg(test)]
mod tests {
    use values::calendar::{DayKind, Entry};

    use super::*;
    use crate::registry::taxonomy::Category;
    use crate::testing::{directory, registered};

    const CITY: OrganisationId = OrganisationId(Uuid::from_u128(1));
    const STREET: OrganisationId = OrganisationId(Uuid::from_u128(3));
    const COMMUNITY: OrganisationId = OrganisationId(Uuid::from_u128(4));
    const UNIT: OrganisationId = OrganisationId(Uuid::from_u128(5));
    const NOWHERE: OrganisationId = OrganisationId(Uuid::from_u128(6));

    fn town() -> Directory {
        directory([
            registered(CITY, Level::City, "9901"),
            registered(STREET, Level::Street, "990101001"),
            registered(COMMUNITY, Level::Community, "990101001002"),
            registered(UNIT, Level::Unit, "990101001002"),
            registered(NOWHERE, Level::Unit, ""),
        ])
    }

    #[test]
    fn seniors_are_the_bodies_of_the_areas_around_nearest_first() {
        let town = town();
        let seniors = |organisation| town.seniors(organisation).collect::<Vec<_>>();
        assert_eq!(seniors(UNIT), [COMMUNITY, STREET, CITY]);
        assert_eq!(seniors(COMMUNITY), [STREET, CITY]);
        assert_eq!(seniors(CITY), []);
        assert_eq!(seniors(NOWHERE), []);
        assert_eq!(town.senior_at(UNIT, Level::Street), Some(STREET));
        assert_eq!(town.senior_at(UNIT, Level::District), None, "none is registered");
    }

    #[test]
    fn the_body_of_an_area_is_never_a_unit_and_the_first_one_stays() {
        let mut town = town();
        let area = "990101001002".parse().unwrap();
        assert_eq!(town.body_of(area), Some(COMMUNITY));
        town.apply(&registered(
            OrganisationId(Uuid::from_u128(9)),
            Level::Community,
            "990101001002",
        ));
        assert_eq!(town.body_of(area), Some(COMMUNITY));
    }

    #[test]
    fn a_year_of_the_calendar_and_the_names_of_areas_are_followed() {
        let mut directory = Directory::default();
        let code = "9901".parse().unwrap();
        let at = |aggregate, event| Recorded { aggregate, version: 1, event };
        let named = |name: &str| Text::new(name).unwrap();
        let added = area::Event::Added { code, name: named("临海") };
        directory.apply(&at(area::id(code), Event::Area(added)));
        let renamed = area::Event::Renamed { name: named("临海市") };
        directory.apply(&at(area::id(code), Event::Area(renamed)));
        assert_eq!(directory.areas().name(code), Some("临海市"));

        let missing = 2090;
        assert!(!directory.calendar().covers(missing));
        let date = "2090-01-01".parse().unwrap();
        let days = vec![Entry { date, kind: DayKind::Off, name: named("元旦") }];
        let set = calendar::Event::YearSet { year: missing, days };
        directory.apply(&at(calendar::id(), Event::Calendar(set)));
        assert!(directory.calendar().covers(missing));
    }

    #[test]
    fn a_subcategory_that_was_retired_keeps_its_name_and_takes_nothing_new() {
        let mut directory = Directory::default();
        let (category, code) = (Category::Venue, "square");
        assert!(directory.taxonomy().is_live(category, code));
        assert!(!directory.taxonomy().is_live(Category::Talent, code));
        let mut subcategories = directory.taxonomy().of(category).to_vec();
        let square = subcategories.iter_mut().find(|known| known.code.as_str() == code).unwrap();
        (square.retired, square.name) = (true, Text::new("口袋广场").unwrap());
        let event = Event::Taxonomy(taxonomy::Event::CategorySet { category, subcategories });
        directory.apply(&Recorded { aggregate: taxonomy::id(), version: 1, event });
        assert!(!directory.taxonomy().is_live(category, code));
        assert_eq!(directory.taxonomy().name(category, code), Some("口袋广场"));
        assert!(directory.taxonomy().is_live(category, "meeting_room"));
    }
}
