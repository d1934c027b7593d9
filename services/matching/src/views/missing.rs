//! What nobody gives: the resources to go and ask for.
//!
//! Kept with each event: every need of which the best whole leaves lots unserved stands under what
//! it misses. So a question looks at the sums of the area that it names, and at no need.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::matching::listing::Particulars;
use contracts::matching::{Bottleneck, COMPETITORS_MAX, Competitor, Missing, MissingLine};
use contracts::registry::taxonomy::{Category, SubcategoryCode};
use contracts::{Directory, Page, oldest_first};
use runtime::{Queries, Question};
use values::area::AreaLevel;
use values::{AreaCode, Date, NeedId, Text, Unit, Uuid};

use super::View;
use crate::Matching;
use crate::lots::{self, quantity};
use crate::score::Known;

pub(super) fn add_to(table: Queries<Matching>) -> Queries<Matching> {
    table.on(|question: &Question<'_, View>, query: Missing| {
        question.view.missing(&query, question.directory)
    })
}

/// What is missing, whatever the area.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    category: Category,
    subcategory: Option<SubcategoryCode>,
    /// The first day of the month by which it is wanted.
    month: Option<Date>,
    unit: Unit,
    bottleneck: Bottleneck,
}

/// What one need misses, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Gap {
    area: Option<AreaCode>,
    kind: Kind,
    quantity: u64,
    is_urgent: bool,
}

/// What the needs of one area miss of a kind.
#[derive(Default)]
struct Sum {
    quantity: u64,
    urgent: u64,
    /// Those that miss most first.
    needs: BTreeSet<(Reverse<u64>, Uuid)>,
}

/// Everything that is missing. An area and all that lies in it is one range of the order.
#[derive(Default)]
pub(super) struct Shortage {
    gaps: HashMap<Uuid, Gap>,
    sums: BTreeMap<Option<AreaCode>, BTreeMap<Kind, Sum>>,
}

impl Shortage {
    /// The need misses this from now on.
    pub(super) fn set(&mut self, need: Uuid, gap: Option<Gap>) {
        if self.gaps.get(&need) == gap.as_ref() {
            return;
        }
        if let Some(Gap { area, kind, quantity, is_urgent }) = self.gaps.remove(&need) {
            let sums = self.sums.entry(area).or_default();
            let sum = sums.entry(kind.clone()).or_default();
            sum.quantity -= quantity;
            sum.urgent -= if is_urgent { quantity } else { 0 };
            sum.needs.remove(&(Reverse(quantity), need));
            if sum.needs.is_empty() {
                sums.remove(&kind);
            }
            if sums.is_empty() {
                self.sums.remove(&area);
            }
        }
        let Some(gap) = gap else { return };
        let sum = self.sums.entry(gap.area).or_default().entry(gap.kind.clone()).or_default();
        sum.quantity += gap.quantity;
        sum.urgent += if gap.is_urgent { gap.quantity } else { 0 };
        sum.needs.insert((Reverse(gap.quantity), need));
        self.gaps.insert(need, gap);
    }

    /// What is missing in an area, or everywhere.
    fn within(
        &self,
        area: Option<AreaCode>,
    ) -> impl Iterator<Item = (Option<AreaCode>, &Kind, &Sum)> {
        let areas = self.sums.range(area..).take_while(move |(at, _)| {
            area.is_none_or(|area| at.is_some_and(|at| area.contains(at)))
        });
        areas.flat_map(|(at, sums)| sums.iter().map(|(kind, sum)| (*at, kind, sum)))
    }
}

/// One line of the list: what a street misses of a kind.
#[derive(Default)]
struct Wanted {
    quantity: u64,
    urgent: u64,
    needs: usize,
    examples: Vec<(Reverse<u64>, Uuid)>,
}

impl Wanted {
    fn add(&mut self, sum: &Sum) {
        self.quantity += sum.quantity;
        self.urgent += sum.urgent;
        self.needs += sum.needs.len();
        self.examples.extend(sum.needs.iter().take(COMPETITORS_MAX));
    }
}

impl View {
    /// What of the need the best whole leaves unserved.
    pub(super) fn gap(&self, id: Uuid) -> Option<Gap> {
        self.market.entered(id)?;
        let line = self.line(id).filter(|line| line.left() > 0)?;
        let listing = line.listing()?;
        let Particulars::Need(need) = &listing.particulars else { return None };
        let unit = listing.amount.unit;
        let (bottleneck, quantity) = match self.market.number(id) {
            Some(number) => {
                let bottleneck = self.market.bottleneck(number)?;
                (bottleneck, quantity(self.market.unserved(number), unit))
            }
            // It is too much for any plan.
            None => (Bottleneck::NothingFits, line.left()),
        };
        let kind = Kind {
            category: listing.category,
            subcategory: listing.subcategory.clone(),
            month: lots::wanted_by(need).map(Date::first_of_month),
            unit,
            bottleneck,
        };
        Some(Gap {
            area: self.known().party(listing.owner).and_then(|party| party.area),
            kind,
            quantity,
            is_urgent: lots::tier(need) == 1,
        })
    }

    fn missing(&self, query: &Missing, directory: &Directory) -> Page<MissingLine> {
        let area = |organisation| self.known().party(organisation).and_then(|party| party.area);
        let within = query.organisation.map(area);
        let mut lines: BTreeMap<(Option<AreaCode>, &Kind), Wanted> = BTreeMap::new();
        // Of an organisation without an area nothing is known.
        if within != Some(None) {
            let sums = self.shortage.within(within.flatten());
            let is_asked_for =
                |kind: &Kind| query.category.is_none_or(|asked| asked == kind.category);
            for (area, kind, sum) in sums.filter(|(_, kind, _)| is_asked_for(kind)) {
                lines.entry((area.and_then(street), kind)).or_default().add(sum);
            }
        }
        let mut lines: Vec<_> = lines.into_iter().collect();
        lines.sort_by_key(|(_, line)| Reverse((line.urgent, line.needs, line.quantity)));
        Page::of(query.page, oldest_first(lines), |((street, kind), line)| {
            self.missing_line(street, kind, line, directory)
        })
    }

    fn missing_line(
        &self,
        street: Option<AreaCode>,
        kind: &Kind,
        mut line: Wanted,
        directory: &Directory,
    ) -> MissingLine {
        let street = street.and_then(|street| directory.body_of(street));
        line.examples.sort_unstable();
        let examples = line.examples.into_iter().take(COMPETITORS_MAX);
        let examples = examples.filter_map(|(Reverse(planned), id)| {
            let title = self.line(id)?.listing()?.title.clone();
            Some(Competitor { need: NeedId(id), title, planned })
        });
        MissingLine {
            category: kind.category,
            subcategory: kind.subcategory.clone(),
            street,
            street_name: street.and_then(|street| self.name_of(street)),
            month: kind.month.and_then(|first| Text::new(&first.to_string()[..7]).ok()),
            unit: kind.unit,
            quantity: line.quantity,
            urgent: line.urgent,
            needs: line.needs,
            bottleneck: kind.bottleneck,
            examples: examples.collect(),
        }
    }
}

/// The street around an area, or the area itself where it is larger.
fn street(area: AreaCode) -> Option<AreaCode> {
    let mut around = std::iter::successors(Some(area), |area| area.parent());
    around.find(|area| area.level() <= AreaLevel::Street)
}
