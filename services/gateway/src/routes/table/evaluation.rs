//! The operations of `evaluation`.

use contracts::evaluation::{
    self, fact, hearing, leave, objection, occasion, posting, recognition, reward, rules, star,
};
use utoipa::openapi::path::HttpMethod::Post;

use super::super::{Chapter, Route, Who, made};

const RATINGS: Chapter = Chapter("双评价");
const POINTS: Chapter = Chapter("积分");
const CARDS: Chapter = Chapter("评分");
const STARS: Chapter = Chapter("星级");
const OBJECTIONS: Chapter = Chapter("异议");
const HONOURS: Chapter = Chapter("表彰与听取意见");

pub(super) fn routes() -> Vec<Route> {
    let parts = [ratings(), points(), rewards(), cards(), stars(), objections(), honours()];
    parts.into_iter().flatten().collect()
}

fn points() -> Vec<Route> {
    vec![
        POINTS
            .list::<evaluation::Points>("/people/{person}/points", "查看本人一年的积分")
            .personal("查看积分"),
        POINTS
            .list::<evaluation::Postings>("/people/{person}/postings", "查看本人的积分明细")
            .of::<evaluation::PostingLine>()
            .personal("查看积分"),
        POINTS
            .list::<evaluation::Adjustments>("/adjustments", "查询手工加减分（本组织和所辖区域）")
            .of::<evaluation::AdjustmentLine>()
            .personal("办理积分"),
        POINTS.list::<evaluation::TrialBalance>("/trial-balance", "积分试算平衡"),
        POINTS
            .create::<posting::Adjust>(
                "/postings",
                "手工加分、扣分",
                made("posting", "/trace/evaluation/"),
            )
            .by(Who::Issuers),
        POINTS
            .change::<posting::Counter>(Post, "/postings/{posting}/counter", "冲正手工加减分")
            .by(Who::Issuers),
    ]
}

fn rewards() -> Vec<Route> {
    vec![
        POINTS.create::<reward::RewardTerms>("/rewards", "上架兑换品", made("reward", "/rewards/")),
        POINTS.list::<evaluation::Rewards>("/rewards", "查询兑换品").of::<evaluation::RewardLine>(),
        POINTS.one::<evaluation::Reward, _>("/rewards/{reward}", "查看兑换品"),
        POINTS.change::<reward::Restock>(Post, "/rewards/{reward}/restock", "兑换品补货"),
        POINTS.change::<reward::Withdraw>(Post, "/rewards/{reward}/withdraw", "下架兑换品"),
        POINTS
            .create::<reward::Redeem>(
                "/rewards/{reward}/redemptions",
                "用积分兑换",
                made("posting", "/trace/evaluation/"),
            )
            .by(Who::Parties),
        POINTS
            .list::<evaluation::Redemptions>("/redemptions", "查询兑换记录")
            .of::<evaluation::RedemptionLine>()
            .personal("发放兑换品"),
        POINTS.change::<reward::HandOver>(
            Post,
            "/rewards/{reward}/redemptions/{redemption}/hand-over",
            "发放兑换品",
        ),
        POINTS
            .change::<reward::CallOff>(
                Post,
                "/rewards/{reward}/redemptions/{redemption}/call-off",
                "取消兑换，退回积分",
            )
            .by(Who::Parties),
    ]
}

fn ratings() -> Vec<Route> {
    vec![
        RATINGS
            .list::<evaluation::Occasions>("/occasions", "查询评价事项")
            .of::<evaluation::OccasionLine>(),
        RATINGS.one::<evaluation::Occasion, _>("/occasions/{occasion}", "查看评价事项"),
        RATINGS
            .list::<evaluation::Counterparts>("/counterparts", "查询本人和本组织可以评价的对象")
            .of::<evaluation::CounterpartLine>()
            .personal("评价服务人员"),
        RATINGS
            .change::<occasion::Rate>(Post, "/occasions/{occasion}/ratings", "评价对方")
            .by(Who::Parties),
        RATINGS
            .change::<occasion::RateHandling>(
                Post,
                "/needs/{need}/handling/ratings",
                "评价上报后的办理（上报单位、提出人）",
            )
            .by(Who::Parties),
        RATINGS.by_code::<occasion::RateHandling>(
            "/public/need/handling/ratings",
            "凭查询码评价上报后的办理",
        ),
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

fn cards() -> Vec<Route> {
    vec![
        CARDS.list::<evaluation::Rules>("/rules", "查看某年的评分细则"),
        CARDS
            .change::<rules::Propose>(Post, "/rules/propose", "提出评分细则（TOML），供试算")
            .by(Who::City),
        CARDS.part::<evaluation::DryRun, _>("/rules/dry-run", "试算：新细则用于往年会怎样"),
        CARDS
            .change::<rules::Adopt>(Post, "/rules/{year}/adopt", "采用提出的评分细则")
            .by(Who::City),
        CARDS
            .change::<rules::CloseYear>(Post, "/rules/{year}/close", "关账：该年评分不再变动")
            .by(Who::City),
        CARDS.part::<evaluation::Scorecard, _>("/scorecard", "查看评分表"),
        CARDS
            .list::<evaluation::Facts>("/facts", "查看评分项背后的事实")
            .of::<evaluation::FactLine>(),
        CARDS.create::<fact::Enter>(
            "/facts",
            "登记系统没有的事实（上级组织）",
            made("fact", "/trace/evaluation/"),
        ),
        CARDS.create::<leave::LeaveTerms>(
            "/leaves",
            "登记请假、免评（缺席不计）",
            made("leave", "/trace/evaluation/"),
        ),
        CARDS
            .list::<leave::Leaves>("/leaves", "查询请假、免评")
            .of::<leave::LeaveLine>()
            .personal("查看请假"),
        CARDS.change::<leave::Lift>(Post, "/leaves/{leave}/lift", "撤销登记有误的请假"),
        CARDS.change::<fact::Strike>(Post, "/facts/{fact}/strike", "撤销登记有误的事实"),
    ]
}

fn stars() -> Vec<Route> {
    vec![
        STARS.change::<star::Apply>(Post, "/stars/apply", "申请下一星级（本人）").by(Who::Parties),
        STARS
            .list::<evaluation::Stars>("/stars", "查询公示中或待审核的星级")
            .of::<evaluation::StarLine>()
            .personal("办理星级"),
        STARS
            .one::<evaluation::Star, _>("/people/{person}/stars", "查看本人的星级")
            .personal("查看星级"),
        STARS.change::<star::Review>(
            Post,
            "/people/{person}/stars/review",
            "审核星级申请（退回或公示）",
        ),
        STARS.change::<star::Revoke>(Post, "/people/{person}/stars/revoke", "因虚报时长撤销星级"),
    ]
}

fn objections() -> Vec<Route> {
    vec![
        OBJECTIONS
            .create::<objection::Raise>(
                "/objections",
                "提出异议",
                made("objection", "/objections/"),
            )
            .by(Who::Parties),
        OBJECTIONS
            .list::<evaluation::Objections>("/objections", "查询本人提出的或待答复的异议")
            .of::<evaluation::RaisedObjectionLine>(),
        OBJECTIONS.one::<evaluation::Objection, _>("/objections/{objection}", "查看异议"),
        OBJECTIONS.change::<objection::Answer>(
            Post,
            "/objections/{objection}/answer",
            "答复异议（成立则不再计入）",
        ),
    ]
}

fn honours() -> Vec<Route> {
    vec![
        HONOURS
            .list::<evaluation::Shortlist>("/shortlist", "查看候选名单（本级组织）")
            .of::<evaluation::ShortlistLine>(),
        HONOURS.create::<recognition::RecognitionList>(
            "/recognitions",
            "公示表彰名单",
            made("recognition", "/recognitions/"),
        ),
        HONOURS
            .list::<evaluation::Recognitions>("/recognitions", "查询表彰名单")
            .of::<evaluation::RecognitionLine>(),
        HONOURS.one::<evaluation::Recognition, _>("/recognitions/{recognition}", "查看表彰名单"),
        HONOURS
            .create::<hearing::HearingRequest>(
                "/hearings",
                "书面听取意见（单位负责人）",
                made("hearing", "/hearings/"),
            )
            .by(Who::Heads),
        HONOURS
            .list::<evaluation::Hearings>("/hearings", "查询听取意见的来函与答复")
            .of::<evaluation::HearingLine>()
            .personal("听取意见"),
        HONOURS
            .one::<evaluation::Hearing, _>("/hearings/{hearing}", "查看听取意见的答复")
            .personal("听取意见"),
        HONOURS.change::<hearing::Compile>(
            Post,
            "/hearings/{hearing}/compile",
            "汇总已确认的服务事实，先交本人过目",
        ),
        HONOURS
            .change::<hearing::Reply>(Post, "/hearings/{hearing}/reply", "本人过目并可说明")
            .by(Who::Anybody),
    ]
}
