//! Taking a list in: choose its kind, fill its template, upload it, read what is wrong beside the
//! rows, and only then take it, whole.
//!
//! The operator takes in everything on everybody's behalf; whoever acts for an organisation its own
//! lists, and whoever registers units or edits the map those of the own area.

mod job;

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use contracts::Role;
use contracts::registry::organisation::Level;
use sheets::Kind;
use values::AreaCode;

use super::deeds::field::{Field, Kind as FieldKind};
use super::exports;
use super::look::{Place, Shell};
use super::parts::{Cell, Row, Section};
use super::{Answer, Page, Visit, html, see_other};
use crate::imports::ImportedList;
use crate::problem::Problem;
use crate::tables;

/// What it is read for.
const PURPOSE: &str = "核对导入清单";
/// Lists of one's own organisation.
const OWN: [Kind; 5] = [Kind::Needs, Kind::Offers, Kind::MicroWishes, Kind::Venues, Kind::Members];

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/imports", |visit| Box::pin(kinds(visit))),
        Page::get("/imports/{kind}", |visit| Box::pin(ask(visit))),
        Page::post("/imports/{kind}", |visit| Box::pin(judge(visit))).with_file(),
        Page::get("/imports/{kind}/template", |visit| Box::pin(template(visit))),
        Page::get("/import-jobs/{job}", |visit| Box::pin(job::show(visit))).personal(PURPOSE),
        Page::get("/import-jobs/{job}/errors", |visit| Box::pin(job::errors(visit)))
            .personal(PURPOSE),
        Page::post("/import-jobs/{job}/take", |visit| Box::pin(job::take(visit))),
    ]
}

/// May somebody take lists in here, and which?
pub(super) fn may_take(visit: &Visit) -> Vec<Kind> {
    if visit.gateway.imports().importer().is_none() {
        return Vec::new();
    }
    visit.role().map(taken_by).unwrap_or_default()
}

fn taken_by(role: Role) -> Vec<Kind> {
    if role == Role::Operator {
        return Kind::ALL.to_vec();
    }
    if !role.does_business() {
        return Vec::new();
    }
    let units = Level::Unit.is_registered_by(role).then_some(Kind::Units);
    let areas = role.decides_for_the_city().then_some(Kind::Areas);
    let is_communitys = matches!(role, Role::CommunityClerk | Role::CommunitySecretary);
    let hotline = is_communitys.then_some(Kind::Hotline);
    OWN.into_iter().chain(units).chain(areas).chain(hotline).collect()
}

/// The kind in the path, for whoever may take it in.
fn kind(visit: &Visit) -> Result<Kind, Problem> {
    let kind = visit.in_path("kind").and_then(|name| name.parse().ok());
    kind.filter(|kind| may_take(visit).contains(kind)).ok_or_else(Problem::not_found)
}

#[derive(Template)]
#[template(path = "imports.html")]
struct KindsPage {
    shell: Shell,
    section: Section,
}

async fn kinds(visit: &Visit) -> Answer {
    let row = |kind: &Kind| Row {
        cells: vec![
            Cell::link(format!("/imports/{kind}"), kind.chinese()),
            Cell::Text(needed(*kind)),
            Cell::Links(vec![("下载模板", format!("/imports/{kind}/template"))]),
        ],
    };
    let rows: Vec<_> = may_take(visit).iter().map(row).collect();
    let section = Section::new("kinds", "选择清单", &["清单", "必填的列", "模板"], rows)
        .or("您的角色不导入清单；需要时请联系社区、单位的工作人员或运维人员。");
    let called = visit.called([]).await?;
    let shell = Shell::new(visit, Place::Elsewhere, "导入清单", &called);
    Ok(html(StatusCode::OK, &KindsPage { shell, section }))
}

fn needed(kind: Kind) -> String {
    let required = kind.columns().iter().filter(|field| field.required);
    required.map(|field| field.name).collect::<Vec<_>>().join("、")
}

#[derive(Template)]
#[template(path = "import.html")]
struct KindPage {
    shell: Shell,
    kind: Kind,
    /// Whose list it is, where that is not for the visitor to say.
    own: Option<String>,
    fields: Vec<Field>,
    problem: Option<(String, String)>,
    columns: Section,
}

/// What can be said beside the list. Whoever is not the operator takes in lists of their own.
fn fields(visit: &Visit, kind: Kind) -> Vec<Field> {
    let mut fields = Vec::new();
    if is_operator(visit) {
        fields.push(
            Field::line("owner", "这是谁的清单", 60)
                .optional()
                .hint("组织编号、名称，或区划代码；社区自己的清单都要填"),
        );
        fields.push(
            Field::line("under", "社区名称在哪个区划之内", 12)
                .optional()
                .hint("如街道的 9 位代码；同名社区多时填写"),
        );
    }
    fields.push(Field::line("year", "没有写年份的日期是哪一年的", 4).optional().hint("例如 2026"));
    if matches!(kind, Kind::Venues | Kind::SocialOrgs) {
        fields.push(Field::line("sessions", "清单没有写数量的，每项登记多少场次", 6).optional());
    }
    fields
}

fn is_operator(visit: &Visit) -> bool {
    visit.role() == Some(Role::Operator)
}

async fn ask(visit: &Visit) -> Answer {
    let kind = kind(visit)?;
    asked(visit, kind, fields(visit, kind), StatusCode::OK, None).await
}

async fn asked(
    visit: &Visit,
    kind: Kind,
    fields: Vec<Field>,
    status: StatusCode,
    problem: Option<(String, String)>,
) -> Answer {
    let called = visit.called([]).await?;
    let own = visit.organisation().filter(|_| !is_operator(visit));
    let own = own.map(|own| called.of(own));
    let row = |field: &sheets::Field| Row {
        cells: vec![
            Cell::text(field.name),
            Cell::text(if field.required { "必填" } else { "" }),
            Cell::text(field.help),
            Cell::Text(field.synonyms.join("、")),
        ],
    };
    let rows = kind.columns().iter().map(row).collect();
    let columns = Section::new("columns", "可用的列", &["列", "必填", "填什么", "也认"], rows);
    let title = format!("导入{}", kind.chinese());
    let shell = Shell::new(visit, Place::Elsewhere, title, &called);
    Ok(html(status, &KindPage { shell, kind, own, fields, problem, columns }))
}

/// An empty table with its columns.
async fn template(visit: &Visit) -> Answer {
    let kind = kind(visit)?;
    let header = kind.columns().iter().map(|field| field.name.to_owned()).collect();
    Ok(exports::attachment(&format!("{}模板", kind.chinese()), tables::csv([header])))
}

/// Reads what was sent, judges it, and leads to what came of that.
async fn judge(visit: &Visit) -> Answer {
    let kind = kind(visit)?;
    let importer = visit.gateway.imports().importer().ok_or_else(Problem::not_found)?;
    let actor = visit.actor()?.clone();
    let by = actor.person().ok_or_else(Problem::unauthenticated)?;
    let mut fields = fields(visit, kind);
    for field in &mut fields {
        visit.field(&field.name).unwrap_or_default().clone_into(&mut field.value);
    }
    let list = match list(visit, kind, &mut fields) {
        Ok(list) => Arc::new(list),
        Err(said) => {
            let problem = Some((said.to_owned(), String::new()));
            return asked(visit, kind, fields, StatusCode::UNPROCESSABLE_ENTITY, problem).await;
        }
    };
    let _place = visit.gateway.uploads().try_acquire().map_err(|_| Problem::busy())?;
    let verdict = importer.judge(actor, Arc::clone(&list)).await.map_err(|why| {
        tracing::error!(why, "a list could not be judged");
        Problem::no_answer()
    })?;
    let job = visit.gateway.imports().keep(by, list, verdict, visit.now());
    let job = job.ok_or_else(Problem::busy)?;
    Ok(see_other(&format!("/import-jobs/{}", job.id)))
}

/// The list that was sent; or what is missing. What is wrong with a field stands beside it.
fn list(visit: &Visit, kind: Kind, fields: &mut [Field]) -> Result<ImportedList, &'static str> {
    let mut is_wrong = false;
    let mut number = |name: &str, of: &str| -> Option<u64> {
        let field = fields.iter_mut().find(|field| field.name == name)?;
        let text = Some(field.value.trim()).filter(|text| !text.is_empty())?;
        let number = text.parse().ok().filter(|number| *number > 0);
        if number.is_none() {
            field.error = Some(format!("请填{of}"));
            is_wrong = true;
        }
        number
    };
    let (year, sessions) = (number("year", "四位数的年份"), number("sessions", "大于零的整数"));
    let owner = match is_operator(visit) {
        true => visit.field("owner").map(str::to_owned),
        false => visit.organisation().map(|own| own.to_string()),
    };
    let under: Option<AreaCode> = match visit.field("under").filter(|_| is_operator(visit)) {
        None => None,
        Some(text) => match text.parse() {
            Ok(code) => Some(code),
            Err(_) => {
                let field = fields.iter_mut().find(|field| field.name == "under");
                if let Some(field) = field {
                    field.error = Some("不是区划代码".to_owned());
                }
                is_wrong = true;
                None
            }
        },
    };
    if is_wrong {
        return Err("请改正标出的各项");
    }
    let Some(upload) = visit.file("list") else { return Err("请选择要导入的文件") };
    Ok(ImportedList {
        kind,
        name: upload.name.clone(),
        bytes: upload.content.clone(),
        // A list whose owner is an area is about what lies in it.
        under: under.or_else(|| owner.as_ref()?.parse().ok()),
        owner,
        year: year.and_then(|year| i16::try_from(year).ok()),
        sessions,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn officers_take_in_units_those_of_the_city_areas_and_a_community_its_hotline() {
        let more = |role| taken_by(role).split_off(OWN.len());
        for role in [Role::StreetOfficer, Role::DistrictOfficer] {
            assert_eq!(more(role), [Kind::Units], "{role:?}");
        }
        assert_eq!(more(Role::CommunityClerk), [Kind::Units, Kind::Hotline]);
        assert_eq!(more(Role::CityOfficer), [Kind::Units, Kind::Areas]);
        assert_eq!(more(Role::Liaison), []);
        assert_eq!(taken_by(Role::Operator), Kind::ALL);
        for role in [Role::Member, Role::Auditor, Role::SystemAdministrator] {
            assert_eq!(taken_by(role), [], "{role:?}");
        }
    }
}
