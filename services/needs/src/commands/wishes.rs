//! Wishes: judged first, then sealed, together with the one live wish of the family.

use contracts::Rejection;
use contracts::needs::{family, need, wish_cap};
use decider::Decider as _;
use runtime::Decision;
use values::{Fingerprint, NeedId, OrganisationId, PersonId, Sealed, sealed::Algorithm};

use super::field;
use crate::Needs;
use crate::domain::{Family, Need, WishCap};

/// What the fingerprint of a family is of.
const FAMILY: &str = "family";

pub(super) fn verify(
    decision: &mut Decision<'_, Needs>,
    verify: need::VerifyWish,
) -> Result<(), Rejection> {
    let need::VerifyWish { need, form, value, family, beneficiary, minor, guardian_agreed_on } =
        verify;
    let state = decision.state();
    let cap = state.wish_cap.state(wish_cap::id()).0;
    let number: String = family.chars().filter(|c| c.is_alphanumeric()).collect();
    let wish = need::Wish {
        form,
        value,
        family: decision.fingerprint(FAMILY, &number.to_uppercase()),
        beneficiary: decision.id::<PersonId>(0),
        name: unsealed(decision.id(0)),
        phone: None,
        address: None,
        minor,
        guardian_agreed_on,
    };
    let judged = need::Command::VerifyWish { wish: wish.clone(), cap };
    Need::decide(state.needs.state(need), decision.context(), judged)?;
    // Sealed nobody could see it any more.
    let asked = state.needs.state(need).asked();
    let told = [Some(beneficiary.name.as_str()), beneficiary.address.as_deref()];
    if told.into_iter().flatten().any(|what| asked.is_some_and(|asked| asked.says(what))) {
        return Err(need::Rejection::TextNotPublic.into());
    }
    take_up(decision, need, &wish.family)?;
    let person = wish.beneficiary;
    let seal = |field, text: &str| {
        decision.seal(person, field, text).expect("a new key can be made, and is not erased")
    };
    let wish = need::Wish {
        name: seal(field::BENEFICIARY_NAME, &beneficiary.name),
        phone: beneficiary.phone.map(|phone| seal(field::BENEFICIARY_PHONE, &phone)),
        address: beneficiary.address.map(|address| seal(field::BENEFICIARY_ADDRESS, &address)),
        ..wish
    };
    decision.decide::<Need>(need, need::Command::VerifyWish { wish, cap })
}

/// What stands where something will be sealed, once it is known that it may be.
fn unsealed(person: PersonId) -> Sealed {
    Sealed { algorithm: Algorithm::Aes256GcmSiv, person, data: String::new() }
}

/// A wish that is verified plainly once more, after it was reopened, is the family's again.
pub(super) fn take_up_again(
    decision: &mut Decision<'_, Needs>,
    need: NeedId,
) -> Result<(), Rejection> {
    let asked = decision.state().needs.state(need).asked();
    match asked.and_then(|asked| asked.family()) {
        Some(family) => take_up(decision, need, family),
        None => Ok(()),
    }
}

fn take_up(
    decision: &mut Decision<'_, Needs>,
    wish: NeedId,
    family: &Fingerprint,
) -> Result<(), Rejection> {
    let Some(owner) = owner(decision, wish) else { return Ok(()) };
    let id = family::id(owner, family);
    decision.decide::<Family>(id, family::Command::TakeUp { wish })
}

/// However a wish is closed, its family may have another one.
pub(super) fn let_go(decision: &mut Decision<'_, Needs>, wish: NeedId) -> Result<(), Rejection> {
    let asked = decision.state().needs.state(wish).asked();
    let Some(asked) = asked else { return Ok(()) };
    let Some(family) = asked.family() else { return Ok(()) };
    let id = family::id(asked.owner(), family);
    decision.decide::<Family>(id, family::Command::LetGo { wish })
}

fn owner(decision: &Decision<'_, Needs>, need: NeedId) -> Option<OrganisationId> {
    decision.state().needs.state(need).asked().map(|asked| asked.owner())
}

pub(super) fn erase_beneficiary(
    decision: &mut Decision<'_, Needs>,
    need::EraseBeneficiary { need }: need::EraseBeneficiary,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::EraseBeneficiary)
}

pub(super) fn show_result(
    decision: &mut Decision<'_, Needs>,
    need::ShowResult { need, pictures }: need::ShowResult,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::ShowResult { pictures })
}

pub(super) fn set_cap(
    decision: &mut Decision<'_, Needs>,
    set: wish_cap::Set,
) -> Result<(), Rejection> {
    decision.decide::<WishCap>(wish_cap::id(), set)
}
