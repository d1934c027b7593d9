//! Work put on communities from above.

use contracts::Rejection;
use contracts::needs::admission::{Approve, Command, Receive, Refuse, Request};
use runtime::Decision;
use values::AdmissionId;

use crate::Needs;
use crate::domain::Admission;

pub(super) fn request(
    decision: &mut Decision<'_, Needs>,
    request: Request,
) -> Result<(), Rejection> {
    decision.decide::<Admission>(decision.id::<AdmissionId>(0), Command::Request(request))
}

pub(super) fn approve(
    decision: &mut Decision<'_, Needs>,
    Approve { admission }: Approve,
) -> Result<(), Rejection> {
    decision.decide::<Admission>(admission, Command::Approve)
}

pub(super) fn refuse(
    decision: &mut Decision<'_, Needs>,
    Refuse { admission, reason }: Refuse,
) -> Result<(), Rejection> {
    decision.decide::<Admission>(admission, Command::Refuse { reason })
}

pub(super) fn receive(
    decision: &mut Decision<'_, Needs>,
    Receive { admission, community }: Receive,
) -> Result<(), Rejection> {
    decision.decide::<Admission>(admission, Command::Receive { community })
}
