//! Which reasons an operation may be refused for: the stable codes of the rules that judge it.

use contracts::{Rejection, subjects};

/// Whose rules are asked in the same commit, beside those of the aggregate a command is about.
const ASKED_TOO: [(&str, &[&str]); 14] = [
    ("agreement", &["claim", "project"]),
    ("check_in", &["excuse"]),
    ("claim", &["project"]),
    ("excuse", &["check_in"]),
    ("handling", &["need"]),
    ("hotline", &["need", "handling"]),
    ("need", &["family", "handling", "wish_cap"]),
    ("objection", &["fact", "occasion", "posting", "recognition", "star"]),
    ("person", &["check_in"]),
    ("posting", &["reward"]),
    ("project", &["claim"]),
    ("record", &["claim", "project"]),
    ("reward", &["posting"]),
    ("roll", &["project", "record"]),
];

/// The codes of all rules that judge the command behind the operation `id`; none for a question.
pub(super) fn of(id: &str) -> Vec<String> {
    let subject = id.split(' ').next().unwrap_or(id);
    let Some(aggregate) = subjects::aggregate_of(subject) else { return Vec::new() };
    let too = ASKED_TOO.iter().find(|(asked, _)| *asked == aggregate).map(|(_, too)| *too);
    let judging = std::iter::once(aggregate.as_str()).chain(too.into_iter().flatten().copied());
    let codes = judging.flat_map(|aggregate| {
        Rejection::reasons(aggregate).iter().map(move |reason| format!("{aggregate}.{reason}"))
    });
    codes.collect()
}
