//! Tenders and their proposals.

use contracts::projects::{self, tender};
use utoipa::openapi::path::HttpMethod::{Post, Put};

use super::super::super::{Chapter, Route, Who, made};

const TENDERS: Chapter = Chapter("创投招标");

pub(super) fn routes() -> Vec<Route> {
    vec![
        TENDERS.create::<tender::Call>("/tenders", "发布创投征集", made("tender", "/tenders/")),
        TENDERS.list::<projects::Tenders>("/tenders", "查询创投").of::<projects::TenderLine>(),
        TENDERS.one::<projects::Tender, _>("/tenders/{tender}", "查看创投"),
        TENDERS
            .list::<projects::Proposals>("/proposals", "查询申报，截止前一律密封")
            .of::<projects::ProposalLine>(),
        TENDERS.change::<tender::Propose>(
            Put,
            "/tenders/{tender}/proposals/{organisation}",
            "提交或更换申报",
        ),
        TENDERS.change::<tender::WithdrawProposal>(
            Post,
            "/tenders/{tender}/proposals/{organisation}/withdraw",
            "撤回申报",
        ),
        TENDERS.change::<tender::Declare>(
            Post,
            "/tenders/{tender}/proposals/{proposer}/declare",
            "申报利益冲突",
        ),
        TENDERS.change::<tender::Score>(
            Post,
            "/tenders/{tender}/proposals/{proposer}/score",
            "评分",
        ),
        TENDERS.change::<tender::CloseScoring>(Post, "/tenders/{tender}/close-scoring", "结束评审"),
        TENDERS.change::<tender::Publicise>(Post, "/tenders/{tender}/publicise", "公示结果"),
        TENDERS
            .change::<tender::Object>(Post, "/tenders/{tender}/objections", "提出异议")
            .by(Who::Oneself),
        TENDERS.change::<tender::Answer>(
            Post,
            "/tenders/{tender}/objections/{objection}/answer",
            "答复异议",
        ),
        TENDERS.change::<tender::Award>(Post, "/tenders/{tender}/award", "确定资助"),
        TENDERS.change::<tender::Annul>(Post, "/tenders/{tender}/annul", "废标"),
    ]
}
