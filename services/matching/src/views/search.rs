//! Search over everything that has a name.
//!
//! Two ways lead to a document: its *runs*, pairs of characters (single ones for a question of one
//! character), of which most must be there, so a wrong character is forgiven; and its *sounds*,
//! where a question of letters is the beginning of the pinyin, or of the initials, of a part of its
//! name. What costs a question is bounded, however much there is.

mod sounds;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use contracts::matching::{FOUND_MAX, Facets, Found, FoundItem, FoundKind, Search as Query};
use contracts::registry::taxonomy::Category;
use contracts::{Page, PageRequest, Place};
use runtime::{Queries, Question};
use text::plain;
use values::{OrganisationId, Text, Uuid};

use super::View;
use crate::Matching;

pub(super) fn add_to(table: Queries<Matching>) -> Queries<Matching> {
    table.on(|question: &Question<'_, View>, query: Query| question.view.search(&query))
}

/// Of a question only so many different runs are looked up.
const RUNS_ASKED_MAX: usize = 40;
/// Runs of the name count so much more than those of the rest.
const NAME_WEIGHT: u32 = 4;
/// So many entries of the index one question looks at, the rarest runs first.
const ENTRIES_MAX: usize = 200_000;
/// So much of the longer text is indexed.
const MORE_CHARS_MAX: usize = 300;

/// What is found under which words.
#[derive(Debug, Clone)]
pub(super) struct Document {
    pub(super) what: FoundKind,
    pub(super) title: Text<60>,
    /// Other names.
    pub(super) names: Vec<String>,
    pub(super) more: String,
    pub(super) owner: Option<OrganisationId>,
    pub(super) category: Option<Category>,
    pub(super) listed: bool,
}

/// One or two characters that follow each other.
type Run = (char, Option<char>);

#[derive(Default)]
pub(super) struct Search {
    documents: HashMap<Uuid, Document>,
    names: HashMap<Run, BTreeSet<Uuid>>,
    more: HashMap<Run, BTreeSet<Uuid>>,
    sounds: BTreeMap<Box<str>, BTreeSet<Uuid>>,
}

fn runs(text: &str) -> BTreeSet<Run> {
    let plain = plain(text);
    let mut runs = BTreeSet::new();
    for part in plain.split(' ') {
        let chars: Vec<char> = part.chars().collect();
        runs.extend(chars.iter().map(|c| (*c, None)));
        runs.extend(chars.windows(2).map(|pair| (pair[0], Some(pair[1]))));
    }
    runs
}

impl Document {
    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.title.as_str()).chain(self.names.iter().map(String::as_str))
    }

    fn name_runs(&self) -> BTreeSet<Run> {
        self.names().flat_map(runs).collect()
    }

    fn more_runs(&self) -> BTreeSet<Run> {
        runs(&self.more.chars().take(MORE_CHARS_MAX).collect::<String>())
    }

    fn sounds(&self) -> BTreeSet<Box<str>> {
        self.names().flat_map(sounds::of).collect()
    }
}

fn take_out<K: std::hash::Hash + Eq>(map: &mut HashMap<K, BTreeSet<Uuid>>, key: &K, id: Uuid) {
    if let Some(ids) = map.get_mut(key) {
        ids.remove(&id);
        if ids.is_empty() {
            map.remove(key);
        }
    }
}

impl Search {
    pub(super) fn contains(&self, id: Uuid) -> bool {
        self.documents.contains_key(&id)
    }

    /// Takes it in, in place of what was there.
    pub(super) fn insert(&mut self, id: Uuid, document: Document) {
        let same_words = self.documents.get(&id).is_some_and(|before| {
            (&before.title, &before.names, &before.more)
                == (&document.title, &document.names, &document.more)
        });
        if !same_words {
            self.remove(id);
            for run in document.name_runs() {
                self.names.entry(run).or_default().insert(id);
            }
            for run in document.more_runs() {
                self.more.entry(run).or_default().insert(id);
            }
            for sound in document.sounds() {
                self.sounds.entry(sound).or_default().insert(id);
            }
        }
        self.documents.insert(id, document);
    }

    fn remove(&mut self, id: Uuid) {
        let Some(before) = self.documents.remove(&id) else { return };
        before.name_runs().iter().for_each(|run| take_out(&mut self.names, run, id));
        before.more_runs().iter().for_each(|run| take_out(&mut self.more, run, id));
        for sound in before.sounds() {
            if let Some(ids) = self.sounds.get_mut(&sound) {
                ids.remove(&id);
                if ids.is_empty() {
                    self.sounds.remove(&sound);
                }
            }
        }
    }

    /// What answers the text, with how well: the best [`FOUND_MAX`], the best first.
    fn answers(&self, text: &str) -> Vec<(u16, Uuid)> {
        let mut found: HashMap<Uuid, u16> = HashMap::new();
        self.by_sound(text, &mut found);
        self.by_runs(text, &mut found);
        let mut found: Vec<_> = found.into_iter().map(|(id, score)| (score, id)).collect();
        // Of equals the newest: ids sort by the time they were made.
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.truncate(FOUND_MAX);
        found
    }

    fn by_sound(&self, text: &str, found: &mut HashMap<Uuid, u16>) {
        let asked = sounds::asked(text);
        for sounds::Asked { sound, score } in asked {
            let from = self.sounds.range::<str, _>((
                std::ops::Bound::Included(sound.as_str()),
                std::ops::Bound::Unbounded,
            ));
            let hits = from.take_while(|(known, _)| known.starts_with(sound.as_str()));
            let hits = hits.flat_map(|(known, ids)| ids.iter().map(move |id| (known.len(), id)));
            for (length, id) in hits.take(ENTRIES_MAX / 10) {
                // The whole of it is better than a beginning.
                let score = if length == sound.len() { score } else { score - 50 };
                let best = found.entry(*id).or_default();
                *best = score.max(*best);
            }
        }
    }

    fn by_runs(&self, text: &str, found: &mut HashMap<Uuid, u16>) {
        let all = runs(text);
        let pairs: Vec<Run> = all.iter().copied().filter(|(_, next)| next.is_some()).collect();
        let mut asked = if pairs.is_empty() { all.into_iter().collect() } else { pairs };
        let entries = |run: &Run| {
            self.names.get(run).map_or(0, BTreeSet::len)
                + self.more.get(run).map_or(0, BTreeSet::len)
        };
        asked.sort_by_key(entries);
        asked.truncate(RUNS_ASKED_MAX);
        let mut hits: HashMap<Uuid, (u32, u32)> = HashMap::new();
        let mut looked_at = 0;
        for run in &asked {
            looked_at += entries(run);
            if looked_at > ENTRIES_MAX {
                break;
            }
            for id in self.names.get(run).into_iter().flatten() {
                hits.entry(*id).or_default().0 += 1;
            }
            for id in self.more.get(run).into_iter().flatten() {
                hits.entry(*id).or_default().1 += 1;
            }
        }
        let wanted = u32::try_from(asked.len()).unwrap_or(u32::MAX).max(1);
        let needle = plain(text);
        for (id, (in_name, in_more)) in hits {
            let there = in_name.max(in_more);
            // More than half of the runs: one wrong character of four is forgiven.
            if there * 2 < wanted || there == 0 {
                continue;
            }
            let share = (NAME_WEIGHT * in_name + in_more.min(wanted - in_name.min(wanted))) * 900
                / (NAME_WEIGHT * wanted);
            let is_whole = self
                .documents
                .get(&id)
                .is_some_and(|document| document.names().any(|name| plain(name).contains(&needle)));
            let score = u16::try_from(share.min(900)).unwrap_or(900) + u16::from(is_whole) * 100;
            let best = found.entry(id).or_default();
            *best = score.max(*best);
        }
    }
}

impl View {
    /// What answers the question, with how many of each sort there are.
    pub fn search(&self, query: &Query) -> Found {
        let all: Vec<(u16, Uuid, &Document)> = self
            .search
            .answers(&query.text)
            .into_iter()
            .filter_map(|(score, id)| Some((score, id, self.search.documents.get(&id)?)))
            .filter(|(_, _, document)| query.owner.is_none_or(|at| document.owner == Some(at)))
            .collect();
        let is_what = |document: &Document| query.what.is_none_or(|what| document.what == what);
        let is_of = |document: &Document| {
            query.category.is_none_or(|category| document.category == Some(category))
        };
        let is_listed =
            |document: &Document| query.listed.is_none_or(|listed| document.listed == listed);
        let mut facets = Facets::default();
        let (mut what, mut category) = (BTreeMap::new(), BTreeMap::new());
        for (_, _, document) in &all {
            if is_of(document) && is_listed(document) {
                *what.entry(document.what).or_default() += 1;
            }
            if let (true, true, Some(of)) =
                (is_what(document), is_listed(document), document.category)
            {
                *category.entry(of).or_default() += 1;
            }
            if is_what(document) && is_of(document) && document.listed {
                facets.listed += 1;
            }
        }
        (facets.what, facets.category) =
            (what.into_iter().collect(), category.into_iter().collect());
        let wanted = all
            .into_iter()
            .filter(|(_, _, document)| is_what(document) && is_of(document) && is_listed(document));
        let page = self.found(query.page, wanted);
        let Page { items, total, next_offset, next } = page;
        Found { items, total, next_offset, next, facets }
    }

    fn found<'v>(
        &self,
        page: PageRequest,
        wanted: impl Iterator<Item = (u16, Uuid, &'v Document)>,
    ) -> Page<FoundItem> {
        // Of equals the last id first, as they were found.
        let placed = |(score, id, document): (u16, Uuid, &'v Document)| {
            let last_first = Uuid::from_u128(!id.as_u128());
            let place = Place::of(u64::from(u16::MAX - score), last_first, Uuid::nil());
            (place, (score, id, document))
        };
        Page::of(page, wanted.map(placed), |(score, id, document)| FoundItem {
            what: document.what,
            id,
            title: document.title.clone(),
            owner: document.owner,
            owner_name: document.owner.and_then(|owner| self.name_of(owner)),
            category: document.category,
            listed: document.listed,
            score,
        })
    }
}

#[cfg(test)]
mod tests;
