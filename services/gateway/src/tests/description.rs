//! The description of the API tells all of it, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::app::{TestApp, is_chinese};
use crate::routes::{Lending, Rule, openapi, table};

pub(super) fn described() -> Value {
    serde_json::to_value(openapi()).unwrap()
}

pub(super) fn operations(api: &Value) -> BTreeMap<(String, String), Value> {
    let paths = api["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().unwrap();
        item.iter()
            .map(move |(method, operation)| ((path.clone(), method.clone()), operation.clone()))
    });
    all.collect()
}

fn named(operation: &Value, place: &str) -> Vec<String> {
    let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
    let there = parameters.iter().filter(|parameter| parameter["in"] == place);
    there.map(|parameter| parameter["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_route_is_described_with_summary_answers_and_security() {
    let operations = operations(&described());
    assert_eq!(operations.len(), table().len());
    for route in table() {
        let method = serde_json::to_value(&route.method).unwrap().as_str().unwrap().to_owned();
        let key = (route.path.clone(), method.to_lowercase());
        let operation = operations.get(&key).unwrap_or_else(|| panic!("{key:?} is missing"));
        assert!(is_chinese(&operation["summary"]), "{key:?}");
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{key:?}");
        assert!(responses.contains_key("404"), "{key:?}");
        let token = serde_json::json!([{"token": []}]);
        let with_token = matches!(route.rule, Rule::Token | Rule::Audit);
        assert_eq!(operation["security"] == token, with_token, "{key:?}");
        if route.rule == Rule::Token {
            for status in ["401", "403", "422", "503"] {
                let content = &responses[status]["content"];
                assert!(content["application/problem+json"].is_object(), "{key:?} {status}");
            }
        }
        let in_path: Vec<_> = route.path.split('{').skip(1).collect();
        assert_eq!(named(operation, "path").len(), in_path.len(), "{key:?}");
    }
}

#[test]
fn whatever_asks_for_a_token_says_what_one_of_another_system_must_be_allowed() {
    let closed = table().into_iter().filter(|route| route.rule == Rule::Token);
    let closed = closed.filter(|route| route.lending == Lending::Never);
    assert_eq!(closed.map(|route| route.path).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn no_operation_has_the_id_of_another() {
    let operations = operations(&described());
    let ids = operations.values().map(|operation| operation["operationId"].to_string());
    let ids: std::collections::BTreeSet<_> = ids.collect();
    assert_eq!(ids.len(), operations.len());
}

#[test]
fn bodies_are_described_without_the_ids_of_the_path() {
    let operations = operations(&described());
    let body = |path: &str| {
        let key = (format!("/api/v1{path}"), "post".to_owned());
        operations[&key]["requestBody"]["content"]["application/json"]["schema"].clone()
    };
    let withdraw = body("/claims/{claim}/withdraw");
    assert_eq!(withdraw["required"], serde_json::json!(["reason"]));
    assert!(withdraw["properties"]["claim"].is_null());
    assert!(body("/claims/{claim}/accept").is_null());
    assert!(body("/offers")["properties"]["amount"].is_object());
}

#[test]
fn parameters_are_those_of_the_question_and_its_page() {
    let operations = operations(&described());
    let key = ("/api/v1/claims".to_owned(), "get".to_owned());
    let mut names = named(&operations[&key], "query");
    names.sort();
    let expected = [
        "answered_by",
        "area",
        "cursor",
        "late",
        "limit",
        "made_by",
        "need",
        "offer",
        "offset",
        "order",
        "organisation",
        "person",
        "status",
        "wait_for",
    ];
    assert_eq!(names, expected);
    let null = operations[&key]["parameters"].to_string().contains("null");
    assert!(!null, "a parameter is there or not, and never null");
    let key = ("/api/v1/claims".to_owned(), "post".to_owned());
    assert_eq!(named(&operations[&key], "query"), ["wait"]);
    assert_eq!(named(&operations[&key], "header"), ["idempotency-key", "gongjian-command"]);
}

#[test]
fn every_reference_leads_somewhere() {
    let api = described();
    let schemas = api["components"]["schemas"].as_object().unwrap();
    let text = api.to_string();
    let mut references = 0;
    for reference in text.split("\"$ref\":\"").skip(1) {
        let reference = reference.split('"').next().unwrap();
        let name = reference.strip_prefix("#/components/schemas/").unwrap();
        assert!(schemas.contains_key(name), "{name}");
        references += 1;
    }
    assert!(references > 100);
}

#[test]
fn no_two_types_share_a_name() {
    let mut known: BTreeMap<String, Value> = BTreeMap::new();
    let mut torn = BTreeSet::new();
    for (name, schema) in table().into_iter().flat_map(|route| route.schemas) {
        let schema = serde_json::to_value(schema).unwrap();
        let before = known.insert(name.clone(), schema.clone());
        if before.is_some_and(|before| before != schema) {
            torn.insert(name);
        }
    }
    assert!(torn.is_empty(), "{torn:?} mean two things");
}

#[tokio::test]
async fn the_description_and_its_page_come_from_this_program() {
    let app = TestApp::over(bus::Bus::memory());
    let answer = app.get("/api/openapi.json").await;
    assert_eq!(answer.json, described());
    let page = app.get("/api/docs/").await;
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(!page.text.contains("http://") && !page.text.contains("https://"), "{}", page.text);
    assert!(!page.text.contains("<style") && !page.text.contains("<script>"), "{}", page.text);
    let start = app.get("/api/docs/swagger-initializer.js").await;
    assert!(start.text.contains("/api/openapi.json"), "{}", start.text);
    let script = app.get("/api/docs/swagger-ui-bundle.js").await;
    assert!(script.header("content-type").contains("javascript"));
}
