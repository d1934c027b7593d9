//! What fits whom, shown where somebody can claim it: each suggestion with its reasons, what it
//! costs others, and the button that opens its claim.
//!
//! Suggestions are an extra: a page that cannot have them now is shown without.

use contracts::Query;
use contracts::matching::{
    ForNeed, ForOffer, ForOrganisation, Near, NearNeed, SuggestedNeed, SuggestedOffer, Suggestion,
    Suggestions,
};
use contracts::registry::{CheckInLine, CheckInStatus};
use values::{NeedId, OfferId, OrganisationId};

use super::parts::{Button, Cell, Row, Section, Weight};
use super::{Visit, asked};
use crate::Shown;
use crate::chinese;

const OFFERS: &[&str] = &["资源", "合适度", "可用", "对全局", "下一步"];
const NEEDS: &[&str] = &["需求", "合适度", "可认领", "对全局", "下一步"];
const NEAR: &[&str] = &["需求", "远近", "余量", "需求方", "下一步"];

/// How many suggestions a home shows.
const FEW: usize = 5;

/// What `question` finds, or nothing while nobody answers it.
pub(super) async fn perhaps<Q, T>(visit: &Visit, question: Q) -> Option<T>
where
    Q: Query<Answer = Option<T>> + Sync,
{
    visit.ask(&question).await.ok().flatten()
}

/// Which offers fit the need.
pub(super) async fn for_need(visit: &Visit, need: NeedId) -> Option<Suggestions> {
    perhaps(visit, ForNeed { need }).await
}

/// Which needs the offer fits.
pub(super) async fn for_offer(visit: &Visit, offer: OfferId) -> Option<Suggestions> {
    perhaps(visit, ForOffer { offer }).await
}

/// The offers that fit a need, and what keeps a part of it without one.
pub(super) fn of_need(visit: &Visit, need: NeedId, found: &Suggestions) -> Section {
    let rows = found.items.iter().map(|one| offer_row(visit, one, None)).collect();
    let empty = found.bottleneck.map_or("暂无合适的资源", chinese::bottleneck);
    let named = vec![asked::of_need(need)];
    Section::new("fitting", "合适的资源", OFFERS, rows).of(found.total, "").or(empty).with(named)
}

/// The needs that an offer fits.
pub(super) fn of_offer(visit: &Visit, found: &Suggestions) -> Section {
    let rows = found.items.iter().map(|one| need_row(visit, one, None)).collect();
    Section::new("fitting", "合适的需求", NEEDS, rows).of(found.total, "").or("暂无合适的需求")
}

/// What a unit can claim 我们能认领什么, with an offer or without, and who could serve its needs.
pub(super) async fn of_unit(visit: &Visit, own: OrganisationId) -> Vec<Section> {
    of_organisation(visit, own, true).await
}

/// The same of a community, which claims what others need with its offers alone.
pub(super) async fn of_community(visit: &Visit, own: OrganisationId) -> Vec<Section> {
    of_organisation(visit, own, false).await
}

async fn of_organisation(visit: &Visit, own: OrganisationId, is_unit: bool) -> Vec<Section> {
    let Some(found) = perhaps(visit, ForOrganisation { organisation: own }).await else {
        return Vec::new();
    };
    let give = found.to_give.iter().take(FEW).map(|one| {
        let with = format!("用我们的“{}”", one.offer.title);
        need_row(visit, one, Some(with))
    });
    let ask = found.to_ask.iter().take(FEW).map(|one| {
        let to = format!("用于“{}”", one.need.title);
        offer_row(visit, one, Some(to))
    });
    let (give, ask): (Vec<_>, Vec<_>) = (give.collect(), ask.collect());
    let near = found.near.iter().filter(|_| is_unit).take(FEW).map(near_row).collect();
    let sections = [
        Section::new("to-give", "我们能认领什么", NEEDS, give),
        Section::new("near-needs", "结对社区和附近还要什么，没有列资源也可以认领", NEAR, near),
        Section::new("to-ask", "谁能满足我们的需求", OFFERS, ask),
    ];
    sections.into_iter().filter(|section| !section.rows.is_empty()).collect()
}

/// Open wishes and posts near the community where a member checked in; near the own organisation
/// as long as there is none.
pub(super) async fn near(visit: &Visit, came: &[CheckInLine]) -> Option<Section> {
    let home = came.iter().find(|one| match one.status {
        CheckInStatus::Active | CheckInStatus::Due | CheckInStatus::Requested => true,
        CheckInStatus::Returned | CheckInStatus::Lapsed | CheckInStatus::Ended => false,
    });
    let organisation = home.map(|one| one.community).or(visit.organisation())?;
    let found = perhaps(visit, Near { organisation }).await?;
    let heading = if home.is_some() {
        "我家附近的微心愿和岗位"
    } else {
        "单位附近的微心愿和岗位"
    };
    let rows: Vec<_> = found.iter().take(FEW).map(near_row).collect();
    (!rows.is_empty()).then(|| Section::new("near", heading, NEAR, rows))
}

fn near_row(NearNeed { need, nearness, paired }: &NearNeed) -> Row {
    let distance = chinese::distance(*nearness);
    let far = if *paired { format!("已结对，{distance}") } else { distance.to_owned() };
    let left = format!("余 {} {}", need.open, need.unit.chinese());
    Row {
        cells: vec![
            need_link(need, None),
            Cell::Text(far),
            Cell::text(left),
            Cell::maybe(need.owner_name.as_ref()),
            Cell::Act(claim(format!("/needs/{}/claim", need.id))),
        ],
    }
}

fn need_row(visit: &Visit, one: &Suggestion, under: Option<String>) -> Row {
    Row { cells: cells(visit, one, need_link(&one.need, under)) }
}

fn offer_row(visit: &Visit, one: &Suggestion, under: Option<String>) -> Row {
    Row { cells: cells(visit, one, offer_link(&one.offer, under)) }
}

fn cells(visit: &Visit, one: &Suggestion, line: Cell) -> Vec<Cell> {
    let (text, under) = chinese::standing(one);
    vec![
        line,
        Cell::Explained {
            text: format!("{} 分", one.score / 10),
            under: chinese::reasons(&one.parts),
        },
        Cell::text(format!("{} {}", one.quantity, one.need.unit.chinese())),
        Cell::Explained { text, under },
        next(visit, one),
    ]
}

/// Whoever gives claims the need with the offer, whoever asks claims the offer for the need.
fn next(visit: &Visit, one: &Suggestion) -> Cell {
    let (need, offer) = (&one.need, &one.offer);
    let (path, with) = if visit.acts_for(offer.owner) {
        (format!("/needs/{}/claim", need.id), ("offer", offer.id.to_string()))
    } else if visit.acts_for(need.owner) {
        (format!("/offers/{}/claim", offer.id), ("need", need.id.to_string()))
    } else {
        return Cell::text("");
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair(with.0, &with.1);
    query.append_pair("amount.quantity", &one.quantity.to_string());
    Cell::Act(claim(format!("{path}?{}", query.finish())))
}

fn claim(href: String) -> Button {
    Button { label: "认领", href, key: None, weight: Weight::Other }
}

fn need_link(need: &SuggestedNeed, under: Option<String>) -> Cell {
    let owner = need.owner_name.as_ref().map_or("", |name| name.as_str());
    let kind = need.kind.chinese();
    let under = under.map_or_else(|| kind.to_owned(), |under| format!("{owner} · {under}"));
    Cell::Link { text: need.title.to_string(), under, href: format!("/needs/{}", need.id) }
}

fn offer_link(offer: &SuggestedOffer, under: Option<String>) -> Cell {
    let owner = offer.owner_name.as_ref().map_or("", |name| name.as_str());
    let under = under.map_or_else(|| owner.to_owned(), |under| format!("{owner} · {under}"));
    Cell::Link { text: offer.title.to_string(), under, href: format!("/offers/{}", offer.id) }
}
