//! Whatever is sent, it is answered: requests of the API's own description, with parts of them
//! taken away, too long, too large, or of another kind.
//!
//! `GONGJIAN_REQUESTS=20000` sends more of them.

use std::collections::BTreeMap;

use contracts::Role;
use reqwest::{Client, Method, StatusCode};
use runtime::Random;
use serde_json::{Value, json};

use crate::system::{Person, System, wait_until};

/// How many are sent, unless said otherwise.
const REQUESTS: u64 = 600;

fn requests() -> u64 {
    std::env::var("GONGJIAN_REQUESTS").map_or(REQUESTS, |text| text.parse().expect("a number"))
}

/// One operation, with what its description gives as an example.
struct Operation {
    method: Method,
    path: String,
    parameters: Vec<Parameter>,
    body: Option<Value>,
}

struct Parameter {
    name: String,
    in_path: bool,
    required: bool,
    example: String,
}

fn operations(api: &Value) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            // A position that never comes is waited for, as it should be.
            let parameters = parameters.filter(|parameter| parameter["name"] != "wait_for");
            let parameter = |parameter: &Value| Parameter {
                name: parameter["name"].as_str().unwrap().to_owned(),
                in_path: parameter["in"] == "path",
                required: parameter["required"] == true,
                example: text_of(&parameter["example"]),
            };
            found.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                parameters: parameters.map(parameter).collect(),
                body: operation.pointer("/requestBody/content/application~1json/example").cloned(),
            });
        }
    }
    found
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What nobody expects in that place.
fn strange(random: &mut Random) -> Value {
    let nested = || (0..200).fold(json!(1), |inner, _| json!([inner]));
    match random.below(16) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(0),
        3 => json!(-1),
        4 => json!(u64::MAX),
        5 => json!(1e308),
        6 => json!(""),
        7 => json!("长".repeat(5000)),
        8 => json!("\u{0}\u{202e}\u{feff}\r\n"),
        9 => json!("%00../../etc/passwd"),
        10 => json!("2026-02-30T25:61:61Z"),
        11 => json!("00000000-0000-0000-0000-000000000000"),
        12 => json!([]),
        13 => json!({}),
        14 => nested(),
        _ => json!({ "type": "v9", "data": [] }),
    }
}

/// Changes one place of it, however deep.
fn spoil(value: &mut Value, random: &mut Random) {
    let deeper = !random.one_in(4);
    match value {
        Value::Object(members) if deeper && !members.is_empty() => {
            let name = members.keys().nth(random.index(members.len())).unwrap().clone();
            match random.below(6) {
                0 => drop(members.remove(&name)),
                1 => drop(members.insert(format!("{name}_"), json!(1))),
                _ => spoil(&mut members[&name], random),
            }
        }
        Value::Array(items) if deeper && !items.is_empty() => {
            let at = random.index(items.len());
            match random.below(4) {
                0 => *items = vec![items[at].clone(); 3000],
                _ => spoil(&mut items[at], random),
            }
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => *value = strange(random),
    }
}

/// What is really sent.
#[derive(Debug)]
struct Sent {
    method: Method,
    url: reqwest::Url,
    body: Option<Value>,
}

/// Ids of things that there are, by what a path or a body calls them.
struct Known(BTreeMap<&'static str, Vec<String>>);

impl Known {
    async fn of(system: &System, operator: &Person) -> Self {
        let mut known = BTreeMap::new();
        for (name, list) in [
            ("account", "accounts"),
            ("agreement", "agreements"),
            ("check_in", "check-ins"),
            ("claim", "claims"),
            ("need", "needs"),
            ("offer", "offers"),
            ("organisation", "organisations"),
            ("project", "projects"),
            ("record", "records"),
            ("report", "reports"),
        ] {
            let page = system.get(operator, &format!("/{list}?limit=20")).await;
            let items = page["items"].as_array().unwrap();
            let ids = items.iter().map(|item| item["id"].as_str().unwrap().to_owned());
            known.insert(name, ids.collect());
        }
        Self(known)
    }

    /// One of what is called so; whoever owns, asks or gives is an organisation.
    fn one(&self, name: &str, random: &mut Random) -> &str {
        let ids = self.0.get(name).unwrap_or(&self.0["organisation"]);
        random.pick(ids).unwrap()
    }

    /// Puts ids of things that there are where the example invents some.
    fn fill(&self, value: &mut Value, name: &str, random: &mut Random) {
        match value {
            Value::String(text) if text.parse::<values::Uuid>().is_ok() => {
                self.one(name, random).clone_into(text);
            }
            Value::Array(items) => {
                items.iter_mut().for_each(|item| self.fill(item, name, random));
            }
            Value::Object(members) => {
                members.iter_mut().for_each(|(name, value)| self.fill(value, name, random));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

impl Operation {
    /// This operation, as it should be or with something wrong.
    fn sent(&self, address: &str, known: &Known, random: &mut Random) -> Sent {
        let mut path = self.path.clone();
        let mut query = Vec::new();
        for parameter in &self.parameters {
            let mut example = json!(parameter.example);
            known.fill(&mut example, &parameter.name, random);
            let text =
                if random.one_in(12) { text_of(&strange(random)) } else { text_of(&example) };
            if parameter.in_path {
                let text: String =
                    text.bytes().take(300).map(|byte| format!("%{byte:02X}")).collect();
                path = path.replace(&format!("{{{}}}", parameter.name), &text);
            } else if parameter.required || random.one_in(3) {
                query.push((parameter.name.clone(), text.chars().take(900).collect::<String>()));
            }
        }
        let mut url: reqwest::Url = format!("{address}{path}").parse().unwrap();
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut body = self.body.clone();
        if let Some(body) = &mut body {
            known.fill(body, "", random);
            for _ in 0..random.below(3) {
                spoil(body, random);
            }
        }
        Sent { method: self.method.clone(), url, body }
    }
}

/// The status of the answer; who is busy is asked again.
async fn answered(client: &Client, who: &Person, sent: &Sent) -> StatusCode {
    wait_until(sent.url.path(), async || {
        let request = client.request(sent.method.clone(), sent.url.clone());
        let request = request.bearer_auth(&who.token);
        let request = sent.body.iter().fold(request, |request, body| request.json(body));
        let status = request.send().await.ok()?.status();
        let busy = [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS];
        (!busy.contains(&status)).then_some(status)
    })
    .await
}

#[tokio::test]
async fn nothing_that_is_sent_breaks_what_answers() {
    let system = System::start_demo().await;
    let operator = system.operator();
    let known = Known::of(&system, &operator).await;
    let client = Client::new();
    let address = system.address().to_owned();
    let api = client.get(format!("{address}/api/openapi.json")).send().await.unwrap();
    let operations = operations(&api.json().await.unwrap());
    let unit = system.get(&operator, "/organisations?level=unit&limit=1").await;
    let community = system.get(&operator, "/organisations?level=community&limit=1").await;
    let of = |page: &Value| page["items"][0]["id"].as_str().unwrap().parse().unwrap();
    let people = [
        system.person(of(&unit), Role::Liaison),
        system.person(of(&community), Role::CommunityClerk),
        system.person(of(&community), Role::Auditor),
    ];
    let mut random = Random::from_seed(5);
    let (mut done, mut broken) = (0, Vec::new());
    for n in 0..requests() {
        let operation = &operations[random.index(operations.len())];
        let sent = operation.sent(&address, &known, &mut random);
        let who = random.pick(&people).unwrap();
        let status = answered(&client, who, &sent).await;
        done += u64::from(status.is_success());
        if status.is_server_error() {
            broken.push(format!("{n}: {status} {} {} {:?}", sent.method, sent.url, sent.body));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(done > requests() / 20, "only {done} requests were right: nothing is tried deep down");
}
