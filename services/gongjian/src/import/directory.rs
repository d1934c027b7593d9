//! Organisations by their names: those of the registry, and those this import registers.

use std::collections::{HashMap, HashSet};

use contracts::registry::OrganisationLine;
use contracts::registry::organisation::{ALIASES_MAX, Level, Register};
use sheets::names::{Sameness, normalise, same_unit};
use values::{AreaCode, CreditCode, OrganisationId};

use super::side_tables::Variants;

/// Pairs of characters that more names than this share say nothing about any of them: 公司.
const SHARED_MAX: usize = 32;

/// An organisation, as far as an import looks at it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: OrganisationId,
    pub(super) name: String,
    pub(super) level: Level,
    pub(super) area: Option<AreaCode>,
    credit_code: Option<CreditCode>,
    aliases: usize,
}

/// Everybody who can be named.
#[derive(Debug, Default)]
pub(super) struct Directory {
    entries: Vec<Entry>,
    /// By name and alias, normalised.
    by_name: HashMap<String, Vec<usize>>,
    /// Communities.
    by_area: HashMap<AreaCode, Vec<usize>>,
    by_code: HashMap<CreditCode, usize>,
    /// Units, by each pair of neighbouring characters in their names.
    by_characters: HashMap<(char, char), Vec<usize>>,
}

/// Whom a list means by the name of a unit.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meant {
    /// Exactly this one.
    Known(usize),
    /// This one under another name, and why that is certain.
    Variant(usize, &'static str),
    /// So many of one name.
    Several(usize),
    /// The name is that of a unit with another credit code.
    OtherCode(usize),
    /// Nobody yet; perhaps one of these.
    Nobody(Vec<usize>),
}

impl Directory {
    pub(super) fn of(organisations: &[OrganisationLine]) -> Self {
        let mut directory = Self::default();
        for line in organisations {
            let at = directory.insert(Entry {
                id: line.id,
                name: line.name.to_string(),
                level: line.level,
                area: line.area,
                credit_code: line.credit_code,
                aliases: 0,
            });
            for alias in &line.aliases {
                directory.add_alias(at, alias);
            }
        }
        directory
    }

    /// Adds what the import registers.
    pub(super) fn register(&mut self, id: OrganisationId, register: &Register) -> usize {
        self.insert(Entry {
            id,
            name: register.name.to_string(),
            level: register.level,
            area: register.area,
            credit_code: register.credit_code,
            aliases: 0,
        })
    }

    fn insert(&mut self, entry: Entry) -> usize {
        let at = self.entries.len();
        let name = normalise(&entry.name);
        match (entry.level, entry.area) {
            (Level::Community, Some(area)) => self.by_area.entry(area).or_default().push(at),
            (Level::Unit, _) => {
                for pair in pairs(&name) {
                    self.by_characters.entry(pair).or_default().push(at);
                }
            }
            (_elsewhere, _) => {}
        }
        if let Some(code) = entry.credit_code {
            self.by_code.entry(code).or_insert(at);
        }
        self.by_name.entry(name).or_default().push(at);
        self.entries.push(entry);
        at
    }

    /// Adds a further name; false when it has too many.
    pub(super) fn add_alias(&mut self, at: usize, alias: &str) -> bool {
        if self.entries[at].aliases >= ALIASES_MAX {
            return false;
        }
        self.entries[at].aliases += 1;
        self.by_name.entry(normalise(alias)).or_default().push(at);
        true
    }

    pub(super) fn entry(&self, at: usize) -> &Entry {
        &self.entries[at]
    }

    pub(super) fn by_id(&self, id: OrganisationId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// Everybody of exactly this name, but for typing.
    pub(super) fn named(&self, name: &str) -> Vec<usize> {
        let mut found = self.by_name.get(&normalise(name)).cloned().unwrap_or_default();
        found.dedup();
        found
    }

    /// The communities of an area.
    pub(super) fn communities(&self, area: AreaCode) -> &[usize] {
        self.by_area.get(&area).map_or(&[], Vec::as_slice)
    }

    /// The only organisation of a level that works in just this area.
    pub(super) fn at(&self, area: AreaCode, level: Level) -> Option<usize> {
        let fits = |entry: &Entry| entry.level == level && entry.area == Some(area);
        let mut found = (0..).zip(&self.entries).filter(|(_, entry)| fits(entry));
        match (found.next(), found.next()) {
            (Some((at, _)), None) => Some(at),
            (None, _) | (Some(_), Some(_)) => None,
        }
    }

    /// Names of those that fit, for "您是不是要找…".
    pub(super) fn names(&self, fits: impl Fn(&Entry) -> bool) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(move |entry| fits(entry)).map(|entry| entry.name.as_str())
    }

    /// Whom a list means, among those that `fits`.
    pub(super) fn meant(
        &self,
        name: &str,
        credit_code: Option<CreditCode>,
        variants: &Variants,
        fits: impl Fn(&Entry) -> bool,
    ) -> Meant {
        let fitting = |found: Vec<usize>| -> Vec<usize> {
            found.into_iter().filter(|at| fits(&self.entries[*at])).collect()
        };
        let other_code = |at: usize| {
            let known = self.entries[at].credit_code;
            known.is_some() && credit_code.is_some() && known != credit_code
        };
        let exact = fitting(self.named(name));
        if let Some(at) = credit_code.and_then(|code| self.by_code.get(&code)) {
            let same_name = exact.contains(at);
            return if same_name {
                Meant::Known(*at)
            } else {
                Meant::Variant(*at, "信用代码相同")
            };
        }
        match exact.as_slice() {
            [] => {}
            [only] if other_code(*only) => return Meant::OtherCode(*only),
            [only] => return Meant::Known(*only),
            several => return Meant::Several(several.len()),
        }
        let judged: Vec<usize> =
            variants.of(name).iter().flat_map(|other| fitting(self.named(other))).collect();
        if let Some(at) = judged.first().filter(|at| !other_code(**at)) {
            return Meant::Variant(*at, "同名表认定为同一单位");
        }
        let mut likely = Vec::new();
        for at in self.similar(name) {
            let other = &self.entries[at].name;
            if variants.are_apart(name, other) || other_code(at) || !fits(&self.entries[at]) {
                continue;
            }
            match same_unit(name, other) {
                Sameness::Same => {
                    return Meant::Variant(at, "名称只差书写、公司形式或党组织");
                }
                Sameness::Likely => likely.push(at),
                Sameness::Different => {}
            }
        }
        Meant::Nobody(likely)
    }

    /// Units that share at least one telling pair of characters, in the order they were added.
    fn similar(&self, name: &str) -> Vec<usize> {
        let shared = pairs(&normalise(name)).into_iter().filter_map(|pair| {
            self.by_characters.get(&pair).filter(|names| names.len() <= SHARED_MAX)
        });
        let mut found: Vec<usize> = shared.flatten().copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn pairs(name: &str) -> HashSet<(char, char)> {
    name.chars().zip(name.chars().skip(1)).collect()
}

#[cfg(test)]
mod tests {
    use values::{Text, Uuid};

    use super::*;

    fn directory(names: &[&str]) -> Directory {
        let mut directory = Directory::default();
        for (n, name) in (1..).zip(names) {
            let register = Register {
                name: Text::new(name).unwrap(),
                level: Level::Unit,
                nature: None,
                credit_code: None,
                area: None,
                parent: None,
                address: None,
            };
            directory.register(OrganisationId(Uuid::from_u128(n)), &register);
        }
        directory
    }

    fn meant(directory: &Directory, name: &str, variants: &Variants) -> Meant {
        directory.meant(name, None, variants, |_| true)
    }

    #[test]
    fn only_certain_names_are_merged() {
        let none = Variants::default();
        let known = directory(&["东山建工集团", "海通银行威海分行", "望海小学", "望海小学"]);
        assert_eq!(meant(&known, "东山建工集团", &none), Meant::Known(0));
        assert_eq!(
            meant(&known, "东山建工集团有限公司", &none),
            Meant::Variant(0, "名称只差书写、公司形式或党组织")
        );
        assert_eq!(meant(&known, "海通银行", &none), Meant::Nobody(vec![1]));
        assert_eq!(meant(&known, "望海小学", &none), Meant::Several(2));
        assert_eq!(meant(&known, "蓝帆物业", &none), Meant::Nobody(vec![]));
    }

    #[test]
    fn what_people_judged_counts_more_than_what_names_look_like() {
        let mut variants = Variants::default();
        variants.judge("海通", "海通银行威海分行", "same unit (informal)");
        variants.judge("东山建工集团有限公司", "东山建工集团", "unsure");
        let known = directory(&["东山建工集团", "海通银行威海分行"]);
        assert_eq!(meant(&known, "海通", &variants), Meant::Variant(1, "同名表认定为同一单位"));
        assert_eq!(meant(&known, "东山建工集团有限公司", &variants), Meant::Nobody(vec![]));
    }

    #[test]
    fn an_alias_is_a_name() {
        let mut known = directory(&["望海市第一医院"]);
        assert!(known.add_alias(0, "望海一院"));
        assert_eq!(meant(&known, "望海一院", &Variants::default()), Meant::Known(0));
        for n in 1..ALIASES_MAX {
            assert!(known.add_alias(0, &format!("别名{n}")));
        }
        assert!(!known.add_alias(0, "太多"));
    }
}
