//! The kinds of offers people ask for.

use contracts::registry::taxonomy::SubcategoryCode;
use contracts::resources::offer::Category;
use contracts::resources::{OfferLine, OfferStatus, PriceKind};
use runtime::{Letters, letters};
use values::{AreaCode, OrganisationId};

/// An offer is filed by its kinds, each with how it stands and what it costs.
pub(super) type Filed = (Kind, (OfferStatus, PriceKind));

/// A kind of offers.
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
    /// Its title has that.
    Called(Letters),
}

impl runtime::Kind for Kind {
    fn whose(&self) -> Option<OrganisationId> {
        match self {
            Self::Of(one) | Self::ManagedBy(one) | Self::OfIn(one, _) => Some(*one),
            Self::All
            | Self::In(_)
            | Self::Under(_)
            | Self::Serving(_)
            | Self::ServingIn(..)
            | Self::ServingUnder(..)
            | Self::Called(_) => None,
        }
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        match self {
            Self::Of(_) => Self::Of(organisation),
            Self::ManagedBy(_) => Self::ManagedBy(organisation),
            Self::OfIn(_, category) => Self::OfIn(organisation, *category),
            Self::All
            | Self::In(_)
            | Self::Under(_)
            | Self::Serving(_)
            | Self::ServingIn(..)
            | Self::ServingUnder(..)
            | Self::Called(_) => self.clone(),
        }
    }
}

/// Under what `line` is found: each kind, with how it stands and what it costs.
pub(super) fn filed_under(line: &OfferLine) -> Vec<Filed> {
    kinds(line).map(|kind| (kind, (line.status, price(line)))).collect()
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
    let called = letters(line.title.as_str()).map(Kind::Called);
    always.into_iter().chain(line.manager.map(Kind::ManagedBy)).chain(under).chain(called)
}

/// Whether `line` costs something.
fn price(line: &OfferLine) -> PriceKind {
    if line.price.is_some() { PriceKind::Low } else { PriceKind::Free }
}
