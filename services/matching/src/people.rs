//! How many people a line says: how many come, or how many a room holds.
//!
//! Real lists of venues have a column for it (`DOMAIN.md`, *The three lists*); a need says it in
//! its own words.

use contracts::matching::listing::Listing;

/// More come than the room holds; where one of them says nothing, nobody knows.
pub(crate) fn exceed(need: &Listing, offer: &Listing) -> bool {
    of_listing(need).zip(of_listing(offer)).is_some_and(|(come, held)| come > held)
}

fn of_listing(listing: &Listing) -> Option<u32> {
    let texts = std::iter::once(listing.title.as_str()).chain(listing.content.as_deref());
    texts.filter_map(said).max()
}

/// The most people that a text says: 60 of `约50人~60人`.
fn said(text: &str) -> Option<u32> {
    let mut most = None;
    let mut rest = text;
    while let Some(at) = rest.find(|character: char| character.is_ascii_digit()) {
        let digits = rest[at..].bytes().take_while(u8::is_ascii_digit).count();
        let (number, behind) = rest[at..].split_at(digits);
        rest = behind;
        let counted = behind.trim_start().trim_start_matches(['余', '多', '名', '个', '位']);
        // 人次 are counted over a year.
        if counted.starts_with('人') && !counted.starts_with("人次") {
            most = most.max(number.parse().ok());
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_counted_as_they_are_written() {
        for (text, people) in [
            ("可容纳：80人", Some(80)),
            ("居民议事会，约50人~60人", Some(60)),
            ("100余人", Some(100)),
            ("30 名人员", Some(30)),
            ("2017年3月2日，文化中心509", None),
            ("200人次", None),
            ("三十人", None),
            ("99999999999人", None),
        ] {
            assert_eq!(said(text), people, "{text}");
        }
    }
}
