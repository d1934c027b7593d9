//! Joining the events of a service's aggregates into one type.

use serde::Deserialize;

/// Reads the tag of an event without reading the event.
#[derive(Deserialize)]
pub(crate) struct Tag<'a> {
    #[serde(rename = "type", borrow)]
    pub(crate) tag: &'a str,
}

/// One type for all events of a service, told apart by the first word of their tags.
///
/// Each aggregate's events are one serde enum (`{"type": "offer.listed.v1", "data": {…}}`); this
/// joins them without a second copy of any of them. An unknown tag is an error that names it.
macro_rules! service_events {
    ($service:literal: $($kind:literal => $variant:ident($module:ident)),+ $(,)?) => {
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
                let tag = serde_json::from_str::<$crate::service::Tag<'_>>(raw)
                    .map_err(D::Error::custom)?
                    .tag;
                match tag.split('.').next() {
                    $(Some($kind) => {
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
        }
    };
}

pub(crate) use service_events;
