//! Hearings 听取意见: the community answers, the person sees it first, then the unit reads it.
//!
//! Who is asked about stands in no matter: an inbox shows what is known of the line.

use contracts::evaluation::hearing;
use contracts::notices::notice::{About, Event, Matter, NoticeKind};

use super::{State, concerned, told};

pub(super) fn meant(state: &State, about: About, event: &hearing::Event) -> Vec<Event> {
    use hearing::Event as E;
    match event {
        E::Asked { asked, .. } => {
            let (from, to) = (Some(asked.unit.into()), vec![asked.community]);
            let matter = Matter { from, to, ..Matter::new(about) };
            vec![
                Event::Described { matter },
                concerned([asked.person.into()]),
                told(asked.community, NoticeKind::HearingToCompile, None),
            ]
        }
        E::Compiled { reply_until, .. } => {
            let to_reply = |person| told(person, NoticeKind::HearingToReply, Some(*reply_until));
            state.only(state.concerned(false).map(to_reply).collect())
        }
        E::Issued { expires_at, .. } => {
            let unit = state.matter.as_ref().and_then(|matter| matter.from);
            let issued = unit.map(|unit| told(unit, NoticeKind::HearingIssued, Some(*expires_at)));
            state.only(issued.into_iter().collect())
        }
        E::Expired {} => state.only(vec![]),
    }
}
