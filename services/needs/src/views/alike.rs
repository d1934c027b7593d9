//! Which open needs may ask for the same as another: by their exact text, and by what is like it.

use std::collections::{BTreeSet, HashMap};

use contracts::needs::need::Event;
use contracts::needs::{
    DUPLICATES_SUGGESTED_MAX, LikelyDuplicate, NeedLine, Suggested, Suggestions, SuggestionsFor,
};
use runtime::{Apart, Queries, Question};
use text::{Near, Neighbours};
use values::{Hash, NeedId};

use super::View;
use crate::Needs;
use crate::suggesting::{categories, thousandths};

/// Less similar needs are not worth a look.
const SIMILARITY_MIN: f32 = 0.2;

pub(super) fn table(queries: Queries<Needs>) -> Queries<Needs> {
    queries
        .on(|question: &Question<'_, View>, Suggestions { need }| question.view.suggested(need))
        .on(|question: &Question<'_, View>, SuggestionsFor { text }| {
            question.view.suggested_for(&text, None)
        })
}

impl View {
    fn suggested(&self, need: NeedId) -> Option<Suggested> {
        let line = self.lines.get(&need)?;
        Some(self.suggested_for(&text_of(line), Some(need)))
    }

    /// What may be said of `text`, but for what is said of the need it came from.
    fn suggested_for(&self, text: &str, own: Option<NeedId>) -> Suggested {
        let duplicates = self.alike.of(text, own);
        let duplicates = duplicates.into_iter().filter_map(|(need, exact, similarity)| {
            let line = self.lines.get(&need)?;
            let (title, raised_at) = (line.title.clone(), line.raised_at);
            Some(LikelyDuplicate { need, title, raised_at, exact, similarity })
        });
        Suggested { categories: categories(text), duplicates: duplicates.collect() }
    }
}

/// The open needs, by their texts. Taking one in costs what its text costs, and a question a
/// bounded amount, however many there are.
#[derive(Default)]
pub(super) struct Alike {
    near: Neighbours<NeedId>,
    exact: HashMap<Hash, BTreeSet<NeedId>>,
    digests: HashMap<NeedId, Hash>,
    apart: Apart<NeedId>,
}

/// What of a need is compared: its title and content.
fn text_of(line: &NeedLine) -> String {
    let title = &line.title;
    line.content.as_ref().map_or_else(|| title.to_string(), |content| format!("{title}。{content}"))
}

impl Alike {
    /// Takes in what became of a need, which stands as `line` says since.
    pub(super) fn apply(&mut self, line: &NeedLine, event: &Event) {
        if let Event::Raised { .. }
        | Event::Resubmitted { .. }
        | Event::Reopened { .. }
        | Event::SplitOff { .. } = event
        {
            self.insert(line.id, &text_of(line));
        } else if let Event::Closed { .. } = event {
            self.remove(line.id);
        } else if let Event::Distinguished { from } = event {
            self.apart.tell(line.id, *from);
        } else if let Event::Undistinguished { from } = event {
            self.apart.take_back(line.id, *from);
        }
    }

    fn insert(&mut self, need: NeedId, text: &str) {
        self.remove(need);
        self.near.insert(need, text);
        if let Some(digest) = text::digest(text) {
            self.exact.entry(digest).or_default().insert(need);
            self.digests.insert(need, digest);
        }
    }

    fn remove(&mut self, need: NeedId) {
        self.near.remove(need);
        if let Some(digest) = self.digests.remove(&need)
            && let Some(same) = self.exact.get_mut(&digest)
        {
            same.remove(&need);
            if same.is_empty() {
                self.exact.remove(&digest);
            }
        }
    }

    /// The exact ones, newest first, then the near ones, nearest first: each with whether it is
    /// exact, and its similarity in thousandths. What was told apart from it is none of them.
    fn of(&self, text: &str, own: Option<NeedId>) -> Vec<(NeedId, bool, u16)> {
        let digest = text::digest(text);
        let same = digest.and_then(|digest| self.exact.get(&digest));
        let is_same = |need: &NeedId| same.is_some_and(|same| same.contains(need));
        let is_other =
            |need: &NeedId| own.is_none_or(|own| own != *need && !self.apart.are(own, *need));
        let exact = same.into_iter().flatten().rev().filter(|need| is_other(need));
        let exact = exact.take(DUPLICATES_SUGGESTED_MAX).map(|need| (*need, true, 1000));
        let apart = own.map_or(0, |own| self.apart.from(own).len());
        let near = self.near.of(text, 2 * DUPLICATES_SUGGESTED_MAX + 1 + apart).into_iter();
        let near = near.filter(|Near { key, similarity }| {
            *similarity >= SIMILARITY_MIN && is_other(key) && !is_same(key)
        });
        let near = near.take(DUPLICATES_SUGGESTED_MAX);
        exact.chain(near.map(|near| (near.key, false, thousandths(near.similarity)))).collect()
    }
}

#[cfg(test)]
mod tests {
    use values::Uuid;

    use super::*;

    fn need(n: u128) -> NeedId {
        NeedId(Uuid::from_u128(n))
    }

    const LAMP: &str = "幸福路三号楼前的路灯坏了一个多月";

    #[test]
    fn exact_duplicates_come_first_newest_first_then_near_ones_and_never_oneself() {
        let mut alike = Alike::default();
        for (n, title) in [
            (1, "幸福路三号楼前的路灯坏了 一个多月"),
            (2, "小区里遛狗不牵绳"),
            (3, "幸福路三号楼路灯又坏了，没有人修"),
            (4, LAMP),
            (5, LAMP),
        ] {
            alike.insert(need(n), title);
        }
        let found = alike.of(LAMP, Some(need(5)));
        let found: Vec<_> = found.iter().map(|(need, exact, _)| (*need, *exact)).collect();
        assert_eq!(found, [(need(4), true), (need(1), true), (need(3), false)]);
        assert_eq!(alike.of(LAMP, None).len(), 4);
    }

    #[test]
    fn what_was_told_apart_is_not_found_from_either_side_until_that_is_taken_back() {
        let mut alike = Alike::default();
        for (n, title) in [(1, LAMP), (2, LAMP), (3, "幸福路三号楼路灯又坏了，没有人修")]
        {
            alike.insert(need(n), title);
        }
        alike.apart.tell(need(1), need(2));
        alike.apart.tell(need(3), need(1));
        let found = |alike: &Alike, own| {
            let found = alike.of(LAMP, own).into_iter().map(|(need, ..)| need);
            found.collect::<Vec<_>>()
        };
        assert_eq!(found(&alike, Some(need(1))), []);
        assert_eq!(found(&alike, Some(need(2))), [need(3)], "the others are still alike");
        assert_eq!(found(&alike, None).len(), 3, "a text alone is told apart from nothing");
        alike.apart.take_back(need(2), need(1));
        assert_eq!(found(&alike, Some(need(1))), [need(2)]);
    }

    #[test]
    fn a_need_that_was_reworded_or_closed_is_not_found_by_its_old_text() {
        let mut alike = Alike::default();
        alike.insert(need(1), LAMP);
        alike.insert(need(1), "小区里遛狗不牵绳");
        assert!(alike.of(LAMP, None).is_empty());
        alike.remove(need(1));
        assert!(alike.exact.is_empty() && alike.digests.is_empty() && alike.near.is_empty());
    }
}
