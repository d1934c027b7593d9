//! Comments are reviewed before everybody may read them.

use contracts::Context;
use contracts::evaluation::occasion::{Event, Pairing, Rejection};
use values::{PersonId, Text};

use super::{Sheet, State};
use crate::domain::authority::speaks_for;

/// By whoever stands above the asking side: never by who rated or was rated.
pub(super) fn review(
    state: &State,
    context: &Context,
    pairing: Pairing,
    comment: Text<300>,
    withheld: Option<Text<200>>,
) -> Result<Vec<Event>, Rejection> {
    let sheet = state.sheet()?;
    let may = speaks_for(context, sheet.parties.reviewer);
    let by = context.actor.person().filter(|_| may).ok_or(Rejection::NotAuthorised)?;
    match sheet.ratings.get(&pairing) {
        Some(rating) if rating.reviewed => Err(Rejection::AlreadyReviewed),
        Some(rating) if rating.sealed.commented && sheet.may_be_reviewed(state, pairing) => {
            let comment = withheld.is_none().then_some(comment);
            Ok(vec![Event::CommentReviewed { pairing, by, comment, withheld }])
        }
        Some(_) | None => Err(Rejection::NoComment),
    }
}

impl Sheet {
    /// Once it is opened; of residents, once the window is over: the words might tell who it is.
    fn may_be_reviewed(&self, state: &State, pairing: Pairing) -> bool {
        match pairing.rated {
            Some(_) => self.ratings.get(&pairing).is_some_and(|rating| rating.opened),
            None => matches!(state, State::Closed(_)),
        }
    }
}

pub(super) fn reviewed(mut sheet: Sheet, pairing: Pairing) -> Sheet {
    if let Some(rating) = sheet.ratings.get_mut(&pairing) {
        rating.reviewed = true;
    }
    sheet
}

/// Nothing is left of what was voided.
pub(super) fn strike(state: &State, pairing: Pairing, reason: Text<200>) -> Vec<Event> {
    let sheet = state.sheet().ok();
    let rating = sheet.and_then(|sheet| sheet.ratings.get(&pairing));
    let counts = rating.is_some_and(|rating| rating.opened && !rating.struck);
    if counts { vec![Event::RatingStruck { pairing, reason }] } else { vec![] }
}

pub(super) fn struck(mut sheet: Sheet, pairing: Pairing) -> Sheet {
    if let Some(rating) = sheet.ratings.get_mut(&pairing) {
        rating.struck = true;
    }
    sheet
}

/// Nothing counts before it is proved.
pub(super) fn strike_no_show(state: &State, person: PersonId, reason: Text<200>) -> Vec<Event> {
    let counts = state.sheet().is_ok_and(|sheet| sheet.is_no_show(person));
    if counts { vec![Event::NoShowStruck { person, reason }] } else { vec![] }
}

pub(super) fn no_show_struck(mut sheet: Sheet, person: PersonId) -> Sheet {
    sheet.parties.no_shows.remove(&person);
    sheet
}
