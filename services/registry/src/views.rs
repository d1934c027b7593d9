//! The registry as people ask for it, built from events alone.

mod check_ins;
mod organisations;
mod people;

use contracts::registry::{
    AreaLine, Areas, CheckIns, Event, Names, Organisation, Organisations, Person, area,
};
use contracts::{Commit, Page};
use runtime::{Queries, Question};
use values::area::AreaTree;
use values::{AreaCode, CheckInId, OrganisationId, PersonId, Text, Uuid};

use crate::Registry;

pub(crate) fn table() -> Queries<Registry> {
    type Asked<'a> = Question<'a, View>;
    Queries::default()
        .on(|asked: &Asked<'_>, query: Organisations| asked.view.organisations.page(&query))
        .on(|asked: &Asked<'_>, Organisation { organisation }| {
            asked.view.organisations.line(organisation)
        })
        .on(|asked: &Asked<'_>, Names { organisations }| {
            asked.view.organisations.names(&organisations)
        })
        .on(|asked: &Asked<'_>, query: CheckIns| asked.view.check_ins.page(&query))
        .on(|asked: &Asked<'_>, query: Areas| asked.view.areas(&query))
        .on(|asked: &Asked<'_>, Person { person }| {
            asked.view.people.opened(asked.actor, person, |position, field, sealed| {
                asked.unseal(position, field, sealed).unwrap_or_else(|error| {
                    tracing::error!(position, field, %error, "cannot open what was sealed");
                    None
                })
            })
        })
}

/// The map, and everybody who is registered.
#[derive(Default)]
pub struct View {
    pub(crate) organisations: organisations::View,
    pub(crate) people: people::View,
    pub(crate) check_ins: check_ins::View,
    tree: AreaTree,
    /// An area's later events name it by its aggregate only.
    codes: std::collections::HashMap<Uuid, AreaCode>,
}

impl View {
    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        for recorded in &commit.events {
            let id = recorded.aggregate;
            match &recorded.event {
                Event::Organisation(event) => self.organisations.apply(OrganisationId(id), event),
                Event::Person(event) => self.people.apply(PersonId(id), event, commit.position),
                Event::CheckIn(event) => self.check_ins.apply(CheckInId(id), event),
                Event::Area(event) => self.apply_area(id, event),
                // Nobody asks for these lists: others follow the events.
                Event::Calendar(_) | Event::Pair(_) | Event::Import(_) => {}
            }
        }
    }

    fn apply_area(&mut self, id: Uuid, event: &area::Event) {
        match event {
            area::Event::Added { code, name } => {
                self.codes.insert(id, *code);
                self.tree.insert(*code, name);
            }
            area::Event::Renamed { name } => {
                if let Some(code) = self.codes.get(&id) {
                    self.tree.insert(*code, name);
                }
            }
        }
    }

    pub(crate) fn areas(&self, query: &Areas) -> Page<AreaLine> {
        let wanted = |(code, _): &(AreaCode, &str)| {
            query.under.is_none_or(|around| around != *code && around.contains(*code))
        };
        Page::of(query.page, self.tree.iter().filter(wanted), |(code, name)| AreaLine {
            code,
            name: Text::new(name).expect("it was a text before it was put into the tree"),
        })
    }
}
