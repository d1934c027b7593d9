//! Lists of our own, as dirty as real ones.
