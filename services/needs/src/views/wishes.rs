//! Whose wish it is: opened for the community, and for the claimer to whom it is entrusted, as
//! long as that claim lives.

use std::collections::HashMap;

use contracts::needs::BeneficiaryOpened;
use contracts::needs::need::{Event, Wish};
use contracts::{Actor, Asker, Claimer, Position};
use values::{ClaimId, NeedId, OrganisationId, Sealed};

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
    /// Who holds it, and whether that claim was accepted.
    holder: Option<Holder>,
}

struct Holder {
    claim: ClaimId,
    claimer: Claimer,
    entrusted: bool,
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
            self.wishes.insert(need, Kept { position, owner, wish, holder: None });
        } else if let Event::BeneficiaryErased {} = event {
            self.wishes.remove(&need);
        } else if let Some(kept) = self.wishes.get_mut(&need) {
            kept.follow(event);
        }
    }

    /// What a wish costs and how it is fulfilled is for everybody; whose it is, is not.
    pub(crate) fn opened(
        &self,
        asker: Asker<'_>,
        need: NeedId,
        unseal: impl Fn(Position, &str, &Sealed) -> Option<String>,
    ) -> Option<BeneficiaryOpened> {
        let Kept { position, owner, wish, holder } = self.wishes.get(&need)?;
        // The system has no eyes: no reaction needs a name.
        let may = *asker.actor != Actor::System
            && (asker.may_act_for(*owner) || holder.as_ref().is_some_and(|one| one.is(asker)));
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

impl Kept {
    fn follow(&mut self, event: &Event) {
        if let Event::Held { claim, claimer, .. } = event {
            let (claim, claimer) = (*claim, *claimer);
            self.holder = Some(Holder { claim, claimer, entrusted: false });
        } else if let Event::WishEntrusted { claim } = event {
            if let Some(holder) = self.held_by(*claim) {
                holder.entrusted = true;
            }
        } else if let Event::HoldPassedOn { claim, to } = event {
            if let Some(holder) = self.held_by(*claim) {
                holder.claimer = *to;
            }
        } else if let Event::Released { .. } | Event::Delivered { .. } | Event::Closed { .. } =
            event
        {
            self.holder = None;
        }
    }

    fn held_by(&mut self, claim: ClaimId) -> Option<&mut Holder> {
        self.holder.as_mut().filter(|holder| holder.claim == claim)
    }
}

impl Holder {
    fn is(&self, asker: Asker<'_>) -> bool {
        let itself = match self.claimer {
            Claimer::Organisation(organisation) => asker.may_act_for(organisation),
            Claimer::Person(person) => asker.actor.person() == Some(person),
        };
        self.entrusted && itself
    }
}
