//! The home of a unit: what it could claim, what it claimed, and what it promised.

use contracts::needs::{NeedStatus, Needs};
use contracts::projects::{ClaimStatus, ProjectStatus};
use contracts::registry::CheckIns;
use contracts::resources::{OfferStatus, Offers};
use values::OrganisationId;

use super::duties::{
    Duties, FEW, agreement_section, agreements_in, claim_section, claims_in, made, own_check_ins,
    project_section, projects_in, proposed_section, record_section, records_in, report_section,
    to_answer, undecided_section, unreported,
};
use super::own::{self, Whose};
use crate::pages::deeds::{self, NEW_NEED, NEW_OFFER};
use crate::pages::lists::{agreements, check_ins, claims, needs, offers, projects, records};
use crate::pages::parts::Section;
use crate::pages::{Visit, fitting};
use crate::problem::Problem;

pub(super) async fn duties(visit: &Visit, own: OrganisationId) -> Result<Duties, Problem> {
    let posted = Needs { status: Some(NeedStatus::Posted), page: FEW, ..Default::default() };
    let (held, asked) = (to_answer(own), made(own, ClaimStatus::Held));
    let lapsing = claims_in(own, ClaimStatus::LeaseOver);
    let (accepted, waiting) =
        (claims_in(own, ClaimStatus::Accepted), claims_in(own, ClaimStatus::Waiting));
    let running = projects_in(own, ProjectStatus::Running);
    let recorded = records_in(own);
    let (drafted, owed) = (agreements_in(own), unreported(own));
    let proposed = projects_in(own, ProjectStatus::Proposed);
    let undecided = projects_in(own, ProjectStatus::Undecided);
    let dormant = Offers {
        owner: Some(own),
        status: Some(OfferStatus::Dormant),
        page: FEW,
        ..Default::default()
    };
    let (posted, held, asked, lapsing, accepted, waiting) = tokio::try_join!(
        visit.ask(&posted),
        visit.ask(&held),
        visit.ask(&asked),
        visit.ask(&lapsing),
        visit.ask(&accepted),
        visit.ask(&waiting),
    )?;
    let came = CheckIns { unit: Some(own), page: FEW, ..Default::default() };
    let (proposed, undecided) = tokio::try_join!(visit.ask(&proposed), visit.ask(&undecided))?;
    let (running, recorded, drafted, owed, dormant, came) = tokio::try_join!(
        visit.ask(&running),
        visit.ask(&recorded),
        visit.ask(&drafted),
        visit.ask(&owed),
        visit.ask(&dormant),
        visit.ask(&came),
    )?;
    let ids = [&held.items, &asked.items, &lapsing.items, &accepted.items, &waiting.items]
        .into_iter()
        .flat_map(|items| claims::parties(items))
        .chain(projects::parties(&running.items))
        .chain(projects::parties(&proposed.items))
        .chain(projects::parties(&undecided.items))
        .chain(records::parties(&recorded.items))
        .chain(agreements::parties(&drafted.items))
        .chain(posted.items.iter().map(|need| need.owner))
        .chain(check_ins::parties(&came.items));
    let items = [&held.items, &asked.items, &lapsing.items, &accepted.items, &waiting.items]
        .into_iter()
        .flat_map(|items| claims::items(items));
    let called = visit.called_with(ids.chain([own]), items).await?;
    let dormant_rows = dormant.items.iter().map(|offer| offers::row(offer, &called)).collect();
    let dormant_more = format!("/offers?owner={own}&status=dormant");
    let todo = vec![
        claim_section(
            "held",
            "待我方答复的认领",
            &held,
            "answered_by",
            ClaimStatus::Held,
            own,
            &called,
        ),
        claim_section(
            "lapsing",
            "对方未答复、可续期的认领",
            &lapsing,
            "organisation",
            ClaimStatus::LeaseOver,
            own,
            &called,
        ),
        claim_section(
            "accepted",
            "已接受、待签约或立项的认领",
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
        record_section(&recorded, own, &called),
        project_section("running", "执行中的项目", &running, ProjectStatus::Running, own, &called),
        Section::new("dormant", "待确认的资源", offers::COLUMNS, dormant_rows)
            .of(dormant.total, dormant_more),
    ];
    let rows = posted.items.iter().map(|need| needs::row(need, &called)).collect();
    let mut rest = fitting::of_unit(visit, own).await;
    rest.extend([
        Section::new("posted", "最新发布、待认领的需求", needs::COLUMNS, rows)
            .of(posted.total, "/needs?status=posted")
            .or("暂无待认领的需求；可以先登记资源，由社区来认领"),
        claim_section(
            "asked",
            "等待对方答复的认领",
            &asked,
            "made_by",
            ClaimStatus::Held,
            own,
            &called,
        ),
        claim_section(
            "waiting",
            "候补中的认领",
            &waiting,
            "organisation",
            ClaimStatus::Waiting,
            own,
            &called,
        ),
        own_check_ins(visit, &came, format!("/check-ins?unit={own}"), &called),
    ]);
    rest.push(own::in_force(visit, own).await?);
    rest.extend(own::offers(visit, own).await);
    rest.extend(own::year(visit, Whose::Unit(own)).await);
    let buttons = deeds::buttons(visit, &[NEW_OFFER], &[NEW_NEED]);
    Ok(Duties { called, buttons, todo, rest })
}
