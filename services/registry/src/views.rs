//! The registry as people ask for it, built from events alone.

mod accounts;
mod check_ins;
mod held;
mod on_roster;
mod organisations;
mod pairs;
mod paper;
mod people;
mod roster;
mod saved_views;
mod seats;
mod tokens;
mod twins;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::registry::check_in::Who;
use contracts::registry::taxonomy::Category;
use contracts::registry::{
    AreaLine, Areas, Categories, CategoryLine, CheckIn, CheckInForm, CheckInLine, CheckIns,
    Coverage, CoverageBelow, Duplicates, Edges, Event, HeldExcuse, ListTitles, MemberLine,
    MemberNotCome, Members, MembersNotCome, Names, Organisation, Organisations, Pairs, Person,
    PersonNames, Seats, UnitNotCome, UnitsNotCome, WorkCalendar, WorkCalendarLine, excuse,
};
use contracts::{Actor, Asker, Commit, Directory, Page, Place, Role};
use runtime::{Queries, Question};
use values::{AccountId, AreaCode, CheckInId, OrganisationId, PersonId, Text, Uuid};

use crate::Registry;
use crate::domain::authority::Sight;
use crate::domain::authority::{sees_roster, sees_territory};

type Asked<'a> = Question<'a, View>;

pub(crate) fn table() -> Queries<Registry> {
    Queries::default()
        .on(|asked: &Asked<'_>, query: Organisations| asked.view.organisations.page(&query))
        .on(|asked: &Asked<'_>, Organisation { organisation }| {
            asked.view.organisations.line(organisation)
        })
        .on(|asked: &Asked<'_>, Names { organisations }| asked.view.names(&organisations))
        .on(|asked: &Asked<'_>, Edges { organisation }| {
            asked.view.organisations.edges(organisation)
        })
        .on(|asked: &Asked<'_>, Duplicates { page }| {
            // Whoever registers units looks for them.
            let registers = |role: Role| role.answers_for_an_area() || role == Role::Auditor;
            match asked.actor.role() {
                Some(role) if !registers(role) && role != Role::Operator => Page::empty(),
                Some(_) | None => asked.view.organisations.duplicates(page),
            }
        })
        .on(accounts::credential)
        .on(accounts::secrets)
        .on(accounts::invitation)
        .on(accounts::standing)
        .on(accounts::one)
        .on(accounts::page)
        .on(accounts::holders)
        .on(saved_views::own)
        .on(tokens::token)
        .on(tokens::tokens)
        .on(|asked: &Asked<'_>, CheckIn { check_in }| {
            let line = &asked.view.check_ins.get(check_in)?.line;
            asked.view.sees_check_in(asked.asker(), line).then(|| line.clone())
        })
        .on(|asked: &Asked<'_>, query: CheckIns| asked.view.seen_check_ins(asked.asker(), &query))
        .on(|asked: &Asked<'_>, query: Pairs| asked.view.pairs.page(&asked.view.directory, &query))
        .on(|asked: &Asked<'_>, query: Seats| asked.view.seats.page(&asked.view.directory, &query))
        .on(|asked: &Asked<'_>, query: Areas| asked.view.areas(&query))
        .on(|asked: &Asked<'_>, ListTitles {}: ListTitles| {
            asked.view.directory.taxonomy().titles().clone()
        })
        .on(|asked: &Asked<'_>, WorkCalendar { year }| {
            let calendar = asked.view.directory.calendar();
            let (known, days) = (calendar.covers(year), calendar.entries(year).to_vec());
            WorkCalendarLine { year, known, days }
        })
        .on(|asked: &Asked<'_>, query: Categories| asked.view.categories(query))
        .on(|asked: &Asked<'_>, Person { person }| {
            asked.view.people.opened(
                &asked.view.directory,
                asked.actor,
                person,
                paper::unsealing(asked),
            )
        })
        .on(|asked: &Asked<'_>, CheckInForm { check_in }| paper::paper(asked, check_in))
        .on(|asked: &Asked<'_>, Coverage { area }| asked.view.roster.coverage(area))
        .on(|asked: &Asked<'_>, CoverageBelow { under, page }| {
            asked.view.roster.below(&asked.view.directory, under, page)
        })
        .on(|asked: &Asked<'_>, query: UnitsNotCome| asked.view.units_not_come(asked.actor, query))
        .on(members_not_come)
        .on(person_names)
        .on(members)
        .on(people::roster)
        .on(on_roster::on_roster)
        .on(held::held)
        .on(held::excuse_of_person)
        .on(held::excuse_of_unit)
}

fn person_names(
    asked: &Question<'_, View>,
    PersonNames { people }: PersonNames,
) -> BTreeMap<PersonId, String> {
    let view = asked.view;
    let known = people
        .into_iter()
        .filter(|person| view.people.may_know(&view.directory, asked.actor, *person));
    let named = known
        .filter_map(|person| Some((person, view.people.name(person, paper::unsealing(asked))?)));
    named.collect()
}

/// Everybody on the unit's roster, for the unit itself.
fn members(
    asked: &Question<'_, View>,
    Members { unit, page }: Members,
) -> Option<Page<MemberLine>> {
    let view = asked.view;
    if !view.directory.may_act_for(asked.actor, unit) {
        return None;
    }
    Some(view.people.at_work(view.directory.resolve(unit), page, |person| MemberLine {
        person,
        name: view.people.name(person, paper::unsealing(asked)),
    }))
}

/// Names too: whoever may see the list is who may see them.
fn members_not_come(
    asked: &Question<'_, View>,
    MembersNotCome { unit, page }: MembersNotCome,
) -> Option<Page<MemberNotCome>> {
    let view = asked.view;
    if !sees_roster(asked.actor, &view.directory, unit) {
        return None;
    }
    let none = BTreeSet::new();
    let unit = view.directory.resolve(unit);
    let people = view.roster.members_not_come(unit).unwrap_or(&none);
    let lines = people.iter().map(|person| (Place::id(*person), person));
    Some(Page::counted(page, people.len(), lines, |person| MemberNotCome {
        person: *person,
        name: view.people.name(*person, paper::unsealing(asked)),
        home_community: view.people.places(*person).and_then(|places| places.home_community),
    }))
}

/// The map, and everybody who is registered.
#[derive(Default)]
pub struct View {
    pub(crate) accounts: accounts::View,
    pub(crate) tokens: tokens::View,
    pub(crate) organisations: organisations::View,
    pub(crate) people: people::View,
    pub(crate) check_ins: check_ins::View,
    pub(crate) roster: roster::View,
    pub(crate) saved_views: saved_views::View,
    pub(crate) seats: seats::View,
    pub(crate) pairs: pairs::View,
    /// Whose excuse each one is, and what it says.
    excused: HashMap<Uuid, (Who, HeldExcuse)>,
    pub(crate) directory: Directory,
}

impl View {
    /// The page of check-ins that `query` asks for.
    pub fn check_ins(&self, query: &CheckIns) -> Page<CheckInLine> {
        self.check_ins.page(&self.directory, query, None::<fn(&CheckInLine) -> bool>)
    }

    /// The same, as far as whoever asks may see it.
    fn seen_check_ins(&self, asker: Asker<'_>, query: &CheckIns) -> Page<CheckInLine> {
        let own = query.person.is_some() && query.person == asker.actor.person();
        let of_unit = query.unit.is_some() && query.person.is_none();
        let here = query.community.is_some_and(|community| asker.sees_work_of(community))
            || query.area.is_some_and(|area| asker.sees_work_in(area));
        let all = own || of_unit || here || asker.sees_all_work();
        let sees = (!all).then_some(|line: &CheckInLine| self.sees_check_in(asker, line));
        self.check_ins.page(&self.directory, query, sees)
    }

    /// Where a person lives is told no further here than of the person; and to the community to
    /// which it comes, and above.
    fn sees_check_in(&self, asker: Asker<'_>, line: &CheckInLine) -> bool {
        match line.who {
            Who::Unit(_) => true,
            Who::Person(person) => {
                let sight = || self.people.sight(&self.directory, asker.actor, person);
                asker.actor.person() == Some(person)
                    || asker.sees_work_of(line.community)
                    || sight() >= Sight::Places
            }
        }
    }

    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        for recorded in &commit.events {
            let id = recorded.aggregate;
            let stood_for = self.directory.resolve(OrganisationId(id));
            self.directory.apply(recorded);
            match &recorded.event {
                Event::Account(event) => {
                    self.accounts.apply(AccountId(id), event, commit.position, commit.time);
                    self.tokens.apply(AccountId(id), event, commit.time);
                }
                Event::Organisation(event) => {
                    self.organisations.apply(OrganisationId(id), event, commit.time);
                    for settled in self.directory.resettled(recorded) {
                        self.settle(settled);
                    }
                    self.mark(OrganisationId(id));
                    self.roster.organisation(&self.directory, OrganisationId(id), stood_for);
                }
                Event::Person(event) => {
                    let person = PersonId(id);
                    self.people.apply(person, event, commit.position);
                    for organisation in self.organisations.offices(person) {
                        self.mark(organisation);
                    }
                    self.roster.person(&self.directory, person, self.people.places(person));
                }
                Event::CheckIn(event) => {
                    let check_in = CheckInId(id);
                    self.check_ins.apply(check_in, event, commit.time, &commit.actor);
                    if let Some(kept) = self.check_ins.get(check_in) {
                        let (who, active) = (kept.line.who, kept.is_active());
                        self.roster.checked_in(&self.directory, who, check_in, active);
                    }
                }
                Event::SavedViews(event) => self.saved_views.apply(event, commit),
                Event::Excuse(event) => self.excuse(id, event),
                Event::Seat(event) => self.seats.apply(id, event, commit.time),
                Event::Pair(event) => self.pairs.apply(id, event, commit.time),
                // The directory has what is asked of the first three; others follow the events.
                Event::Area(_) | Event::Calendar(_) | Event::Taxonomy(_) | Event::Import(_) => {}
            }
        }
    }

    fn settle(&mut self, organisation: OrganisationId) {
        self.accounts.settle(organisation, &self.directory);
        self.people.settle(organisation, &self.directory);
        self.check_ins.settle(organisation, &self.directory);
        self.seats.settle(organisation, &self.directory);
        self.pairs.settle(organisation, &self.directory);
    }

    fn mark(&mut self, organisation: OrganisationId) {
        let people = &self.people;
        self.organisations.mark(organisation, |person| people.phone_fingerprint(person));
    }

    /// What was merged goes by the name of the one that is kept.
    pub(crate) fn names(&self, ids: &[OrganisationId]) -> BTreeMap<OrganisationId, Text<60>> {
        let name = |id| self.organisations.name(self.directory.resolve(id));
        ids.iter().filter_map(|id| Some((*id, name(*id)?))).collect()
    }

    fn excuse(&mut self, id: Uuid, event: &excuse::Event) {
        match event {
            excuse::Event::Granted { who, reason, until, ends_at: _ } => {
                let excuse = HeldExcuse { reason: *reason, until: *until };
                self.excused.insert(id, (*who, excuse));
                self.roster.excused(&self.directory, *who, true);
            }
            excuse::Event::Ended {} => {
                if let Some((who, _)) = self.excused.remove(&id) {
                    self.roster.excused(&self.directory, who, false);
                }
            }
        }
    }

    /// For the officers of the territory only.
    pub(crate) fn units_not_come(
        &self,
        actor: &Actor,
        UnitsNotCome { area, page }: UnitsNotCome,
    ) -> Option<Page<UnitNotCome>> {
        if !sees_territory(actor, &self.directory, area) {
            return None;
        }
        let none = BTreeSet::new();
        let units = self.roster.units_not_come(area).unwrap_or(&none);
        let lines = units.iter().map(|unit| (Place::id(*unit), unit));
        Some(Page::counted(page, units.len(), lines, |unit| {
            let known = self.directory.organisation(*unit).expect("who is counted is known");
            let (name, nature, area) = (known.name.clone(), known.nature, known.area);
            UnitNotCome { unit: *unit, name, nature, area }
        }))
    }

    pub(crate) fn categories(&self, query: Categories) -> Vec<CategoryLine> {
        let all = Category::ALL.into_iter();
        let wanted = all.filter(|category| query.category.is_none_or(|only| only == *category));
        let taxonomy = self.directory.taxonomy();
        let line =
            |category| CategoryLine { category, subcategories: taxonomy.of(category).to_vec() };
        wanted.map(line).collect()
    }

    pub(crate) fn areas(&self, query: &Areas) -> Page<AreaLine> {
        let wanted = |(code, _): &(AreaCode, &str)| {
            query.under.is_none_or(|around| around != *code && around.contains(*code))
        };
        let areas = self.directory.areas().iter().filter(wanted);
        let areas = areas.map(|area| (Place::numbered(area.0.number()), area));
        Page::of(query.page, areas, |(code, name)| AreaLine {
            code,
            name: Text::new(name).expect("it was a text before it was put into the tree"),
        })
    }
}
