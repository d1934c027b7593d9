//! One person's stars 星级: applied for, reviewed, published, granted, revoked.

use contracts::Role;
use contracts::evaluation::{RevokedStarLine, Star, StarLine, StarStatus, star};

use super::{Line, line_page};
use crate::pages::badge::badge;
use crate::pages::deeds::{self, OBJECT_STAR, PUBLISH_STAR, RETURN_STAR, REVOKE_STAR};
use crate::pages::look::{self, Place};
use crate::pages::parts::{Button, Cell, Row, Section};
use crate::pages::{Answer, Visit};

pub(crate) async fn star(visit: &Visit) -> Answer {
    let person = visit.id("person")?;
    let one = visit.find(&Star { person }).await?;
    let called = visit.called(one.community).await?;
    let called = visit.with_persons(called, [person]).await?;
    let line = Line {
        here: Place::Elsewhere,
        kind: "志愿者星级",
        heading: format!("{}：{} 星", called.claimer(person.into()), one.stars),
        badge: Some(badge(one.status)),
        notice: notice(&one),
        facts: facts(&one, one.community.map(|community| called.of(community))),
        way: Vec::new(),
        buttons: buttons(visit, &one),
        sections: revoked(visit, &one).into_iter().collect(),
        history: format!("/history/evaluation/{}", star::id(person)),
        waits: false,
    };
    Ok(line_page(visit, &called, line))
}

fn notice(one: &StarLine) -> Option<String> {
    let until = || one.published_until.map_or_else(String::new, look::moment);
    match (one.status, one.objections) {
        (StarStatus::Applied, _) => Some("待社区审核".to_owned()),
        (StarStatus::Published, 0) => Some(format!("公示至 {}，期满无异议即授予", until())),
        (StarStatus::Published, waiting) => {
            Some(format!("有 {waiting} 条异议待答复，答复后再授予"))
        }
        (StarStatus::Settled, _) => {
            let what =
                if one.barred_until.is_some() { "已撤销一级" } else { "上次未授予" };
            one.reason.as_ref().map(|reason| format!("{what}：{reason}"))
        }
    }
}

fn facts(one: &StarLine, community: Option<String>) -> Vec<(&'static str, Cell)> {
    vec![
        ("申请", Cell::maybe(one.applied_for.map(|star| format!("{star} 星")))),
        ("已确认", Cell::maybe(one.minutes.map(|minutes| format!("{} 小时", minutes / 60)))),
        ("社区", Cell::maybe(community)),
        ("公示至", Cell::When(one.published_until.map_or_else(String::new, look::moment))),
        ("不得申请至", Cell::When(one.barred_until.map_or_else(String::new, |on| on.to_string()))),
    ]
}

fn buttons(visit: &Visit, one: &StarLine) -> Vec<Button> {
    let reviews = one.community.is_some_and(|community| visit.acts_for(community));
    let own = visit.acts_as(one.person.into());
    match one.status {
        StarStatus::Applied if reviews => deeds::buttons(visit, &[PUBLISH_STAR], &[RETURN_STAR]),
        StarStatus::Published if !own => deeds::buttons(visit, &[], &[OBJECT_STAR]),
        StarStatus::Settled if one.stars > 0 && stands_above(visit) => {
            deeds::buttons(visit, &[], &[REVOKE_STAR])
        }
        StarStatus::Applied | StarStatus::Published | StarStatus::Settled => Vec::new(),
    }
}

/// What was revoked since the last application: whose it was objects to each.
fn revoked(visit: &Visit, one: &StarLine) -> Option<Section> {
    let own = visit.acts_as(one.person.into());
    let row = |revoked: &RevokedStarLine| {
        let until = Cell::When(revoked.barred_until.to_string());
        let act = match own {
            true => Cell::Act(deeds::object_revocation(visit, revoked)),
            false => Cell::text(""),
        };
        Row { cells: vec![until, Cell::text(&revoked.reason), act] }
    };
    let rows: Vec<_> = one.revoked.iter().map(row).collect();
    let columns = &["不得申请至", "撤销理由", "办理"];
    (!rows.is_empty()).then(|| Section::new("revoked", "撤销记录", columns, rows))
}

/// An officer, as far as a button is concerned.
fn stands_above(visit: &Visit) -> bool {
    visit.role().is_some_and(Role::is_officer)
}
