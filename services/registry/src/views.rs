//! The registry as people ask for it, built from events alone.

mod check_ins;
mod organisations;
mod people;

use contracts::registry::taxonomy::Category;
use contracts::registry::{
    AreaLine, Areas, Categories, CategoryLine, CheckIns, Event, Names, Organisation, Organisations,
    Person,
};
use contracts::{Commit, Directory, Page};
use runtime::{Queries, Question};
use values::{AreaCode, CheckInId, OrganisationId, PersonId, Text};

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
        .on(|asked: &Asked<'_>, query: Categories| asked.view.categories(query))
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
    directory: Directory,
}

impl View {
    pub(crate) fn apply(&mut self, commit: &Commit<Event>) {
        for recorded in &commit.events {
            let id = recorded.aggregate;
            self.directory.apply(recorded);
            match &recorded.event {
                Event::Organisation(event) => self.organisations.apply(OrganisationId(id), event),
                Event::Person(event) => self.people.apply(PersonId(id), event, commit.position),
                Event::CheckIn(event) => self.check_ins.apply(CheckInId(id), event),
                // The directory has what is asked of the first three; others follow the events.
                Event::Area(_)
                | Event::Calendar(_)
                | Event::Taxonomy(_)
                | Event::Pair(_)
                | Event::Import(_) => {}
            }
        }
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
        Page::of(query.page, self.directory.areas().iter().filter(wanted), |(code, name)| {
            AreaLine {
                code,
                name: Text::new(name).expect("it was a text before it was put into the tree"),
            }
        })
    }
}
