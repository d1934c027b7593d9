//! Which offers there are of a kind, newest first, without looking at the others.

use std::collections::{BTreeSet, HashMap};

use contracts::registry::taxonomy::SubcategoryCode;
use contracts::resources::offer::Category;
use contracts::resources::{OfferLine, OfferStatus, PriceKind};
use values::{AreaCode, OfferId, OrganisationId};

/// A kind of offers. Each is filed by how it stands and what it costs, too.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    All,
    Of(OrganisationId),
    ManagedBy(OrganisationId),
    In(Category),
    Under(SubcategoryCode),
    OfIn(OrganisationId, Category),
    /// Those that serve just this area; everywhere when there is none.
    Serving(Option<AreaCode>),
    ServingIn(Option<AreaCode>, Category),
    ServingUnder(Option<AreaCode>, SubcategoryCode),
}

/// When an offer was drafted or listed, among all: later ones have greater numbers.
type Order = usize;

#[derive(Default)]
pub(super) struct Index {
    filed: HashMap<(Kind, OfferStatus, PriceKind), BTreeSet<Order>>,
    offers: Vec<OfferId>,
}

impl Index {
    /// Files a new line; hands back its place in the order.
    pub(super) fn add(&mut self, line: &OfferLine) -> Order {
        let order = self.offers.len();
        self.offers.push(line.id);
        self.file(order, line);
        order
    }

    pub(super) fn file(&mut self, order: Order, line: &OfferLine) {
        for kind in kinds(line) {
            let place = (kind, line.status, price(line));
            self.filed.entry(place).or_default().insert(order);
        }
    }

    pub(super) fn take_out(&mut self, order: Order, line: &OfferLine) {
        for kind in kinds(line) {
            let place = (kind, line.status, price(line));
            if let Some(filed) = self.filed.get_mut(&place) {
                filed.remove(&order);
                if filed.is_empty() {
                    self.filed.remove(&place);
                }
            }
        }
    }

    /// Those of any of `kinds` that stand in any of `statuses` and cost any of `prices`, newest
    /// first, and how many there are. No offer is of two of `kinds`.
    pub(super) fn newest<'i>(
        &'i self,
        kinds: &[Kind],
        statuses: &[OfferStatus],
        prices: &[PriceKind],
    ) -> (usize, impl Iterator<Item = OfferId> + 'i) {
        let mut filed: Vec<&'i BTreeSet<Order>> = Vec::new();
        for kind in kinds {
            for status in statuses {
                let places = prices.iter().map(|price| (kind.clone(), *status, *price));
                filed.extend(places.filter_map(|place| self.filed.get(&place)));
            }
        }
        let total = filed.iter().map(|filed| filed.len()).sum();
        let begun = |filed: &'i BTreeSet<Order>| {
            let mut orders = filed.iter().rev().copied();
            (orders.next(), orders)
        };
        let mut each: Vec<_> = filed.into_iter().map(begun).collect();
        let newest = std::iter::from_fn(move || {
            let (next, after) = each.iter_mut().max_by_key(|(next, _)| *next)?;
            let order = std::mem::replace(next, after.next())?;
            self.offers.get(order).copied()
        });
        (total, newest)
    }
}

fn kinds(line: &OfferLine) -> impl Iterator<Item = Kind> {
    let always = [
        Kind::All,
        Kind::Of(line.owner),
        Kind::In(line.category),
        Kind::OfIn(line.owner, line.category),
        Kind::Serving(line.area),
        Kind::ServingIn(line.area, line.category),
    ];
    let under = line
        .subcategory
        .iter()
        .flat_map(|code| [Kind::Under(code.clone()), Kind::ServingUnder(line.area, code.clone())]);
    always.into_iter().chain(line.manager.map(Kind::ManagedBy)).chain(under)
}

/// Whether `line` costs something.
fn price(line: &OfferLine) -> PriceKind {
    if line.price.is_some() { PriceKind::Low } else { PriceKind::Free }
}
