//! Every operation of the API × whoever may not: generated from the API's own description, on the
//! demonstration's town, so that a new operation is tried the day it appears.

use std::collections::{BTreeMap, BTreeSet};

use contracts::Role;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderName};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Map, Value, json};
use values::OrganisationId;

use super::reports::Street;
use crate::system::{Person, System, wait_until};

/// What anybody with a token may do, for it changes nothing of anybody else's: keeping a file
/// under its digest, to which nothing refers yet.
const FOR_EVERYBODY: &str = "post /api/v1/files";

/// Who of the tried, and what they may do.
const RESIDENT: &str = "a resident of the community";
const FOR_RESIDENTS: &str = "post /api/v1/needs/report";

/// How many things of a kind are tried.
const TRIED_MAX: usize = 6;

/// One operation that wants a token.
struct Operation {
    method: Method,
    path: String,
    body: Option<Value>,
    /// For whom it says it is, and which reasons it says there may be.
    roles: Vec<Role>,
    codes: Vec<String>,
}

impl Operation {
    fn name(&self) -> String {
        format!("{} {}", self.method.as_str().to_lowercase(), self.path)
    }
}

/// The town, as far as bodies and paths name it.
struct Town {
    api: Value,
    community: OrganisationId,
    unit: OrganisationId,
    /// The ids that stand for a name in a path.
    known: BTreeMap<String, Vec<String>>,
}

async fn first(system: &System, operator: &Person, level: &str) -> OrganisationId {
    let page = system.get(operator, &format!("/organisations?level={level}&limit=1")).await;
    page["items"][0]["id"].as_str().unwrap().parse().unwrap()
}

impl Town {
    async fn of(system: &System) -> Self {
        let operator = system.operator();
        let mut known = BTreeMap::new();
        for (name, list) in [
            ("organisation", "/organisations"),
            ("check_in", "/check-ins"),
            ("need", "/needs"),
            ("offer", "/offers"),
            ("claim", "/claims"),
            ("agreement", "/agreements"),
            ("project", "/projects"),
            ("record", "/records"),
            ("account", "/accounts"),
        ] {
            let path = format!("{list}?limit={TRIED_MAX}");
            let page = system.send(&operator, Method::GET, &path, None).await.body;
            let items = page["items"].as_array().cloned().unwrap_or_default();
            let ids = items.iter().filter_map(|item| item["id"].as_str().map(str::to_owned));
            known.insert(name.to_owned(), ids.collect());
        }
        let (community, unit) =
            (first(system, &operator, "community").await, first(system, &operator, "unit").await);
        let url = format!("{}/api/openapi.json", system.address());
        let api = Client::new().get(url).send().await.unwrap().json().await.unwrap();
        Self { api, community, unit, known }
    }

    /// Everything that wants a token.
    fn operations(&self) -> Vec<Operation> {
        let mut found = Vec::new();
        for (path, item) in self.api["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                if operation["security"] != json!([{"token": []}]) {
                    continue;
                }
                let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
                let body = schema.is_object().then(|| self.example(schema, "", 0));
                let method = method.to_uppercase().parse().unwrap();
                let said = |name: &str| operation[name].clone();
                let roles = serde_json::from_value(said("x-roles")).unwrap();
                let codes = serde_json::from_value(said("x-error-codes")).unwrap();
                found.push(Operation { method, path: path.clone(), body, roles, codes });
            }
        }
        found
    }

    /// The addresses that a path stands for: one for each thing of its kind.
    fn addresses(&self, path: &str) -> Vec<String> {
        let Some((before, rest)) = path.split_once('{') else { return vec![path.to_owned()] };
        let (name, after) = rest.split_once('}').unwrap();
        let somebody = vec![self.community.to_string()];
        let known = self.known.get(name).filter(|known| !known.is_empty()).unwrap_or(&somebody);
        let filled = known.iter().map(|id| format!("{before}{id}{after}"));
        // A second name is filled with the first of its kind alone.
        filled
            .filter_map(|path| {
                if path.contains('{') {
                    self.addresses(&path).into_iter().next()
                } else {
                    Some(path)
                }
            })
            .collect()
    }

    /// Something of the form that `schema` describes, with as little in it as may be.
    fn example(&self, schema: &Value, name: &str, depth: usize) -> Value {
        assert!(depth < 20, "{name} has no end");
        if let Some(reference) = schema["$ref"].as_str() {
            let pointer = reference.trim_start_matches('#');
            let schema = self.api.pointer(pointer).unwrap_or(&Value::Null);
            return self.example(schema, name, depth + 1);
        }
        for either in ["oneOf", "anyOf"] {
            let options = schema[either].as_array();
            let mut options = options.into_iter().flatten();
            if let Some(option) = options.find(|option| option["type"] != "null") {
                return self.example(option, name, depth + 1);
            }
        }
        if let Some(all) = schema["allOf"].as_array() {
            let parts = all.iter().map(|part| self.example(part, name, depth + 1));
            let merged = parts.filter_map(|part| part.as_object().cloned()).flatten();
            return Value::Object(merged.collect());
        }
        if let Some(value) = schema["enum"].as_array().and_then(|values| values.first()) {
            return value.clone();
        }
        // One kind, or several of which one may be `null`.
        let several = schema["type"].as_array().and_then(|kinds| kinds.first());
        let kind = several.unwrap_or(&schema["type"]).as_str();
        match kind {
            Some("object") => self.object(schema, depth),
            Some("array") => json!([]),
            Some("integer" | "number") => schema["minimum"].as_u64().unwrap_or(1).max(1).into(),
            Some("boolean") => json!(false),
            Some("string") | None => self.text(schema, name),
            Some(other) => panic!("{name} is {other}"),
        }
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let required = schema["required"].as_array().into_iter().flatten();
        let named = required.filter_map(Value::as_str).map(|name| {
            let property = &schema["properties"][name];
            (name.to_owned(), self.example(property, name, depth + 1))
        });
        Value::Object(named.collect::<Map<_, _>>())
    }

    fn text(&self, schema: &Value, name: &str) -> Value {
        match (schema["format"].as_str(), name) {
            (Some("date"), _) => json!("2027-06-01"),
            (Some("date-time"), _) => json!("2027-06-01T01:00:00Z"),
            (_, "unit" | "claimer" | "organisation" | "receiver") => json!(self.unit),
            (Some("uuid"), _) => {
                let known = self.known.get(name).and_then(|known| known.first());
                known.map_or(json!(self.community), |id| json!(id))
            }
            (_, "owner" | "community") => json!(self.community),
            (_, "area" | "code") => json!("990101001001"),
            _ => json!("测试"),
        }
    }
}

/// Did it change anything?
fn changed(status: StatusCode, body: &Value) -> bool {
    let already_so = body["changed"].as_array().is_some_and(Vec::is_empty);
    status.is_success() && status != StatusCode::OK || (status.is_success() && !already_so)
}

#[tokio::test]
async fn no_operation_changes_what_was_not_given() {
    let system = System::start_demo().await;
    let town = Town::of(&system).await;
    let elsewhere = system.organisation("外来单位", "unit").await;
    let people = [
        ("the auditor", system.person(town.community, Role::Auditor)),
        ("another organisation", system.person(elsewhere, Role::Liaison)),
        (RESIDENT, system.person(town.community, Role::Resident)),
        ("an audit administrator", system.person(town.community, Role::AuditAdministrator)),
    ];
    let (mut tried, mut judged, mut wrong) = (0, 0, Vec::new());
    for operation in town.operations() {
        let name = operation.name();
        if operation.method == Method::GET || name == FOR_EVERYBODY {
            continue;
        }
        for address in town.addresses(&operation.path) {
            let path = address.strip_prefix("/api/v1").unwrap();
            for (who, person) in &people {
                let body = operation.body.clone().or(Some(json!({})));
                let answer = system.send(person, operation.method.clone(), path, body).await;
                tried += 1;
                judged += usize::from(answer.status == StatusCode::FORBIDDEN);
                let may = *who == RESIDENT && name == FOR_RESIDENTS;
                let code = answer.body["code"].as_str().unwrap_or_default();
                let is_told =
                    !code.contains('.') || operation.codes.iter().any(|told| told == code);
                if !may && changed(answer.status, &answer.body)
                    || answer.status.is_server_error()
                    || !is_told
                {
                    wrong.push(format!("{who}: {name}: {} {}", answer.status, answer.body));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    // Most bodies are read and judged by a rule, and not merely unreadable or about nothing.
    assert!(tried > 500 && judged * 4 > tried, "{judged} of {tried} were judged");
}

/// The description says for which roles an operation is; nobody else gets through, not even in the
/// organisation it is about.
#[tokio::test]
async fn no_operation_is_for_more_roles_than_it_says() {
    let system = System::start_demo().await;
    let town = Town::of(&system).await;
    let people = Role::ALL.map(|role| (role, system.person(town.community, role)));
    let (mut tried, mut wrong) = (0, Vec::new());
    for operation in town.operations() {
        assert!(!operation.roles.is_empty(), "{} is for nobody", operation.name());
        let others = people.iter().filter(|(role, _)| !operation.roles.contains(role));
        for (role, person) in others {
            let address = town.addresses(&operation.path).swap_remove(0);
            let path = address.strip_prefix("/api/v1").unwrap();
            let body = operation.body.clone();
            let answer = system.send(person, operation.method.clone(), path, body).await;
            tried += 1;
            if changed(answer.status, &answer.body) {
                let name = operation.name();
                wrong.push(format!("{role:?}: {name}: {} {}", answer.status, answer.body));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried > 500, "{tried}");
}

#[tokio::test]
async fn without_a_token_or_with_a_disabled_account_nothing_is_answered() {
    let system = System::start_demo().await;
    let town = Town::of(&system).await;
    let client = Client::new();
    let signed_in = json!({"login": "clerk", "password": "Gongjian-demo-1"});
    let url = |path: &str| format!("{}{path}", system.address());
    let answer = client.post(url("/api/v1/sign-in")).json(&signed_in).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let bearer = token_of(&client, &url("/api/v1"), &cookie).await;
    let operator = system.operator();
    let accounts = system.get(&operator, "/accounts").await;
    let mut accounts = accounts["items"].as_array().unwrap().iter();
    let clerk = accounts.find(|account| account["login"] == "clerk").unwrap();
    let disable = format!("/accounts/{}/disable", clerk["id"].as_str().unwrap());
    system.post(&operator, &disable, json!({})).await;
    let ask = async |operation: &Operation, credential: Option<(HeaderName, &str)>| {
        let address = &town.addresses(&operation.path)[0];
        let mut request = client.request(operation.method.clone(), url(address));
        if let Some((name, value)) = credential {
            request = request.header(name, value);
        }
        request.send().await.unwrap().status()
    };
    let operations = town.operations();
    let needs = operations.iter().find(|one| one.name() == "get /api/v1/needs");
    let needs = needs.expect("both may read them");
    wait_until("the clerk to be out", async || {
        let status = ask(needs, Some((COOKIE, &cookie))).await;
        (status == StatusCode::UNAUTHORIZED).then_some(())
    })
    .await;
    wait_until("its token to be out", async || {
        let status = ask(needs, Some((AUTHORIZATION, &bearer))).await;
        (status == StatusCode::UNAUTHORIZED).then_some(())
    })
    .await;
    for operation in &operations {
        for credential in [None, Some((COOKIE, cookie.as_str()))] {
            let status = ask(operation, credential.clone()).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{} {credential:?}", operation.name());
        }
        // Whoever goes on with a token that nobody knows waits, in the end.
        let status = ask(operation, Some((AUTHORIZATION, &bearer))).await;
        let out = [StatusCode::UNAUTHORIZED, StatusCode::TOO_MANY_REQUESTS];
        assert!(out.contains(&status), "{}: {status}", operation.name());
    }
}

/// A token that whoever is signed in has issued, for all that there is, and that works.
async fn token_of(client: &Client, api: &str, cookie: &str) -> String {
    let session = client.get(format!("{api}/session")).header(COOKIE, cookie);
    let session: Value = session.send().await.unwrap().json().await.unwrap();
    let wanted = json!({
        "name": "街道平台", "organisation": session["grant"]["organisation"],
        "role": session["grant"]["role"], "scopes": ["needs:read", "projects:read"], "days": 7,
    });
    let issued = client.post(format!("{api}/session/tokens")).header(COOKIE, cookie).json(&wanted);
    let issued: Value = issued.send().await.unwrap().json().await.unwrap();
    let bearer =
        format!("Bearer {}", issued["token"].as_str().unwrap_or_else(|| panic!("{issued}")));
    let needs = client.get(format!("{api}/needs")).header(AUTHORIZATION, &bearer);
    assert_eq!(needs.send().await.unwrap().status(), StatusCode::OK);
    bearer
}

/// What somebody of an organisation that has nothing to do with the town reads of it: what is
/// listed for everybody who works in the city, and what is about nobody. Whatever is not here
/// answers nothing, or that there is nothing.
const OPEN: &[&str] = &[
    "/agreements",
    "/agreements/{agreement}",
    "/agreements/{agreement}/drafts",
    "/areas",
    "/calendar/{year}",
    "/check-ins",
    "/check-ins/{check_in}",
    "/check-ins/{check_in}/form",
    "/check-ins/{check_in}/print",
    "/claims",
    "/claims/{claim}",
    "/coverage",
    "/duplicates",
    "/limits",
    "/list-titles",
    "/matching/missing",
    "/matching/near/{organisation}",
    "/matching/organisations/{organisation}",
    "/me",
    "/needs",
    "/needs/{need}",
    "/needs/{need}/suggestions",
    "/occasions",
    "/occasions/{occasion}",
    "/offers",
    "/offers/{offer}",
    "/organisations",
    "/organisations/{organisation}",
    "/organisations/{organisation}/edges",
    "/organisations/{organisation}/quota",
    "/pairs",
    "/projects",
    "/projects/{project}",
    "/projects/{project}/archive-sheet",
    "/projects/{project}/archive-sheet/print",
    "/records",
    "/records/{record}",
    "/taxonomy",
    "/tenders",
    "/tenders/{tender}",
    "/trace/{service}/{aggregate}",
    "/wish-cap",
];

/// Does an answer hold anything? What is no JSON is a page.
fn says_something(body: &Value) -> bool {
    let items = match body {
        Value::Array(items) => Some(items),
        Value::Object(page) => page.get("items").and_then(Value::as_array),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    };
    items.is_none_or(|items| !items.is_empty())
}

/// Every address of a question: of each list that there is the first lines are asked for, too.
async fn questions(system: &System, town: &mut Town) -> Vec<(String, String)> {
    let asked: Vec<_> =
        town.operations().into_iter().filter(|one| one.method == Method::GET).collect();
    let lists: BTreeSet<_> = asked.iter().map(|one| one.path.clone()).collect();
    let operator = system.operator();
    for path in asked.iter().map(|one| one.path.as_str()) {
        let Some((list, name)) = path.rsplit_once("/{") else { continue };
        let name = name.trim_end_matches('}');
        if lists.contains(list) && !name.contains('{') && !list.contains('{') {
            let list = format!("{}?limit={TRIED_MAX}", list.trim_start_matches("/api/v1"));
            let page = system.send(&operator, Method::GET, &list, None).await.body;
            let items = page["items"].as_array().cloned().unwrap_or_default();
            let id = |item: &Value| item["id"].as_str().or(item[name].as_str()).map(str::to_owned);
            town.known.insert(name.to_owned(), items.iter().filter_map(id).collect());
        }
    }
    town.known.insert("service".to_owned(), vec!["registry".to_owned()]);
    town.known.insert("aggregate".to_owned(), vec![town.community.to_string()]);
    town.known.insert("year".to_owned(), vec!["2026".to_owned()]);
    let addresses = asked.iter().flat_map(|one| {
        town.addresses(&one.path).into_iter().map(|address| (one.path.clone(), address))
    });
    addresses.collect()
}

#[tokio::test]
async fn whoever_has_no_part_in_it_reads_what_is_open_and_nothing_else() {
    let system = System::start_demo().await;
    let mut town = Town::of(&system).await;
    let unit = system.organisation("外来单位", "unit").await;
    let far = json!({"name": "山外社区党委", "level": "community", "area": "990201001001"});
    let community = system.make(&system.operator(), "/organisations", far).await.parse().unwrap();
    let people = [
        system.person(unit, Role::Liaison),
        system.person(unit, Role::Member),
        system.person(community, Role::CommunityClerk),
    ];
    let (mut open, mut wrong, mut tried) = (BTreeSet::new(), Vec::new(), 0);
    for (path, address) in questions(&system, &mut town).await {
        let address = address.strip_prefix("/api/v1").unwrap();
        for person in &people {
            let answer = system.send(person, Method::GET, address, None).await;
            tried += 1;
            if answer.status.is_server_error() {
                wrong.push(format!("{address}: {} {}", answer.status, answer.body));
            }
            if answer.status.is_success() && says_something(&answer.body) {
                open.insert(path.strip_prefix("/api/v1").unwrap().to_owned());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let expected: BTreeSet<_> = OPEN.iter().map(|path| (*path).to_owned()).collect();
    let more: Vec<_> = open.difference(&expected).collect();
    let less: Vec<_> = expected.difference(&open).collect();
    assert!(more.is_empty() && less.is_empty(), "open besides: {more:#?}\nclosed: {less:#?}");
    assert!(tried > 500, "{tried}");
}

/// Its trace holds no name, and still tells where somebody works and lives.
#[tokio::test(flavor = "multi_thread")]
async fn what_happened_to_a_person_is_read_by_whom_it_names() {
    let mut system = System::start().await;
    let unit = system.organisation("市人民医院", "unit").await;
    let other = system.organisation("望海社区", "community").await;
    let register = json!({ "name": "李娜", "work_unit": unit });
    let person = system.make(&system.operator(), "/people", register).await;
    let path = format!("/trace/registry/{person}");
    let themselves = system.person_called(person.parse().unwrap(), unit, Role::Member);
    for (who, status) in [
        (themselves, StatusCode::OK),
        (system.person(unit, Role::Liaison), StatusCode::OK),
        (system.person(other, Role::Auditor), StatusCode::OK),
        (system.person(unit, Role::Member), StatusCode::FORBIDDEN),
        (system.person(other, Role::CommunityClerk), StatusCode::FORBIDDEN),
        (system.person(other, Role::SystemAdministrator), StatusCode::FORBIDDEN),
    ] {
        let answer = system.send(&who, Method::GET, &path, None).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        assert!(!answer.body.to_string().contains("李娜"));
    }
    let unit = format!("/trace/registry/{unit}");
    system.get(&system.person(other, Role::CommunityClerk), &unit).await;
    system.stop().await;
}

/// The offices around see what was made public, and no draft, which the questions keep from them.
#[tokio::test(flavor = "multi_thread")]
async fn what_happened_to_a_draft_is_read_by_whoever_reads_the_draft() {
    let mut system = System::start().await;
    let street = Street::of(&system).await;
    let times = json!({
        "from": "2099-03-02T01:00:00Z", "until": "2099-03-02T03:00:00Z",
        "sign_up_until": "2099-03-01T01:00:00Z",
    });
    let details = json!({
        "theme": "health", "title": "社区义诊", "area": "990101001001", "place": "社区活动室",
        "times": times, "capacity": 30, "open_to": ["members"],
    });
    let plan = json!({ "organiser": street.clerk.organisation, "details": details });
    let public = system.make(&street.clerk, "/activities", plan.clone()).await;
    system.post(&street.clerk, &format!("/activities/{public}/publish"), json!({})).await;
    let draft = system.make(&street.clerk, "/activities", plan).await;
    let read = async |who: &Person, activity: &str| {
        let path = format!("/trace/projects/{activity}");
        system.send(who, Method::GET, &path, None).await.status
    };
    wait_until("the street to read what is public", async || {
        (read(&street.officer, public.as_str()).await == StatusCode::OK).then_some(())
    })
    .await;
    wait_until("the organiser to read the draft", async || {
        (read(&street.clerk, draft.as_str()).await == StatusCode::OK).then_some(())
    })
    .await;
    assert_eq!(read(&street.officer, draft.as_str()).await, StatusCode::FORBIDDEN);
    system.stop().await;
}
