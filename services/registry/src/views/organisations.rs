//! Organisations, in the order of registration, and by level.

use std::collections::{BTreeMap, HashMap};

use contracts::Page;
use contracts::registry::organisation::{Event, Level, Register};
use contracts::registry::{OrganisationLine, Organisations};
use values::{OrganisationId, Text};

#[derive(Default)]
pub(crate) struct View {
    lines: HashMap<OrganisationId, OrganisationLine>,
    registered: Vec<OrganisationId>,
    by_level: HashMap<Level, Vec<OrganisationId>>,
}

impl View {
    pub(super) fn apply(&mut self, id: OrganisationId, event: &Event) {
        match event {
            Event::Registered(register) => {
                self.lines.insert(id, line(id, register));
                self.registered.push(id);
                self.by_level.entry(register.level).or_default().push(id);
            }
            Event::AliasAdded { alias } => {
                if let Some(line) = self.lines.get_mut(&id) {
                    line.aliases.push(alias.clone());
                }
            }
        }
    }

    pub(crate) fn page(&self, query: &Organisations) -> Page<OrganisationLine> {
        let none = Vec::new();
        let ids = match query.level {
            Some(level) => self.by_level.get(&level).unwrap_or(&none),
            None => &self.registered,
        };
        let wanted = |line: &&OrganisationLine| {
            query.name.as_ref().is_none_or(|part| {
                let mut names = std::iter::once(&line.name).chain(&line.aliases);
                names.any(|name| name.contains(part.as_str()))
            })
        };
        let lines = ids.iter().filter_map(|id| self.lines.get(id)).filter(wanted);
        Page::of(query.page, lines, OrganisationLine::clone)
    }

    pub(super) fn name(&self, id: OrganisationId) -> Option<Text<60>> {
        self.lines.get(&id).map(|line| line.name.clone())
    }

    pub(crate) fn line(&self, id: OrganisationId) -> Option<OrganisationLine> {
        self.lines.get(&id).cloned()
    }

    pub(crate) fn names(&self, ids: &[OrganisationId]) -> BTreeMap<OrganisationId, Text<60>> {
        ids.iter().filter_map(|id| Some((*id, self.name(*id)?))).collect()
    }
}

fn line(id: OrganisationId, register: &Register) -> OrganisationLine {
    OrganisationLine {
        id,
        name: register.name.clone(),
        aliases: Vec::new(),
        level: register.level,
        nature: register.nature,
        credit_code: register.credit_code,
        credit_code_doubtful: register.credit_code.is_some_and(|code| !code.check_digit_ok()),
        area: register.area,
        address: register.address.clone(),
    }
}
