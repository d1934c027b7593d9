//! What nobody gives: the resources to go and ask for.

use std::collections::BTreeMap;

use contracts::matching::listing::Particulars;
use contracts::matching::{
    Bottleneck, COMPETITORS_MAX, Competitor, MISSING_MAX, Missing, MissingLine,
};
use contracts::needs::need::Urgency;
use contracts::registry::taxonomy::{Category, SubcategoryCode};
use runtime::{Queries, Question};
use values::area::AreaLevel;
use values::{AreaCode, NeedId, Text, Unit};

use super::{Line, View};
use crate::Matching;
use crate::lots::{self, quantity};
use crate::score::Known;

pub(super) fn add_to(table: Queries<Matching>) -> Queries<Matching> {
    table.on(|question: &Question<'_, View>, query: Missing| {
        let area = query.organisation.and_then(|organisation| {
            question.view.known().party(organisation).and_then(|party| party.area)
        });
        let body = |street: AreaCode| question.directory.body_of(street);
        question.view.missing(&query, area, body)
    })
}

/// What is summed: of a kind, in a street, by a month, for one reason.
type Kind = (Category, Option<SubcategoryCode>, Option<AreaCode>, Option<String>, Unit, Bottleneck);

#[derive(Default)]
struct Sum {
    quantity: u64,
    urgent: u64,
    needs: usize,
    examples: Vec<Competitor>,
}

impl View {
    fn missing(
        &self,
        query: &Missing,
        within: Option<AreaCode>,
        body: impl Fn(AreaCode) -> Option<values::OrganisationId>,
    ) -> Vec<MissingLine> {
        let mut sums: BTreeMap<Kind, Sum> = BTreeMap::new();
        for id in self.market.needs() {
            let Some(number) = self.market.number(id) else { continue };
            let Some(bottleneck) = self.bottleneck(number) else { continue };
            let Some(listing) = self.line(id).and_then(Line::listing) else { continue };
            let Particulars::Need(need) = &listing.particulars else { continue };
            let area = self.known().party(listing.owner).and_then(|party| party.area);
            let is_asked_for = query.category.is_none_or(|category| category == listing.category)
                && within.is_none_or(|within| area.is_some_and(|area| within.contains(area)));
            if !is_asked_for {
                continue;
            }
            let month =
                lots::wanted_by(need).map(|by| by.to_string().chars().take(7).collect::<String>());
            let unit = listing.amount.unit;
            let (category, subcategory) = (listing.category, listing.subcategory.clone());
            let kind = (category, subcategory, area.and_then(street), month, unit, bottleneck);
            let missing = quantity(self.market.live().unserved(number), unit);
            let sum = sums.entry(kind).or_default();
            sum.quantity += missing;
            sum.urgent += if need.urgency == Urgency::Emergency { missing } else { 0 };
            sum.needs += 1;
            if sum.examples.len() < COMPETITORS_MAX {
                let title = listing.title.clone();
                sum.examples.push(Competitor { need: NeedId(id), title, planned: missing });
            }
        }
        let mut lines: Vec<_> =
            sums.into_iter().map(|(kind, sum)| self.missing_line(kind, sum, &body)).collect();
        lines.sort_by_key(|line| std::cmp::Reverse((line.urgent, line.needs, line.quantity)));
        lines.truncate(MISSING_MAX);
        lines
    }

    fn missing_line(
        &self,
        kind: Kind,
        sum: Sum,
        body: impl Fn(AreaCode) -> Option<values::OrganisationId>,
    ) -> MissingLine {
        let (category, subcategory, street, month, unit, bottleneck) = kind;
        let street = street.and_then(body);
        let Sum { quantity, urgent, needs, mut examples } = sum;
        examples.sort_by_key(|example| std::cmp::Reverse(example.planned));
        MissingLine {
            category,
            subcategory,
            street,
            street_name: street.and_then(|street| self.name_of(street)),
            month: month.and_then(|month| Text::new(&month).ok()),
            unit,
            quantity,
            urgent,
            needs,
            bottleneck,
            examples,
        }
    }
}

/// The street around an area, or the area itself where it is larger.
fn street(area: AreaCode) -> Option<AreaCode> {
    let mut around = std::iter::successors(Some(area), |area| area.parent());
    around.find(|area| area.level() <= AreaLevel::Street)
}
