//! The most similar of many texts, found through an inverted index.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::RangeInclusive;

use crate::grams::Grams;

/// The runs of characters by which texts are similar.
const GRAMS: RangeInclusive<usize> = 2..=3;
/// How many different runs of one text are kept.
const GRAMS_MAX: usize = 512;
/// How many entries of the index one question looks at, the rarest runs first: what it costs does
/// not grow with what is stored.
const ENTRIES_LOOKED_AT_MAX: usize = 20_000;
/// How many of the texts found are compared whole, for each that is asked for.
const COMPARED_FOR_EACH: usize = 10;

/// Texts by key, and which runs of characters stand in which.
///
/// Taking one in or out costs what its own length costs, spread over the calls.
#[derive(Debug)]
pub struct Neighbours<K> {
    slots: Vec<Option<Kept<K>>>,
    places: HashMap<K, u32>,
    /// For each run the slots it stands in, also those given up since.
    entries: HashMap<u32, Vec<u32>>,
}

#[derive(Debug)]
struct Kept<K> {
    key: K,
    grams: Box<[u32]>,
}

/// A similar text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near<K> {
    pub key: K,
    /// 0 to 1: the cosine of the two texts, rare runs weighing more.
    pub similarity: f32,
}

impl<K> Default for Neighbours<K> {
    fn default() -> Self {
        Self { slots: Vec::new(), places: HashMap::new(), entries: HashMap::new() }
    }
}

impl<K: Copy + Eq + Hash> Neighbours<K> {
    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Takes a text in, in place of the one that was there under `key`.
    pub fn insert(&mut self, key: K, text: &str) {
        self.remove(key);
        self.keep(key, grams_of(text).into());
    }

    /// Takes the text of `key` out.
    pub fn remove(&mut self, key: K) {
        if let Some(slot) = self.places.remove(&key) {
            self.slots[slot as usize] = None;
            if self.slots.len() > 2 * self.places.len() + 64 {
                self.tidy_up();
            }
        }
    }

    fn keep(&mut self, key: K, grams: Box<[u32]>) {
        let slot = u32::try_from(self.slots.len()).expect("memory ends before");
        for gram in &grams {
            self.entries.entry(*gram).or_default().push(slot);
        }
        self.slots.push(Some(Kept { key, grams }));
        self.places.insert(key, slot);
    }

    /// Builds the index anew, without what was given up.
    fn tidy_up(&mut self) {
        let kept = std::mem::take(self);
        for kept in kept.slots.into_iter().flatten() {
            self.keep(kept.key, kept.grams);
        }
    }

    /// The `count` texts most similar to `text`, the most similar first; of equals, the one taken
    /// in last.
    pub fn of(&self, text: &str, count: usize) -> Vec<Near<K>> {
        let asked = grams_of(text);
        let mut near: Vec<(u32, Near<K>)> = self
            .candidates(&asked, count * COMPARED_FOR_EACH)
            .into_iter()
            .filter_map(|slot| {
                let kept = self.slots[slot as usize].as_ref()?;
                let similarity = self.cosine(&asked, &kept.grams);
                Some((slot, Near { key: kept.key, similarity }))
            })
            .collect();
        near.sort_by(|(a, one), (b, two)| two.similarity.total_cmp(&one.similarity).then(b.cmp(a)));
        near.truncate(count);
        near.into_iter().map(|(_, near)| near).collect()
    }

    /// The slots that share the most with `asked`, for their size, as far as it is looked.
    fn candidates(&self, asked: &[u32], count: usize) -> Vec<u32> {
        let mut lists: Vec<&Vec<u32>> =
            asked.iter().filter_map(|gram| self.entries.get(gram)).collect();
        lists.sort_by_key(|list| list.len());
        let mut shared: HashMap<u32, f32> = HashMap::new();
        let mut looked_at = 0;
        for list in lists {
            looked_at += list.len();
            if looked_at > ENTRIES_LOOKED_AT_MAX {
                break;
            }
            let weight = self.weight(list.len()).powi(2);
            for slot in list {
                *shared.entry(*slot).or_default() += weight;
            }
        }
        let size = |slot: &u32| {
            self.slots[*slot as usize].as_ref().map_or(0, |kept| kept.grams.len()) as f32
        };
        let mut found: Vec<(f32, u32)> = shared
            .into_iter()
            .filter(|(slot, _)| self.slots[*slot as usize].is_some())
            .map(|(slot, weight)| (weight / (size(&slot) + 1.0).sqrt(), slot))
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        found.truncate(count);
        found.into_iter().map(|(_, slot)| slot).collect()
    }

    fn cosine(&self, one: &[u32], two: &[u32]) -> f32 {
        let square = |gram: &u32| self.weight(self.entries.get(gram).map_or(0, Vec::len)).powi(2);
        let (mut a, mut b) = (one.iter().peekable(), two.iter().peekable());
        let mut dot = 0.0;
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    dot += square(x);
                    a.next();
                    b.next();
                }
            }
        }
        let length = |grams: &[u32]| grams.iter().map(square).sum::<f32>().sqrt();
        let lengths = length(one) * length(two);
        if lengths > 0.0 { (dot / lengths).min(1.0) } else { 0.0 }
    }

    /// How telling a run is that stands in so many texts.
    fn weight(&self, texts: usize) -> f32 {
        ((1.0 + self.slots.len() as f32) / (1.0 + texts as f32)).ln() + 1.0
    }
}

fn grams_of(text: &str) -> Vec<u32> {
    Grams::of(text, GRAMS).at_most(GRAMS_MAX).iter().map(|(gram, _)| gram).collect()
}

#[cfg(test)]
mod tests;
