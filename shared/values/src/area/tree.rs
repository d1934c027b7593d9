//! The known areas and their names.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use super::AreaCode;

/// The areas a city knows, by code. Names are looked up, never trusted to be unique.
///
/// There may be gaps: an area without a known parent hangs below the nearest known area around it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AreaTree {
    names: BTreeMap<AreaCode, Arc<str>>,
    codes: BTreeMap<Arc<str>, BTreeSet<AreaCode>>,
}

impl AreaTree {
    /// Adds the area, or gives it another name.
    pub fn insert(&mut self, code: AreaCode, name: &str) {
        self.remove(code);
        let name: Arc<str> = name.into();
        self.codes.entry(name.clone()).or_default().insert(code);
        self.names.insert(code, name);
    }

    /// Takes the area out; what lies in it stays. Whether it was there.
    pub fn remove(&mut self, code: AreaCode) -> bool {
        let Some(name) = self.names.remove(&code) else {
            return false;
        };
        if let Some(namesakes) = self.codes.get_mut(&name) {
            namesakes.remove(&code);
            if namesakes.is_empty() {
                self.codes.remove(&name);
            }
        }
        true
    }

    /// The area's own name, without those around it.
    pub fn name(&self, code: AreaCode) -> Option<&str> {
        self.names.get(&code).map(AsRef::as_ref)
    }

    /// Whether the area is known.
    pub fn knows(&self, code: AreaCode) -> bool {
        self.names.contains_key(&code)
    }

    /// The known areas directly below `code`, in the order of their codes.
    ///
    /// Costs one look-up for each, however much lies in them.
    pub fn children(&self, code: AreaCode) -> impl Iterator<Item = AreaCode> + '_ {
        let mut from = Bound::Excluded(code);
        std::iter::from_fn(move || {
            let (&child, _) = self.names.range((from, Bound::Excluded(code.after()))).next()?;
            from = Bound::Included(child.after());
            Some(child)
        })
    }

    /// The names from the province down to `code`: 山东省, 威海市, 环翠区. What is unknown is
    /// left out.
    pub fn path(&self, code: AreaCode) -> Vec<&str> {
        let around = std::iter::successors(Some(code), |area| area.parent());
        let mut names: Vec<_> = around.filter_map(|area| self.name(area)).collect();
        names.reverse();
        names
    }

    /// Every area with exactly this name.
    pub fn find(&self, name: &str) -> impl Iterator<Item = AreaCode> + '_ {
        self.codes.get(name).into_iter().flatten().copied()
    }

    /// All areas and their names, in the order of the codes.
    pub fn iter(&self) -> impl Iterator<Item = (AreaCode, &str)> {
        self.names.iter().map(|(code, name)| (*code, name.as_ref()))
    }

    /// How many areas are known.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(code: &str) -> AreaCode {
        code.parse().unwrap()
    }

    fn weihai() -> AreaTree {
        let mut tree = AreaTree::default();
        for (code, name) in [
            ("37", "山东省"),
            ("3710", "威海市"),
            ("371002", "环翠区"),
            ("371002001", "环翠楼街道"),
            ("371002001001", "和平社区"),
            ("371003", "文登区"),
            ("371003001001", "和平社区"),
        ] {
            tree.insert(area(code), name);
        }
        tree
    }

    #[test]
    fn a_path_names_every_area_around() {
        let tree = weihai();
        assert_eq!(tree.path(area("371002")).concat(), "山东省威海市环翠区");
        assert_eq!(tree.path(area("371003001001")), ["山东省", "威海市", "文登区", "和平社区"]);
        assert_eq!(tree.path(area("11")), [""; 0]);
    }

    #[test]
    fn children_are_the_nearest_areas_that_are_known() {
        let tree = weihai();
        let children = |code| tree.children(area(code)).collect::<Vec<_>>();
        assert_eq!(children("3710"), [area("371002"), area("371003")]);
        assert_eq!(children("371003"), [area("371003001001")]);
        assert_eq!(children("371002001001"), []);
    }

    #[test]
    fn a_name_finds_all_areas_that_bear_it() {
        let mut tree = weihai();
        let find = |tree: &AreaTree| tree.find("和平社区").collect::<Vec<_>>();
        assert_eq!(find(&tree), [area("371002001001"), area("371003001001")]);
        tree.insert(area("371002001001"), "团结社区");
        assert_eq!(find(&tree), [area("371003001001")]);
        assert!(tree.remove(area("371003001001")) && !tree.remove(area("371003001001")));
        assert_eq!(find(&tree), []);
        assert_eq!(tree.name(area("371002001001")), Some("团结社区"));
        assert_eq!(tree.len(), 6);
    }
}
