//! Request → command → reply.

mod admissions;
mod handling;
mod hotline;
mod wishes;

use contracts::Rejection;
use contracts::needs::need;
use decider::Decider as _;
use runtime::{Commands, Decision};
use values::code::normalised;
use values::{NeedId, PersonId, Text, Unit};

use crate::Needs;
use crate::domain::{CODE, Need};

/// The fields that are sealed.
pub(crate) mod field {
    pub(crate) const HOTLINE_TEXT: &str = "hotline.text";
    pub(crate) const HOTLINE_REPLY: &str = "hotline.reply";
    pub(crate) const RAISER_NAME: &str = "raiser.name";
    pub(crate) const RAISER_PHONE: &str = "raiser.phone";
    pub(crate) const BENEFICIARY_NAME: &str = "beneficiary.name";
    pub(crate) const BENEFICIARY_PHONE: &str = "beneficiary.phone";
    pub(crate) const BENEFICIARY_ADDRESS: &str = "beneficiary.address";
}

pub(crate) fn table() -> Commands<Needs> {
    hotline::table(handling::table(Commands::default()))
        .on(raise)
        .on(take_report)
        .on(erase_raiser)
        .on(verify)
        .on(send_back)
        .on(wishes::verify)
        .on(wishes::erase_beneficiary)
        .on(wishes::show_result)
        .on(wishes::set_cap)
        .on(admissions::request)
        .on(admissions::approve)
        .on(admissions::refuse)
        .on(admissions::receive)
        .on(resubmit)
        .on(classify)
        .on(deliberate)
        .on(post)
        .on(accept)
        .on(refuse)
        .on(review)
        .on(close)
        .on(reopen)
        .on(split_off)
        .on(confirm_urgency)
        .on(distinguish)
        .on(undistinguish)
}

fn raise(decision: &mut Decision<'_, Needs>, raise: need::Raise) -> Result<(), Rejection> {
    let (id, owner, source) = (decision.id::<NeedId>(0), raise.owner, raise.source);
    decision.decide::<Need>(id, need::Command::Raise { asked: raise, told_by: None })?;
    if source.is_own() { Ok(()) } else { handling::on_heard(decision, id, owner) }
}

/// Judged first, then sealed: who may not tell anything makes no key.
fn take_report(
    decision: &mut Decision<'_, Needs>,
    need::TakeReport { report, code }: need::TakeReport,
) -> Result<(), Rejection> {
    let (id, person) = (decision.id::<NeedId>(0), decision.id::<PersonId>(1));
    let contact = report.contact.clone();
    let asked = raised_by(report);
    let code = decision.fingerprint(CODE, &normalised(&code));
    let unsealed = need::Raiser { person, code: Some(code), name: None, phone: None };
    let told_by = Some(unsealed.clone());
    let asking = need::Command::Raise { asked: asked.clone(), told_by };
    Need::decide(decision.state().needs.state(id), decision.context(), asking)?;
    let seal = |field, text: &Text<30>| {
        decision.seal(person, field, text).expect("a new key can be made, and is not erased")
    };
    let name = contact.as_ref().map(|contact| seal(field::RAISER_NAME, &contact.name));
    let phone = contact.as_ref().and_then(|contact| contact.phone.as_ref());
    let phone = phone.map(|phone| seal(field::RAISER_PHONE, phone));
    let told_by = Some(need::Raiser { name, phone, ..unsealed });
    let owner = asked.owner;
    decision.decide::<Need>(id, need::Command::Raise { asked, told_by })?;
    handling::on_heard(decision, id, owner)
}

/// One piece of work, until somebody has looked: the unit and the amount are put right by who
/// verifies it.
fn raised_by(report: need::Report) -> need::Raise {
    let need::Report { owner, title, content, category, place, wanted, contact: _ } = report;
    need::Raise {
        owner,
        title,
        content,
        kind: need::Kind::Individual,
        category,
        source: need::Source::Resident,
        amount: values::Amount { quantity: 1, unit: Unit::Piece },
        place,
        wanted,
    }
}

fn erase_raiser(
    decision: &mut Decision<'_, Needs>,
    need::EraseRaiser { need }: need::EraseRaiser,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::EraseRaiser)
}

fn verify(
    decision: &mut Decision<'_, Needs>,
    need::Verify { need, amount }: need::Verify,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Verify { amount })?;
    wishes::take_up_again(decision, need)
}

fn send_back(
    decision: &mut Decision<'_, Needs>,
    need::Return { need, reason }: need::Return,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Return { reason })
}

fn resubmit(
    decision: &mut Decision<'_, Needs>,
    need::Resubmit { need, wording }: need::Resubmit,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Resubmit { wording })
}

fn classify(
    decision: &mut Decision<'_, Needs>,
    need::Classify { need, classification }: need::Classify,
) -> Result<(), Rejection> {
    let class = classification.urgency;
    decision.decide::<Need>(need, need::Command::Classify { classification })?;
    handling::on_classified(decision, need, class)
}

fn confirm_urgency(
    decision: &mut Decision<'_, Needs>,
    need::ConfirmUrgency { need }: need::ConfirmUrgency,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::ConfirmUrgency)
}

fn deliberate(
    decision: &mut Decision<'_, Needs>,
    need::Deliberate { need, deliberation }: need::Deliberate,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Deliberate { deliberation })
}

fn post(
    decision: &mut Decision<'_, Needs>,
    need::Post { need, terms }: need::Post,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Post { terms })
}

fn accept(
    decision: &mut Decision<'_, Needs>,
    need::Accept { need }: need::Accept,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Accept)
}

fn refuse(
    decision: &mut Decision<'_, Needs>,
    need::Refuse { need, claim, stands, reason }: need::Refuse,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Refuse { claim, stands, reason })
}

/// A duplicate is reviewed by what became of the need it follows.
fn review(
    decision: &mut Decision<'_, Needs>,
    need::Review { need, opinion }: need::Review,
) -> Result<(), Rejection> {
    let state = decision.state();
    let main_done = state.needs.state(state.duplicates.main(need)).is_done();
    decision.decide::<Need>(need, need::Command::Review { opinion, main_done })
}

/// A duplicate of a duplicate follows the main need. Authority is judged first: nobody else learns
/// which needs there are.
fn close(
    decision: &mut Decision<'_, Needs>,
    need::Close { need, outcome }: need::Close,
) -> Result<(), Rejection> {
    wishes::let_go(decision, need)?;
    let need::Outcome::Duplicate { of } = outcome else {
        decision.decide::<Need>(need, need::Command::Close { outcome })?;
        return handling::on_closed(decision, need);
    };
    let state = decision.state();
    let main = state.duplicates.judge(need, of);
    let outcome = need::Outcome::Duplicate { of: main.clone().unwrap_or(of) };
    decision.decide::<Need>(need, need::Command::Close { outcome })?;
    if !state.was_raised(main?) {
        return Err(need::Rejection::Unknown.into());
    }
    handling::on_closed(decision, need)
}

fn reopen(
    decision: &mut Decision<'_, Needs>,
    need::Reopen { need, reason }: need::Reopen,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::Reopen { reason })?;
    handling::on_reopened(decision, need)
}

fn split_off(
    decision: &mut Decision<'_, Needs>,
    need::SplitOff { need, reason }: need::SplitOff,
) -> Result<(), Rejection> {
    decision.decide::<Need>(need, need::Command::SplitOff { reason })?;
    handling::on_reopened(decision, need)
}

/// One word for both: it stands with whichever need it was said of first.
fn distinguish(
    decision: &mut Decision<'_, Needs>,
    need::Distinguish { need, from }: need::Distinguish,
) -> Result<(), Rejection> {
    let state = decision.state();
    let told = state.needs.state(from).is_distinguished(need);
    decision.decide::<Need>(need, need::Command::Distinguish { from, told })?;
    if need == from {
        return Err(need::Rejection::DuplicateOfItself.into());
    }
    if state.was_raised(from) { Ok(()) } else { Err(need::Rejection::Unknown.into()) }
}

fn undistinguish(
    decision: &mut Decision<'_, Needs>,
    need::Undistinguish { need, from }: need::Undistinguish,
) -> Result<(), Rejection> {
    let told = decision.state().needs.state(from).is_distinguished(need);
    let (told, from) = if told { (from, need) } else { (need, from) };
    decision.decide::<Need>(told, need::Command::Undistinguish { from })
}
