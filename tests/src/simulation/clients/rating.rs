//! Ratings: mostly by who took part, mostly about the other side.

use contracts::evaluation::occasion::{Rate, of_claim, of_record};
use contracts::{Actor, Claimer};
use values::OccasionId;

use super::Asking;
use crate::simulation::book::Sent;

impl Asking<'_> {
    pub(super) fn a_rating(&mut self) -> Sent {
        let state = self.city.evaluation.writer.state();
        let claims = self.clients.claims.iter().map(|claim| of_claim(*claim));
        let records = self.clients.records.values().flatten().map(|record| of_record(*record));
        let open = |id: &OccasionId| state.occasions.state(*id).due_at().is_some();
        let among: Vec<_> = claims.chain(records).filter(open).collect();
        let Some(&occasion) = self.random.pick(&among) else {
            return self.a_step_of_a_claim();
        };
        let sheet = state.occasions.state(occasion).sheet().expect("it is open");
        let parties = &sheet.parties;
        let (giving, asking) = (parties.giving, Claimer::from(parties.asking));
        let came = parties.people().next().map(|(person, _)| Claimer::Person(person));
        let other = came.unwrap_or(giving);
        let (rater, rated) = if self.random.one_in(2) { (other, asking) } else { (asking, other) };
        let rater = if self.random.one_in(12) { self.any_organisation().into() } else { rater };
        let actor: Actor = self.somebody_as(rater);
        let stars = u8::try_from(self.random.between(1, 5)).expect("five at most");
        let comment = None;
        Sent::new(self.command, actor, &Rate { occasion, rated, stars, comment })
    }
}
