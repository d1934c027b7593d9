//! The views as planning and scores read them.

use contracts::matching::party::Party;
use contracts::registry::taxonomy::Category;
use values::{OrganisationId, PlanId, Uuid};

use super::{Line, View};
use crate::dealings::Dealings;
use crate::domain::plan::Open;
use crate::equity::Years;
use crate::planning::{Kept, Lists};
use crate::quotas::Quotas;
use crate::rarity::Rarity;
use crate::score::Known;

impl Known for View {
    fn party(&self, organisation: OrganisationId) -> Option<&Party> {
        self.known().party(organisation)
    }

    fn are_paired(&self, one: OrganisationId, other: OrganisationId) -> bool {
        self.known().are_paired(one, other)
    }

    fn have_agreed(&self, one: OrganisationId, other: OrganisationId) -> bool {
        self.known().have_agreed(one, other)
    }

    fn dealings(&self) -> &Dealings {
        self.known().dealings()
    }

    fn years(&self) -> &Years {
        self.known().years()
    }

    fn quotas(&self) -> &Quotas {
        self.known().quotas()
    }
}

impl Lists for View {
    fn line(&self, id: Uuid) -> Option<&Line> {
        self.lines.get(&id)
    }

    fn listed(&self, category: Option<Category>) -> Vec<Uuid> {
        self.market.listed(category)
    }

    fn open_plans(&self) -> Vec<(PlanId, &Open)> {
        self.planned.open()
    }

    fn rarity(&self) -> &Rarity {
        self.market.rarity()
    }

    fn kept(&self) -> &Kept {
        &self.kept
    }
}
