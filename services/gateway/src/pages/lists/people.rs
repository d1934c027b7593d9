//! The roster 名册 of an organisation: who works or lives there, as far as the visitor may know.

use contracts::PageRequest;
use contracts::registry::{Roster, RosterLine, StayKind};
use serde::Deserialize;
use values::OrganisationId;

use super::{Filter, Found, List, question};
use crate::Shown;
use crate::pages::called::Called;
use crate::pages::deeds::{self, REGISTER_PERSON};
use crate::pages::look;
use crate::pages::parts::{Cell, Choice, Row};
use crate::pages::{Answer, Visit, see_other};
use crate::problem::Problem;

pub(super) const ROSTER: &str = "/organisations/{organisation}/people";

pub(crate) const COLUMNS: &[&str] = &["姓名", "工作单位", "居住社区", "特长"];

/// What stands for a name that may not be seen.
pub(crate) const UNNAMED: &str = "个人（不公开姓名）";

/// Where an organisation's is.
pub(crate) fn path(organisation: OrganisationId) -> String {
    format!("{}/people", look::organisation(organisation))
}

/// To the visitor's own.
pub(crate) async fn own(visit: &Visit) -> Answer {
    let own = visit.organisation().ok_or_else(Problem::unauthenticated)?;
    Ok(see_other(&path(own)))
}

/// What the address asks for beside the organisation in its path.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    kind: Option<StayKind>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    skill: Option<String>,
    #[serde(default)]
    left: bool,
    #[serde(default)]
    page: PageRequest,
}

pub(super) async fn people(visit: &Visit, at: Option<PageRequest>) -> Found {
    let organisation: OrganisationId = visit.id("organisation")?;
    let Asked { kind, name, skill, left, page } = question(visit, at)?;
    let found = visit.find(&Roster { organisation, kind, name, skill, left, page }).await?;
    let called = visit.called(places(&found.items).chain([organisation])).await?;
    let here = |kind: StayKind, label: &str| Choice { value: kind.code(), label: label.to_owned() };
    let kinds = vec![here(StayKind::Work, "在这里工作"), here(StayKind::Home, "在这里居住")];
    let mut filters = vec![
        Filter::choices(visit, "kind", "哪些人", kinds),
        Filter::words(visit, "skill", "特长含"),
        Filter::check(visit, "left", "只看已移出名册的", "true".to_owned()),
    ];
    // Nobody is found by a name that may not be seen.
    let registers = visit.acts_for(organisation);
    if registers {
        filters.insert(0, Filter::words(visit, "name", "姓名含"));
    }
    let list = List {
        heading: format!("{}：名册", called.of(organisation)),
        about: "在这里工作或居住的在职党员和志愿者；姓名只有本人、工作单位和居住社区能看到",
        filters,
        columns: COLUMNS,
        rows: found.items.iter().map(|one| row(one, &called)).collect(),
        total: found.total,
        buttons: deeds::buttons(visit, if registers { &[REGISTER_PERSON] } else { &[] }, &[]),
        ..List::default()
    };
    Ok((called, page, list))
}

/// Where they work and live.
pub(crate) fn places(lines: &[RosterLine]) -> impl Iterator<Item = OrganisationId> {
    lines.iter().flat_map(|one| [one.work_unit, one.home_community].into_iter().flatten())
}

pub(crate) fn row(one: &RosterLine, called: &Called) -> Row {
    let skills: Vec<_> = one.skills.iter().map(|skill| skill.as_str()).collect();
    let under = if one.left { "已移出名册" } else { "" };
    Row {
        cells: vec![
            Cell::Link {
                text: one.name.clone().unwrap_or_else(|| UNNAMED.to_owned()),
                under: under.to_owned(),
                href: look::person(one.person),
            },
            place(one.work_unit, called),
            place(one.home_community, called),
            Cell::Text(skills.join("、")),
        ],
    }
}

/// Where somebody works or lives.
pub(crate) fn place(organisation: Option<OrganisationId>, called: &Called) -> Cell {
    let link = |id| Cell::link(look::organisation(id), called.of(id));
    organisation.map_or_else(|| Cell::text(""), link)
}
