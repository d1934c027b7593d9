//! Whose wish it is: opened for the community alone.

use std::collections::HashMap;

use contracts::needs::BeneficiaryOpened;
use contracts::needs::need::{Event, Wish};
use contracts::{Actor, Position};
use values::{NeedId, OrganisationId, Sealed};

use crate::commands::field;

#[derive(Default)]
pub(crate) struct View {
    wishes: HashMap<NeedId, Kept>,
}

/// What is kept of a wish, with the place it was sealed for.
struct Kept {
    position: Position,
    owner: OrganisationId,
    wish: Wish,
}

impl View {
    pub(super) fn apply(
        &mut self,
        need: NeedId,
        owner: OrganisationId,
        event: &Event,
        position: Position,
    ) {
        if let Event::Verified { wish: Some(wish), .. } = event {
            let wish = wish.clone();
            self.wishes.insert(need, Kept { position, owner, wish });
        } else if let Event::BeneficiaryErased {} = event {
            self.wishes.remove(&need);
        }
    }

    /// What a wish costs and how it is fulfilled is for everybody; whose it is, is not.
    pub(crate) fn opened(
        &self,
        actor: &Actor,
        need: NeedId,
        unseal: impl Fn(Position, &str, &Sealed) -> Option<String>,
    ) -> Option<BeneficiaryOpened> {
        let Kept { position, owner, wish } = self.wishes.get(&need)?;
        // The system has no eyes: no reaction needs a name.
        let may = *actor != Actor::System && actor.may_act_for(*owner);
        let open = |field, sealed: Option<&Sealed>| {
            sealed.filter(|_| may).and_then(|sealed| unseal(*position, field, sealed))
        };
        Some(BeneficiaryOpened {
            name: open(field::BENEFICIARY_NAME, Some(&wish.name)),
            phone: open(field::BENEFICIARY_PHONE, wish.phone.as_ref()),
            address: open(field::BENEFICIARY_ADDRESS, wish.address.as_ref()),
        })
    }
}
