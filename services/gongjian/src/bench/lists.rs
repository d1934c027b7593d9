//! What is listed: an offer as a resident unit words it, whose commit has about 740 bytes.

use contracts::resources::offer::{Category, List};
use contracts::{Actor, Role};
use values::{Amount, OrganisationId, PersonId, Text, Unit, ids};

/// The unit that offers.
pub(super) fn owner() -> OrganisationId {
    OrganisationId(ids::of_text("bench", "owner"))
}

/// Its liaison.
pub(super) fn liaison() -> Actor {
    let person = PersonId(ids::of_text("bench", "liaison"));
    Actor::Person { person, organisation: owner(), role: Role::Liaison }
}

/// The `n`-th offer.
pub(super) fn offer(n: u64) -> List {
    let text = |text: String| text.parse().expect("short and plain");
    let title = text(format!("周末会议室开放第{n}期"));
    let amount = Amount { quantity: 40, unit: Unit::Session };
    List {
        place: Some(Text::<200>::new("办公楼二层").expect("short and plain")),
        ..List::new(owner(), title, Category::Venue, amount)
    }
}
