//! Joining the events of a service's aggregates into one type.

use serde::Deserialize;

/// Reads the tag of an event without reading the event.
#[derive(Deserialize)]
struct Tag<'a> {
    #[serde(rename = "type", borrow)]
    tag: &'a str,
}

/// The tag of the event whose JSON is `raw`. We write it first, and then need not look further;
/// whoever else wrote it may have put it anywhere.
pub(crate) fn tag(raw: &str) -> Result<&str, serde_json::Error> {
    let first = raw.strip_prefix(r#"{"type":""#).and_then(|rest| rest.split_once('"'));
    match first {
        Some((tag, _)) if !tag.contains('\\') => Ok(tag),
        Some(_) | None => serde_json::from_str::<Tag<'_>>(raw).map(|found| found.tag),
    }
}

/// One type for all events of a service, told apart by the first word of their tags: what their
/// aggregate is called, or, behind a `|`, was called when they were first stored.
///
/// Each aggregate's events are one serde enum (`{"type": "offer.listed.v1", "data": {…}}`); this
/// joins them without a second copy of any of them. An unknown tag is an error that names it.
/// `[persons]` stands behind an aggregate whose history is about persons, `[work]` behind one whose
/// history is of work that is not listed for all: not everybody reads it; `cut` before the function
/// of its events that says which are parts.
macro_rules! service_events {
    (
        $service:literal:
        $($kind:literal $(| $before:literal)* => $variant:ident($module:ident) $([$about:ident])?
            $(cut $is_part:ident)?),+
        $(,)?
    ) => {
        /// Every event of the service.
        #[derive(Debug, Clone, PartialEq, serde::Serialize)]
        #[serde(untagged)]
        pub enum Event {
            $(#[doc = concat!("An event of aggregate `", $kind, "`.")] $variant($module::Event)),+
        }

        $(impl From<$module::Event> for Event {
            fn from(event: $module::Event) -> Self {
                Event::$variant(event)
            }
        })+

        impl<'de> serde::Deserialize<'de> for Event {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                use serde::de::Error;
                let raw = <&serde_json::value::RawValue>::deserialize(deserializer)?.get();
                let tag = $crate::service::tag(raw).map_err(D::Error::custom)?;
                match tag.split('.').next() {
                    $(Some($kind $(| $before)*) => {
                        serde_json::from_str(raw).map(Event::$variant).map_err(D::Error::custom)
                    })+
                    _ => Err(D::Error::custom(format_args!("unknown event {tag:?}"))),
                }
            }
        }

        impl $crate::ServiceEvent for Event {
            const SERVICE: &'static str = $service;

            fn aggregate_kind(&self) -> &'static str {
                match self {
                    $(Event::$variant(_) => $kind),+
                }
            }

            fn of_aggregate(&self) -> &dyn std::any::Any {
                match self {
                    $(Event::$variant(event) => event),+
                }
            }

            fn is_part(&self) -> bool {
                match self {
                    $(Event::$variant(_event) => false $(|| _event.$is_part())?),+
                }
            }

            fn readers(kind: &str) -> $crate::Readers {
                let about = match kind {
                    $($kind $(| $before)* => concat!($(stringify!($about))?),)+
                    _ => "",
                };
                match about {
                    "persons" => $crate::Readers::Named,
                    "work" => $crate::Readers::Around,
                    _ => $crate::Readers::Everybody,
                }
            }
        }
    };
}

pub(crate) use service_events;

#[cfg(test)]
mod tests {
    use super::tag;

    #[test]
    fn a_tag_is_found_wherever_it_stands() {
        for raw in [
            r#"{"type":"offer.listed.v1","data":{"type":"x"}}"#,
            r#"{"type":"offer.listed.v1"}"#,
            r#"{ "data": {"type": "x"}, "type": "offer.listed.v1" }"#,
        ] {
            assert_eq!(tag(raw).unwrap(), "offer.listed.v1", "{raw}");
        }
    }

    #[test]
    fn what_has_no_tag_is_an_error() {
        for raw in ["{}", r#"{"type":"offer"#, r#"{"type":7}"#, r#"{"type":"a\\nb"}"#, "[]"] {
            assert!(tag(raw).is_err(), "{raw}");
        }
    }
}
