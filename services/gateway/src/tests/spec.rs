//! The description of the API as others rely on it: whoever changes it sees the change here, its
//! examples are what they are examples of, and it keeps to the rules of its own form.
//!
//! `INSTA_UPDATE=always cargo nextest run -p gateway spec` takes a wanted change over into
//! `snapshots/`, where it is to be read before it is committed.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use axum::http::Method;
use contracts::{Rejection, Reply};
use jsonschema::Validator;
use serde_json::{Value, json};

use super::app::{TestApp, receipt};
use super::description::{described, operations};
use crate::events::BATCH_JSON;
use crate::routes::{Rule, table};

/// The names of a struct's fields; those that may be missing with a question mark.
fn fields(schema: &Value) -> String {
    let required: Vec<_> = schema["required"].as_array().into_iter().flatten().collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    let named = properties.map(|(name, _)| {
        let mark = if required.contains(&&Value::from(name.as_str())) { "" } else { "?" };
        format!("{name}{mark}")
    });
    named.collect::<Vec<_>>().join(" ")
}

/// What a schema describes, as short as may be.
fn shape(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap().to_owned();
    }
    for (several, sign) in [("oneOf", " | "), ("anyOf", " | "), ("allOf", " & ")] {
        if let Some(options) = schema[several].as_array() {
            let options: Vec<_> = options.iter().map(shape).collect();
            return options.join(sign);
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<_> = values.iter().map(|value| value.as_str().unwrap_or("?")).collect();
        return values.join(", ");
    }
    match schema["type"].as_str() {
        Some("object") => format!("{{{}}}", fields(schema)),
        Some("array") => format!("[{}]", shape(&schema["items"])),
        Some(other) => other.to_owned(),
        None => schema["type"].to_string().replace('"', ""),
    }
}

fn content(operation: &Value, of: &str) -> String {
    let content = operation.pointer(of).and_then(Value::as_object);
    let mut kinds = content.into_iter().flatten();
    let (kind, content) = kinds.next().expect("there is something");
    if kind == "application/json" { shape(&content["schema"]) } else { kind.clone() }
}

/// One operation in a few lines: what it takes, what it answers, for whom, by whose rules.
fn told(text: &mut String, (path, method): &(String, String), operation: &Value) {
    let list = |value: &Value| {
        let all = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        all.map(str::to_owned).collect::<Vec<_>>()
    };
    let security = operation["security"][0].as_object().and_then(|all| all.keys().next().cloned());
    let roles = list(&operation["x-roles"]).join(" ");
    let security = security.unwrap_or_else(|| "nobody asks".to_owned());
    writeln!(text, "{} {path}\n  for {security} {roles}", method.to_uppercase()).unwrap();
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let parameters: Vec<_> = parameters
        .filter(|parameter| parameter["in"] == "query")
        .map(|parameter| {
            let mark = if parameter["required"] == true { "" } else { "?" };
            format!("{}{mark}", parameter["name"].as_str().unwrap())
        })
        .collect();
    if !parameters.is_empty() {
        writeln!(text, "  asks {}", parameters.join(" ")).unwrap();
    }
    if operation["requestBody"].is_object() {
        writeln!(text, "  takes {}", content(operation, "/requestBody/content")).unwrap();
    }
    let responses = operation["responses"].as_object().unwrap();
    for (status, response) in responses.iter().filter(|(status, _)| status.starts_with('2')) {
        let answer = if response["content"].is_null() {
            String::new()
        } else {
            content(operation, &format!("/responses/{status}/content"))
        };
        writeln!(text, "  {status} {answer}").unwrap();
    }
    let problems: Vec<_> = responses.keys().filter(|status| !status.starts_with('2')).collect();
    let codes = list(&operation["x-error-codes"]);
    let rules: BTreeSet<_> = codes.iter().filter_map(|code| code.split('.').next()).collect();
    let rules = rules.into_iter().collect::<Vec<_>>().join(" ");
    writeln!(text, "  or {problems:?} {rules}").unwrap();
}

#[test]
fn a_change_of_the_description_shows() {
    let api = described();
    let mut text = String::new();
    for (at, operation) in &operations(&api) {
        told(&mut text, at, operation);
    }
    text.push_str("\nschemas\n");
    for (name, schema) in api["components"]["schemas"].as_object().unwrap() {
        writeln!(text, "  {name}: {}", shape(schema)).unwrap();
    }
    text.push_str("\nreasons\n");
    for aggregate in Rejection::aggregates() {
        writeln!(text, "  {aggregate}: {}", Rejection::reasons(aggregate).join(" ")).unwrap();
    }
    insta::assert_snapshot!("api", text);
}

/// A schema on its own, with those that it may refer to.
fn alone(api: &Value, schema: &Value) -> Value {
    json!({ "allOf": [schema], "components": api["components"] })
}

#[test]
fn every_schema_keeps_to_the_rules_of_schemas() {
    let api = described();
    assert_eq!(api["openapi"], "3.1.0");
    for (name, schema) in api["components"]["schemas"].as_object().unwrap() {
        jsonschema::meta::validate(schema).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn every_example_is_of_the_form_it_is_an_example_of() {
    let api = described();
    let mut checked = 0;
    for (at, operation) in &operations(&api) {
        let body = operation.pointer("/requestBody/content/application~1json");
        let responses = operation["responses"].as_object().unwrap().values();
        let kinds = ["application/json", BATCH_JSON];
        let answers = responses
            .flat_map(|answer| kinds.iter().filter_map(move |kind| answer["content"].get(kind)));
        for content in body.into_iter().chain(answers) {
            let validator = Validator::new(&alone(&api, &content["schema"])).unwrap();
            let example = content.get("example").unwrap_or_else(|| panic!("{at:?} has none"));
            let errors: Vec<_> = validator.iter_errors(example).map(|e| e.to_string()).collect();
            assert!(errors.is_empty(), "{at:?}: {errors:?} in {example}");
            checked += 1;
        }
    }
    assert!(checked > 200, "{checked}");
}

/// An address for the operation: its path and what has to be asked, with the examples in it.
fn address(path: &str, operation: &Value) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let mut address = path.to_owned();
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let (name, example) = (parameter["name"].as_str().unwrap(), &parameter["example"]);
        let text = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
        match parameter["in"].as_str().unwrap() {
            "path" => address = address.replace(&format!("{{{name}}}"), &text),
            "query" if parameter["required"] == true => {
                query.append_pair(name, &text);
            }
            _ => {}
        }
    }
    let query = query.finish();
    if query.is_empty() { address } else { format!("{address}?{query}") }
}

/// Not only are they of the form that is described: they are read as what they stand for.
#[tokio::test]
async fn every_example_is_taken() {
    let api = described();
    let operations = operations(&api);
    let app = TestApp::new(|seen| {
        let is_command = seen.headers.command.is_some();
        let reply =
            if is_command { json!(receipt("need")) } else { json!(Reply::Done(json!([1]))) };
        Some(reply)
    })
    .await;
    let json = [("content-type", "application/json")];
    let (mut taken, mut refused) = (0, Vec::new());
    for route in table().into_iter().filter(|route| route.rule == Rule::Token) {
        let method = serde_json::to_value(&route.method).unwrap().as_str().unwrap().to_owned();
        let operation = &operations[&(route.path.clone(), method.to_lowercase())];
        if operation["requestBody"]["content"]["application/octet-stream"].is_object() {
            continue;
        }
        let body = operation.pointer("/requestBody/content/application~1json/example");
        let body = body.map(Value::to_string).unwrap_or_default();
        let method: Method = method.to_uppercase().parse().unwrap();
        let before = app.seen().len();
        let answer = app.send(method, &address(&route.path, operation), &json, &body).await;
        if app.seen().len() == before && answer.status.as_u16() == 422 {
            refused.push(format!("{} {body}: {}", route.path, answer.text));
        }
        taken += 1;
    }
    assert!(refused.is_empty() && taken > 150, "{taken}: {}", refused.join("\n"));
}
