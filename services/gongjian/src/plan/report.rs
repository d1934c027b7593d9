//! The page of figures: one file that needs nothing else, every chart with its table beside it.

use matching::engine::certificate::Proof;
use matching::engine::explanation::{Explanation, Missing};
use matching::engine::model::Model;
use matching::engine::objective::Level;
use matching::engine::plan::{Line, Plan};

use super::figures::{self, Fill};
use super::{name, wording};

/// Longer tables nobody reads on a page.
const ROWS_MAX: usize = 20;
/// Shares of a community are counted in steps of a twentieth.
const STEPS: usize = 20;

const STYLE: &str = "body{font:15px/1.6 'PingFang SC','Microsoft YaHei',sans-serif;max-width:960px;\
margin:2em auto;padding:0 1em;color:#222}h1{font-size:24px}h2{font-size:18px;margin-top:2em}\
table{border-collapse:collapse;margin:.5em 0}td,th{border:1px solid #ccc;padding:2px 10px;\
text-align:right}th{background:#f3f3f3}td:first-child,th:first-child{text-align:left}\
svg{max-width:100%;height:auto}figure{margin:1em 0}.after{fill:#b5302a}.before{fill:#9db4c8}\
.rest{fill:#e6e6e6}text{font-size:12px;fill:#333}";

/// `before` is the plan without fairness, to compare with.
pub(super) fn page(model: &Model, plan: &Plan, proofs: &[Proof], before: Option<&Plan>) -> String {
    let explanation = Explanation::new(model, plan);
    let missing = explanation.missing();
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <title>匹配计划</title><style>{STYLE}</style></head><body><h1>匹配计划</h1>\n"
    );
    page += &summary(model, plan, proofs);
    page += &coverage(model, plan);
    page += &fairness(model, plan, before);
    page += &bottlenecks(model, &missing);
    page += &wanted(model, plan, &explanation);
    page + "</body></html>\n"
}

fn summary(model: &Model, plan: &Plan, proofs: &[Proof]) -> String {
    let lots: u64 = plan.lines.iter().map(|line| u64::from(line.lots)).sum();
    let rows = proofs.iter().map(|proof| {
        [name(proof.level).to_owned(), proof.value.to_string(), proof.dual.to_string()]
    });
    format!(
        "<p>{} 项需求，{} 项资源，{} 对可以匹配；安排 {lots} 份，共 {} 行。\
         每个目标达到的值都等于其上界，没有更好的计划。</p>\n<h2>目标</h2>{}",
        model.needs().len(),
        model.offers().len(),
        model.edge_count(),
        plan.lines.len(),
        table(&["目标", "达到", "上界"], rows)
    )
}

fn coverage(model: &Model, plan: &Plan) -> String {
    const NAMES: [&str; 4] = ["紧急", "较急", "一般", "可缓"];
    let tiers = figures::tiers(model, plan);
    let mut chart = String::new();
    for (at, (tier, name)) in tiers.iter().zip(NAMES).enumerate() {
        let y = 10 + 34 * at;
        let width = tier.share().map_or(0, |share| pixels(share, 600.0));
        chart += &format!(
            "<text x=\"0\" y=\"{}\">{name}</text>\
             <rect class=\"rest\" x=\"60\" y=\"{y}\" width=\"600\" height=\"22\"/>\
             <rect class=\"after\" x=\"60\" y=\"{y}\" width=\"{width}\" height=\"22\"/>\
             <text x=\"670\" y=\"{}\">{}</text>",
            y + 16,
            y + 16,
            percent(*tier)
        );
    }
    let rows = tiers.iter().zip(NAMES).map(|(tier, name)| {
        [name.to_owned(), tier.asked.to_string(), tier.served.to_string(), percent(*tier)]
    });
    format!(
        "<h2>覆盖</h2><figure>{}</figure>{}",
        svg(740, 150, "各紧急程度得到的份数占比", &chart),
        table(&["紧急程度", "需要（份）", "安排（份）", "占比"], rows)
    )
}

fn fairness(model: &Model, plan: &Plan, before: Option<&Plan>) -> String {
    let after = figures::fills(model, plan);
    let before = before.map(|plan| figures::fills(model, plan));
    let counts = histogram(&after);
    let counts_before = before.as_ref().map_or([0; STEPS], |fills| histogram(fills));
    let most = counts.iter().chain(&counts_before).copied().max().unwrap_or(0).max(1);
    let mut chart = String::new();
    for step in 0..STEPS {
        let x = 40 + 34 * step;
        let bars = [("before", counts_before[step], x), ("after", counts[step], x + 14)];
        for (class, count, x) in bars {
            let height = pixels(count as f64 / most as f64, 180.0);
            chart += &format!(
                "<rect class=\"{class}\" x=\"{x}\" y=\"{}\" width=\"13\" height=\"{height}\"/>",
                190 - height
            );
        }
        if step % 2 == 0 {
            let from = 100 * step / STEPS;
            chart += &format!("<text x=\"{x}\" y=\"208\">{from}%</text>");
        }
    }
    let mut rows = vec![row_of("本计划", &after)];
    rows.extend(before.iter().map(|fills| row_of("不求公平时", fills)));
    format!(
        "<h2>公平：各社区（组）得到的占比</h2><figure>{}<figcaption>横轴为得到的占比，纵轴为组数；\
         灰蓝为不求公平时，红为本计划。</figcaption></figure>{}{}",
        svg(740, 215, "各组得到占比的分布", &chart),
        table(&["", "最低", "最低的十分之一平均", "平均"], rows),
        worst(&after, before.as_deref())
    )
}

fn worst(after: &[Fill], before: Option<&[Fill]>) -> String {
    let mut groups: Vec<_> = after.iter().enumerate().filter(|(_, fill)| fill.asked > 0).collect();
    groups.sort_by(|(_, a), (_, b)| (a.served * b.asked).cmp(&(b.served * a.asked)));
    let rows = groups.into_iter().take(ROWS_MAX).map(|(group, fill)| {
        let before = before.map_or_else(String::new, |fills| percent(fills[group]));
        [group.to_string(), fill.asked.to_string(), fill.served.to_string(), before, percent(*fill)]
    });
    format!(
        "<p>得到最少的组：</p>{}",
        table(&["组", "需要（份）", "安排（份）", "不求公平时", "占比"], rows)
    )
}

fn bottlenecks(model: &Model, missing: &[Missing]) -> String {
    let sums = figures::by_bottleneck(missing);
    let all: u64 = sums.values().sum();
    let rows = sums.iter().map(|(bottleneck, lots)| {
        let share = percent(Fill { asked: all, served: *lots });
        [wording::of_bottleneck(*bottleneck).to_owned(), lots.to_string(), share]
    });
    let mut most: Vec<_> = missing.iter().collect();
    most.sort_by_key(|missing| {
        let need = &model.needs()[missing.need as usize];
        std::cmp::Reverse(u64::from(missing.lots) * u64::from(need.value))
    });
    let needs = most.iter().take(ROWS_MAX).map(|missing| {
        let need = &model.needs()[missing.need as usize];
        [
            missing.need.to_string(),
            need.group.to_string(),
            need.tier.to_string(),
            missing.lots.to_string(),
            wording::of_bottleneck(missing.bottleneck).to_owned(),
        ]
    });
    format!(
        "<h2>缺口</h2>{}<p>缺口价值最大的需求：</p>{}",
        table(&["原因", "份数", "占比"], rows),
        table(&["需求", "组", "紧急程度", "缺（份）", "原因"], needs)
    )
}

/// The offers whose next lot would help most: what to go and ask for.
fn wanted(model: &Model, plan: &Plan, explanation: &Explanation<'_>) -> String {
    let prices = explanation.prices(Level::Value);
    let (left, _) = explanation.left();
    let mut given = vec![0_u64; model.offers().len()];
    for Line { offer, lots, .. } in &plan.lines {
        given[*offer as usize] += u64::from(*lots);
    }
    let used = prices.iter().enumerate().filter(|(offer, price)| **price > 0 && given[*offer] > 0);
    let mut dearest: Vec<_> = used.collect();
    dearest.sort_by_key(|(offer, price)| (std::cmp::Reverse(**price), *offer));
    let rows = dearest.into_iter().take(ROWS_MAX).map(|(offer, price)| {
        let unit = model.offers()[offer].limit;
        [
            offer.to_string(),
            unit.to_string(),
            given[offer].to_string(),
            left[offer].to_string(),
            price.to_string(),
        ]
    });
    format!(
        "<h2>最紧缺的资源</h2><p>价格：再多一份时，全局的价值大约多多少。</p>{}",
        table(&["资源", "单位", "已安排（份）", "剩余（份）", "价格"], rows)
    )
}

fn row_of(name: &str, fills: &[Fill]) -> [String; 4] {
    let mut shares: Vec<f64> = fills.iter().filter_map(|fill| fill.share()).collect();
    shares.sort_by(f64::total_cmp);
    let mean = |shares: &[f64]| shares.iter().sum::<f64>() / shares.len().max(1) as f64;
    let tenth = &shares[..shares.len().div_ceil(10)];
    let least = shares.first().copied().unwrap_or(1.0);
    let show = |share: f64| format!("{:.1}%", 100.0 * share);
    [name.to_owned(), show(least), show(mean(tenth)), show(mean(&shares))]
}

fn histogram(fills: &[Fill]) -> [usize; STEPS] {
    let mut counts = [0; STEPS];
    for fill in fills.iter().filter(|fill| fill.asked > 0) {
        let step = fill.served * STEPS as u64 / fill.asked;
        counts[usize::try_from(step).unwrap_or(STEPS).min(STEPS - 1)] += 1;
    }
    counts
}

fn percent(fill: Fill) -> String {
    fill.share().map_or_else(|| "—".to_owned(), |share| format!("{:.1}%", 100.0 * share))
}

fn pixels(share: f64, of: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a share of a chart's few pixels")]
    let pixels = (share.clamp(0.0, 1.0) * of).round() as i64;
    pixels
}

fn svg(width: u32, height: u32, title: &str, content: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" role=\"img\" \
         aria-label=\"{title}\">{content}</svg>"
    )
}

/// Numbers and words of ours: nothing here needs escaping.
fn table<const N: usize>(
    columns: &[&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut table = "<table><tr>".to_owned();
    for column in columns {
        table += &format!("<th scope=\"col\">{column}</th>");
    }
    table += "</tr>\n";
    for row in rows {
        table += "<tr>";
        for cell in row {
            table += &format!("<td>{cell}</td>");
        }
        table += "</tr>\n";
    }
    table + "</table>\n"
}
