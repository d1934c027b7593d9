//! How an operation is described: everything follows from the types of `contracts`.

mod codes;
mod example;
mod problems;

use contracts::Receipt;
use serde_json::json;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{
    Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{
    KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    ComponentsBuilder, Content, Header, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Required,
    Response, ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

use super::{Lending, Rule, Who, who};
use crate::claims::{ClaimAnswer, WAIT};
use crate::commands::Created;
use crate::events::{self, PublicEvent};
use crate::exchange::{COMMAND, IDEMPOTENCY_KEY, IF_MATCH, WAIT_FOR};
use crate::problem::{PROBLEM_JSON, ProblemDetails};
use crate::queries;

const JSON: &str = "application/json";
const ANY: &str = "application/octet-stream";
const TOKEN: &str = "token";
const CODE: &str = "code";
const SESSION: &str = "session";
const PAGE: &str = "page";

type Named = (String, RefOr<Schema>);

/// What all operations have around them.
pub(super) fn api() -> OpenApi {
    let about = "驻区单位、社区与居民共建的接口：资源清单、需求清单、项目清单，双报到、双认领。\
                 写操作答复 2xx 即已落盘；遇 503 请用同一编号重试，不会重复办理。";
    let info = InfoBuilder::new()
        .title("共建 Gongjian")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(about))
        .build();
    let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let code = Http::builder().scheme(HttpAuthScheme::Bearer).description(Some("需求的查询码"));
    let code = SecurityScheme::Http(code.build());
    let session = ApiKeyValue::with_description("__Host-gongjian", "登录后得到的会话");
    let session = SecurityScheme::ApiKey(ApiKey::Cookie(session));
    let components = ComponentsBuilder::new()
        .security_scheme(TOKEN, token)
        .security_scheme(CODE, code)
        .security_scheme(SESSION, session)
        .build();
    OpenApiBuilder::new().info(info).components(Some(components)).build()
}

/// Says who an operation is for, and what it may be refused for.
pub(super) fn told(mut operation: Operation, rule: Rule, who: Who, lending: Lending) -> Operation {
    let roles: Vec<_> = match rule {
        Rule::Token | Rule::Audit => who.roles().iter().map(|role| role.names().0).collect(),
        Rule::Public | Rule::Visitor | Rule::Code | Rule::Session => Vec::new(),
    };
    let codes = codes::of(operation.operation_id.as_deref().unwrap_or_default());
    operation.description = Some(who::words(rule, who));
    let mut said = vec![("x-roles", json!(roles)), ("x-error-codes", json!(codes))];
    match lending {
        Lending::Within(scope) => said.push(("x-scope", json!(scope))),
        Lending::InPath => said.push(("x-scope", json!("{service}:read"))),
        Lending::Always | Lending::Never => {}
    }
    operation.extensions = Some(said.into_iter().collect::<Extensions>());
    operation
}

/// The whole description, with examples.
pub(super) fn complete(mut api: OpenApi) -> OpenApi {
    example::put(&mut api);
    api
}

/// One operation on its way to be described.
pub(super) struct Description {
    operation: OperationBuilder,
    schemas: Vec<Named>,
}

impl Description {
    pub(super) fn of(chapter: &str, summary: &str, id: &str) -> Self {
        let operation =
            OperationBuilder::new().tag(chapter).summary(Some(summary)).operation_id(Some(id));
        Self { operation, schemas: Vec::new() }
    }

    /// The path, the body and the headers of a command.
    pub(super) fn command<C: ToSchema>(self, path: &str) -> Self {
        self.command_but::<C>(path, &[])
    }

    /// The same, without the fields that follow from who asks.
    pub(super) fn command_but<C: ToSchema>(mut self, path: &str, known: &[&str]) -> Self {
        C::schemas(&mut self.schemas);
        self.command_of(object(C::schema()), path, known)
    }

    fn command_of(mut self, mut body: Object, path: &str, known: &[&str]) -> Self {
        for name in known {
            body.properties.remove(*name);
            body.required.retain(|required| required != name);
        }
        for name in names(path) {
            let schema = body.properties.remove(name);
            body.required.retain(|required| required != name);
            self = self.parameter(path_parameter(name, schema));
        }
        if !body.properties.is_empty() {
            let required = if body.required.is_empty() { Required::False } else { Required::True };
            let content = Content::new(Some(body));
            let body =
                RequestBodyBuilder::new().content(JSON, content).required(Some(required)).build();
            self.operation = self.operation.request_body(Some(body));
        }
        let key = ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(200))
            .pattern(Some("^[!-~]+$"));
        self.parameter(header(IDEMPOTENCY_KEY, "幂等键：同一键重复提交只办理一次", key))
            .parameter(header(COMMAND, "命令编号：重试时附上答复里的编号", uuid()))
    }

    /// A body of its own, where it has fields.
    pub(super) fn body<B: ToSchema>(mut self) -> Self {
        B::schemas(&mut self.schemas);
        self.body_of(B::schema())
    }

    fn body_of(mut self, body: RefOr<Schema>) -> Self {
        if let RefOr::T(Schema::Object(body)) = body
            && !body.properties.is_empty()
        {
            let content = Content::new(Some(body));
            let body = RequestBodyBuilder::new().content(JSON, content);
            let body = body.required(Some(Required::True)).build();
            self.operation = self.operation.request_body(Some(body));
        }
        self
    }

    /// The path and the parameters of a question.
    pub(super) fn parameters<Q: ToSchema>(mut self, path: &str) -> Self {
        Q::schemas(&mut self.schemas);
        self.parameters_of(object(Q::schema()), path)
    }

    fn parameters_of(mut self, mut question: Object, path: &str) -> Self {
        if question.properties.remove(PAGE).is_some() {
            self.schemas.retain(|(name, _)| name != "PageRequest");
            question.properties.extend(object(contracts::PageRequest::schema()).properties);
        }
        for name in names(path) {
            let schema = question.properties.remove(name);
            self = self.parameter(path_parameter(name, schema));
        }
        for (name, schema) in question.properties {
            let required = question.required.contains(&name);
            let schema = never_null(schema);
            let required = if required { Required::True } else { Required::False };
            // Where it is comes first: until that is said it is in the path, and always required.
            let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Query);
            let parameter = parameter.required(required).schema(Some(schema));
            self = self.parameter(parameter.build());
        }
        self.waits()
    }

    /// The ids in the path.
    pub(super) fn path(self, path: &str) -> Self {
        names(path).fold(self, |this, name| {
            let schema = match name {
                "service" => text().enum_values(Some(contracts::SERVICES)).into(),
                "rest" => text().into(),
                "file" => text().pattern(Some("^[0-9a-f]{64}$")).into(),
                _ => uuid().into(),
            };
            this.parameter(path_parameter(name, Some(schema)))
        })
    }

    /// The ways to read one's own writes.
    pub(super) fn waits(self) -> Self {
        let said = "答复须包含这个位置及以前的改动，用于读取自己刚提交的内容";
        let position = || {
            ObjectBuilder::new()
                .schema_type(Type::Integer)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
                .minimum(Some(0))
        };
        let parameter = ParameterBuilder::new()
            .name(queries::WAIT_FOR)
            .parameter_in(ParameterIn::Query)
            .description(Some(said))
            .schema(Some(position()));
        self.parameter(parameter.build()).parameter(header(WAIT_FOR, said, position()))
    }

    /// A change of one thing may be asked of the version that was seen alone.
    pub(super) fn editing(self) -> Self {
        let said = "只在仍是这一版时才改：填查看或上次修改时答复的 ETag，如 \"3\"";
        let tag = text().pattern(Some("^\"[0-9]+\"$"));
        self.parameter(header(IF_MATCH, said, tag)).problems(&problems::CHANGED)
    }

    pub(super) fn changed(self) -> Self {
        self.responds::<Receipt>("200", "已办理，列出改动；本来如此则为空").refused()
    }

    /// Made, and answered with something of its own.
    pub(super) fn responded<T: ToSchema>(self) -> Self {
        self.responds::<T>("201", "已新建").refused()
    }

    pub(super) fn created(self) -> Self {
        self.responds::<Created>("201", "已新建，网址见 Location 头")
            .responds::<Created>("200", "早已如此，没有改动")
            .refused()
    }

    pub(super) fn proposed(self) -> Self {
        let wait = ParameterBuilder::new()
            .name(WAIT)
            .parameter_in(ParameterIn::Query)
            .description(Some("最多等多久以便得知结果，如 2s、500ms，至多 10s"))
            .schema(Some(text().pattern(Some("^[0-9]+m?s$"))));
        self.parameter(wait.build())
            .responds::<Created>("202", "已受理，正在占用数量，网址见 Location 头")
            .responds::<ClaimAnswer>("200", "等到了结果")
            .refused()
    }

    /// An answer that is always there.
    pub(super) fn answer<T: ToSchema>(mut self) -> Self {
        T::schemas(&mut self.schemas);
        let response = response("查到的内容", JSON, Content::new(Some(T::schema())));
        self.operation = self.operation.response("200", response);
        self.unanswered()
    }

    /// A batch of public events behind a cursor, and where the next one is.
    pub(super) fn batch(mut self) -> Self {
        PublicEvent::schemas(&mut self.schemas);
        self.schemas.push((PublicEvent::name().into_owned(), PublicEvent::schema()));
        let cursor = ParameterBuilder::new()
            .name(events::CURSOR)
            .parameter_in(ParameterIn::Query)
            .description(Some("读到哪里：填上次答复的 Link 头里的值；不填从头读起"))
            .schema(Some(text().pattern(Some("^[0-9]+(-[0-9]+)*$"))));
        let next = Header::builder()
            .schema(Some(text()))
            .description(Some("下一批的网址（rel=next）；一批为空时过一会儿再用它取"));
        let response = ResponseBuilder::new()
            .description("一批公开事件，各来源内按发生先后，不含个人信息")
            .content(events::BATCH_JSON, Content::new(Some(Vec::<PublicEvent>::schema())))
            .header("Link", next.build());
        self.operation = self.operation.response("200", response);
        self.parameter(cursor.build()).unanswered()
    }

    /// One thing with its version, or 404.
    pub(super) fn versioned<T: ToSchema>(mut self) -> Self {
        let reference = Ref::from_schema_name(T::name());
        T::schemas(&mut self.schemas);
        self.schemas.push((T::name().into_owned(), T::schema()));
        let tag =
            Header::builder().schema(Some(text())).description(Some("版本，供 If-Match 使用"));
        let content = Content::new(Some(reference));
        let response = ResponseBuilder::new().description("查到的内容").content(JSON, content);
        self.operation = self.operation.response("200", response.header("ETag", tag.build()));
        self.unanswered()
    }

    /// One thing, or 404.
    pub(super) fn found<T: ToSchema>(self) -> Self {
        self.responds::<T>("200", "查到的内容").unanswered()
    }

    /// A page to be printed.
    pub(super) fn printed(mut self) -> Self {
        let response = response("可打印的网页", "text/html", Content::new(Some(text())));
        self.operation = self.operation.response("200", response);
        self.unanswered()
    }

    /// The body is a file.
    pub(super) fn file(mut self) -> Self {
        let bytes = text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
        let content = Content::new(Some(bytes));
        let body = RequestBodyBuilder::new()
            .content(ANY, content)
            .required(Some(Required::True))
            .description(Some("文件本身，最多 5 MiB：JPG、PNG、PDF、DOCX、XLSX"));
        self.operation = self.operation.request_body(Some(body.build()));
        self
    }

    /// A file, as it was kept.
    pub(super) fn handed_out(mut self) -> Self {
        let bytes = text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
        let response = response("文件本身", ANY, Content::new(Some(bytes)));
        self.operation = self.operation.response("200", response);
        self.unanswered()
    }

    /// A page for people.
    pub(super) fn page(mut self) -> Self {
        self.operation = self.operation.response("200", Response::new("网页或文件"));
        self.problems(&[("404", "没有这个网址")])
    }

    fn responds<T: ToSchema>(mut self, status: &str, said: &str) -> Self {
        let reference = Ref::from_schema_name(T::name());
        T::schemas(&mut self.schemas);
        self.schemas.push((T::name().into_owned(), T::schema()));
        let content = Content::new(Some(reference));
        self.operation = self.operation.response(status, response(said, JSON, content));
        self
    }

    fn refused(self) -> Self {
        self.problems(&problems::REFUSED)
    }

    fn unanswered(self) -> Self {
        self.problems(&problems::UNANSWERED)
    }

    fn problems(mut self, statuses: &[(&str, &str)]) -> Self {
        let name = ProblemDetails::name();
        ProblemDetails::schemas(&mut self.schemas);
        self.schemas.push((name.clone().into_owned(), ProblemDetails::schema()));
        for (status, said) in statuses {
            let reference = Ref::from_schema_name(name.clone());
            let response = response(said, PROBLEM_JSON, Content::new(Some(reference)));
            self.operation = self.operation.response(*status, response);
        }
        self
    }

    fn parameter(mut self, parameter: Parameter) -> Self {
        self.operation = self.operation.parameter(parameter);
        self
    }

    pub(super) fn build(self, rule: Rule) -> (Operation, Vec<Named>) {
        let operation = match rule {
            Rule::Public | Rule::Visitor => self.operation.securities(Some(Vec::new())),
            Rule::Code => self.operation.security(SecurityRequirement::new(CODE, [] as [&str; 0])),
            Rule::Session => {
                self.operation.security(SecurityRequirement::new(SESSION, [] as [&str; 0]))
            }
            Rule::Token | Rule::Audit => {
                self.operation.security(SecurityRequirement::new(TOKEN, [] as [&str; 0]))
            }
        };
        (operation.build(), self.schemas)
    }
}

/// The names in braces.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or(rest))
}

/// The fields of a struct.
fn object(schema: RefOr<Schema>) -> Object {
    match schema {
        RefOr::T(Schema::Object(object)) => object,
        RefOr::T(_) | RefOr::Ref(_) => panic!("bodies and questions are structs"),
    }
}

/// What a parameter is when it is there: a text in an address is never `null`.
fn never_null(schema: RefOr<Schema>) -> RefOr<Schema> {
    match schema {
        RefOr::T(Schema::OneOf(mut either)) => either.items.swap_remove(0),
        RefOr::T(Schema::Object(mut object)) => {
            if let SchemaType::Array(types) = &mut object.schema_type {
                types.retain(|one| *one != Type::Null);
            }
            object.default = object.default.filter(|default| !default.is_null());
            object.into()
        }
        other @ (RefOr::T(_) | RefOr::Ref(_)) => other,
    }
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn uuid() -> ObjectBuilder {
    text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
}

fn path_parameter(name: &str, schema: Option<RefOr<Schema>>) -> Parameter {
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path);
    parameter.required(Required::True).schema(schema).build()
}

fn header(name: &str, said: &str, schema: ObjectBuilder) -> Parameter {
    let parameter = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header);
    parameter.description(Some(said)).schema(Some(schema)).build()
}

fn response(said: &str, kind: &str, content: Content) -> Response {
    ResponseBuilder::new().description(said).content(kind, content).build()
}
