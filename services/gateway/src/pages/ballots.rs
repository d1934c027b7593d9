//! Residents' ratings by code 评价码: the codes to print for the asking side, and the form that a
//! code opens, without signing in.

use askama::Template;
use axum::http::StatusCode;
use contracts::evaluation::occasion::RateByBallot;
use contracts::evaluation::{Ballots, Occasion};

use super::deeds::{self, Asked, body, field::Field, form};
use super::lists::occasions;
use super::look::{Place, Shell, moment};
use super::parts::Cell;
use super::{Answer, Visit, html, picture, see_other};
use crate::problem::Problem;
use crate::reading;
use crate::residents::{admitted, somebody};

/// The field of a code.
const CODE: &str = "code";

#[derive(Template)]
#[template(path = "ballots.html")]
struct BallotsPage {
    shell: Shell,
    what: String,
    until: String,
    used: usize,
    slips: Vec<Slip>,
}

/// One code, and the picture that leads to its form.
struct Slip {
    code: String,
    picture: String,
}

#[derive(Template)]
#[template(path = "rated.html")]
struct RatedPage {
    shell: Shell,
}

/// The codes to hand out, for the asking side alone; what they are for, where there are none.
pub(super) async fn print(visit: &Visit) -> Answer {
    let occasion = visit.id("occasion")?;
    let (of_ballots, of_occasion) = (Ballots { occasion }, Occasion { occasion });
    let (ballots, one) = tokio::try_join!(visit.ask(&of_ballots), visit.find(&of_occasion))?;
    let Some(ballots) = ballots else {
        return Ok(see_other(&format!("/occasions/{occasion}")));
    };
    let items = occasions::items(std::slice::from_ref(&one));
    let called = visit.called_with([], items).await?;
    let slip = |code: &values::Text<32>| Slip {
        picture: picture(&format!("{}/rate/{occasion}?{CODE}={code}", visit.origin())),
        code: code.to_string(),
    };
    let (what, until) = (occasions::what(one.about, &called), moment(ballots.rate_until));
    let (slips, used) = (ballots.codes.iter().map(slip).collect(), ballots.used);
    let shell = Shell::new(visit, Place::Elsewhere, "居民评价码", &called);
    Ok(html(StatusCode::OK, &BallotsPage { shell, what, until, used, slips }))
}

/// The form that a code opens.
pub(super) async fn ask(visit: &Visit) -> Answer {
    let mut asked = asked(visit).await?;
    for field in asked.fields.iter_mut().filter(|field| field.name == CODE) {
        visit.parameter(CODE).unwrap_or_default().clone_into(&mut field.value);
    }
    Ok(page(visit, StatusCode::OK, asked, None))
}

/// Takes what a resident says of the result: once for each code, and nobody knows whose it is.
pub(super) async fn rate(visit: &Visit) -> Answer {
    admitted(&visit.gateway, visit.address)?;
    let mut asked = asked(visit).await?;
    form::fill(visit, &mut asked);
    match sent(visit, &asked).await {
        Ok(()) => {
            let shell = Shell::bare(visit, Place::Elsewhere, "谢谢您的评价");
            Ok(html(StatusCode::OK, &RatedPage { shell }))
        }
        Err(problem) => Ok(page(visit, problem.status(), asked, Some(problem))),
    }
}

async fn sent(visit: &Visit, asked: &Asked) -> Result<(), Problem> {
    let body = serde_json::to_vec(&body::of(&asked.fields)).expect("its keys are texts");
    let path: Vec<_> = visit.ids().iter().map(|(name, id)| (name.as_str(), id.as_str())).collect();
    let rate: RateByBallot = reading::command(&path, &body)?;
    visit.send_as(somebody(), visit.command(), &rate).await?;
    Ok(())
}

async fn asked(visit: &Visit) -> Result<Asked, Problem> {
    let one = visit.find(&Occasion { occasion: visit.id("occasion")? }).await?;
    let items = occasions::items(std::slice::from_ref(&one));
    let called = visit.called_with([one.asking], items).await?;
    let fields = vec![
        Field::line(CODE, "评价码", 32)
            .hint("印在您拿到的纸条上，只能用一次")
            .codes(&["occasion.code_not_good"]),
        Field::numbered("stars", "您觉得怎么样", deeds::stars()),
        Field::paragraph("comment", "想说的话", 300)
            .optional()
            .hint("不记名；请不要写姓名、住址和电话。审核后才公开"),
    ];
    let about = vec![
        ("评价什么", Cell::Text(occasions::what(one.about, &called))),
        ("在哪里", Cell::Text(called.of(one.asking))),
    ];
    Ok(Asked { about, fields })
}

fn page(
    visit: &Visit,
    status: StatusCode,
    asked: Asked,
    problem: Option<Problem>,
) -> axum::response::Response {
    let shell = Shell::bare(visit, Place::Elsewhere, "居民评价");
    let heading = form::Heading { verb: "提交", back: "/follow".to_owned() };
    form::written(visit, shell, status, heading, asked, problem)
}
