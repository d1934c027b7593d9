//! Stars 星级 and lists of recognition 表彰: whoever applied or is proposed is told what becomes of
//! it. An objection is told to whoever answers it as an objection.

use contracts::Claimer;
use contracts::evaluation::{recognition, star};
use contracts::notices::notice::{About, Event, Matter, NoticeKind};

use super::{State, announced, announced_to, concerned, told};

pub(super) fn of_star(state: &State, about: About, event: &star::Event) -> Vec<Event> {
    use star::Event as E;
    if let E::Applied { person, community, .. } = event {
        let (from, to) = (Some((*person).into()), vec![*community]);
        let matter = Matter { from, to, ..Matter::new(about) };
        let to_review = told(*community, NoticeKind::StarToReview, None);
        let told = state.only(vec![to_review]);
        return [Event::Described { matter }].into_iter().chain(told).collect();
    }
    let Some(person) = state.matter.as_ref().and_then(|matter| matter.from) else {
        return vec![];
    };
    let to_person = |kind, by| state.only(vec![told(person, kind, by)]);
    match event {
        E::Returned { .. } => to_person(NoticeKind::StarReturned, None),
        E::Published { until, .. } => to_person(NoticeKind::StarPublished, Some(*until)),
        E::ObjectionSettled { upheld: true, .. } => to_person(NoticeKind::StarStruck, None),
        E::Granted { .. } | E::Reinstated { .. } => to_person(NoticeKind::StarGranted, None),
        E::Revoked { .. } => to_person(NoticeKind::StarRevoked, None),
        E::Applied { .. } | E::Objected { .. } | E::ObjectionSettled { upheld: false, .. } => {
            vec![]
        }
    }
}

pub(super) fn of_recognition(
    state: &State,
    about: About,
    event: &recognition::Event,
) -> Vec<Event> {
    use recognition::Event as E;
    match event {
        E::Published { list, until, .. } => {
            let matter = Matter { from: Some(list.body.into()), ..Matter::new(about) };
            let candidates = list.candidates.iter().map(|candidate| candidate.who);
            vec![
                Event::Described { matter },
                concerned(candidates),
                announced(NoticeKind::RecognitionPublished, Some(*until)),
            ]
        }
        E::Confirmed { recognised } => {
            let struck = |who: &Claimer| !recognised.contains(who);
            let struck: Vec<_> = state.concerned.iter().copied().filter(struck).collect();
            let recognised = recognised.iter().copied();
            vec![
                announced_to(recognised, NoticeKind::RecognitionConfirmed, None),
                announced_to(struck, NoticeKind::RecognitionStruck, None),
            ]
        }
        // Whoever it is against learns it when all is settled.
        E::Objected { .. } | E::ObjectionSettled { .. } => vec![],
    }
}
