//! A JSON object joined by the ids of the path, without building either as a tree of values.
//!
//! A body that names such an id again is refused as a field given twice: there is one truth, and
//! it is the path.

use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::flat::TextValue;

pub(super) struct Merged<'p, D> {
    pub(super) path: &'p [(&'p str, &'p str)],
    pub(super) body: D,
}

impl<'de, D: Deserializer<'de, Error = serde_json::Error>> Deserializer<'de> for Merged<'_, D> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        self.body.deserialize_map(Joining { path: self.path, visitor })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

struct Joining<'p, V> {
    path: &'p [(&'p str, &'p str)],
    visitor: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Joining<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, body: M) -> Result<V::Value, M::Error> {
        self.visitor.visit_map(Joined { path: self.path.iter(), text: None, body })
    }
}

struct Joined<'p, M> {
    path: std::slice::Iter<'p, (&'p str, &'p str)>,
    /// What belongs to the name of the path that was handed out last.
    text: Option<&'p str>,
    body: M,
}

impl<'de, M: MapAccess<'de>> MapAccess<'de> for Joined<'_, M> {
    type Error = M::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, M::Error> {
        let Some((name, text)) = self.path.next() else { return self.body.next_key_seed(seed) };
        self.text = Some(text);
        seed.deserialize((*name).into_deserializer()).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, M::Error> {
        match self.text.take() {
            Some(text) => seed.deserialize(TextValue(text)).map_err(M::Error::custom),
            None => self.body.next_value_seed(seed),
        }
    }
}
