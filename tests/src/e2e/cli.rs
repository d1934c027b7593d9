//! The command line, as its operator and other programs meet it.

use std::process::Output;

use contracts::Role;
use contracts::testing::skipped;
use serde_json::{Value, json};

use crate::system::{Person, System};

/// What it says on its standard output, if all went well.
#[track_caller]
fn said(output: Output) -> String {
    let (out, err) = (String::from_utf8(output.stdout), String::from_utf8_lossy(&output.stderr));
    let out = out.unwrap();
    assert!(output.status.success(), "{out}{err}");
    out
}

async fn with_an_offer() -> (System, Person) {
    let system = System::start().await;
    let unit = system.organisation("听涛医院", "unit").await;
    let liaison = system.person(unit, Role::Liaison);
    let offer = json!({
        "owner": unit, "title": "社区义诊", "category": "service",
        "amount": { "quantity": 12, "unit": "session" },
    });
    system.make(&liaison, "/offers", offer).await;
    (system, liaison)
}

#[tokio::test]
async fn lists_tokens_and_what_was_put_aside_are_there_for_the_operator() {
    let (system, liaison) = with_an_offer().await;
    let lists = said(system.run(&["lists"]));
    for shown in ["资源清单", "需求清单", "项目清单", "社区义诊", "听涛医院"] {
        assert!(lists.contains(shown), "{shown} is not in {lists}");
    }
    let parked = said(system.run(&["parked"]));
    assert!(parked.contains("没有"), "{parked}");
    let organisation = liaison.organisation.to_string();
    let token = said(system.run(&["token", "--organisation", &organisation, "--role", "liaison"]));
    let token = token.trim().to_owned();
    let guest = Person { token, organisation: liaison.organisation };
    let me = system.get(&guest, "/me").await.to_string();
    assert!(me.contains("liaison") && me.contains(&organisation), "{me}");
    let missing = system.run(&["trace", "00000000-0000-0000-0000-000000000000"]);
    assert!(!missing.status.success(), "nothing is traced to an end");
}

#[tokio::test]
async fn without_a_running_system_it_says_what_to_start() {
    let system = System::on_folder(|_| {});
    let output = system.run(&["lists"]);
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("gongjian up"), "{error}");
}

#[tokio::test]
async fn the_machine_is_looked_at_without_a_system() {
    let system = System::on_folder(|_| {});
    let output = system.run(&["doctor"]);
    let found = String::from_utf8(output.stdout).unwrap();
    for thing in ["消息服务", "磁盘", "字体", "时钟", "节假日", "管理员地址", "检查点"]
    {
        let line = found.lines().find(|line| line.contains(thing));
        let line = line.unwrap_or_else(|| panic!("{thing} is not in {found}"));
        assert!(line.starts_with(['✓', '!']), "{line}");
    }
}

#[tokio::test]
async fn every_shell_completes_its_commands() {
    let system = System::on_folder(|_| {});
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = said(system.run(&["completions", shell]));
        for command in ["serve", "verify", "import"] {
            assert!(script.contains(command), "{shell} does not know {command}");
        }
    }
}

/// The keys of the one object that is printed, in their order.
#[track_caller]
fn keys(printed: &str) -> Vec<String> {
    let figures: Value = serde_json::from_str(printed).unwrap();
    figures.as_object().unwrap().keys().cloned().collect()
}

#[tokio::test]
async fn what_is_measured_is_printed_as_one_object() {
    let system = System::on_folder(|_| {});
    let commands =
        said(system.run(&["bench", "commands", "--json", "--seconds", "1", "--no-peers"]));
    for key in ["commands_per_s", "p50_ms", "p99_ms", "in_flight", "peers"] {
        assert!(keys(&commands).iter().any(|known| known == key), "{key}: {commands}");
    }
    let figures: Value = serde_json::from_str(&commands).unwrap();
    assert!(figures["commands_per_s"].as_u64() > Some(0), "{commands}");
    for peer in ["jetstream_sync_always_per_s", "postgres_insert_per_s"] {
        assert_eq!(figures["peers"][peer], Value::Null, "it was not measured: {commands}");
    }
    let replay = said(system.run(&["bench", "replay", "--json", "--commits", "2000"]));
    let figures: Value = serde_json::from_str(&replay).unwrap();
    assert!(figures["commits_per_s"].as_u64() > Some(0), "{replay}");
    assert!(figures["restart_s"].as_f64() > Some(0.0), "{replay}");
    let texts = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/matching_benchmark");
    let mut asked = vec!["bench", "matching", "--json", "--town", "--cities", "2", "--no-peer"];
    if std::path::Path::new(texts).is_dir() {
        asked.extend(["--texts", texts]);
    }
    let matching = said(system.run(&asked));
    let figures: Value = serde_json::from_str(&matching).unwrap();
    for (of, key) in [
        ("w1", "value_quality_s"),
        ("w1", "all_levels_s"),
        ("w10", "value_quality_s"),
        ("w10", "all_levels_s"),
        ("side_rules", "seconds"),
        ("growth", "edges_times"),
        ("growth", "all_levels_times"),
    ] {
        assert!(figures[of][key].as_f64() > Some(0.0), "{of}.{key}: {matching}");
    }
    assert!(figures["side_rules"]["gap_percent"].as_f64() >= Some(0.0), "{matching}");
    for key in ["repair_p95_ms", "top20_p99_ms", "search_p99_ms", "peak_rss_mib"] {
        assert!(figures[key].as_f64() > Some(0.0), "{key}: {matching}");
    }
    assert_eq!(figures["w1"]["ortools_s"], Value::Null, "it was not measured: {matching}");
    assert_eq!(figures["recall"].is_null(), asked.last() == Some(&"--no-peer"), "{matching}");
}

#[tokio::test]
async fn how_many_reports_the_press_prints_is_printed_as_one_object() {
    let system = System::on_folder(|_| {});
    let output = system.run(&["bench", "reports", "--json", "--units", "3", "--members", "3"]);
    let error = String::from_utf8_lossy(&output.stderr);
    if error.contains("没有中文字体") {
        return skipped("no Chinese font is here");
    }
    let reports = said(output);
    assert_eq!(keys(&reports), ["member_reports_per_s", "peak_rss_mib", "unit_reports_per_s"]);
    let figures: Value = serde_json::from_str(&reports).unwrap();
    for (figure, number) in figures.as_object().unwrap() {
        assert!(number.as_u64().is_some(), "{figure}: {reports}");
    }
}

#[tokio::test]
async fn every_command_and_query_is_measured_as_the_lists_grow() {
    let system = System::on_folder(|_| {});
    let little = ["--lines", "1", "--scales", "1,2", "--samples", "1"];
    let printed = said(system.run(&[&["bench", "growth", "--json"][..], &little].concat()));
    let figures: Value = serde_json::from_str(&printed).unwrap();
    let mut subjects = 0;
    for measured in ["commands", "queries", "elsewhere"] {
        let all = figures[measured].as_object().unwrap();
        subjects += all.len();
        for (subject, took) in all.iter().filter(|_| measured != "elsewhere") {
            let scales: Vec<_> =
                took.as_array().unwrap().iter().map(|took| took["scale"].as_u64()).collect();
            assert_eq!(scales, [Some(1), Some(2)], "{subject}: {took}");
            for key in ["p50_ms", "p99_ms"] {
                assert!(took[0][key].as_f64() > Some(0.0), "{subject}: {took}");
            }
        }
    }
    assert!(subjects > 370, "{subjects} subjects: {printed}");
    for key in ["suspicious", "peak_rss_mib", "whole"] {
        assert!(figures.get(key).is_some(), "{key}: {printed}");
    }
}
