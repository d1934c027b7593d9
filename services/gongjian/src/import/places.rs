//! Communities as lists call them, found among the areas that are known.

use std::collections::{BTreeMap, HashMap, HashSet};

use contracts::registry::AreaLine;
use contracts::registry::organisation::Level;
use sheets::RowNumber;
use sheets::names::{Areas, Resolution, normalise};
use values::{AreaCode, AreaLevel, OrganisationId, Text};

use super::planner::{Options, Planner, organisation_in};

/// Where a name may be looked up.
#[derive(Debug)]
pub(super) struct Places {
    areas: Areas,
    names: BTreeMap<AreaCode, Text<60>>,
    /// Communities by their whole names: 河西居委会 is not 河西村委会.
    by_name: HashMap<String, Vec<AreaCode>>,
    under: Option<AreaCode>,
    open: HashSet<String>,
    aliases: HashSet<String>,
    found: HashMap<String, Place>,
}

/// What the name of a community leads to.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// An area, and its name if that is only likely.
    At { code: AreaCode, likely: Option<Text<60>> },
    /// People looked at it and found none.
    Open,
    /// None, and what to do.
    Unknown { message: String, suggestion: String },
}

impl Places {
    pub(super) fn new(areas: &[AreaLine], options: &Options) -> Self {
        let under = options.under;
        let within = |line: &&AreaLine| under.is_none_or(|under| under.contains(line.code));
        let communities = areas.iter().filter(within);
        let communities = communities.filter(|line| line.code.level() == AreaLevel::Community);
        let mut by_name: HashMap<String, Vec<AreaCode>> = HashMap::new();
        for line in communities.clone() {
            by_name.entry(normalise(&line.name)).or_default().push(line.code);
        }
        let pairs = communities.map(|line| (line.code.short(), line.name.as_str()));
        let aliases = options.aliases.known.iter().map(|(name, code)| (name, code.short()));
        Self {
            areas: Areas::new(pairs).with_aliases(aliases),
            by_name,
            names: areas.iter().map(|line| (line.code, line.name.clone())).collect(),
            under,
            open: options.aliases.open.clone(),
            aliases: options.aliases.known.iter().map(|(name, _)| normalise(name)).collect(),
            found: HashMap::new(),
        }
    }

    /// An area by its code or its exact name, if only one bears it.
    pub(super) fn called(&self, said: &str) -> Option<(AreaCode, Text<60>)> {
        if let Ok(code) = said.parse() {
            return self.names.get(&code).map(|name| (code, name.clone()));
        }
        let wanted = normalise(said);
        let mut found = self.names.iter().filter(|(code, name)| {
            let within = self.under.is_none_or(|under| under.contains(**code));
            within && normalise(name) == wanted
        });
        match (found.next(), found.next()) {
            (Some((code, name)), None) => Some((*code, name.clone())),
            (None, _) | (Some(_), Some(_)) => None,
        }
    }

    pub(super) fn contains(&self, area: Option<AreaCode>) -> bool {
        self.under.is_none_or(|under| area.is_some_and(|area| under.contains(area)))
    }

    pub(super) fn name(&self, code: AreaCode) -> Option<&Text<60>> {
        self.names.get(&code)
    }

    /// What `name` leads to; looked up once for each name.
    pub(super) fn find(&mut self, name: &str) -> Place {
        if let Some(found) = self.found.get(name) {
            return found.clone();
        }
        let found = self.look_up(name);
        self.found.insert(name.to_owned(), found.clone());
        found
    }

    fn look_up(&self, name: &str) -> Place {
        if self.open.contains(&normalise(name)) {
            return Place::Open;
        }
        let written = name.parse::<AreaCode>().ok();
        let is_community = |code: &AreaCode| code.level() == AreaLevel::Community;
        let written = written.filter(is_community).filter(|code| self.names.contains_key(code));
        if let Some(code) = written {
            return Place::At { code, likely: None };
        }
        if !self.aliases.contains(&normalise(name))
            && let Some([only]) = self.by_name.get(&normalise(name)).map(Vec::as_slice)
        {
            return Place::At { code: *only, likely: None };
        }
        let code_of = |code: String| code.parse::<AreaCode>().ok();
        let at = |code: String, likely| match code_of(code) {
            Some(code) => Place::At { code, likely },
            None => unreachable!("the codes were area codes before they were made texts"),
        };
        match self.areas.resolve(name) {
            Resolution::Exact(code) | Resolution::Alias(code) => at(code, None),
            Resolution::Likely { code, name } => at(code, Text::new(&name).ok()),
            Resolution::Ambiguous(several) => {
                let several = several.iter().map(|(code, name)| format!("{name}（{code}）"));
                Place::Unknown {
                    message: format!("“{name}”可能是几个社区"),
                    suggestion: format!(
                        "请填其中一个的12位代码，或写进 --aliases 的表：{}",
                        several.collect::<Vec<_>>().join("、")
                    ),
                }
            }
            Resolution::Unknown(near) if near.is_empty() => Place::Unknown {
                message: format!("区划表里没有“{name}”"),
                suggestion: if self.names.is_empty() {
                    "请先用 import areas 导入区划".to_owned()
                } else {
                    "请核对名称，或写进 --aliases 的表".to_owned()
                },
            },
            Resolution::Unknown(near) => Place::Unknown {
                message: format!("区划表里没有“{name}”"),
                suggestion: format!("是不是：{}？也可写进 --aliases 的表", near.join("、")),
            },
        }
    }
}

impl Planner {
    /// The area of a community; a name that leads to none refuses the row.
    pub(super) fn area(&mut self, row: RowNumber, column: &str, name: &str) -> Option<AreaCode> {
        match self.places.find(name) {
            Place::At { code, likely } => {
                if let Some(area) = likely {
                    self.took_likely(row, name, &area);
                }
                Some(code)
            }
            Place::Open => {
                let message = format!("第{row}行：“{name}”在别名表里没有对应的社区");
                let suggestion = "请在 --aliases 的表里补上代码，或改用现在的社区名称";
                self.refuse(row, Some(column), "community_open", message, suggestion);
                None
            }
            Place::Unknown { message, suggestion } => {
                let message = format!("第{row}行：{message}");
                self.refuse(row, Some(column), "community_unknown", message, &suggestion);
                None
            }
        }
    }

    /// The community that a list means; registered if its area is known and nobody stands for it.
    pub(super) fn community(
        &mut self,
        row: RowNumber,
        column: &str,
        name: &str,
        called: Option<&str>,
    ) -> Option<OrganisationId> {
        if let Some(known) = self.community_named(name) {
            return Some(known);
        }
        let code = self.area(row, column, name)?;
        self.community_at(row, column, code, called)
    }

    /// The one registered community of exactly this name.
    pub(super) fn community_named(&self, name: &str) -> Option<OrganisationId> {
        let found = self.directory.named(name).into_iter().map(|at| self.directory.entry(at));
        let mut found = found
            .filter(|entry| entry.level == Level::Community && self.places.contains(entry.area));
        match (found.next(), found.next()) {
            (Some(only), None) => Some(only.id),
            (None, _) | (Some(_), Some(_)) => None,
        }
    }

    /// The community of an area; registered, as it is called here or as the area is, if there is
    /// none.
    pub(super) fn community_at(
        &mut self,
        row: RowNumber,
        column: &str,
        code: AreaCode,
        called: Option<&str>,
    ) -> Option<OrganisationId> {
        match self.directory.communities(code) {
            [] => {}
            [only] => return Some(self.directory.entry(*only).id),
            several => {
                let names = several.iter().map(|at| self.directory.entry(*at).name.as_str());
                let suggestion =
                    format!("请写明是哪一个：{}", names.collect::<Vec<_>>().join("、"));
                let message = format!("第{row}行：这个区划有几个社区组织");
                self.refuse(row, Some(column), "community_ambiguous", message, &suggestion);
                return None;
            }
        }
        let name = match (called, self.places.name(code)) {
            (None, Some(name)) => name.clone(),
            (Some(called), _) => self.text(row, column, called)?,
            // An alias may lead to an area that was never imported.
            (None, None) => {
                let message = format!("第{row}行：区划表里没有代码{}", code.short());
                let suggestion = "请先用 import areas 导入区划，或更正 --aliases 的表";
                self.refuse(row, Some(column), "area_unknown", message, suggestion);
                return None;
            }
        };
        let label = format!("community {}", code.short());
        let register = organisation_in(name, Level::Community, code);
        Some(self.register(Some(row), &label, register))
    }
}
