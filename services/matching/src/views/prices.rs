//! Standing prices: how scarce what was planned with was, week by week, in the plans of each area.

use std::collections::{BTreeMap, HashMap};

use contracts::matching::plan::Priced;
use contracts::matching::{Prices, STANDING_WEEKS, StandingPrice};
use contracts::registry::taxonomy::Category;
use contracts::{ListOrder, Page};
use runtime::{Index, Queries, Question};
use values::{AreaCode, Date, OrganisationId, Unit, time};

use super::View;
use crate::Matching;
use crate::score::Known;

pub(super) fn add_to(table: Queries<Matching>) -> Queries<Matching> {
    table.on(|question: &Question<'_, View>, query: Prices| question.view.prices(&query))
}

/// A kind of resource, where somebody planned with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Traded {
    area: AreaCode,
    category: Category,
    unit: Unit,
}

/// What a list of prices is asked for by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    All,
    Of(Category),
    Within(AreaCode),
}

impl runtime::Kind for Kind {}

/// What one week was like, and who planned.
#[derive(Debug, Clone, Copy)]
struct Weekly {
    organisation: OrganisationId,
    priced: Priced,
}

/// Every price, by the Monday of its week.
#[derive(Default)]
pub(super) struct Standing {
    weeks: HashMap<Traded, BTreeMap<Date, Weekly>>,
    index: Index<(Traded, Date), Kind>,
}

/// The area, and all around it.
fn around(area: AreaCode) -> impl Iterator<Item = AreaCode> {
    std::iter::successors(Some(area), |area| area.parent())
}

impl Standing {
    /// A plan of that area was published that day.
    pub(super) fn take(
        &mut self,
        (organisation, area): (OrganisationId, AreaCode),
        day: Date,
        prices: &[Priced],
    ) {
        let week = time::plus_days(day, -i32::from(day.weekday().to_monday_zero_offset()));
        for priced in prices {
            let traded = Traded { area, category: priced.category, unit: priced.unit };
            let weekly = Weekly { organisation, priced: *priced };
            if self.weeks.entry(traded).or_default().insert(week, weekly).is_none() {
                let kinds = [Kind::All, Kind::Of(priced.category)];
                let within = around(area).map(Kind::Within);
                self.index.add((traded, week), kinds.into_iter().chain(within));
            }
        }
    }
}

impl View {
    fn prices(&self, query: &Prices) -> Page<StandingPrice> {
        let area = |organisation| self.known().party(organisation).and_then(|party| party.area);
        // Nothing is planned by whoever has no area.
        let within = match query.organisation.map(area) {
            Some(None) => return Page::empty(),
            Some(Some(area)) => Some(Kind::Within(area)),
            None => None,
        };
        let asked = within.into_iter().chain(query.category.map(Kind::Of));
        let weekly = |(traded, week)| Some((week, *self.standing.weeks.get(&traded)?.get(&week)?));
        let shown = |(week, weekly)| self.standing_price(week, weekly);
        let asked = (asked, Kind::All);
        self.standing.index.page(query.page, ListOrder::Newest, asked, weekly, shown)
    }

    /// The last prices of a kind, in the smallest area around this one for which somebody planned
    /// with it.
    pub(super) fn standing_around(
        &self,
        area: Option<AreaCode>,
        category: Category,
        unit: Unit,
    ) -> Vec<StandingPrice> {
        let weeks = area
            .into_iter()
            .flat_map(around)
            .find_map(|area| self.standing.weeks.get(&Traded { area, category, unit }));
        let newest = weeks.into_iter().flatten().rev().take(STANDING_WEEKS);
        newest.map(|(week, weekly)| self.standing_price(*week, *weekly)).collect()
    }

    fn standing_price(&self, week: Date, Weekly { organisation, priced }: Weekly) -> StandingPrice {
        StandingPrice {
            week,
            organisation,
            organisation_name: self.name_of(organisation),
            category: priced.category,
            unit: priced.unit,
            quantity: priced.quantity,
            short: priced.short,
            price: priced.price,
        }
    }
}
