//! What a raiser can say of a need: when, in which form, and by which command.

use contracts::evaluation::occasion::RateHandling;
use contracts::needs::handling::Reply;
use contracts::needs::need::{
    Close, EraseRaiser, Outcome, REOPENED_MAX, Reopen, Resubmit, Review, SplitOff,
};
use contracts::needs::{HandlingLine, NeedLine, NeedReview, NeedStatus};
use contracts::{Actor, Command, Receipt};
use values::Timestamp;

use crate::pages::deeds::field::Field;
use crate::pages::{Visit, deeds};
use crate::problem::Problem;
use crate::reading;

/// What a raiser can say of a need.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) enum Saying {
    Reply,
    Review,
    Resubmit,
    Withdraw,
    Reopen,
    SplitOff,
    RateHandling,
    Erase,
}

impl Saying {
    pub(super) const ALL: [Self; 8] = [
        Self::Reply,
        Self::Review,
        Self::RateHandling,
        Self::Resubmit,
        Self::Reopen,
        Self::SplitOff,
        Self::Withdraw,
        Self::Erase,
    ];

    /// Where its form is sent.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Reply => "/follow/reply",
            Self::Review => "/follow/review",
            Self::Resubmit => "/follow/resubmit",
            Self::Withdraw => "/follow/withdraw",
            Self::Reopen => "/follow/reopen",
            Self::SplitOff => "/follow/split-off",
            Self::RateHandling => "/follow/rate-handling",
            Self::Erase => "/follow/erase",
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Reply => "答复社区的提问",
            Self::Review => "办得怎么样",
            Self::Resubmit => "修改后重新提交",
            Self::Withdraw => "不需要了，撤回",
            Self::Reopen => "没有办好，要求重办",
            Self::SplitOff => "和那一件不是同一件事",
            Self::RateHandling => "上级单位办得怎么样",
            Self::Erase => "删除我的姓名和电话（查询码随之失效）",
        }
    }

    pub(super) fn verb(self) -> &'static str {
        match self {
            Self::Reply => "提交答复",
            Self::Review => "提交评价",
            Self::Resubmit => "重新提交",
            Self::Withdraw => "撤回",
            Self::Reopen => "要求重办",
            Self::SplitOff => "单独办理",
            Self::RateHandling => "提交评价",
            Self::Erase => "删除",
        }
    }

    /// Is it the first thing to be asked for?
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::Reply | Self::Review | Self::Resubmit | Self::RateHandling)
    }

    /// Can it be said of `need` now, as far as its form is concerned?
    pub(in crate::pages) fn fits(
        self,
        need: &NeedLine,
        handling: Option<&HandlingLine>,
        now: Timestamp,
    ) -> bool {
        let closed = need.status == NeedStatus::Closed;
        let duplicate = matches!(need.outcome, Some(Outcome::Duplicate { .. }));
        match self {
            Self::Reply => handling.is_some_and(|handling| handling.question.is_some()),
            Self::Review => matches!(need.review, Some(NeedReview::Awaited { .. })),
            Self::Resubmit => matches!(need.status, NeedStatus::Raised | NeedStatus::Returned),
            Self::Withdraw => !closed && need.held == 0,
            Self::Reopen => {
                let in_time = need.reopen_until.is_none_or(|until| now <= until);
                closed && !duplicate && in_time && need.reopened < REOPENED_MAX
            }
            Self::SplitOff => closed && duplicate,
            // Whom there is to rate another service knows.
            Self::RateHandling => false,
            Self::Erase => need.has_raiser,
        }
    }

    pub(super) fn fields(self, need: &NeedLine) -> Vec<Field> {
        let reason = |label| Field::paragraph("reason", label, 200).hint("受理的社区会看到");
        let mut fields = match self {
            Self::Reply => vec![Field::paragraph("answer", "您的答复", 500)],
            Self::Review => deeds::review(),
            Self::Resubmit => vec![
                Field::line("wording.title", "您需要什么", 60).value(&need.title),
                Field::paragraph("wording.content", "具体情况", 500)
                    .or(need.content.as_ref())
                    .optional(),
                Field::line("wording.place", "地点", 200).or(need.place.as_ref()).optional(),
                Field::line("wording.wanted", "希望的时间", 200)
                    .or(need.wanted.as_ref())
                    .optional(),
                Field::fixed("wording.amount", need.amount),
            ],
            Self::Withdraw => deeds::withdraw(),
            Self::Reopen => vec![reason("哪里没有办好")],
            Self::SplitOff => vec![reason("哪里不一样")],
            Self::RateHandling => vec![
                Field::numbered("stars", "评分", deeds::stars()),
                Field::paragraph("comment", "评语", 300).optional().hint(deeds::RAISERS_WORDS),
            ],
            Self::Erase => Vec::new(),
        };
        fields.push(Field::fixed("need", need.id));
        fields
    }

    pub(super) async fn send(
        self,
        visit: &Visit,
        actor: Actor,
        body: &[u8],
    ) -> Result<Receipt, Problem> {
        match self {
            Self::Reply => send::<Reply>(visit, actor, body).await,
            Self::Review => send::<Review>(visit, actor, body).await,
            Self::Resubmit => send::<Resubmit>(visit, actor, body).await,
            Self::Withdraw => send::<Close>(visit, actor, body).await,
            Self::Reopen => send::<Reopen>(visit, actor, body).await,
            Self::SplitOff => send::<SplitOff>(visit, actor, body).await,
            Self::RateHandling => send::<RateHandling>(visit, actor, body).await,
            Self::Erase => send::<EraseRaiser>(visit, actor, body).await,
        }
    }
}

async fn send<C: Command + Sync>(
    visit: &Visit,
    actor: Actor,
    body: &[u8],
) -> Result<Receipt, Problem> {
    let command: C = reading::command(&[], body)?;
    visit.send_as(actor, visit.command(), &command).await
}
