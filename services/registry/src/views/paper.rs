//! The form 报到单 with its receipt 回执.

use contracts::Position;
use contracts::registry::check_in::Who;
use contracts::registry::taxonomy::{Category, SubcategoryCode};
use contracts::registry::{CheckInPaper, CheckInReceipt, MemberPaper, UnitPaper};
use runtime::Question;
use values::{CheckInId, OrganisationId, PersonId, Sealed};

use super::View;
use super::check_ins::Kept;
use crate::domain::authority::Sight;

/// What stands on the form of `check_in`; what is personal only for whoever may see it.
pub(super) fn paper(asked: &Question<'_, View>, check_in: CheckInId) -> Option<CheckInPaper> {
    let view = asked.view;
    let kept = view.check_ins.get(check_in)?;
    let line = &kept.line;
    if !view.sees_check_in(asked.asker(), line) {
        return None;
    }
    let (unit, member) = match line.who {
        Who::Unit(unit) => (unit_paper(asked, unit, kept), None),
        Who::Person(person) => (None, member_paper(asked, person, kept)),
    };
    Some(CheckInPaper {
        id: check_in,
        status: line.status,
        community: view.organisations.name(line.community),
        primary: line.primary,
        half_yearly: kept.request.half_yearly,
        unit,
        member,
        can_offer: kept.request.can_offer.clone(),
        requested_at: line.requested_at,
        reason: line.reason.clone(),
        receipt: receipt(asked, kept),
    })
}

fn receipt(asked: &Question<'_, View>, kept: &Kept) -> Option<CheckInReceipt> {
    let opened = kept.accepted_by.and_then(|person| {
        asked.view.people.opened(&asked.view.directory, asked.actor, person, unsealing(asked))
    });
    Some(CheckInReceipt {
        accepted_at: kept.line.accepted_at?,
        accepted_by: opened.and_then(|opened| opened.name),
        until: kept.line.until?,
    })
}

fn unit_paper(asked: &Question<'_, View>, unit: OrganisationId, kept: &Kept) -> Option<UnitPaper> {
    let view = asked.view;
    let opened = |person: Option<PersonId>| {
        view.people.opened(&view.directory, asked.actor, person?, unsealing(asked))
    };
    let line = view.organisations.line(unit)?;
    let name = line.area.and_then(|area| view.directory.areas().name(area));
    Some(UnitPaper {
        area_name: name.map(str::to_owned),
        head: opened(line.life.head).and_then(|head| head.name),
        liaison: opened(line.life.liaison).and_then(|liaison| liaison.name),
        phone: opened(line.life.liaison).and_then(|liaison| liaison.phone),
        name: line.name,
        nature: line.nature,
        credit_code: line.credit_code,
        address: line.address,
        area: line.area,
        members: kept.request.members,
    })
}

fn member_paper(asked: &Question<'_, View>, person: PersonId, kept: &Kept) -> Option<MemberPaper> {
    let view = asked.view;
    // The community to which somebody comes reads the form, be it not the one where they live.
    let receives = view.directory.may_act_for(asked.actor, kept.line.community);
    let sight = view.people.sight(&view.directory, asked.actor, person);
    let sight = if receives { sight.max(Sight::Places) } else { sight };
    let opened = view.people.opened_for(sight, person, unsealing(asked))?;
    let name = |organisation: Option<OrganisationId>| view.organisations.name(organisation?);
    let taxonomy = view.directory.taxonomy();
    let service =
        |code: &SubcategoryCode| taxonomy.name(Category::Service, code).map(str::to_owned);
    Some(MemberPaper {
        name: opened.name,
        phone: opened.phone,
        work_unit: name(opened.work_unit),
        home_community: name(opened.home_community),
        skills: opened.skills,
        services: kept.request.services.iter().filter_map(service).collect(),
    })
}

/// Opens what was sealed; whether somebody may see it was judged before.
pub(super) fn unsealing(
    asked: &Question<'_, View>,
) -> impl Fn(Position, &str, &Sealed) -> Option<String> {
    |position, field, sealed| {
        asked.unseal(position, field, sealed).unwrap_or_else(|error| {
            tracing::error!(position, field, %error, "cannot open what was sealed");
            None
        })
    }
}
