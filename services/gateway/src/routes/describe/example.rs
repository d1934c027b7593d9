//! An example of what a schema describes: a value of its form, in the words of those who use it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use utoipa::openapi::path::{Operation, ParameterBuilder};
use utoipa::openapi::{OpenApi, RefOr, Required, Schema};

use super::JSON;
use crate::events::BATCH_JSON;

/// How far optional fields and lists are filled in; what is deeper has only what it must have.
const FILLED_DEPTH: usize = 3;

/// A chain of names longer than this has no end.
const DEPTH_MAX: usize = 24;

/// The id that stands for all others: of version 7, as those that services make.
const ID: &str = "0190a5a5-0000-7abc-8def-0123456789ab";

/// What texts say, by the names of their fields.
const TEXTS: [(&str, &str); 26] = [
    ("login", "wanghai-clerk"),
    ("password", "correct horse battery"),
    ("old", "correct horse battery"),
    ("new", "another horse battery"),
    ("name", "望海社区"),
    ("title", "周末义诊"),
    ("theme", "共驻共建主题党日"),
    ("summary", "每月第一个周六上午，为老人量血压、测血糖"),
    ("description", "每月第一个周六上午，为老人量血压、测血糖"),
    ("text", "楼道灯坏了一个月，老人晚上下楼不方便"),
    ("reason", "时间与既有安排冲突"),
    ("message", "可派三名医生，自带设备"),
    ("note", "自带设备"),
    ("remark", "按约完成"),
    ("place", "望海社区党群服务中心二楼"),
    ("address", "望海路 12 号"),
    ("phone", "13800000000"),
    ("number", "2026-0012"),
    ("comment", "服务及时，居民满意"),
    ("answer", "已核实并更正"),
    ("month", "2026-11"),
    ("subcategory", "health"),
    ("service", "health"),
    ("code", "123456"),
    ("version", "1"),
    ("language", "zh-CN"),
];

/// Where nothing better is known.
const TEXT: &str = "示例";

/// What the texts of a pattern look like.
const PATTERNS: [(&str, &str); 6] = [
    ("^([01][0-9]|2[0-3]):[0-5][0-9]$", "09:00"),
    ("^[0-9a-f]{64}$", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    ("^[0-9A-HJ-NPQRTUWXY]{18}$", "91350100M000100Y43"),
    ("^[1-9][0-9]{11}([0-9]{3})?$", "371002001001"),
    ("^20[0-9]{2}(H[12]|Q[1-4])?$", "2026Q3"),
    ("^[0-9]+m?s$", "2s"),
];

/// Puts an example beside everything that is described: what is asked for, taken and answered.
pub(super) fn put(api: &mut OpenApi) {
    let schemas = api.components.iter().flat_map(|components| &components.schemas);
    let named = schemas.map(|(name, schema)| (name.clone(), json(schema))).collect();
    let examples = Examples { named };
    for item in api.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post];
        operations.into_iter().flatten().for_each(|operation| examples.put(operation));
    }
}

struct Examples {
    named: BTreeMap<String, Value>,
}

impl Examples {
    fn put(&self, operation: &mut Operation) {
        for parameter in operation.parameters.iter_mut().flatten().filter_map(own) {
            let required = parameter.required == Required::True;
            if let Some(schema) = parameter.schema.as_ref().filter(|_| required) {
                let example = self.of(schema, &parameter.name);
                let described = ParameterBuilder::from(parameter.clone());
                *parameter = described.example(Some(example)).build();
            }
        }
        let body = operation.request_body.as_mut().and_then(own);
        let taken = body.and_then(|body| body.content.get_mut(JSON).and_then(own));
        let answers = operation.responses.responses.values_mut().filter_map(own);
        let answered = answers.flat_map(|answer| &mut answer.content);
        let answered = answered.filter(|(kind, _)| [JSON, BATCH_JSON].contains(&kind.as_str()));
        let answered = answered.filter_map(|(_, content)| own(content));
        for content in taken.into_iter().chain(answered) {
            content.example = content.schema.as_ref().map(|schema| self.of(schema, ""));
        }
    }

    fn of(&self, schema: &RefOr<Schema>, name: &str) -> Value {
        self.value(&json(schema), name, 0)
    }

    fn value(&self, schema: &Value, name: &str, depth: usize) -> Value {
        assert!(depth < DEPTH_MAX, "{name} has no end");
        if let Some(example) = schema["examples"].get(0).or(schema.get("example")) {
            return example.clone();
        }
        if let Some(reference) = schema["$ref"].as_str() {
            return self.value(self.named(reference), name, depth + 1);
        }
        if let Some(option) = either(schema) {
            return self.value(option, name, depth + 1);
        }
        if let Some(all) = schema["allOf"].as_array() {
            let parts = all.iter().map(|part| self.value(part, name, depth));
            return Value::Object(parts.filter_map(as_object).flatten().collect());
        }
        if let Some(only) = schema["enum"].get(0).or(schema.get("const")) {
            return only.clone();
        }
        match kind(schema) {
            "object" => self.object(schema, depth),
            "array" => self.array(schema, name, depth),
            "integer" | "number" => number(schema, name),
            "boolean" => true.into(),
            "string" => text(schema, name).into(),
            "null" => Value::Null,
            // Anything at all.
            _ => Value::Object(Map::new()),
        }
    }

    fn named(&self, reference: &str) -> &Value {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        self.named.get(name).unwrap_or_else(|| panic!("{name} is not described"))
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let required: Vec<_> = strings(&schema["required"]).collect();
        let properties = schema["properties"].as_object();
        let filled = properties.into_iter().flatten().filter(|(name, property)| {
            // What is optional is told where it is plain, and says nothing about another form.
            required.contains(&name.as_str()) || depth < FILLED_DEPTH && is_plain(property)
        });
        let filled =
            filled.map(|(name, property)| (name.clone(), self.value(property, name, depth + 1)));
        let mut object: Map<_, _> = filled.collect();
        let others = &schema["additionalProperties"];
        if others.is_object() && depth < FILLED_DEPTH {
            // A name is an id, where nothing else is said of it.
            let names = Some(&schema["propertyNames"]).filter(|names| names.is_object());
            let name = names.map(|names| self.value(names, "", depth + 1));
            let name = name.as_ref().and_then(Value::as_str).unwrap_or(ID).to_owned();
            object.insert(name, self.value(others, "", depth + 1));
        }
        Value::Object(object)
    }

    fn array(&self, schema: &Value, name: &str, depth: usize) -> Value {
        if let Some(parts) = schema["prefixItems"].as_array() {
            return parts.iter().map(|part| self.value(part, name, depth + 1)).collect();
        }
        let least = schema["minItems"].as_u64().unwrap_or(0);
        if depth >= 2 * FILLED_DEPTH && least == 0 {
            return Value::Array(Vec::new());
        }
        vec![self.value(&schema["items"], name, depth + 1)].into()
    }
}

/// What is described where it stands, and not elsewhere.
fn own<T>(described: &mut RefOr<T>) -> Option<&mut T> {
    match described {
        RefOr::T(own) => Some(own),
        RefOr::Ref(_) => None,
    }
}

fn json(schema: &RefOr<Schema>) -> Value {
    serde_json::to_value(schema).expect("a schema has text keys only")
}

/// The first of several forms that is something.
fn either(schema: &Value) -> Option<&Value> {
    let options = ["oneOf", "anyOf"].iter().find_map(|either| schema[*either].as_array())?;
    options.iter().find(|option| option["type"] != "null")
}

fn as_object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            None
        }
    }
}

/// What kind of value it is; the first of several, where it may also be `null`.
fn kind(schema: &Value) -> &str {
    strings(&schema["type"]).find(|kind| *kind != "null").unwrap_or_default()
}

/// A text, or each of several.
fn strings(value: &Value) -> impl Iterator<Item = &str> {
    let several = value.as_array().into_iter().flatten().filter_map(Value::as_str);
    value.as_str().into_iter().chain(several)
}

/// One value of one form, never an alternative.
fn is_plain(schema: &Value) -> bool {
    matches!(kind(schema), "integer" | "number" | "string" | "boolean")
        && !strings(&schema["type"]).any(|kind| kind == "null")
}

fn number(schema: &Value, name: &str) -> Value {
    let usual = if name == "year" { 2026 } else { 1 };
    let bound = |name: &str| schema[name].as_i64();
    let least = bound("minimum").map_or(usual, |least| least.max(usual));
    bound("maximum").map_or(least, |most| least.min(most)).into()
}

fn text(schema: &Value, name: &str) -> String {
    let pattern = schema["pattern"].as_str().unwrap_or_default();
    let known = PATTERNS.iter().find(|(known, _)| *known == pattern);
    let text = match (schema["format"].as_str(), known) {
        (Some("uuid"), _) => ID,
        (Some("date"), _) => "2026-12-01",
        (Some("date-time"), _) => "2026-12-01T01:00:00Z",
        (_, Some((_, text))) => text,
        (Some(_) | None, None) => {
            let told = TEXTS.iter().find(|(known, _)| *known == name);
            told.map_or(TEXT, |(_, text)| text)
        }
    };
    let most = schema["maxLength"].as_u64().and_then(|most| usize::try_from(most).ok());
    text.chars().take(most.unwrap_or(usize::MAX)).collect()
}
