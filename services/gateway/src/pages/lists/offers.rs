//! The resource list 资源清单.

use contracts::PageRequest;
use contracts::registry::taxonomy::Category;
use contracts::resources::{OfferLine, OfferStatus, Offers, PriceKind};

use super::{Filter, Found, List, question};
use crate::Shown;
use crate::pages::Visit;
use crate::pages::badge::badge;
use crate::pages::called::Called;
use crate::pages::deeds::{self, DRAFT_OFFER, NEW_OFFER};
use crate::pages::look::Place;
use crate::pages::parts::{Cell, Row};

pub(crate) const COLUMNS: &[&str] = &["资源", "状态", "余量", "供给方", "有效期"];

pub(super) async fn offers(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Offers = question(visit, at)?;
    let found = visit.ask(&asked).await?;
    let called = visit.called(found.items.iter().map(|offer| offer.owner)).await?;
    let mut filters = vec![
        Filter::words(visit, "text", "标题含"),
        Filter::of::<OfferStatus>(visit, "status", "状态"),
        Filter::of::<Category>(visit, "category", "类别"),
        Filter::of::<PriceKind>(visit, "price", "价格"),
    ];
    filters.extend(Filter::mine(visit, "owner", "只看本组织"));
    filters.extend(Filter::area(visit, "服务到").await?);
    filters.push(Filter::order(visit));
    let lists = visit.organisation().is_some_and(|own| visit.acts_for(own));
    let list = List {
        here: Place::Offers,
        heading: called.titles.offer_list(),
        about: "驻区单位和社区能提供什么，还有多少",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|offer| row(offer, &called)).collect(),
        total: found.total,
        shown: Some(found.items.iter().map(|offer| offer.id.into()).collect()),
        buttons: if lists { deeds::buttons(visit, &[NEW_OFFER], &[DRAFT_OFFER]) } else { vec![] },
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// An offer in a table of [`COLUMNS`].
pub(crate) fn row(offer: &OfferLine, called: &Called) -> Row {
    let price = offer.price.map_or_else(|| "无偿".to_owned(), |price| format!("低偿 {price}"));
    let under = format!("{} · {price}", offer.category.chinese());
    let href = format!("/offers/{}", offer.id);
    Row {
        cells: vec![
            Cell::Link { text: offer.title.to_string(), under, href },
            Cell::Badge(badge(offer.status)),
            Cell::bar(offer.amount, offer.held, offer.used),
            Cell::text(called.of(offer.owner)),
            Cell::When(until(offer)),
        ],
    }
}

/// Until when it is on the list.
pub(crate) fn until(offer: &OfferLine) -> String {
    let standing = if offer.status == OfferStatus::OneOff { "随认领" } else { "长期" };
    offer.until.map_or_else(|| standing.to_owned(), |until| until.to_string())
}
