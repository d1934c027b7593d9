//! How well a need and an offer fit: an integer of 0 to 1000, and every reason why they do not.

use contracts::matching::listing::{Listing, OfNeed, OfOffer, Particulars};
use contracts::matching::party::Party;
use contracts::matching::plan::{Pair, PartWeight, PlanTrial};
use contracts::matching::{Part, ScoreFacts, ScorePart, WhyNot};
use contracts::needs::need::Window;
use contracts::registry::taxonomy::{self, Category};
use values::{AreaCode, Date, OrganisationId, Unit};

use crate::dealings::{Dealings, Repute};
use crate::domain::listing::State as Line;
use crate::equity::Years;
use crate::lots;
use crate::opening::{self, Open};
use crate::people;
use crate::quotas::Quotas;
use crate::rarity::BIT;
use crate::words::{self, Said, Words};

/// In the order of their weights.
const PARTS: [Part; 7] = [
    Part::Category,
    Part::Tags,
    Part::Text,
    Part::Nearness,
    Part::Time,
    Part::Reliability,
    Part::Preference,
];

/// What each part counts for needs of a category, in thousandths; together 1000. Whoever comes to a
/// place looks how far that is and when it is open; money and news come from anywhere, and what
/// they are for says whom they fit.
fn weights_of(category: Category) -> [u16; PARTS.len()] {
    match category {
        Category::Service | Category::Culture => [300, 100, 150, 200, 100, 75, 75],
        Category::Venue | Category::Facility => [275, 75, 100, 250, 150, 75, 75],
        Category::Talent => [250, 175, 200, 100, 125, 75, 75],
        Category::Goods => [350, 125, 150, 175, 50, 75, 75],
        Category::Funds => [350, 125, 200, 50, 50, 150, 75],
        Category::Information => [325, 150, 250, 50, 75, 75, 75],
    }
}

/// What every part counts, as a plan names it.
pub(crate) fn weights(category: Category) -> Vec<PartWeight> {
    let weights = PARTS.into_iter().zip(weights_of(category));
    weights.map(|(part, weight)| PartWeight { part, weight }).collect()
}

/// Of the same category, but of no or another subcategory.
const SIBLING: u16 = 600;
/// What shared words weigh, of which half the score is reached: three that are fairly rare.
const SHARED_WEIGHT_HALF: u32 = 16 * BIT;
/// Below so many outcomes nobody is judged by them.
const OUTCOMES_MIN: u32 = 5;
/// What nobody knows speaks neither for nor against.
const NEUTRAL: u16 = 800;

/// What a score is made of beside the two lines.
pub(crate) trait Known {
    fn party(&self, organisation: OrganisationId) -> Option<&Party>;
    fn are_paired(&self, one: OrganisationId, other: OrganisationId) -> bool;
    /// An agreement between the two is in force.
    fn have_agreed(&self, one: OrganisationId, other: OrganisationId) -> bool;
    fn dealings(&self) -> &Dealings;
    fn years(&self) -> &Years;
    fn quotas(&self) -> &Quotas;
}

/// One side as the score reads it.
#[derive(Clone, Copy)]
pub(crate) struct Side<'l> {
    pub(crate) listing: &'l Listing,
    pub(crate) said: &'l Said,
}

fn need_of(listing: &Listing) -> Option<&OfNeed> {
    match &listing.particulars {
        Particulars::Need(need) => Some(need),
        Particulars::Offer(_) => None,
    }
}

fn offer_of(listing: &Listing) -> Option<&OfOffer> {
    match &listing.particulars {
        Particulars::Offer(offer) => Some(offer),
        Particulars::Need(_) => None,
    }
}

/// What speaks against the pair on that day, whatever is left of it.
pub(crate) fn misfits(
    pair: Pair,
    need: &Listing,
    offer: &Listing,
    known: &impl Known,
    today: Date,
) -> Vec<WhyNot> {
    let (Some(asked), Some(given)) = (need_of(need), offer_of(offer)) else {
        return vec![WhyNot::OtherCategory];
    };
    let area = known.party(need.owner).and_then(|party| party.area);
    let is_outside = given.serves.is_some_and(|serves| !area.is_some_and(|at| serves.contains(at)));
    let ends = given.until.zip(asked.window);
    let is_over = ends.is_some_and(|(until, window)| until < window.from);
    let owner = known.party(offer.owner);
    let is_crowded = need.category == Category::Venue && people::exceed(need, offer);
    let are_apart = known.dealings().are_apart(pair, need.owner, offer.owner, today);
    let is_over_asked = known.dealings().is_over_asked(offer.owner);
    let checks = [
        (need.category != offer.category, WhyNot::OtherCategory),
        (need.amount.unit != offer.amount.unit, WhyNot::OtherUnit),
        (need.owner == offer.owner, WhyNot::SameOwner),
        (is_outside, WhyNot::OutsideArea),
        (is_over, WhyNot::OverBefore),
        (!is_over && is_too_short(need, offer, today), WhyNot::TooLittleTime),
        (is_crowded, WhyNot::TooManyPeople),
        (owner.is_some_and(|party| !party.in_operation), WhyNot::OwnerInactive),
        (are_apart, WhyNot::DeclinedLately),
        (is_over_asked, WhyNot::OwnerOverAsked),
    ];
    checks.into_iter().filter_map(|(speaks, why)| speaks.then_some(why)).collect()
}

/// Everything that speaks against the pair as things stand.
pub(crate) fn why_not(
    pair: Pair,
    need: &Line,
    offer: &Line,
    known: &impl Known,
    today: Date,
) -> Vec<WhyNot> {
    let (Some(asked), Some(given)) = (need.listing(), offer.listing()) else {
        return vec![WhyNot::NeedNotListed, WhyNot::OfferNotListed];
    };
    let is_whole = need.is_whole();
    let taken = if is_whole { u64::from(lots::asked(need.left(), asked.amount.unit)) } else { 1 };
    let has_partners = need.left() > 0 && need.partners_left() == 0;
    let quotas = known.quotas();
    let checks = [
        (!need.is_listed(), WhyNot::NeedNotListed),
        (!offer.is_listed(), WhyNot::OfferNotListed),
        (need.left() == 0, WhyNot::NeedServed),
        (offer.left() == 0, WhyNot::OfferSpent),
        (is_whole && offer.left() < need.left(), WhyNot::TooLittleForAWhole),
        (has_partners, WhyNot::PartnersFull),
        (!quotas.leaves(given.owner, given.category, taken, today), WhyNot::QuotaReached),
    ];
    let now = checks.into_iter().filter_map(|(speaks, why)| speaks.then_some(why));
    now.chain(misfits(pair, asked, given, known, today)).collect()
}

/// Whether the two say the same of what it is about: both name the same subcategory, or the words
/// of both do. A plan pairs no others; what people pair is theirs to say.
pub(crate) fn are_alike(need: Side<'_>, offer: Side<'_>) -> bool {
    let is_other = need.listing.subcategory.as_deref() == Some(taxonomy::OTHER);
    let is_leaf = is_same_leaf(need.listing, offer.listing) && !is_other;
    is_leaf || need.said.all.are_alike(&offer.said.all)
}

/// The parts of the score, in a fixed order.
pub(crate) fn parts(
    need: Side<'_>,
    offer: Side<'_>,
    known: &impl Known,
) -> [ScorePart; PARTS.len()] {
    let area = |side: Side<'_>| known.party(side.listing.owner).and_then(|party| party.area);
    let score = |part| match part {
        Part::Category => category(need.listing, offer.listing),
        Part::Tags => tags(&need.said.tags, &offer.said.tags),
        Part::Text => text(&need.said.all, &offer.said.all),
        Part::Nearness => nearness(area(need), area(offer)),
        Part::Time => time(need.listing, offer.listing),
        Part::Reliability => reliability(known.dealings().repute(offer.listing.owner)),
        Part::Preference => preference(known, need.listing.owner, offer.listing.owner),
    };
    let weights = weights_of(need.listing.category);
    std::array::from_fn(|at| {
        let part = PARTS[at];
        ScorePart { part, score: score(part), weight: weights[at] }
    })
}

/// What the parts come from.
pub(crate) fn facts(need: &Listing, offer: &Listing, known: &impl Known) -> ScoreFacts {
    let area = |of: &Listing| known.party(of.owner).and_then(|party| party.area);
    let days = there(need, offer, None);
    let days = days.map(|(window, open)| (opening::days(window), open.days));
    let Repute { kept, broken } = known.dealings().repute(offer.owner);
    let few = |days: u64| u32::try_from(days).unwrap_or(u32::MAX);
    ScoreFacts {
        same_subcategory: is_same_leaf(need, offer),
        shared_words: words::shared(need, offer),
        shared_area: shared_area(area(need), area(offer)),
        wanted_days: days.map(|(wanted, _)| few(wanted)),
        open_days: days.map(|(_, open)| few(open)),
        kept,
        broken,
        together: known.dealings().together(offer.owner, need.owner),
        paired: known.are_paired(need.owner, offer.owner),
        agreed: known.have_agreed(need.owner, offer.owner),
    }
}

/// Both want each other: they have agreed so, or are paired.
fn preference(known: &impl Known, asker: OrganisationId, giver: OrganisationId) -> u16 {
    let is_preferred = known.have_agreed(asker, giver) || known.are_paired(asker, giver);
    if is_preferred { 1000 } else { 0 }
}

/// 0 to 1000: of what all parts count together.
pub(crate) fn total(parts: &[ScorePart]) -> u16 {
    let sum: u32 = parts.iter().map(|part| u32::from(part.score) * u32::from(part.weight)).sum();
    let whole: u32 = parts.iter().map(|part| u32::from(part.weight)).sum();
    u16::try_from(sum / whole.max(1)).expect("no part is more than 1000")
}

/// What each part counts, where it is tried otherwise than it is: in the order of [`PARTS`], none
/// where it counts as ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Weights([Option<u16>; PARTS.len()]);

impl Weights {
    /// None where nothing counts, or a part counts more than all do.
    pub(crate) fn of(trial: &PlanTrial) -> Option<Weights> {
        let weights = PARTS.map(|part| match part {
            Part::Category => trial.category_weight,
            Part::Tags => trial.tags_weight,
            Part::Text => trial.text_weight,
            Part::Nearness => trial.nearness_weight,
            Part::Time => trial.time_weight,
            Part::Reliability => trial.reliability_weight,
            Part::Preference => trial.preference_weight,
        });
        let counts = weights.iter().any(|weight| *weight != Some(0));
        let is_in_range = weights.iter().flatten().all(|weight| *weight <= 1000);
        (counts && is_in_range).then_some(Weights(weights))
    }

    /// The parts as they count then.
    pub(crate) fn weigh(self, mut parts: [ScorePart; PARTS.len()]) -> [ScorePart; PARTS.len()] {
        for (part, weight) in parts.iter_mut().zip(self.0) {
            part.weight = weight.unwrap_or(part.weight);
        }
        parts
    }

    /// Nothing is tried.
    pub(crate) fn is_nothing(self) -> bool {
        self.0.iter().all(Option::is_none)
    }
}

fn is_same_leaf(need: &Listing, offer: &Listing) -> bool {
    need.subcategory.is_some() && need.subcategory == offer.subcategory
}

fn category(need: &Listing, offer: &Listing) -> u16 {
    if is_same_leaf(need, offer) { 1000 } else { SIBLING }
}

/// Shared words count less and less, as in BM25.
fn text(need: &Words, offer: &Words) -> u16 {
    let shared = need.shared(offer);
    thousandths(shared, shared + SHARED_WEIGHT_HALF)
}

/// How much of what the need is called the offer is called, too.
fn tags(need: &Words, offer: &Words) -> u16 {
    thousandths(need.shared(offer), need.weight())
}

/// Of nothing, nothing.
fn thousandths(part: u32, whole: u32) -> u16 {
    let share = (1000 * u64::from(part)).checked_div(u64::from(whole)).unwrap_or(0);
    u16::try_from(share).expect("a part is at most the whole")
}

/// The smallest area that holds both.
fn shared_area(one: Option<AreaCode>, other: Option<AreaCode>) -> Option<AreaCode> {
    let (one, other) = one.zip(other)?;
    std::iter::successors(Some(one), |area| area.parent()).find(|area| area.contains(other))
}

/// By the smallest area that holds both.
pub(crate) fn nearness(one: Option<AreaCode>, other: Option<AreaCode>) -> u16 {
    if one.is_none() || other.is_none() {
        return NEUTRAL / 2;
    }
    use values::area::AreaLevel;
    match shared_area(one, other).map(AreaCode::level) {
        Some(AreaLevel::Grid | AreaLevel::Community) => 1000,
        Some(AreaLevel::Street) => 800,
        Some(AreaLevel::County) => 500,
        Some(AreaLevel::City) => 250,
        Some(AreaLevel::Province) | None => 50,
    }
}

/// How much of the days that are wanted the offer is there, of those since a day if one is named;
/// none where nothing is said of them.
fn there(need: &Listing, offer: &Listing, since: Option<Date>) -> Option<(Window, Open)> {
    let (window, offer) = (need_of(need)?.window?, offer_of(offer)?);
    let from = window.from.max(since.unwrap_or(window.from));
    let until = offer.until.map_or(window.until, |until| until.min(window.until));
    let there = Window { from, until };
    let open = match &offer.schedule {
        Some(schedule) => opening::within(schedule, there),
        None => {
            let days = opening::days(there);
            Open { days, minutes: days * opening::MINUTES_A_DAY }
        }
    };
    Some((window, open))
}

/// It is open on none of the days that are wanted and not over, or for less hours than are wanted
/// whole.
fn is_too_short(need: &Listing, offer: &Listing, today: Date) -> bool {
    let wanted = match (need_of(need), need.amount.unit) {
        (Some(OfNeed { divisible: false, .. }), Unit::Hour) => need.amount.quantity,
        (Some(_) | None, _) => 0,
    };
    let is_short = |open: Open| open.days == 0 || open.minutes / 60 < wanted;
    there(need, offer, Some(today)).is_some_and(|(_, open)| is_short(open))
}

/// The share of the wanted days on which the offer is open.
fn time(need: &Listing, offer: &Listing) -> u16 {
    let Some((window, open)) = there(need, offer, None) else { return 1000 };
    let share = (1000 * open.days).checked_div(opening::days(window)).unwrap_or(1000);
    u16::try_from(share).expect("at most every day")
}

pub(crate) fn reliability(Repute { kept, broken }: Repute) -> u16 {
    if kept + broken < OUTCOMES_MIN {
        return NEUTRAL;
    }
    u16::try_from(1000 * u64::from(4 + kept) / u64::from(5 + kept + broken)).expect("below 1000")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rarity::Rarity;

    fn area(code: &str) -> Option<AreaCode> {
        Some(code.parse().unwrap())
    }

    #[test]
    fn weights_make_a_thousand() {
        for category in Category::ALL {
            assert_eq!(weights_of(category).iter().sum::<u16>(), 1000, "{category:?}");
        }
    }

    #[test]
    fn who_works_in_the_same_community_is_nearest() {
        let home = area("371002001001");
        let scores =
            ["371002001001", "371002001002", "371002002001", "371003001001", "370102001001"]
                .map(|other| nearness(home, area(other)));
        assert!(scores.is_sorted_by(|near, far| near > far), "{scores:?}");
        assert_eq!(nearness(home, None), 400);
    }

    #[test]
    fn nobody_is_judged_by_less_than_five_outcomes() {
        assert_eq!(reliability(Repute { kept: 0, broken: 4 }), NEUTRAL);
        assert_eq!(reliability(Repute { kept: 5, broken: 0 }), 900);
        assert_eq!(reliability(Repute { kept: 0, broken: 5 }), 400);
    }

    #[test]
    fn lines_are_alike_by_their_subcategory_or_their_words() {
        let line = |subcategory: Option<&str>, title: &str| {
            let particulars = Particulars::Offer(OfOffer::default());
            let listing = Listing {
                owner: OrganisationId(values::Uuid::nil()),
                title: values::Text::new(title).unwrap(),
                content: None,
                category: Category::Venue,
                subcategory: subcategory.map(|code| values::Text::new(code).unwrap()),
                amount: values::Amount { quantity: 1, unit: values::Unit::Session },
                place: None,
                particulars,
            };
            (Said::of_listing(&listing, &Rarity::default()), listing)
        };
        let alike = |one: (Option<&str>, &str), other: (Option<&str>, &str)| {
            let (one, other) = (line(one.0, one.1), line(other.0, other.1));
            let side = |(said, listing)| Side { said, listing };
            are_alike(side((&one.0, &one.1)), side((&other.0, &other.1)))
        };
        let room = Some("activity_room");
        assert!(alike((room, "排练"), (room, "二楼大间")));
        assert!(!alike((room, "排练"), (None, "二楼大间")));
        assert!(!alike((Some(taxonomy::OTHER), "排练"), (Some(taxonomy::OTHER), "二楼大间")));
        assert!(alike((room, "合唱排练"), (Some("classroom"), "排练厅")));
    }

    fn said(title: &str, rarity: &Rarity) -> Said {
        let particulars = Particulars::Offer(OfOffer::default());
        let listing = Listing {
            owner: OrganisationId(values::Uuid::nil()),
            title: values::Text::new(title).unwrap(),
            content: None,
            category: Category::Service,
            subcategory: None,
            amount: values::Amount { quantity: 1, unit: values::Unit::Session },
            place: None,
            particulars,
        };
        Said::of_listing(&listing, rarity)
    }

    #[test]
    fn words_that_both_use_count_less_and_less() {
        let said = |title| said(title, &Rarity::default()).all;
        let need = said("老年人义诊血压测量");
        assert!(text(&need, &said("义诊：为老年人测量血压")) > 500);
        assert!((1..500).contains(&text(&need, &said("义诊"))));
        assert_eq!(text(&need, &said("亲子绘本阅读")), 0);
    }

    #[test]
    fn a_word_that_few_lines_say_counts_more() {
        let mut rarity = Rarity::default();
        for _ in 0..50 {
            rarity.enter(&Words::of("义诊"));
        }
        let (common, rare) = (said("义诊", &rarity), said("沙画", &rarity));
        let need = said("义诊沙画", &rarity);
        assert!(text(&need.all, &rare.all) > text(&need.all, &common.all));
        assert!(tags(&need.tags, &rare.tags) > tags(&need.tags, &common.tags));
    }

    #[test]
    fn a_need_that_is_called_as_the_offer_is_has_all_its_tags() {
        let said = |title| said(title, &Rarity::default()).tags;
        assert_eq!(tags(&said("义诊"), &said("健康义诊")), 1000);
        assert!((1..1000).contains(&tags(&said("健康义诊"), &said("义诊"))));
        assert_eq!(tags(&said("活动"), &said("义诊")), 0);
    }
}
