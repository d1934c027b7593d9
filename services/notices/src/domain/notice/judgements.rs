//! What is to be rated, and objections.

use contracts::evaluation::objection;
use contracts::evaluation::occasion::{self, About as Rated, Rater};
use contracts::notices::notice::{About, Event, Matter, NoticeKind};
use contracts::{Claimer, Context};
use values::OrganisationId;

use super::{State, concerned, settled, told};

/// The two sides of a claim are told, and whoever sent up what was answered or raised it; whoever
/// came to a service finds it among their own, and is told before it is too late.
pub(super) fn of_occasion(state: &State, about: About, event: &occasion::Event) -> Vec<Event> {
    use occasion::Event as E;
    match event {
        E::Noted { about: Rated::Claim { .. }, giving, asking, .. } => {
            vec![between(about, *giving, *asking)]
        }
        // Whose handling it is says nothing of it, and whoever raised it is named to nobody.
        E::Noted { about: Rated::Handling { .. }, asking, raiser, .. } => {
            let matter = Matter { to: vec![*asking], ..Matter::new(about) };
            let raiser = raiser.map(|raiser| concerned([raiser.into()]));
            [Event::Described { matter }].into_iter().chain(raiser).collect()
        }
        E::Opened { rate_until } => {
            let Some(matter) = &state.matter else { return vec![] };
            let sides = matter.from.into_iter().chain(matter.to.iter().copied().map(Claimer::from));
            let sides = sides.chain(state.concerned(false));
            let to_rate = |side| told(side, NoticeKind::OccasionToRate, Some(*rate_until));
            sides.map(to_rate).collect()
        }
        E::EndNoticed { giving, asking, raters, rate_until } => {
            let ends_soon = |rater| told(rater, NoticeKind::OccasionEndsSoon, Some(*rate_until));
            let all = raters.iter().copied().map(ends_soon);
            // Whom it concerns is known of what was told before.
            let described = state.matter.is_none().then(|| between(about, *giving, *asking));
            described.into_iter().chain(all).collect()
        }
        E::Closed { .. } | E::Voided { .. } => state.only(vec![]),
        E::Rated { pairing, .. } => match pairing.rater {
            Rater::Organisation(rater) => vec![settled(rater)],
            Rater::Person(rater) => vec![settled(rater)],
            Rater::Raiser => state.concerned(false).map(settled).collect(),
            Rater::Ballot(_) => vec![],
        },
        // Whose ratings are opened has rated; others at the same service may do so still.
        E::Noted { .. }
        | E::RatingsOpened { .. }
        | E::BallotsIssued { .. }
        | E::CommentReviewed { .. }
        | E::RatingStruck { .. }
        | E::NoShowStruck { .. } => vec![],
    }
}

fn between(about: About, giving: Claimer, asking: OrganisationId) -> Event {
    let matter = Matter { from: Some(giving), to: vec![asking], ..Matter::new(about) };
    Event::Described { matter }
}

/// What is nobody's to answer is the city's.
pub(super) fn of_objection(
    state: &State,
    context: &Context,
    about: About,
    event: &objection::Event,
) -> Vec<Event> {
    use objection::Event as E;
    let matter = state.matter.as_ref();
    match event {
        E::Raised { by, answerer, answer_until, .. } => {
            let answerer = answerer.or_else(|| context.directory.city());
            let matter = Matter {
                from: Some((*by).into()),
                to: answerer.into_iter().collect(),
                ..Matter::new(about)
            };
            let kind = NoticeKind::ObjectionToAnswer;
            let asked = answerer.map(|answerer| told(answerer, kind, Some(*answer_until)));
            [Event::Described { matter }].into_iter().chain(asked).collect()
        }
        E::Overdue {} => {
            let answerers = matter.into_iter().flat_map(|matter| &matter.to);
            answerers.map(|to| told(*to, NoticeKind::ObjectionOverdue, None)).collect()
        }
        E::Answered { .. } => {
            let by = matter.and_then(|matter| matter.from);
            let answered = by.map(|by| told(by, NoticeKind::ObjectionAnswered, None));
            state.only(answered.into_iter().collect())
        }
    }
}
