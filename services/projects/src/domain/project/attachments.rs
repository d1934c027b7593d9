//! 附件: what proves what was done, by the digests of the files; and where it was wrong, taken off
//! again with the reason.

use contracts::Context;
use contracts::projects::project::{ATTACHMENTS_MAX, Attachment, Event, Rejection};
use values::{Hash, Text};

use super::{Stage, Work};

pub(super) fn attach(
    work: &Work,
    context: &Context,
    attachment: Attachment,
) -> Result<Vec<Event>, Rejection> {
    work.either_party(context)?;
    if let Some(known) = work.attachments.get(&attachment.file) {
        return if *known == attachment { Ok(vec![]) } else { Err(Rejection::AlreadyAttached) };
    }
    not_archived(work)?;
    if attachment.record.is_some_and(|record| !work.records.contains_key(&record)) {
        return Err(Rejection::UnknownRecord);
    }
    if work.attachments.len() >= ATTACHMENTS_MAX {
        return Err(Rejection::TooManyAttachments { max: ATTACHMENTS_MAX });
    }
    Ok(vec![Event::Attached(attachment)])
}

/// The file stays where it is kept; it stands under the project no more.
pub(super) fn detach(
    work: &Work,
    context: &Context,
    file: Hash,
    reason: Text<200>,
) -> Result<Vec<Event>, Rejection> {
    work.either_party(context)?;
    if !work.attachments.contains_key(&file) {
        return Ok(vec![]);
    }
    not_archived(work)?;
    Ok(vec![Event::Detached { file, reason }])
}

fn not_archived(work: &Work) -> Result<(), Rejection> {
    if work.stage == Stage::Archived { Err(Rejection::Archived) } else { Ok(()) }
}
