//! For whom something is: whom it is about, with which organisation it is, and whoever stands above
//! that.

use contracts::{Asker, Claimer};
use values::{AreaCode, OrganisationId};

/// Whose leaves, stars or adjustments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Whose {
    Anybodys,
    About(Claimer),
    /// Of the organisation that recorded it, or that it was applied for with.
    With(OrganisationId),
    /// That organisation works in this area, or in a part of it.
    In(AreaCode),
}

impl runtime::Kind for Whose {
    fn whose(&self) -> Option<OrganisationId> {
        match self {
            Self::About(somebody) => somebody.organisation(),
            Self::With(one) => Some(*one),
            Self::Anybodys | Self::In(_) => None,
        }
    }

    fn of(&self, organisation: OrganisationId) -> Self {
        match self {
            Self::About(_) => Self::About(organisation.into()),
            Self::With(_) => Self::With(organisation),
            Self::Anybodys | Self::In(_) => *self,
        }
    }

    fn within(&self, area: AreaCode) -> Option<Self> {
        match self {
            Self::With(_) => Some(Self::In(area)),
            Self::Anybodys | Self::About(_) | Self::In(_) => None,
        }
    }
}

/// What the organisation that `asker` acts for sees: what is about it, what it did, and what was
/// done below it.
pub(super) fn seen_for_own(asker: Asker<'_>) -> impl Iterator<Item = Whose> {
    asker.stands_over().into_iter().flat_map(|(own, areas)| {
        let of_own = [Whose::About(own.into()), Whose::With(own)];
        of_own.into_iter().chain(areas.into_iter().map(Whose::In))
    })
}
