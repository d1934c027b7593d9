//! What is one's own on a home: a unit's offers, and what a member did this year. A home stands
//! without, where nobody answers now.

use contracts::reporting::{Figure, Figures};
use contracts::resources::{OfferStatus, Offers};
use values::{Date, OrganisationId, PersonId, time};

use super::duties::FEW;
use crate::pages::lists::offers;
use crate::pages::parts::{Cell, Row, Section};
use crate::pages::{Visit, fitting};

/// What the unit has on the list.
pub(super) async fn offers(visit: &Visit, own: OrganisationId) -> Option<Section> {
    let status = Some(OfferStatus::Listed);
    let asked = Offers { owner: Some(own), status, page: FEW, ..Default::default() };
    let found = visit.ask(&asked).await.ok()?;
    let called = visit.called([own]).await.ok()?;
    let rows = found.items.iter().map(|offer| offers::row(offer, &called)).collect();
    let section = Section::new("listed", "本单位在列的资源", offers::COLUMNS, rows)
        .of(found.total, format!("/offers?owner={own}&status=listed"))
        .or("还没有资源在列；登记后别人就能认领");
    Some(section)
}

/// What was counted of the person since New Year; each figure opens to its lines.
pub(super) async fn year(visit: &Visit, person: PersonId) -> Option<Section> {
    let until = time::date_at(visit.now());
    let from = Date::new(until.year(), 1, 1).ok()?;
    let (organisation, area, nature) = (None, None, None);
    let asked = Figures { organisation, person: Some(person), area, nature, from, until };
    let found = fitting::perhaps(visit, asked).await?;
    let rows = found.figures.iter().map(|figure| row(figure, person, (from, until))).collect();
    let heading = format!("我的 {} 年", until.year());
    let section = Section::new("year", heading, &["做了什么", "多少"], rows);
    Some(section.or("今年还没有记录；确认后的服务和活动会算在这里"))
}

fn row(figure: &Figure, person: PersonId, (from, until): (Date, Date)) -> Row {
    let counted = figure.counted.code();
    let lines = format!("person={person}&from={from}&until={until}&counted={counted}");
    let href = format!("/figure-lines?{lines}");
    Row { cells: vec![Cell::link(href, figure.counted.chinese()), Cell::Text(figure.said())] }
}
