//! Who has a part of a text, without looking at every text.

/// One letter of a text, or two that follow each other: whatever is found by its text is filed
/// under each of them, and looked for among what has all of those that the part has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Letters(pub(super) char, pub(super) Option<char>);

/// What `text` holds of one and of two letters.
pub fn letters(text: &str) -> impl Iterator<Item = Letters> {
    let next = text.chars().skip(1).map(Some).chain([None]);
    text.chars().zip(next).flat_map(|(letter, next)| {
        let two = next.map(|next| Letters(letter, Some(next)));
        std::iter::once(Letters(letter, None)).chain(two)
    })
}
