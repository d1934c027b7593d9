//! A roll: the code that the organiser shows, and who has come.

use askama::Template;
use axum::http::StatusCode;
use contracts::projects::{Roll, RollCode};

use crate::pages::called::claimers;
use crate::pages::deeds::{self, CLOSE_ROLL, SIGN_IN, SIGN_OUT};
use crate::pages::look::{self, Place, Shell};
use crate::pages::parts::Button;
use crate::pages::{Answer, Visit, html, picture};

#[derive(Template)]
#[template(path = "roll.html")]
struct RollPage {
    shell: Shell,
    /// What the organiser shows, as a picture and as letters; nobody else is told.
    code: Option<(String, String)>,
    shown_until: String,
    /// In how many seconds another code is shown.
    again_seconds: i64,
    came: usize,
    left: usize,
    closed: bool,
    project: String,
    record: Option<String>,
    buttons: Vec<Button>,
}

pub(crate) async fn roll(visit: &Visit) -> Answer {
    let id = visit.id("roll")?;
    let roll = visit.find(&Roll { roll: id }).await?;
    let organises = visit.acts_as(roll.giving) || visit.acts_for(roll.asking);
    // Whoever may not show the code is told none: that is no reason not to see the roll.
    let code = match organises && !roll.closed {
        true => visit.ask(&RollCode { roll: id }).await.ok().flatten(),
        false => None,
    };
    let called = visit.called(claimers([roll.giving]).chain([roll.asking])).await?;
    let shell = Shell::new(visit, Place::Projects, "扫码签到", &called);
    let again_seconds = code
        .as_ref()
        .map_or(30, |code| (code.shown_until.as_second() - visit.now().as_second()).clamp(1, 30));
    let shown_until = code.as_ref().map_or_else(String::new, |it| look::moment(it.shown_until));
    let code = code.map(|code| {
        (picture(&format!("{}?code={}", path(visit), code.code)), code.code.to_string())
    });
    let (main, others): (&[_], &[_]) = match (roll.closed, organises) {
        (true, _) => (&[], &[]),
        (false, true) => (&[CLOSE_ROLL], &[]),
        (false, false) => (&[SIGN_IN], &[SIGN_OUT]),
    };
    let page = RollPage {
        shell,
        code,
        shown_until,
        again_seconds,
        came: roll.people.iter().filter(|one| one.signed_in_at.is_some()).count(),
        left: roll.people.iter().filter(|one| one.minutes.is_some()).count(),
        closed: roll.closed,
        project: format!("/projects/{}", roll.project),
        record: roll.record.map(|record| format!("/records/{record}")),
        buttons: deeds::buttons(visit, main, others),
    };
    Ok(html(StatusCode::OK, &page))
}

/// Where one signs in.
fn path(visit: &Visit) -> String {
    format!("{}{}/sign-in", visit.origin(), visit.path)
}
