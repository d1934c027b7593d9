//! The operations of `evaluation`.

use contracts::evaluation::{self, occasion};
use utoipa::openapi::path::HttpMethod::Post;

use super::super::{Chapter, Route};

const RATINGS: Chapter = Chapter("双评价");

pub(super) fn routes() -> Vec<Route> {
    ratings()
}

fn ratings() -> Vec<Route> {
    vec![
        RATINGS
            .list::<evaluation::Occasions>("/occasions", "查询评价事项")
            .of::<evaluation::OccasionLine>(),
        RATINGS.one::<evaluation::Occasion, _>("/occasions/{occasion}", "查看评价事项"),
        RATINGS.change::<occasion::Rate>(Post, "/occasions/{occasion}/ratings", "评价对方"),
        RATINGS.change::<occasion::IssueBallots>(
            Post,
            "/occasions/{occasion}/ballots",
            "发放居民评价码",
        ),
        RATINGS.one::<evaluation::Ballots, _>(
            "/occasions/{occasion}/ballots",
            "查看居民评价码（需求方）",
        ),
        RATINGS.visit::<occasion::RateByBallot>(
            "/public/occasions/{occasion}/ratings",
            "居民凭评价码评价结果",
        ),
        RATINGS.change::<occasion::ReviewComment>(
            Post,
            "/occasions/{occasion}/comments/review",
            "审核评语（公开或不公开）",
        ),
        RATINGS.list::<evaluation::Ratings>("/ratings", "查询评价").of::<evaluation::RatingLine>(),
        RATINGS.list::<evaluation::RatingSums>("/rating-sums", "查询一年的评价合计"),
    ]
}
