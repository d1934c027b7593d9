//! 经费: received and spent, each line with its voucher; the balance is never negative.

use contracts::Context;
use contracts::projects::project::{Event, FEN_MAX, FUNDS_MAX, Flow, Funds, Rejection};
use values::time;

use super::Work;

/// What a voucher stands for.
pub(super) type Line = (Flow, Funds);

pub(super) fn move_funds(
    work: &Work,
    context: &Context,
    flow: Flow,
    funds: Funds,
) -> Result<Vec<Event>, Rejection> {
    work.either_party(context)?;
    if let Some((known_flow, known)) = work.funds.get(&funds.voucher) {
        let same = (*known_flow, known) == (flow, &funds);
        return if same { Ok(vec![]) } else { Err(Rejection::VoucherUsed) };
    }
    if !work.is_under_way() {
        return Err(Rejection::NotRunning);
    }
    if !(1..=FEN_MAX).contains(&funds.amount.fen) {
        return Err(Rejection::AmountOutOfRange);
    }
    if funds.date > time::date_at(context.now) {
        return Err(Rejection::DateInTheFuture);
    }
    if work.funds.len() >= FUNDS_MAX {
        return Err(Rejection::TooManyFunds { max: FUNDS_MAX });
    }
    if balance(work, flow, &funds) < 0 {
        return Err(Rejection::TooLittleFunds { left_fen: work.balance_fen });
    }
    Ok(vec![Event::FundsMoved { flow, funds }])
}

/// At most a thousand lines of at most `FEN_MAX`: it cannot overflow.
fn balance(work: &Work, flow: Flow, funds: &Funds) -> i64 {
    match flow {
        Flow::Received => work.balance_fen + funds.amount.fen,
        Flow::Spent => work.balance_fen - funds.amount.fen,
    }
}

/// Nothing when the event cannot follow.
pub(super) fn moved(work: &mut Work, flow: Flow, funds: &Funds) -> Option<()> {
    let balance = balance(work, flow, funds);
    let before = work.funds.insert(funds.voucher, (flow, funds.clone()));
    work.balance_fen = balance;
    (before.is_none() && balance >= 0).then_some(())
}
