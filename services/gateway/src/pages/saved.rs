//! Saved views 常用视图: lists as somebody asked for them, each under a name of their own.

use askama::Template;
use axum::http::StatusCode;
use contracts::Role;
use contracts::registry::saved_views::{SavedViewLine, SavedViews};

use super::deeds::{self, DELETE_VIEW};
use super::lists;
use super::look::{self, Place, Shell};
use super::parts::{Cell, Row, Section, Weight};
use super::{Answer, Visit, html};
use crate::problem::Problem;

/// What stands above a list: the visitor's views of it, and the way to save this one.
pub(super) struct Saved {
    pub(super) views: Vec<SavedViewLine>,
    /// The address as it is asked for now, from its first page on.
    pub(super) address: String,
    /// The id of the command that saves it.
    pub(super) key: String,
}

impl Saved {
    /// Is this the view that is shown?
    pub(super) fn is_here(&self, view: &SavedViewLine) -> bool {
        *view.address == self.address
    }
}

/// Who looks at everything and changes nothing saves nothing, either.
fn saves(visit: &Visit) -> bool {
    visit.role().is_some_and(|role| role != Role::Auditor)
}

async fn own(visit: &Visit) -> Result<Vec<SavedViewLine>, Problem> {
    let person = visit.actor()?.person().ok_or_else(Problem::unauthenticated)?;
    visit.ask(&SavedViews { person }).await
}

/// The visitor's views of the list in the path; a list is shown without, when they cannot be asked
/// for now.
pub(super) async fn of_list(visit: &Visit) -> Option<Saved> {
    if !saves(visit) {
        return None;
    }
    let mut views = own(visit).await.ok()?;
    views.retain(|view| view.address.split('?').next() == Some(visit.path.as_str()));
    let address = lists::address(visit, "offset", None);
    Some(Saved { views, address, key: runtime::fresh_command().to_string() })
}

#[derive(Template)]
#[template(path = "saved.html")]
struct SavedPage {
    shell: Shell,
    section: Section,
}

/// All of them, to be opened or deleted.
pub(super) async fn show(visit: &Visit) -> Answer {
    let views = own(visit).await?;
    let row = |view: &SavedViewLine| {
        let ids = [("view".to_owned(), view.view.to_string())];
        Row {
            cells: vec![
                Cell::link(view.address.to_string(), &view.name),
                Cell::When(look::moment(view.saved_at)),
                Cell::Act(deeds::button(DELETE_VIEW, &ids, Weight::Other)),
            ],
        }
    };
    let rows = views.iter().map(row).collect();
    let section = Section::new("views", "常用视图", &["名称", "保存", "办理"], rows)
        .or("还没有常用视图：打开一个清单，选好条件，点“存为常用视图”");
    let called = visit.called([]).await?;
    let shell = Shell::new(visit, Place::Elsewhere, "常用视图", &called);
    Ok(html(StatusCode::OK, &SavedPage { shell, section }))
}
