//! What is one's own on a home: a unit's offers and agreements, and what a member, a unit or an
//! area did this year. A home stands without the figures and offers, where nobody answers now.

use contracts::projects::{AgreementStatus, Agreements};
use contracts::reporting::{Figure, Figures};
use contracts::resources::{OfferStatus, Offers};
use values::{AreaCode, Date, OrganisationId, PersonId, time};

use super::duties::FEW;
use crate::pages::lists::{agreements, offers};
use crate::pages::parts::{Cell, Row, Section};
use crate::pages::{Visit, fitting};
use crate::problem::Problem;

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

/// Whose figures a home shows.
pub(super) enum Whose {
    Person(PersonId),
    Unit(OrganisationId),
    Area(AreaCode),
}

impl Whose {
    fn heading(&self, year: i16) -> String {
        match self {
            Whose::Person(_) => format!("我的 {year} 年"),
            Whose::Unit(_) => format!("本单位的 {year} 年"),
            Whose::Area(_) => format!("辖区的 {year} 年"),
        }
    }

    fn parameter(&self) -> String {
        match self {
            Whose::Person(person) => format!("person={person}"),
            Whose::Unit(unit) => format!("organisation={unit}"),
            Whose::Area(area) => format!("area={area}"),
        }
    }

    fn figures(&self, (from, until): (Date, Date)) -> Figures {
        let all =
            Figures { organisation: None, person: None, area: None, nature: None, from, until };
        match *self {
            Whose::Person(person) => Figures { person: Some(person), ..all },
            Whose::Unit(unit) => Figures { organisation: Some(unit), ..all },
            Whose::Area(area) => Figures { area: Some(area), ..all },
        }
    }
}

/// What was counted of them since New Year; each figure opens to its lines.
pub(super) async fn year(visit: &Visit, whose: Whose) -> Option<Section> {
    let until = time::date_at(visit.now());
    let days = (Date::new(until.year(), 1, 1).ok()?, until);
    let found = fitting::perhaps(visit, whose.figures(days)).await?;
    let rows = found.figures.iter().map(|figure| row(figure, &whose.parameter(), days)).collect();
    let section = Section::new("year", whose.heading(until.year()), &["做了什么", "多少"], rows);
    Some(section.or("今年还没有记录；确认后的服务和活动会算在这里"))
}

fn row(figure: &Figure, whose: &str, (from, until): (Date, Date)) -> Row {
    let counted = figure.counted.code();
    let href = format!("/figure-lines?{whose}&from={from}&until={until}&counted={counted}");
    Row { cells: vec![Cell::link(href, figure.counted.chinese()), Cell::Text(figure.said())] }
}

/// What the unit promised and has to keep, with how far it did.
pub(super) async fn in_force(visit: &Visit, own: OrganisationId) -> Result<Section, Problem> {
    let asked = |status| Agreements {
        organisation: Some(own),
        status: Some(status),
        page: FEW,
        ..Default::default()
    };
    let (published, concluded) =
        (asked(AgreementStatus::Published), asked(AgreementStatus::Concluded));
    let (published, concluded) = tokio::try_join!(visit.ask(&published), visit.ask(&concluded))?;
    let total = published.total + concluded.total;
    let found: Vec<_> = published.items.into_iter().chain(concluded.items).collect();
    let called = visit.called(agreements::parties(&found)).await?;
    let rows = found.iter().map(|agreement| agreements::row(agreement, &called)).collect();
    let section = Section::new("in-force", "履约中的协议", agreements::COLUMNS, rows);
    let more = format!("/agreements?organisation={own}");
    Ok(section.of(total, more).or("还没有生效的协议；认领达成后起草"))
}
