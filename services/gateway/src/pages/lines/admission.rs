//! One request to put work on communities 准入事项: asked for, judged by the district, received.

use contracts::Role;
use contracts::needs::{Admission, AdmissionLine, AdmissionStatus};
use contracts::registry::Organisation;
use values::OrganisationId;

use super::{Line, line_page};
use crate::pages::badge::badge;
use crate::pages::deeds::{self, APPROVE_ADMISSION, RECEIVE_ADMISSION, REFUSE_ADMISSION};
use crate::pages::lists::admissions;
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Row, Section};
use crate::pages::{Answer, Visit, areas};
use crate::problem::Problem;

pub(crate) async fn admission(visit: &Visit) -> Answer {
    let id = visit.id("admission")?;
    let one = visit.find(&Admission { admission: id }).await?;
    let area = areas::name(visit, one.area).await?;
    let receives = receives(visit, &one).await?;
    let parties = admissions::parties(std::slice::from_ref(&one));
    let called = visit.called(parties.chain(one.received.iter().copied())).await?;
    let named = |id: OrganisationId| Cell::link(look::organisation(id), called.of(id));
    let rows = one.received.iter().map(|community| Row { cells: vec![named(*community)] });
    let line = Line {
        here: Place::Elsewhere,
        kind: "准入事项",
        heading: one.title.to_string(),
        badge: Some(badge(one.status)),
        notice: notice(&one),
        facts: vec![
            ("类别", Cell::text(admissions::kind(&one))),
            ("申请部门", named(one.department)),
            ("审批", named(one.district)),
            ("范围", Cell::Text(area)),
            ("经费", Cell::maybe(one.money)),
            ("申请", Cell::When(look::moment(one.requested_at))),
            ("内容", Cell::text(&one.content)),
        ],
        way: Vec::new(),
        buttons: buttons(visit, &one, receives),
        sections: vec![
            Section::new("received", "已签收的社区", &["社区"], rows.collect())
                .or("还没有社区签收"),
        ],
        history: format!("/history/needs/{id}"),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn notice(one: &AdmissionLine) -> Option<String> {
    match one.status {
        AdmissionStatus::Requested => Some("区县同意之前，社区看不到这件事".to_owned()),
        AdmissionStatus::Approved => None,
        AdmissionStatus::Refused => one.refused.as_ref().map(|why| format!("未准入：{why}")),
    }
}

/// Is the visitor's own organisation one of the communities that are to do it?
async fn receives(visit: &Visit, one: &AdmissionLine) -> Result<bool, Problem> {
    let of_community = visit.role().is_some_and(|role| {
        matches!(role, Role::CommunityClerk | Role::CommunitySecretary | Role::GridWorker)
    });
    let own = visit.organisation().filter(|own| of_community && !one.received.contains(own));
    let Some(organisation) = own else { return Ok(false) };
    let known = visit.ask(&Organisation { organisation }).await?;
    let area = known.and_then(|known| known.area);
    Ok(area.is_some_and(|area| one.area.contains(area)))
}

fn buttons(visit: &Visit, one: &AdmissionLine, receives: bool) -> Vec<Button> {
    let is_district = visit.role() == Some(Role::DistrictOfficer);
    match one.status {
        AdmissionStatus::Requested if is_district && visit.acts_for(one.district) => {
            deeds::buttons(visit, &[APPROVE_ADMISSION], &[REFUSE_ADMISSION])
        }
        AdmissionStatus::Approved if receives => deeds::buttons(visit, &[RECEIVE_ADMISSION], &[]),
        AdmissionStatus::Requested | AdmissionStatus::Approved | AdmissionStatus::Refused => {
            Vec::new()
        }
    }
}
