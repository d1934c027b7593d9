//! The home of a community: what it has to verify, answer, confirm and accept.

use contracts::needs::{Handlings, NeedStatus, Needs};
use contracts::projects::{ClaimStatus, ProjectStatus};
use contracts::registry::{CheckInStatus, CheckIns, Organisation};
use values::OrganisationId;

use super::duties::{
    self, Duties, FEW, admission_section, admissions_in, agreement_section, agreements_in,
    check_in_section, claim_section, claims_in, handling_section, hotline_in, hotline_section,
    project_section, projects_in, proposed_section, record_section, records_in, report_section,
    to_answer, undecided_section, unreported,
};
use super::registry;
use crate::Shown;
use crate::pages::deeds::{self, NEW_NEED, NEW_OFFER};
use crate::pages::lists::{admissions, agreements, check_ins, claims, needs, projects, records};
use crate::pages::parts::Section;
use crate::pages::{Visit, fitting};
use crate::problem::Problem;

pub(super) async fn duties(visit: &Visit, own: OrganisationId) -> Result<Duties, Problem> {
    let needs_in =
        |status| Needs { owner: Some(own), status: Some(status), page: FEW, ..Default::default() };
    let (raised, verified) = (needs_in(NeedStatus::Raised), needs_in(NeedStatus::Verified));
    let (delivered, unclaimed) = (needs_in(NeedStatus::Delivered), needs_in(NeedStatus::Unclaimed));
    let held = to_answer(own);
    let accepted = claims_in(own, ClaimStatus::Accepted);
    let running = projects_in(own, ProjectStatus::AcceptanceAsked);
    let recorded = records_in(own);
    let (drafted, owed) = (agreements_in(own), unreported(own));
    let proposed = projects_in(own, ProjectStatus::Proposed);
    let undecided = projects_in(own, ProjectStatus::Undecided);
    let requested = CheckIns {
        community: Some(own),
        status: Some(CheckInStatus::Requested),
        page: FEW,
        ..Default::default()
    };
    let handled = Handlings { holder: Some(own), page: FEW, ..Default::default() };
    let (raised, verified, delivered, unclaimed, held, accepted) = tokio::try_join!(
        visit.ask(&raised),
        visit.ask(&verified),
        visit.ask(&delivered),
        visit.ask(&unclaimed),
        visit.ask(&held),
        visit.ask(&accepted),
    )?;
    let (calls, admitted) = (hotline_in(own), admissions_in(own));
    let (running, recorded, drafted, owed, requested, handled) = tokio::try_join!(
        visit.ask(&running),
        visit.ask(&recorded),
        visit.ask(&drafted),
        visit.ask(&owed),
        visit.ask(&requested),
        visit.ask(&handled),
    )?;
    let (calls, admitted, proposed, undecided) = tokio::try_join!(
        visit.ask(&calls),
        visit.ask(&admitted),
        visit.ask(&proposed),
        visit.ask(&undecided),
    )?;
    let ids = [&held.items, &accepted.items]
        .into_iter()
        .flat_map(|items| claims::parties(items))
        .chain(projects::parties(&running.items))
        .chain(projects::parties(&proposed.items))
        .chain(projects::parties(&undecided.items))
        .chain(records::parties(&recorded.items))
        .chain(agreements::parties(&drafted.items))
        .chain(check_ins::parties(&requested.items))
        .chain(admissions::parties(&admitted.items));
    let items = [&held.items, &accepted.items]
        .into_iter()
        .flat_map(|items| claims::items(items))
        .chain(duties::handled(&handled.items));
    let called = visit.called_with(ids.chain([own]), items).await?;
    let need_section = |id, heading, page: &contracts::Page<contracts::needs::NeedLine>, status| {
        let rows = page.items.iter().map(|need| needs::row(need, &called)).collect();
        let more = format!("/needs?owner={own}&status={}", Shown::code(status));
        Section::new(id, heading, needs::COLUMNS, rows).of(page.total, more)
    };
    let mut todo = vec![
        handling_section(visit, &handled, format!("/needs?owner={own}"), &called),
        hotline_section(visit, &calls, own, &called),
        admission_section("待签收的准入事项", &admitted, own, &called),
        need_section("raised", "待核实的需求", &raised, NeedStatus::Raised),
        need_section("verified", "待发布的需求", &verified, NeedStatus::Verified),
        claim_section(
            "held",
            "待答复的认领",
            &held,
            "answered_by",
            ClaimStatus::Held,
            own,
            &called,
        ),
        record_section(&recorded, own, &called),
        project_section(
            "acceptance",
            "待验收的项目",
            &running,
            ProjectStatus::AcceptanceAsked,
            own,
            &called,
        ),
        need_section("delivered", "已交付、待验收的需求", &delivered, NeedStatus::Delivered),
        need_section("unclaimed", "无人认领的需求", &unclaimed, NeedStatus::Unclaimed),
        claim_section(
            "accepted",
            "已接受、待立项的认领",
            &accepted,
            "organisation",
            ClaimStatus::Accepted,
            own,
            &called,
        ),
        agreement_section(&drafted, own, &called),
        report_section(visit, &owed, own),
        proposed_section(&proposed, own, &called),
        undecided_section(&undecided, own, &called),
        check_in_section(&requested, own, &called),
    ];
    let area = visit.ask(&Organisation { organisation: own }).await?.and_then(|one| one.area);
    todo.extend(registry::sections(visit, area).await?);
    let rest = fitting::of_community(visit, own).await;
    let buttons = deeds::buttons(visit, &[NEW_NEED], &[NEW_OFFER]);
    Ok(Duties { called, buttons, todo, rest })
}
