//! The project as a ledger: what its service records say was done of what was claimed.

use contracts::projects::project::{Event, RECORDS_MAX, Rejection};
use values::RecordId;

use super::{Record, Work};

pub(super) fn count(work: &Work, record: RecordId, quantity: u64) -> Result<Vec<Event>, Rejection> {
    work.running()?;
    if work.records.contains_key(&record) {
        return Ok(vec![]);
    }
    if work.records.len() >= RECORDS_MAX {
        return Err(Rejection::TooManyRecords { max: RECORDS_MAX });
    }
    let left = work.claimed() - work.recorded();
    if quantity > left {
        return Err(Rejection::MoreThanClaimed { asked: quantity, left });
    }
    Ok(vec![Event::ServiceCounted { record, quantity }])
}

pub(super) fn confirm(work: &Work, record: RecordId) -> Result<Vec<Event>, Rejection> {
    work.running()?;
    let known = work.records.get(&record).ok_or(Rejection::UnknownRecord)?;
    if known.confirmed {
        return Ok(vec![]);
    }
    Ok(vec![Event::ServiceConfirmed { record, quantity: known.quantity }])
}

/// What is countered makes room for what stands instead.
pub(super) fn counter(
    work: &Work,
    record: RecordId,
    instead: Option<(RecordId, u64)>,
) -> Result<Vec<Event>, Rejection> {
    work.running()?;
    let known = work.records.get(&record).ok_or(Rejection::UnknownRecord)?;
    let Record { quantity, confirmed } = *known;
    let mut events = vec![Event::ServiceCountered { record, quantity, confirmed }];
    if let Some((record, asked)) = instead {
        let left = work.claimed() - work.recorded() + quantity;
        if asked > left {
            return Err(Rejection::MoreThanClaimed { asked, left });
        }
        events.push(Event::ServiceCounted { record, quantity: asked });
    }
    Ok(events)
}

/// Nothing when the event cannot follow.
pub(super) fn changed(work: &mut Work, event: &Event) -> Option<()> {
    work.running().ok()?;
    match event {
        Event::ServiceCounted { record, quantity } => {
            work.records.insert(*record, Record { quantity: *quantity, confirmed: false });
        }
        Event::ServiceConfirmed { record, .. } => work.records.get_mut(record)?.confirmed = true,
        Event::ServiceCountered { record, .. } => {
            work.records.remove(record)?;
        }
        Event::Proposed(_)
        | Event::Approved {}
        | Event::Refused { .. }
        | Event::Started {}
        | Event::Opened(_)
        | Event::ClaimAdded { .. }
        | Event::Suspended { .. }
        | Event::Resumed {}
        | Event::AgreementOver {}
        | Event::Continued {}
        | Event::Ended { .. }
        | Event::MilestoneSet { .. }
        | Event::MilestoneReached { .. }
        | Event::FundsMoved { .. }
        | Event::AcceptanceAsked { .. }
        | Event::Accepted { .. }
        | Event::ReworkAsked { .. }
        | Event::Attached(_)
        | Event::Detached { .. }
        | Event::Archived {} => return None,
    }
    Some(())
}
