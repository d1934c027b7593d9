//! What a lot is, and what it is worth.

use contracts::matching::listing::OfNeed;
use contracts::needs::need::{Kind, Urgency};
use values::{Date, Unit, Uuid};

use crate::engine::model::{CAPACITY_LOTS_MAX, NEED_LOTS_MAX};

/// Nobody is asked to come for less than this part of what a need misses.
const LEAST_PART: u32 = 10;

/// Yuan are planned in hundreds.
const YUAN_A_LOT: u64 = 100;

/// So many lots are asked for: what is begun is a lot.
pub(crate) fn asked(quantity: u64, unit: Unit) -> u32 {
    let lots = if unit == Unit::Yuan { quantity.div_ceil(YUAN_A_LOT) } else { quantity };
    u32::try_from(lots).unwrap_or(NEED_LOTS_MAX).min(NEED_LOTS_MAX)
}

/// So many whole lots there are.
pub(crate) fn given(quantity: u64, unit: Unit) -> u32 {
    let lots = if unit == Unit::Yuan { quantity / YUAN_A_LOT } else { quantity };
    u32::try_from(lots).unwrap_or(CAPACITY_LOTS_MAX).min(CAPACITY_LOTS_MAX)
}

/// So many lots a limit has; without one nothing is limited.
pub(crate) fn limited(lots: Option<u64>) -> u32 {
    let lots = lots.and_then(|lots| u32::try_from(lots).ok());
    lots.map_or(CAPACITY_LOTS_MAX, |lots| lots.min(CAPACITY_LOTS_MAX))
}

/// Of so many that are asked for, a plan lets one offer give no fewer.
pub(crate) fn least(asked: u32) -> u32 {
    asked.div_ceil(LEAST_PART)
}

/// What ties are decided by: of a line by its id, whatever number it has where.
pub(crate) fn name(line: Uuid) -> u32 {
    let bits = line.as_u128();
    // The random part of an id stands at its end.
    let [high, low] = [bits >> 32, bits].map(|bits| u32::try_from(bits & 0xffff_ffff));
    high.expect("32 bits").rotate_left(16) ^ low.expect("32 bits")
}

/// What so many lots are.
pub(crate) fn quantity(lots: u32, unit: Unit) -> u64 {
    u64::from(lots) * if unit == Unit::Yuan { YUAN_A_LOT } else { 1 }
}

/// 1 urgent … 4. The first is no word of the owner's alone: until a street confirms an emergency,
/// it stands with what is hard.
pub(crate) fn tier(need: &OfNeed) -> u8 {
    match (need.urgency, need.kind) {
        (Urgency::Emergency, _) if need.urgency_confirmed => 1,
        (Urgency::Emergency | Urgency::Hard, _) => 2,
        (Urgency::Ordinary, Kind::Common | Kind::Wish | Kind::PairHelp) => 3,
        (Urgency::Ordinary, Kind::Individual | Kind::Post | Kind::Team) => 4,
    }
}

/// The last day on which it is wanted.
pub(crate) fn wanted_by(need: &OfNeed) -> Option<Date> {
    let window = need.window.map(|window| window.until);
    window.or(need.deadline.map(values::time::date_at))
}

/// Of a lot: its tier, what its owner missed last year (in hundredths), and how soon it is wanted
/// on that day.
pub(crate) fn value(tier: u8, equity: u32, need: &OfNeed, today: Date) -> u32 {
    let of_tier = [8, 4, 2, 1][usize::from(tier) - 1];
    let haste = match wanted_by(need).map(|by| values::time::days_between(today, by)) {
        Some(..=7) => 150,
        Some(8..=30) => 125,
        Some(_) | None => 100,
    };
    of_tier * equity * haste / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_planned_in_hundreds_and_never_more_than_there_are() {
        assert_eq!((asked(250, Unit::Yuan), given(250, Unit::Yuan)), (3, 2));
        assert_eq!((asked(250, Unit::Hour), given(250, Unit::Hour)), (250, 250));
        assert_eq!(asked(u64::MAX, Unit::Hour), NEED_LOTS_MAX);
        assert_eq!(quantity(2, Unit::Yuan), 200);
        assert_eq!([0, 1, 10, 11, 20].map(least), [0, 1, 1, 2, 2]);
    }

    #[test]
    fn an_emergency_is_the_first_tier_once_it_is_confirmed() {
        let of = |urgency, urgency_confirmed| OfNeed {
            kind: Kind::Individual,
            urgency,
            urgency_confirmed,
            divisible: true,
            partners_max: 1,
            window: None,
            deadline: None,
            skills: Vec::new(),
        };
        assert_eq!(tier(&of(Urgency::Emergency, true)), 1);
        assert_eq!(tier(&of(Urgency::Emergency, false)), 2);
        assert_eq!(tier(&of(Urgency::Ordinary, false)), 4);
    }
}
