//! What may grow with what is asked for, and what is not measured here, each with its reason.

use contracts::evaluation::{DryRun, rules};
use contracts::matching::plan::{
    self, ComparePlans, Plan, PlanFigures, PlanLineWhy, PlanLines, PlanPreview, PlanTrial,
    PlanUnserved, Plans,
};
use contracts::matching::{BestWhole, Prices, WhatIf};
use contracts::registry::OnRoster;
use contracts::reporting::{Printing, course, report};
use contracts::{Command, Query};

/// What asks for the whole of a list, and may take as long as the list is.
pub(super) const WHOLE: [(&str, &str); 3] = [
    (DryRun::SUBJECT, "试算一年里所有组织的评分表"),
    (OnRoster::SUBJECT, "与一个单位的整个名册比对"),
    (Printing::SUBJECT, "汇总一个签发单位的所有报告"),
];

const OPTIMUM: &str = "求整个辖区的最优匹配，见 bench matching";
const OF_A_PLAN: &str = "只在一个方案之内，方案的大小有上限，见 bench matching";

/// What no line of the lists does.
pub(super) const ELSEWHERE: [(&str, &str); 21] = [
    (plan::Compute::SUBJECT, OPTIMUM),
    (BestWhole::SUBJECT, OPTIMUM),
    (WhatIf::SUBJECT, OPTIMUM),
    (PlanTrial::SUBJECT, OPTIMUM),
    (plan::Propose::SUBJECT, OF_A_PLAN),
    (plan::Accept::SUBJECT, OF_A_PLAN),
    (plan::Decline::SUBJECT, OF_A_PLAN),
    (plan::Publish::SUBJECT, OF_A_PLAN),
    (plan::Withdraw::SUBJECT, OF_A_PLAN),
    (Plans::SUBJECT, OF_A_PLAN),
    (Plan::SUBJECT, OF_A_PLAN),
    (PlanFigures::SUBJECT, OF_A_PLAN),
    (PlanLines::SUBJECT, OF_A_PLAN),
    (PlanUnserved::SUBJECT, OF_A_PLAN),
    (PlanLineWhy::SUBJECT, OF_A_PLAN),
    (PlanPreview::SUBJECT, OF_A_PLAN),
    (ComparePlans::SUBJECT, OF_A_PLAN),
    (Prices::SUBJECT, OF_A_PLAN),
    (rules::CloseYear::SUBJECT, "全市一年一次，不属于一个社区的清单"),
    (course::Forget::SUBJECT, "删除个人信息随登记事件自动处理，单独发送时不再改变任何事"),
    (report::Jam::SUBJECT, "只有无法排印时才由排印一方说明，不属于一条清单的正常过程"),
];
