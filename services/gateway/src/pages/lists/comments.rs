//! Words that wait for review 待审核的评语: nobody but both sides reads them before.

use contracts::PageRequest;
use contracts::evaluation::{RatingLine, Ratings};

use super::{Found, List, occasions, question, ratings};
use crate::pages::Visit;
use crate::pages::called::Called;
use crate::pages::deeds::{self, REVIEW_COMMENT};
use crate::pages::look;
use crate::pages::parts::{Cell, Row, Weight};
use crate::problem::Problem;

pub(crate) const COLUMNS: &[&str] = &["评语", "事项", "评分", "时间", "办理"];

pub(super) async fn comments(visit: &Visit, at: Option<PageRequest>) -> Found {
    let asked: Ratings = question(visit, at)?;
    let own = visit.organisation().ok_or_else(Problem::unauthenticated)?;
    let asked = Ratings { reviewer: asked.reviewer.or(Some(own)), ..asked };
    let found = visit.ask(&asked).await?;
    let called = visit.called_with([], ratings::items(&found.items)).await?;
    let list = List {
        heading: "待审核的评语".to_owned(),
        about: "审核后公开或不公开；评分不受影响，双方始终能看到",
        columns: COLUMNS,
        rows: found.items.iter().map(|rating| row(rating, &called)).collect(),
        total: found.total,
        empty: Some("没有待审核的评语".to_owned()),
        ..List::default()
    };
    Ok((called, asked.page, list))
}

/// A comment in a table of [`COLUMNS`].
pub(crate) fn row(rating: &RatingLine, called: &Called) -> Row {
    let occasion = format!("/occasions/{}", rating.occasion);
    Row {
        cells: vec![
            Cell::maybe(rating.comment.as_ref()),
            Cell::link(occasion, occasions::what(rating.about, called)),
            Cell::maybe(rating.stars.map(|stars| format!("{stars} 星"))),
            Cell::When(look::day(rating.given_at)),
            Cell::Act(deeds::about_rating(REVIEW_COMMENT, rating, Weight::Main)),
        ],
    }
}
