//! How to reach who told a need, or whose wish it is: for those alone whom the rules let see it,
//! and each reading is written down.

use contracts::needs::{Beneficiary, Need, Raiser};

use super::{Line, line_page};
use crate::pages::look::Place;
use crate::pages::parts::Cell;
use crate::pages::{Answer, Visit};

pub(crate) async fn contact(visit: &Visit) -> Answer {
    let id = visit.id("need")?;
    let (of_raiser, of_beneficiary) = (Raiser { need: id }, Beneficiary { need: id });
    let need = visit.find(&Need { need: id }).await?;
    let (raiser, beneficiary) =
        tokio::try_join!(visit.ask(&of_raiser), visit.ask(&of_beneficiary))?;
    let mut facts = vec![("需求", Cell::link(format!("/needs/{id}"), &need.title))];
    if let Some(raiser) = &raiser {
        facts.push(("提出人", Cell::maybe(raiser.name.as_ref())));
        facts.push(("提出人电话", Cell::maybe(raiser.phone.as_ref())));
    }
    if let Some(beneficiary) = &beneficiary {
        facts.push(("受益人", Cell::maybe(beneficiary.name.as_ref())));
        facts.push(("受益人电话", Cell::maybe(beneficiary.phone.as_ref())));
        facts.push(("受益人住址", Cell::maybe(beneficiary.address.as_ref())));
    }
    let notice = match (&raiser, &beneficiary) {
        (None, None) => "没有您可以查看的联系方式",
        (_, _) => "只用于办理这条需求；本次查看已记入审计",
    };
    let called = visit.called([]).await?;
    let line = Line {
        here: Place::Needs,
        kind: "联系方式",
        heading: need.title.to_string(),
        badge: None,
        notice: Some(notice.to_owned()),
        facts,
        way: Vec::new(),
        buttons: Vec::new(),
        sections: Vec::new(),
        history: format!("/history/needs/{id}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}
