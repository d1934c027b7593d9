//! Whose jobs are under way: what their limit is counted from.

use std::collections::HashMap;

use values::{PersonId, Uuid};

/// What is under way, and for whom.
#[derive(Debug, Default)]
pub struct UnderWay(HashMap<Uuid, PersonId>);

impl UnderWay {
    /// It is under way for `person`, or no longer.
    pub fn set(&mut self, id: Uuid, person: Option<PersonId>) {
        match person {
            Some(person) => self.0.insert(id, person),
            None => self.0.remove(&id),
        };
    }

    /// How many others than `id` there are for `person`.
    pub fn others(&self, id: Uuid, person: Option<PersonId>) -> usize {
        let others = self.0.iter().filter(|(other, _)| **other != id);
        others.filter(|(_, whose)| Some(**whose) == person).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_and_what_is_asked_about_itself_do_not_count() {
        let [one, other, somebody, another] = [1, 2, 3, 4].map(Uuid::from_u128);
        let (somebody, another) = (PersonId(somebody), PersonId(another));
        let mut under_way = UnderWay::default();
        under_way.set(one, Some(somebody));
        under_way.set(other, Some(somebody));
        assert_eq!(under_way.others(one, Some(somebody)), 1);
        assert_eq!(under_way.others(Uuid::nil(), Some(somebody)), 2);
        assert_eq!(under_way.others(Uuid::nil(), Some(another)), 0);
        under_way.set(one, None);
        assert_eq!(under_way.others(Uuid::nil(), Some(somebody)), 1);
        assert_eq!(under_way.others(Uuid::nil(), None), 0);
    }
}
