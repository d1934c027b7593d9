//! Who has a part of a name, without looking at every name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use values::OrganisationId;

/// One letter, or two that follow each other.
type Gram = (char, Option<char>);

/// Organisations by the letters of their names, each by its place in the order of the list.
#[derive(Default)]
pub(super) struct ByName {
    grams: HashMap<Gram, BTreeMap<usize, OrganisationId>>,
    all: BTreeMap<usize, OrganisationId>,
}

/// What a name holds of one and of two letters.
fn grams(name: &str) -> impl Iterator<Item = Gram> {
    let next = name.chars().skip(1).map(Some).chain([None]);
    name.chars().zip(next).flat_map(|(letter, next)| {
        let two = next.map(|next| (letter, Some(next)));
        std::iter::once((letter, None)).chain(two)
    })
}

impl ByName {
    pub(super) fn file<'n>(
        &mut self,
        order: usize,
        id: OrganisationId,
        names: impl Iterator<Item = &'n str>,
    ) {
        self.all.insert(order, id);
        for gram in names.flat_map(grams) {
            self.grams.entry(gram).or_default().insert(order, id);
        }
    }

    pub(super) fn take_out<'n>(&mut self, order: usize, names: impl Iterator<Item = &'n str>) {
        self.all.remove(&order);
        for gram in names.flat_map(grams).collect::<BTreeSet<_>>() {
            if let Some(filed) = self.grams.get_mut(&gram) {
                filed.remove(&order);
                if filed.is_empty() {
                    self.grams.remove(&gram);
                }
            }
        }
    }

    /// All that may be called so, and as few others as can be: those whose names hold what is
    /// rarest of `part`. None where nobody can be.
    pub(super) fn likely(&self, part: &str) -> Option<&BTreeMap<usize, OrganisationId>> {
        let mut rarest = &self.all;
        for gram in grams(part) {
            let filed = self.grams.get(&gram)?;
            if filed.len() < rarest.len() {
                rarest = filed;
            }
        }
        Some(rarest)
    }
}

#[cfg(test)]
mod tests {
    use values::Uuid;

    use super::*;

    fn id(n: u128) -> OrganisationId {
        OrganisationId(Uuid::from_u128(n))
    }

    #[test]
    fn only_names_with_the_rarest_letters_are_looked_at() {
        let mut names = ByName::default();
        for (order, called) in [(0, "望海小学"), (1, "听涛小学"), (2, "听海医院")] {
            names.file(order, id(order as u128), [called].into_iter());
        }
        let likely = |names: &ByName, part: &str| -> Vec<usize> {
            names.likely(part).map_or_else(Vec::new, |found| found.keys().copied().collect())
        };
        assert_eq!(likely(&names, "小学"), [0, 1]);
        assert_eq!(likely(&names, "海"), [0, 2]);
        assert_eq!(likely(&names, "听涛小学"), [1]);
        assert_eq!(likely(&names, "小院"), [0; 0]);
        assert_eq!(likely(&names, ""), [0, 1, 2]);
        names.take_out(1, ["听涛小学"].into_iter());
        assert_eq!(likely(&names, "小学"), [0]);
        assert_eq!(likely(&names, "涛"), [0; 0]);
    }
}
