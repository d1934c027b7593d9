//! Makes the plan of an import, row by row. Pure: it looks at the list and at what is known.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

use contracts::registry::organisation::{self, Level};
use contracts::registry::taxonomy::{Subcategory, SubcategoryCode};
use sheets::names::{closest, normalise};
use sheets::{Notice, Read, Refusal, RowNumber};
use values::text::NoText;
use values::{
    AreaCode, AreaLevel, CommandId, Date, ImportId, OrganisationId, Text, Timestamp, Uuid, ids,
    time,
};

use super::directory::{Directory, Meant};
use super::known::Known;
use super::ledger::Ledger;
use super::places::Places;
use super::plan::{Do, Plan, Step};
use super::side_tables::{Aliases, Variants};
use super::spans::first_spans;
use super::wording;

/// For how many unknown names the nearest ones are looked up: it takes a moment each.
const PROPOSED_MAX: usize = 100;

/// What the operator says beside the list.
#[derive(Debug, Clone, Default)]
pub(super) struct Options {
    pub(super) aliases: Aliases,
    pub(super) variants: Variants,
    /// Whose list it is: an id, a name, or the code or name of an area.
    pub(super) owner: Option<String>,
    /// Where names of communities are looked up.
    pub(super) under: Option<AreaCode>,
    /// How much of a thing is offered, where the list does not say.
    pub(super) sessions: Option<u64>,
    /// Whoever takes the list in checks nobody in: people are registered, and that is all.
    pub(super) roster_only: bool,
}

/// Whose list it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner {
    pub(super) id: OrganisationId,
    pub(super) area: Option<AreaCode>,
}

/// The list cannot be planned as it was asked for.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoPlan {
    #[error("{}", .0.chinese())]
    Sheet(sheets::Error),
    #[error("这种清单要写明是谁的：--owner 组织编号、名称，或区划代码")]
    OwnerMissing,
    #[error("没有找到 --owner “{name}”{near}")]
    OwnerUnknown { name: String, near: String },
    #[error("有{count}个组织叫“{name}”，--owner 请用组织编号")]
    OwnerAmbiguous { name: String, count: usize },
    #[error("--owner 没有区划，请用 --under 写明在哪里开展")]
    AreaMissing,
    #[error("--sessions 应为 1 到 {max}", max = values::Amount::MAX)]
    SessionsOutOfRange,
}

/// The plan as it grows.
pub(super) struct Planner {
    import: ImportId,
    pub(super) options: Options,
    pub(super) directory: Directory,
    pub(super) places: Places,
    /// See [`Known`].
    pub(super) now: Timestamp,
    /// The codes of the kinds of service, by their names.
    services: HashMap<String, SubcategoryCode>,
    /// What a venue's name may end with, and the kind that it is then.
    venues: Vec<(String, SubcategoryCode)>,
    pub(super) ledger: Ledger,
    owner: Option<Owner>,
    /// The organisations that this import registers.
    registered: HashSet<OrganisationId>,
    plan: Plan,
    /// Names that are only likely: what they were taken for, and where.
    likely: BTreeMap<(String, String), Vec<RowNumber>>,
    /// Names of organisations that nobody bears: where they stand.
    unknown: BTreeMap<(&'static str, String), Vec<RowNumber>>,
    employers: HashMap<String, Option<OrganisationId>>,
    /// Things that were noticed of many rows, said once.
    gathered: BTreeMap<(&'static str, &'static str), Vec<RowNumber>>,
}

impl Planner {
    pub(super) fn new(import: ImportId, known: &Known, options: Options) -> Result<Self, NoPlan> {
        let directory = Directory::of(&known.organisations);
        let places = Places::new(&known.areas, &options);
        let mut planner = Self {
            import,
            directory,
            places,
            now: known.now,
            services: named(&known.services),
            venues: called(&known.venues),
            ledger: Ledger::of(known),
            owner: None,
            registered: HashSet::new(),
            plan: Plan::default(),
            likely: BTreeMap::new(),
            unknown: BTreeMap::new(),
            employers: HashMap::new(),
            gathered: BTreeMap::new(),
            options,
        };
        if let Some(owner) = planner.options.owner.clone() {
            let owner = planner.find_owner(&owner)?;
            planner.owner = Some(owner);
            // A street's list is about its own communities: names repeat elsewhere.
            let around = owner.area.filter(|area| area.level() < AreaLevel::Community);
            if let (None, Some(area)) = (planner.options.under, around) {
                planner.options.under = Some(area);
                planner.places = Places::new(&known.areas, &planner.options);
            }
        }
        Ok(planner)
    }

    /// The day on which the list is taken in.
    pub(super) fn today(&self) -> Date {
        time::date_at(self.now)
    }

    /// An organisation by its id or name; or the one of an area, registered if there is none.
    fn find_owner(&mut self, said: &str) -> Result<Owner, NoPlan> {
        let known = said.parse().ok().and_then(|id| self.directory.by_id(id));
        if let Some(entry) = known {
            return Ok(Owner { id: entry.id, area: entry.area });
        }
        match self.directory.named(said).as_slice() {
            [] => {}
            [only] => {
                let entry = self.directory.entry(*only);
                return Ok(Owner { id: entry.id, area: entry.area });
            }
            several => {
                let (name, count) = (said.to_owned(), several.len());
                return Err(NoPlan::OwnerAmbiguous { name, count });
            }
        }
        let area = self.places.called(said);
        let level = area.as_ref().and_then(|(code, _)| level_of(code.level()));
        let (Some((code, name)), Some(level)) = (area, level) else {
            let near = closest(said, self.directory.names(|_| true)).into_iter();
            let near: Vec<String> = near.map(|(name, _)| name.to_owned()).collect();
            let near = if near.is_empty() {
                "：既不是已登记的组织，也不是已导入的区划".to_owned()
            } else {
                format!("；最接近的是：{}", near.join("、"))
            };
            return Err(NoPlan::OwnerUnknown { name: said.to_owned(), near });
        };
        if let Some(at) = self.directory.at(code, level) {
            return Ok(Owner { id: self.directory.entry(at).id, area: Some(code) });
        }
        self.notice("owner_registered", Vec::new(), format!("“{name}”还没有登记，一并登记。"));
        let id = self.register(None, "owner", organisation_in(name, level, code));
        Ok(Owner { id, area: Some(code) })
    }

    /// Whose list it is, for kinds that need to know.
    pub(super) fn owner(&self) -> Result<Owner, NoPlan> {
        self.owner.ok_or(NoPlan::OwnerMissing)
    }

    /// Where the owner works, if the list is anybody's.
    pub(super) fn area_of_owner(&self) -> Option<AreaCode> {
        self.owner.and_then(|owner| owner.area)
    }

    /// Where the owner carries things out.
    pub(super) fn owner_area(&self) -> Result<AreaCode, NoPlan> {
        self.owner()?.area.or(self.options.under).ok_or(NoPlan::AreaMissing)
    }

    /// Whether it is this import that registers an organisation.
    pub(super) fn registers(&self, id: OrganisationId) -> bool {
        self.registered.contains(&id)
    }

    /// Takes over what reading the list gave.
    pub(super) fn take<T>(&mut self, read: Read<T>) -> Vec<(RowNumber, T)> {
        let Read { rows, refused, notices } = read;
        self.plan.refused.extend(refused);
        self.plan.notices.extend(notices);
        let numbers: HashSet<RowNumber> = rows.iter().map(|(row, _)| *row).collect();
        self.plan.rows = numbers.len() as u64;
        rows
    }

    /// Of entries with one key and the same content the first; with another content it is refused.
    pub(super) fn distinct<T: PartialEq, K: Eq + Hash>(
        &mut self,
        what: &str,
        rows: Vec<(RowNumber, T)>,
        key: impl Fn(&T) -> Option<K>,
    ) -> Vec<(RowNumber, T)> {
        let mut first: HashMap<K, usize> = HashMap::new();
        let mut kept: Vec<(RowNumber, T)> = Vec::with_capacity(rows.len());
        for (row, entry) in rows {
            let Some(key) = key(&entry) else {
                kept.push((row, entry));
                continue;
            };
            match first.get(&key) {
                None => {
                    first.insert(key, kept.len());
                    kept.push((row, entry));
                }
                Some(at) if kept[*at].1 == entry => {
                    let message = format!("第{row}行与第{}行相同，只取一次。", kept[*at].0);
                    self.notice("taken_once", vec![kept[*at].0, row], message);
                }
                Some(at) => {
                    let earlier = kept[*at].0;
                    let message = format!("第{row}行与第{earlier}行是同一{what}，其他内容却不同");
                    self.refuse(row, None, "conflict", message, "请核对两行，只留正确的一行");
                }
            }
        }
        kept
    }

    /// Plans one command, and gives it the id that its row and `label` lead to.
    pub(super) fn step(
        &mut self,
        row: impl Into<Option<RowNumber>>,
        label: &str,
        what: Do,
    ) -> CommandId {
        let row = row.into();
        let id = self.command(row, label);
        self.plan.steps.push(Step { row, id, what });
        id
    }

    /// The id that a row and a label lead to, whatever was done of it before.
    fn command(&self, row: Option<RowNumber>, label: &str) -> CommandId {
        let place = row.map_or_else(String::new, |row| row.to_string());
        CommandId(ids::of_text("import", &format!("{} {place} {label}", self.import)))
    }

    /// The id of what [`Self::make`] makes of the row under this label.
    pub(super) fn made<I: From<Uuid>>(&self, row: RowNumber, label: &str) -> I {
        ids::derive(self.command(Some(row), label).into(), 0).into()
    }

    /// The same, for what makes a new thing: its id.
    pub(super) fn make<I: From<Uuid>>(
        &mut self,
        row: impl Into<Option<RowNumber>>,
        label: &str,
        what: Do,
    ) -> I {
        ids::derive(self.step(row, label, what).into(), 0).into()
    }

    /// Plans the registration of an organisation.
    pub(super) fn register(
        &mut self,
        row: Option<RowNumber>,
        label: &str,
        register: organisation::Register,
    ) -> OrganisationId {
        let id = self.make(row, label, Do::Register(Box::new(register.clone())));
        self.directory.register(id, &register);
        self.registered.insert(id);
        id
    }

    pub(super) fn refuse(
        &mut self,
        row: RowNumber,
        column: Option<&str>,
        code: &'static str,
        message: String,
        suggestion: &str,
    ) {
        self.plan.refused.push(Refusal {
            rows: vec![row],
            column: column.map(str::to_owned),
            code,
            message,
            suggestion: suggestion.to_owned(),
        });
    }

    pub(super) fn notice(&mut self, code: &'static str, rows: Vec<RowNumber>, message: String) {
        self.plan.notices.push(Notice { rows, code, message });
    }

    /// Notes something that may be so of many rows; it is said once, of all of them.
    pub(super) fn gather(&mut self, row: RowNumber, code: &'static str, message: &'static str) {
        self.gathered.entry((code, message)).or_default().push(row);
    }

    /// A text for a field; too long a one refuses the row.
    pub(super) fn text<const MAX: usize>(
        &mut self,
        row: RowNumber,
        column: &str,
        text: &str,
    ) -> Option<Text<MAX>> {
        match Text::new(text) {
            Ok(text) => Some(text),
            Err(NoText::TooLong { length, max }) => {
                let message = format!("第{row}行：内容有{length}字，超过{max}字");
                let suggestion = "请精简；内容较多的可拆成几行";
                self.refuse(row, Some(column), "text_too_long", message, suggestion);
                None
            }
            Err(error @ (NoText::Empty | NoText::Control { .. })) => {
                let message = format!("第{row}行：内容不可用（{error}）");
                self.refuse(row, Some(column), "text_unfit", message, "请重新填写这一格");
                None
            }
        }
    }

    /// A title; too long a one is cut, and comes with the whole text for the content.
    pub(super) fn title(
        &mut self,
        row: RowNumber,
        column: &str,
        text: &str,
    ) -> Option<(Text<60>, Option<String>)> {
        match wording::title(text) {
            Some((title, false)) => Some((title, None)),
            Some((title, true)) => {
                self.gather(row, "title_cut", "名称超过60字，只取前面的分句，全文写在内容里。");
                Some((title, Some(text.to_owned())))
            }
            None => {
                let message = format!("第{row}行：名称是空的");
                self.refuse(row, Some(column), "text_unfit", message, "请重新填写这一格");
                None
            }
        }
    }

    /// The unit that a list means, registered as `register` says if there is none yet.
    pub(super) fn unit(
        &mut self,
        row: RowNumber,
        column: &str,
        register: organisation::Register,
    ) -> Option<OrganisationId> {
        let name = register.name.clone();
        let is_unit = |entry: &super::directory::Entry| entry.level == Level::Unit;
        let variants = &self.options.variants;
        match self.directory.meant(&name, register.credit_code, variants, is_unit) {
            Meant::Known(at) => Some(self.directory.entry(at).id),
            Meant::Variant(at, why) => Some(self.variant(row, &name, at, why)),
            Meant::Several(count) => {
                let message = format!("第{row}行：已登记的单位里有{count}家都叫“{name}”");
                self.refuse(row, Some(column), "unit_ambiguous", message, "请写明全称以示区别");
                None
            }
            Meant::OtherCode(at) => {
                let other = &self.directory.entry(at).name;
                let message = format!("第{row}行：“{other}”已登记，信用代码不同");
                let suggestion = "请核对信用代码；确是两家的，请用不同的全称";
                self.refuse(row, Some(column), "unit_conflict", message, suggestion);
                None
            }
            Meant::Nobody(likely) => {
                let names = likely.iter().take(5);
                let names: Vec<_> =
                    names.map(|at| self.directory.entry(*at).name.as_str()).collect();
                if !names.is_empty() {
                    let message = format!(
                        "第{row}行：“{name}”按新单位登记；与它相近的有：{}。若是同一家，请写进 \
                         --same-units 的表。",
                        names.join("、")
                    );
                    self.notice("unit_similar", vec![row], message);
                }
                let label = format!("unit {}", normalise(&name));
                Some(self.register(Some(row), &label, register))
            }
        }
    }

    /// Another name of a unit becomes its alias.
    fn variant(
        &mut self,
        row: RowNumber,
        name: &Text<60>,
        at: usize,
        why: &'static str,
    ) -> OrganisationId {
        let entry = self.directory.entry(at);
        let (id, known) = (entry.id, entry.name.clone());
        let message = format!("第{row}行：“{name}”与“{known}”合并为一家（{why}）。");
        self.notice("unit_merged", vec![row], message);
        if self.directory.add_alias(at, name) {
            let label = format!("alias {}", normalise(name));
            let alias = name.clone();
            self.step(
                row,
                &label,
                Do::AddAlias(organisation::AddAlias { organisation: id, alias }),
            );
        }
        id
    }

    /// Where somebody works: an organisation that must be there already.
    pub(super) fn employer(
        &mut self,
        row: RowNumber,
        column: &'static str,
        name: &str,
    ) -> Option<OrganisationId> {
        if let Some(known) = self.employers.get(name) {
            if known.is_none() {
                self.unknown.entry((column, name.to_owned())).or_default().push(row);
            }
            return *known;
        }
        let meant = self.directory.meant(name, None, &self.options.variants, |_| true);
        let found = match meant {
            Meant::Known(at) => Some(at),
            Meant::Variant(at, why) => {
                let known = &self.directory.entry(at).name;
                let message = format!("第{row}行起：“{name}”按“{known}”理解（{why}）。");
                self.notice("unit_merged", vec![row], message);
                Some(at)
            }
            Meant::Several(_) | Meant::OtherCode(_) | Meant::Nobody(_) => {
                self.unknown.entry((column, name.to_owned())).or_default().push(row);
                None
            }
        };
        let found = found.map(|at| self.directory.entry(at).id);
        self.employers.insert(name.to_owned(), found);
        found
    }

    /// The kind of service of that name, if the taxonomy has it.
    pub(super) fn service(&self, name: &str) -> Option<SubcategoryCode> {
        self.services.get(&normalise(name)).cloned()
    }

    /// The kind of venue that its name says it is: 一建集团会议室（四楼） is a 会议室.
    pub(super) fn venue(&self, name: &str) -> Option<SubcategoryCode> {
        let bare = name.split(['（', '(']).next().unwrap_or(name);
        let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
        let kind = self.venues.iter().find(|(ending, _)| bare.ends_with(ending));
        kind.map(|(_, code)| code.clone())
    }

    /// Notes that a community's name was taken for the only one it can be.
    pub(super) fn took_likely(&mut self, row: RowNumber, name: &str, area: &str) {
        self.likely.entry((name.to_owned(), area.to_owned())).or_default().push(row);
    }

    /// The finished plan: every complaint in the order of the rows.
    pub(super) fn finish(mut self) -> Plan {
        let mut likely: Vec<_> = std::mem::take(&mut self.likely).into_iter().collect();
        likely.sort_by(|(_, a), (_, b)| a.cmp(b));
        for ((name, area), mut rows) in likely {
            rows.dedup();
            let message = format!(
                "第{}行：“{name}”按“{area}”理解，请核对；不对的请在 --aliases 的表里写明。",
                first_spans(&rows)
            );
            self.notice("community_likely", rows, message);
        }
        for ((code, message), mut rows) in std::mem::take(&mut self.gathered) {
            rows.dedup();
            let message = format!("第{}行：{message}", first_spans(&rows));
            self.notice(code, rows, message);
        }
        for (looked_up, ((column, name), rows)) in
            std::mem::take(&mut self.unknown).into_iter().enumerate()
        {
            let near = if looked_up < PROPOSED_MAX {
                closest(&name, self.directory.names(|_| true))
            } else {
                Vec::new()
            };
            let near: Vec<&str> = near.iter().map(|(name, _)| *name).collect();
            let suggestion = match near.as_slice() {
                [] => "请先用 import units 导入单位，或改成已登记的全称".to_owned(),
                near => format!("是不是：{}？否则请先导入单位", near.join("、")),
            };
            self.plan.refused.push(Refusal {
                message: format!("第{}行：没有登记过“{name}”", first_spans(&rows)),
                rows,
                column: Some(column.to_owned()),
                code: "unit_unknown",
                suggestion,
            });
        }
        self.plan.refused.sort_by(|a, b| a.rows.cmp(&b.rows));
        self.plan
    }
}

fn named(services: &[Subcategory]) -> HashMap<String, SubcategoryCode> {
    services.iter().map(|service| (normalise(&service.name), service.code.clone())).collect()
}

/// A name may be two: 广场、空地.
fn called(venues: &[Subcategory]) -> Vec<(String, SubcategoryCode)> {
    let names = |venue: &Subcategory| {
        let (name, code) = (venue.name.clone(), venue.code.clone());
        name.split('、').map(|name| (name.to_owned(), code.clone())).collect::<Vec<_>>()
    };
    venues.iter().flat_map(names).collect()
}

/// An organisation of an area, not yet registered.
pub(super) fn organisation_in(
    name: Text<60>,
    level: Level,
    area: AreaCode,
) -> organisation::Register {
    let area = Some(area);
    let (nature, credit_code, parent, address) = (None, None, None, None);
    organisation::Register { name, level, nature, credit_code, area, parent, address }
}

fn level_of(level: AreaLevel) -> Option<Level> {
    match level {
        AreaLevel::Province => None,
        AreaLevel::City => Some(Level::City),
        AreaLevel::County => Some(Level::District),
        AreaLevel::Street => Some(Level::Street),
        AreaLevel::Community => Some(Level::Community),
        AreaLevel::Grid => Some(Level::Grid),
    }
}
