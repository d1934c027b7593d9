//! Texts alone, ranked by the score as the service reads them: for whoever measures how well.

use contracts::matching::listing::{Listing, OfNeed, OfOffer, Particulars};
use contracts::matching::party::Party;
use contracts::needs::need::{Kind, Urgency};
use contracts::registry::taxonomy::Category;
use values::{Amount, OrganisationId, Text, Unit, Uuid};

use crate::dealings::Dealings;
use crate::equity::Years;
use crate::quotas::Quotas;
use crate::rarity::Rarity;
use crate::score::{self, Known, Side};
use crate::words::{Said, Words};

/// So many characters of a text are its title.
const TITLE_LENGTH: usize = 60;

/// Nothing is known but the two lines.
#[derive(Default)]
struct Nobody {
    dealings: Dealings,
    years: Years,
    quotas: Quotas,
}

impl Known for Nobody {
    fn party(&self, _: OrganisationId) -> Option<&Party> {
        None
    }

    fn are_paired(&self, _: OrganisationId, _: OrganisationId) -> bool {
        false
    }

    fn have_agreed(&self, _: OrganisationId, _: OrganisationId) -> bool {
        false
    }

    fn dealings(&self) -> &Dealings {
        &self.dealings
    }

    fn years(&self) -> &Years {
        &self.years
    }

    fn quotas(&self) -> &Quotas {
        &self.quotas
    }
}

/// Needs and offers of which only a text is known.
pub struct Texts {
    needs: Vec<(Listing, Said)>,
    offers: Vec<(Listing, Said)>,
}

impl Texts {
    /// None where one of them is no text of a line.
    pub fn of(needs: &[String], offers: &[String]) -> Option<Texts> {
        let of_need = OfNeed {
            kind: Kind::Common,
            urgency: Urgency::default(),
            urgency_confirmed: false,
            divisible: true,
            partners_max: 3,
            window: None,
            deadline: None,
            skills: Vec::new(),
        };
        let mut rarity = Rarity::default();
        let mut lines = |texts: &[String], particulars: Particulars| -> Option<Vec<_>> {
            let line = |text: &String| {
                let listing = line(text, particulars.clone())?;
                rarity.enter(&Words::all_of(&listing));
                let said = Said::of_listing(&listing, &rarity);
                Some((listing, said))
            };
            texts.iter().map(line).collect()
        };
        let needs = lines(needs, Particulars::Need(of_need))?;
        Some(Texts { needs, offers: lines(offers, Particulars::Offer(OfOffer::default()))? })
    }

    /// The offers of the need, by their places, the best first; of equally good ones the first.
    pub fn ranked(&self, need: usize) -> Vec<usize> {
        let nobody = Nobody::default();
        let (listing, said) = &self.needs[need];
        let asked = Side { listing, said };
        let scored = self.offers.iter().enumerate().map(|(place, (listing, said))| {
            let score = score::total(&score::parts(asked, Side { listing, said }, &nobody));
            (std::cmp::Reverse(score), place)
        });
        let mut scored: Vec<_> = scored.collect();
        scored.sort_unstable();
        scored.into_iter().map(|(_, place)| place).collect()
    }
}

/// Its beginning is its title.
fn line(text: &str, particulars: Particulars) -> Option<Listing> {
    let words = text.split(|at: char| at.is_whitespace() || at.is_control());
    let text = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let title: String = text.chars().take(TITLE_LENGTH).collect();
    Some(Listing {
        owner: OrganisationId(Uuid::nil()),
        title: Text::new(title.trim()).ok()?,
        content: Some(Text::new(&text).ok()?),
        category: Category::Service,
        subcategory: None,
        amount: Amount::new(1, Unit::Session).ok()?,
        place: None,
        particulars,
    })
}
