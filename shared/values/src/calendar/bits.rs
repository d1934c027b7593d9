//! One year as two bitmaps: the mornings and the afternoons that are worked.

use jiff::civil::{Date, date};

use super::{DayKind, Entry, is_weekday};

/// Which half of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Afternoon,
}

type Bits = [u64; 6]; // 384 places for at most 366 days

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Year {
    pub(super) number: i16,
    /// Whether its whole table is known, not just some days.
    pub(super) covered: bool,
    mornings: Bits,
    afternoons: Bits,
}

impl Year {
    /// Weekdays are worked, weekends are not, and `entries`, all of this year, say where not so.
    pub(super) fn new(number: i16, entries: &[Entry], covered: bool) -> Self {
        let mut year = Self { number, covered, mornings: [0; 6], afternoons: [0; 6] };
        let first = date(number, 1, 1);
        for day in first.series(jiff::Span::new().days(1)).take_while(|day| day.year() == number) {
            year.set(day, if is_weekday(day) { DayKind::Work } else { DayKind::Off });
        }
        for entry in entries {
            year.set(entry.date, entry.kind);
        }
        year
    }

    fn set(&mut self, day: Date, kind: DayKind) {
        let (word, bit) = place(day);
        let (morning, afternoon) = match kind {
            DayKind::Off => (false, false),
            DayKind::Half => (true, false),
            DayKind::Work => (true, true),
        };
        for (bits, worked) in [(&mut self.mornings, morning), (&mut self.afternoons, afternoon)] {
            bits[word] = if worked { bits[word] | bit } else { bits[word] & !bit };
        }
    }

    pub(super) fn works(&self, day: Date, half: Half) -> bool {
        let (word, bit) = place(day);
        let bits = match half {
            Half::Morning => &self.mornings,
            Half::Afternoon => &self.afternoons,
        };
        bits[word] & bit != 0
    }

    /// The mornings worked in `from..=to`, both of this year.
    pub(super) fn mornings(&self, from: Date, to: Date) -> u32 {
        let (first, from_bit) = place(from);
        let (last, to_bit) = place(to);
        let mut worked = 0;
        for word in first..=last {
            let mut bits = self.mornings[word];
            if word == first {
                bits &= !(from_bit - 1); // nothing before `from`
            }
            if word == last {
                bits &= to_bit | (to_bit - 1); // nothing after `to`
            }
            worked += bits.count_ones();
        }
        worked
    }
}

/// The word and the bit of `day`.
fn place(day: Date) -> (usize, u64) {
    let day = usize::from(day.day_of_year().unsigned_abs());
    (day / 64, 1 << (day % 64))
}
