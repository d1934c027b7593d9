//! One rating, and who may read what of it.

use contracts::evaluation::occasion::{About, Opinion, Pairing, Rater, SealedOpinion};
use contracts::evaluation::{CommentStatus, OccasionLine, RatingLine};
use contracts::{Asker, Claimer};
use runtime::Question;
use values::{OccasionId, OrganisationId, Text, Timestamp};

use super::View;
use crate::commands::ratings::OPINION;
use crate::views::occasions::reads_everything;

pub(super) struct Given {
    pub(super) occasion: OccasionId,
    about: About,
    pub(super) reviewer: Option<OrganisationId>,
    pub(super) pairing: Pairing,
    sealed: SealedOpinion,
    pub(super) stars: Option<u8>,
    /// Words that everybody may read.
    pub(super) public: Option<Text<300>>,
    pub(super) comment_status: Option<CommentStatus>,
    pub(super) given_at: Timestamp,
    pub(super) opened_at: Option<Timestamp>,
    pub(super) void: bool,
}

impl Given {
    pub(super) fn new(
        line: &OccasionLine,
        pairing: Pairing,
        rating: &SealedOpinion,
        reviewer: Option<OrganisationId>,
        given_at: Timestamp,
    ) -> Self {
        Self {
            occasion: line.id,
            about: line.about,
            reviewer,
            pairing,
            sealed: rating.clone(),
            stars: None,
            public: None,
            comment_status: rating.commented.then_some(CommentStatus::Waiting),
            given_at,
            opened_at: None,
            void: false,
        }
    }

    /// May `asker` know of it at all? What is sealed is known to who gave it.
    pub(super) fn is_for(&self, asker: Asker<'_>) -> bool {
        let opened = self.opened_at.is_some();
        let readable = match self.pairing.rated {
            Some(Claimer::Organisation(_)) => opened,
            Some(Claimer::Person(_)) | None => opened && self.words_are_for(asker),
        };
        // Beside its need, what a raiser said would tell who it was.
        let public = self.public.is_some() && self.pairing.rater != Rater::Raiser;
        !self.void && (readable || public || self.is_by(asker))
    }

    fn is_by(&self, asker: Asker<'_>) -> bool {
        match self.pairing.rater {
            Rater::Organisation(organisation) => asker.may_act_for(organisation),
            Rater::Person(person) => asker.actor.person() == Some(person),
            Rater::Ballot(_) | Rater::Raiser => false,
        }
    }

    /// May `asker` read its words before everybody may? Both sides, and who reviews them.
    fn words_are_for(&self, asker: Asker<'_>) -> bool {
        let rated = self.pairing.rated.is_some_and(|rated| asker.may_act_as(rated));
        let reviews = self.reviewer.is_some_and(|reviewer| asker.may_act_for(reviewer));
        let opened = self.opened_at.is_some();
        self.is_by(asker) || (opened && (rated || reviews || reads_everything(asker.actor)))
    }

    pub(super) fn line(&self, question: &Question<'_, View>) -> RatingLine {
        let own = self.words_are_for(question.asker());
        let opinion = if own { self.opinion(question) } else { None };
        let resident = matches!(self.pairing.rater, Rater::Ballot(_) | Rater::Raiser);
        let said = opinion.as_ref().map(|opinion| opinion.stars).filter(|_| !resident);
        RatingLine {
            occasion: self.occasion,
            about: self.about,
            pairing: self.pairing,
            stars: self.stars.or(said),
            comment: self.public.clone().or(opinion.and_then(|opinion| opinion.comment)),
            comment_status: self.comment_status,
            given_at: self.given_at,
            opened_at: self.opened_at,
        }
    }

    pub(super) fn opinion(&self, question: &Question<'_, View>) -> Option<Opinion> {
        let SealedOpinion { at, content, .. } = &self.sealed;
        let text = question.unseal(*at, OPINION, content).ok()??;
        serde_json::from_str(&text).ok()
    }
}
