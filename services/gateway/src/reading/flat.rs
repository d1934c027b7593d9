//! Names and texts read as a struct: what paths and queries hold.

use std::borrow::Cow;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::Texts;

/// The field of a question that says which part of the list is wanted.
const PAGE: &str = "page";
/// What it is made of, as parameters of their own.
const PAGE_PARTS: [&str; 3] = ["offset", "limit", "cursor"];

/// All parameters, read as a struct; a name that is none of its fields is refused.
pub(super) struct Flat<'t> {
    pub(super) texts: &'t Texts<'t>,
}

impl<'de> Deserializer<'de> for Flat<'_> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(Error::custom("parameters are read as a struct"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let paged = fields.contains(&PAGE);
        let is_part = |name: &str| paged && PAGE_PARTS.contains(&name);
        let mut known = Vec::with_capacity(self.texts.len());
        let mut page = Vec::new();
        for (name, text) in self.texts {
            if is_part(name) {
                page.push((Cow::Borrowed(name.as_ref()), Cow::Borrowed(text.as_ref())));
            } else if name != PAGE && fields.contains(&name.as_ref()) {
                known.push((name.as_ref(), text.as_ref()));
            } else {
                return Err(Error::custom(format_args!("unknown field `{name}`")));
            }
        }
        let page = Some(page).filter(|page| !page.is_empty());
        visitor.visit_map(Entries { known: known.into_iter(), text: None, page })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

struct Entries<'t> {
    known: std::vec::IntoIter<(&'t str, &'t str)>,
    text: Option<&'t str>,
    page: Option<Texts<'t>>,
}

impl<'de> MapAccess<'de> for Entries<'_> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Self::Error> {
        let name = match self.known.next() {
            Some((name, text)) => {
                self.text = Some(text);
                name
            }
            None if self.page.is_some() => PAGE,
            None => return Ok(None),
        };
        let name: StrDeserializer<'_, Self::Error> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<S::Value, Self::Error> {
        match (self.text.take(), self.page.take()) {
            (Some(text), page) => {
                self.page = page;
                seed.deserialize(TextValue(text))
            }
            (None, page) => seed.deserialize(Flat { texts: &page.unwrap_or_default() }),
        }
    }
}

/// One text, read as whatever the field is.
pub(super) struct TextValue<'t>(pub(super) &'t str);

macro_rules! numbers {
    ($($method:ident $visit:ident $type:ident),+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            match self.0.parse::<$type>() {
                Ok(number) => visitor.$visit(number),
                Err(_) => visitor.visit_str(self.0),
            }
        }
    )+};
}

impl<'de> Deserializer<'de> for TextValue<'_> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        let name: StrDeserializer<'_, Self::Error> = self.0.into_deserializer();
        visitor.visit_enum(name)
    }

    numbers! {
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_bool visit_bool bool
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}
