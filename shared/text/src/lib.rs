//! Chinese text compared and sorted, without a dictionary and without a service from outside.
//!
//! Who uses it: `needs` suggests categories and duplicates, `gongjian train` makes the model,
//! `sheets` reads full-width cells, the lists look for titles. No I/O.
//!
//! - [`plain`] and [`digest`]: what two texts have in common when they are only typed differently;
//! - [`is_called`]: names found by their pinyin and initials as well as by what is written;
//! - [`Grams`]: a text as hashed runs of characters, which needs no segmentation;
//! - [`Model`]: a linear classifier on them, trained by [`train`], kept as checked bytes;
//! - [`Neighbours`]: the most similar of many texts, by an inverted index with a bounded cost.
//!
//! Floats here decide nothing: what comes out is a suggestion for people.

mod grams;
mod model;
mod neighbours;
mod plain;
mod sounds;
mod train;
pub mod width;

pub use grams::Grams;
pub use model::{LABEL_CHARS_MAX, LABELS_MAX, MODEL_BYTES_MAX, Model, NoModel, Suggested};
pub use neighbours::{Near, Neighbours};
pub use plain::{digest, plain};
pub use sounds::{is_called, is_sound, syllables};
pub use train::{NoTraining, Trained, train};
