//! A model trained by the real binary suggests categories in a running system, which names the
//! open needs that may ask for the same.

use contracts::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::imports::Office;
use crate::system::{Person, System, wait_until};

/// Made up: two labels, each with words of its own.
fn labelled() -> String {
    let mut list = "类别,标题,内容\n".to_owned();
    for place in ["幸福路", "和平街", "望海小区", "松林小区", "听涛苑", "海晨广场"]
    {
        for (label, words) in [
            ("环境保护", ["噪音扰民", "垃圾没人清", "油烟太大", "污水外流"]),
            ("交通运输", ["公交车太少", "天天堵车", "没有红绿灯", "乱停车"]),
        ] {
            for word in words {
                list.push_str(&format!("{label},{place}{word},请尽快处理{place}{word}的问题\n"));
            }
        }
    }
    list
}

fn raise(title: &str, content: &str, owner: &str) -> Value {
    json!({
        "owner": owner, "title": title, "content": content, "kind": "common",
        "category": "service", "source": "resident",
        "amount": { "quantity": 1, "unit": "session" },
    })
}

/// What is suggested at `path`, once it names these needs as duplicates.
async fn suggested(system: &System, who: &Person, path: &str, needs: &[&String]) -> Value {
    wait_until("what is suggested", async || {
        let answer = system.send(who, Method::GET, path, None).await;
        let duplicates = answer.body["duplicates"].as_array()?;
        let named: Vec<_> = duplicates.iter().filter_map(|one| one["need"].as_str()).collect();
        (named == needs).then_some(answer.body)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn categories_and_duplicates_are_suggested() {
    let mut office = Office::open().await;
    let list = office.file("labelled.csv", &labelled());
    let model = list.with_file_name("model");
    let train = ["train", list.to_str().unwrap(), "--json", "--out", model.to_str().unwrap()];
    let trained = office.system.run(&train);
    let figures: Value = serde_json::from_slice(&trained.stdout).unwrap();
    assert_eq!((&figures["tested_on"], &figures["trained_on"]), (&json!(8), &json!(40)));
    assert!(figures["accuracy"].as_f64().unwrap() > 0.9, "{figures}");

    let community = office.system.organisation("望海社区", "community").await;
    let clerk = office.system.person(community, Role::CommunityClerk);
    let owner = community.to_string();
    let (title, content) = ("三号楼油烟太大", "楼下饭店的油烟直排到三号楼，家家不敢开窗");
    let mut needs = Vec::new();
    for (title, content) in [
        (title, content),
        (title, content),
        ("饭店油烟扰民", "三号楼楼下的饭店油烟直排，不敢开窗"),
        ("公交车太少", "早晚高峰等不到公交车"),
    ] {
        needs.push(office.system.make(&clerk, "/needs", raise(title, content, &owner)).await);
    }
    let path = format!("/needs/{}/suggestions", needs[0]);
    let alike = [&needs[1], &needs[2]];
    let before = suggested(&office.system, &clerk, &path, &alike).await;
    assert_eq!(before["categories"], json!([]), "no model is set");

    office.system.stop().await;
    let settings = office.file("gongjian.toml", &format!("[needs]\nmodel = {model:?}\n"));
    office.system.use_settings(settings);
    office.system.up().await;
    let now = suggested(&office.system, &clerk, &path, &alike).await;
    assert_eq!(now["categories"][0]["label"], "环境保护", "{now}");
    let exact: Vec<_> = [0, 1].map(|at| now["duplicates"][at]["exact"].clone()).into();
    assert_eq!(exact, [json!(true), json!(false)]);

    let close = json!({ "outcome": { "result": "duplicate", "of": needs[0] } });
    office.system.post(&clerk, &format!("/needs/{}/close", needs[1]), close).await;
    suggested(&office.system, &clerk, &path, &[&needs[2]]).await;
    let asked = "/suggestions?text=%E5%85%AC%E4%BA%A4%E8%BD%A6%E5%A4%AA%E5%B0%91";
    let now = suggested(&office.system, &clerk, asked, &[&needs[3]]).await;
    assert_eq!(now["categories"][0]["label"], "交通运输", "{now}");

    std::fs::write(&model, "something else").unwrap();
    office.system.stop().await;
    let refused = office.system.run(&["up", "--once", "--listen", "127.0.0.1:0"]);
    assert!(!refused.status.success(), "a damaged model is not ignored");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("needs.model"), "{said}");
}
