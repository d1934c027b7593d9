//! What is wrong with a file, and what is missing, in words.

use matching::engine::explanation::Bottleneck;
use matching::engine::instance::Wrong;
use matching::engine::model::Fault;

pub(super) fn of(wrong: Wrong) -> String {
    match wrong {
        Wrong::UnknownKind => "行首应为 c、u、o、n、e、g 或 f，后接空格".to_owned(),
        Wrong::Count { found, expected } => {
            let expected = expected.replace(" or ", "或");
            format!("有 {found} 个数，应为 {expected} 个")
        }
        Wrong::NotANumber { place } => {
            format!("第 {place} 个数不是 0 到 4294967295 的整数")
        }
        Wrong::IndexTwice { index } => format!("编号 {index} 出现了第二次"),
        Wrong::Gap { index } => format!("在此之前缺少编号 {index}"),
        Wrong::Fault(fault) => of_fault(fault),
    }
}

fn of_fault(fault: Fault) -> String {
    match fault {
        Fault::Dangling { kind, index } => format!("没有{} {index}", of_kind(kind)),
        Fault::TooLarge { name, amount, max } => {
            format!("{}为 {amount}，超过上限 {max}", of_amount(name))
        }
        Fault::NoTier => "紧急程度应为 1 到 4".to_owned(),
        Fault::Twice { need, offer } => format!("需求 {need} 与资源 {offer} 出现了第二次"),
        Fault::Circular { limit } => format!("限额 {limit} 属于它自己"),
        Fault::NoPair { need, offer } => {
            format!("已确认的需求 {need} 与资源 {offer} 并不匹配")
        }
        Fault::Infeasible { need, offer, lots, whose, index, left } => format!(
            "已确认的需求 {need} 与资源 {offer} 共 {lots} 份无法满足：{} {index} 只剩 {left} 份",
            of_kind(whose)
        ),
    }
}

fn of_kind(kind: &str) -> &str {
    match kind {
        "need" => "需求",
        "offer" => "资源",
        "limit" => "单位（限额）",
        other => other,
    }
}

fn of_amount(name: &str) -> &str {
    match name {
        "lots" => "份数",
        "value" => "价值",
        "score" => "匹配分",
        "group" => "组编号",
        "count" => "数目",
        "lots carried over" => "结转份数",
        "sum of all lots up to here" => "到此为止的总份数",
        "sum of the group's lots up to here" => "到此为止本组的份数",
        other => other,
    }
}

pub(super) fn of_bottleneck(bottleneck: Bottleneck) -> &'static str {
    match bottleneck {
        Bottleneck::NothingFits => "没有任何资源与需求匹配",
        Bottleneck::OffersSpent => "匹配的资源已全部用完",
        Bottleneck::LimitsReached => "匹配的资源还有，但单位已达限额",
        Bottleneck::NotWorthIt => "还有余量，但更高的目标不允许",
    }
}
