//! Who has an agreement 共建协议 in force with whom.

use std::collections::HashMap;

use contracts::matching::bond::Event;
use values::OrganisationId;

/// How many agreements stand between two; the smaller id first.
#[derive(Default)]
pub(crate) struct Agreements(HashMap<(OrganisationId, OrganisationId), u32>);

fn both(one: OrganisationId, other: OrganisationId) -> (OrganisationId, OrganisationId) {
    (one.min(other), one.max(other))
}

/// Every two of them.
fn pairs(of: &[OrganisationId]) -> impl Iterator<Item = (OrganisationId, OrganisationId)> + '_ {
    let one = of.iter().enumerate();
    one.flat_map(|(at, one)| of[at + 1..].iter().map(|other| both(*one, *other)))
}

impl Agreements {
    /// Takes in what happened; between whom is it otherwise?
    pub(crate) fn apply<'e>(&mut self, event: &'e Event) -> &'e [OrganisationId] {
        match event {
            Event::Agreed { parties } => {
                pairs(parties).for_each(|pair| *self.0.entry(pair).or_default() += 1);
                parties
            }
            Event::AgreementEnded { parties } => {
                for pair in pairs(parties) {
                    let standing = self.0.get(&pair).map_or(0, |standing| standing - 1);
                    match standing {
                        0 => self.0.remove(&pair),
                        _ => self.0.insert(pair, standing),
                    };
                }
                parties
            }
            Event::Drafted { .. } | Event::Tied { .. } | Event::Untied { .. } => &[],
        }
    }

    pub(crate) fn stands(&self, one: OrganisationId, other: OrganisationId) -> bool {
        self.0.contains_key(&both(one, other))
    }
}

#[cfg(test)]
mod tests {
    use values::Uuid;

    use super::*;

    #[test]
    fn two_are_agreed_as_long_as_one_agreement_of_them_stands() {
        let [a, b, c] = [1, 2, 3].map(|n| OrganisationId(Uuid::from_u128(n)));
        let agreed = |parties: &[OrganisationId]| Event::Agreed { parties: parties.to_vec() };
        let over = |parties: &[OrganisationId]| Event::AgreementEnded { parties: parties.to_vec() };
        let mut agreements = Agreements::default();
        agreements.apply(&Event::Drafted { parties: vec![a, b] });
        assert!(!agreements.stands(a, b), "nobody has signed");
        agreements.apply(&agreed(&[c, b, a]));
        agreements.apply(&agreed(&[a, b]));
        assert!(agreements.stands(b, a) && agreements.stands(a, c));
        agreements.apply(&over(&[c, b, a]));
        assert!(agreements.stands(a, b) && !agreements.stands(c, a));
        agreements.apply(&over(&[a, b]));
        assert!(!agreements.stands(a, b));
    }
}
