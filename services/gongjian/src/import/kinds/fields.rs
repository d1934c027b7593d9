//! Fields that lists share: what cannot be read refuses the row and says what could stand there.

use contracts::registry::CheckInStatus;
use sheets::RowNumber;
use sheets::kinds::offers::column;
use values::{Amount, Text, Unit};

use crate::import::planner::Planner;
use crate::text;

/// One of the words that lists use; another one refuses the row and names them all.
pub(super) fn word<T: Copy>(
    planner: &mut Planner,
    row: RowNumber,
    column: &str,
    said: Option<&str>,
    known: &[T],
    name: impl Fn(T) -> &'static str,
) -> Option<Option<T>> {
    let Some(said) = said else { return Some(None) };
    let found = known.iter().find(|one| name(**one) == said);
    if found.is_none() {
        let words: Vec<_> = known.iter().map(|one| name(*one)).collect();
        let message = format!("第{row}行：没有“{said}”这一项");
        let suggestion = format!("可填：{}", words.join("、"));
        planner.refuse(row, Some(column), "word_unknown", message, &suggestion);
    }
    found.map(|one| Some(*one))
}

/// A text that may be left out.
pub(super) fn maybe<const MAX: usize>(
    planner: &mut Planner,
    row: RowNumber,
    column: &str,
    said: Option<&str>,
) -> Option<Option<Text<MAX>>> {
    match said {
        Some(said) => planner.text(row, column, said).map(Some),
        None => Some(None),
    }
}

pub(super) fn amount(
    planner: &mut Planner,
    row: RowNumber,
    quantity: u64,
    unit: Option<&str>,
) -> Option<Amount> {
    let unit =
        word(planner, row, column::UNIT, unit, &UNITS, Unit::chinese)?.unwrap_or(Unit::Session);
    let amount = Amount::new(quantity, unit).ok();
    if amount.is_none() {
        let message = format!("第{row}行：数量{quantity}不在1到{}之间", Amount::MAX);
        let column = Some(column::AMOUNT);
        planner.refuse(row, column, "amount_unfit", message, "请核对数量");
    }
    amount
}

/// What amounts are counted in.
pub(super) const UNITS: [Unit; 6] =
    [Unit::Session, Unit::Person, Unit::Hour, Unit::Piece, Unit::Place, Unit::Yuan];

const CHECK_INS: [CheckInStatus; 6] = [
    CheckInStatus::Requested,
    CheckInStatus::Active,
    CheckInStatus::Due,
    CheckInStatus::Returned,
    CheckInStatus::Lapsed,
    CheckInStatus::Ended,
];

/// What a roster is to do about a check-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CheckingIn {
    /// Asked for, and not yet accepted.
    Requested,
    Accepted,
    /// It is on no roster any more.
    Over,
}

/// How a check-in stands: accepted, where the list says nothing.
pub(super) fn checking_in(
    planner: &mut Planner,
    row: RowNumber,
    said: Option<&str>,
) -> Option<CheckingIn> {
    let found = word(planner, row, "报到状态", said, &CHECK_INS, text::check_in_status)?;
    Some(match found.unwrap_or(CheckInStatus::Active) {
        CheckInStatus::Requested => CheckingIn::Requested,
        CheckInStatus::Active => CheckingIn::Accepted,
        CheckInStatus::Due => {
            planner.gather(row, "term_anew", "待续报的，从导入之日起重新计算报到期限。");
            CheckingIn::Accepted
        }
        CheckInStatus::Returned | CheckInStatus::Lapsed | CheckInStatus::Ended => {
            planner.gather(row, "check_in_over", "已退回、期满未续或已结束，不导入。");
            CheckingIn::Over
        }
    })
}

/// 是 or 否; none where the list says nothing.
pub(super) fn yes(
    planner: &mut Planner,
    row: RowNumber,
    column: &str,
    said: Option<&str>,
) -> Option<Option<bool>> {
    word(planner, row, column, said, &[true, false], |yes| if yes { "是" } else { "否" })
}
