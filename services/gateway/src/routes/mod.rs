//! Every route, its rule, its description and its handler: one table for all three.

mod describe;
mod lending;
mod table;
mod who;

use std::pin::Pin;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use contracts::needs::need;
use contracts::{Command, Query, subjects};
use utoipa::openapi::path::{HttpMethod, Operation, Paths};
use utoipa::openapi::{OpenApi, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use values::Uuid;

use crate::commands::{self, Made};
use crate::limits::FILE_BYTES_MAX;
use crate::problem::Problem;
use crate::state::Gateway;
use crate::{accounts, audit, claims, events, files, guard, notices, pages, queries, residents};
use describe::Description;
pub(crate) use lending::{Lending, part};
pub(crate) use table::table;
pub(crate) use who::Who;

/// Who may use a route. What somebody may do there is for the rules of the domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Everybody.
    Public,
    /// Everybody, so many times a minute: it changes something, or could be guessed.
    Visitor,
    /// Whoever has the look-up code of a need, as its raiser; as often as a visitor.
    Code,
    /// Whoever has a token, or is signed in with a role.
    Token,
    /// Whoever is signed in, be it without a role.
    Session,
    /// The audit administrator, with a token or signed in.
    Audit,
}

/// One operation of the API. There is no way to make one without a rule.
pub(crate) struct Route {
    pub(crate) method: HttpMethod,
    /// From the root, with the names of the contract's fields in braces.
    pub(crate) path: String,
    pub(crate) rule: Rule,
    pub(crate) who: Who,
    /// What it is read for, where the answer holds what is personal.
    pub(crate) personal: Option<&'static str>,
    /// What a token of another system must be allowed.
    pub(crate) lending: Lending,
    operation: Operation,
    pub(crate) schemas: Vec<(String, RefOr<Schema>)>,
    handler: MethodRouter<Gateway>,
}

impl Route {
    /// It is for these roles, and no others.
    fn by(mut self, who: Who) -> Self {
        self.who = who;
        self
    }

    /// The answer holds what is personal, read for this: each reading is written down.
    fn personal(mut self, purpose: &'static str) -> Self {
        self.personal = Some(purpose);
        self
    }

    /// It is open to these tokens.
    fn lent(mut self, lending: Lending) -> Self {
        self.lending = lending;
        self
    }

    /// The answer holds many `T`, which a list alone does not describe.
    fn of<T: ToSchema>(mut self) -> Self {
        T::schemas(&mut self.schemas);
        self.schemas.push((T::name().into_owned(), T::schema()));
        self
    }
}

/// A chapter of the description.
#[derive(Clone, Copy)]
pub(crate) struct Chapter(&'static str);

impl Chapter {
    /// A command that changes something.
    fn change<C: Command + Sync + ToSchema>(
        self,
        method: HttpMethod,
        path: &str,
        summary: &str,
    ) -> Route {
        let handler = changing::<C>(filter(&method));
        let mut description = Description::of(self.0, summary, C::SUBJECT).command::<C>(path);
        if is_about(path, subjects::aggregate_of(C::SUBJECT)) {
            description = description.editing();
        }
        route(method, path, Rule::Token, description.changed(), handler)
    }

    /// A command that makes something.
    fn create<C: Command + Sync + ToSchema>(
        self,
        path: &str,
        summary: &str,
        made: Making<C>,
    ) -> Route {
        let handler = creating(commands::Form::identifying(made.id), made.place);
        let description = Description::of(self.0, summary, C::SUBJECT).command::<C>(path).created();
        route(HttpMethod::Post, path, Rule::Token, description, handler)
    }

    /// The proposal of a claim.
    fn propose(self, path: &str, summary: &str) -> Route {
        use contracts::projects::claim::Propose;
        let handler = on(MethodFilter::POST, async |gateway: State, request: Request| {
            claims::propose(gateway.0, request).await
        });
        let description =
            Description::of(self.0, summary, Propose::SUBJECT).command::<Propose>(path).proposed();
        route(HttpMethod::Post, path, Rule::Token, description, handler)
    }

    /// A command of whoever holds the code of a need, about that need.
    fn by_code<C: Command + Sync + ToSchema>(self, path: &str, summary: &str) -> Route {
        let handler = changing::<C>(MethodFilter::POST);
        let id = format!("{} by code", C::SUBJECT);
        let description =
            Description::of(self.0, summary, &id).command_but::<C>(path, &[residents::NEED]);
        route(HttpMethod::Post, path, Rule::Code, description.changed(), handler)
    }

    /// A command of somebody without an account, who has a code for it in the body.
    fn visit<C: Command + Sync + ToSchema>(self, path: &str, summary: &str) -> Route {
        let handler = changing::<C>(MethodFilter::POST);
        let description = Description::of(self.0, summary, C::SUBJECT).command::<C>(path).changed();
        route(HttpMethod::Post, path, Rule::Visitor, description, handler)
    }

    /// The same for a command that others send with an account.
    fn visit_instead<C: Command + Sync + ToSchema>(self, path: &str, summary: &str) -> Route {
        let handler = changing::<C>(MethodFilter::POST);
        let id = format!("{} by a visitor", C::SUBJECT);
        let description = Description::of(self.0, summary, &id).command::<C>(path).changed();
        route(HttpMethod::Post, path, Rule::Visitor, description, handler)
    }

    /// The invitation of an account, by the id in the path.
    fn invite(self, path: &str, summary: &str) -> Route {
        use contracts::registry::account::Invite;
        let handler = on(MethodFilter::POST, async |gateway: State, request: Request| {
            accounts::handlers::invite(gateway.0, request).await
        });
        let description = Description::of(self.0, summary, Invite::SUBJECT).path(path);
        let description = description.responded::<accounts::handlers::Invited>();
        route(HttpMethod::Post, path, Rule::Token, description, handler)
    }

    /// The audit of access.
    fn audit(self, path: &str, summary: &str) -> Route {
        let handler = on(MethodFilter::GET, async |gateway: State, request: Request| {
            audit::page(gateway.0, request).await
        });
        let description = Description::of(self.0, summary, "access log");
        let description = description.parameters::<audit::AccessLog>(path);
        let description = description.answer::<audit::AccessPage>();
        route(HttpMethod::Get, path, Rule::Audit, description, handler)
    }

    /// One's own notices.
    fn notices(self, path: &str, summary: &str) -> Route {
        use contracts::notices::{Inbox, NoticeLine};
        let handler = on(MethodFilter::GET, async |gateway: State, request: Request| {
            notices::page(gateway.0, request).await
        });
        let description = Description::of(self.0, summary, Inbox::SUBJECT);
        let description = description.parameters::<notices::OwnNotices>(path);
        let description = description.answer::<<Inbox as Query>::Answer>();
        route(HttpMethod::Get, path, Rule::Token, description, handler).of::<NoticeLine>()
    }

    /// Something about one's own session.
    fn session<B: ToSchema, T: ToSchema>(
        self,
        (rule, method): (Rule, HttpMethod),
        path: &str,
        summary: &str,
        id: &str,
        handle: fn(Gateway, Request) -> Handling,
    ) -> Route {
        let handler = on(filter(&method), async move |gateway: State, request: Request| {
            handle(gateway.0, request).await
        });
        let description = Description::of(self.0, summary, id).path(path).body::<B>().answer::<T>();
        route(method, path, rule, description, handler)
    }

    /// What somebody without an account tells.
    fn report(self, path: &str, summary: &str, rule: Rule) -> Route {
        let handler = on(MethodFilter::POST, async |gateway: State, request: Request| {
            residents::report(gateway.0, request).await
        });
        let by = if rule == Rule::Token { "by the office" } else { "by a visitor" };
        let id = format!("{} {by}", need::TakeReport::SUBJECT);
        let description = Description::of(self.0, summary, &id).command::<need::Report>(path);
        route(HttpMethod::Post, path, rule, description.responded::<residents::Reported>(), handler)
    }

    /// A list, with its parameters.
    fn list<Q>(self, path: &str, summary: &str) -> Route
    where
        Q: Query + Sync + PartialSchema + ToSchema,
        Q::Answer: ToSchema,
    {
        let description = Description::of(self.0, summary, Q::SUBJECT)
            .parameters::<Q>(path)
            .answer::<Q::Answer>();
        route(HttpMethod::Get, path, Rule::Token, description, answer::<Q>())
    }

    /// A part of one thing, by the id in the path and by parameters.
    fn part<Q, T>(self, path: &str, summary: &str) -> Route
    where
        Q: Query<Answer = Option<T>> + Sync + ToSchema,
        T: ToSchema,
    {
        let description =
            Description::of(self.0, summary, Q::SUBJECT).parameters::<Q>(path).found::<T>();
        route(HttpMethod::Get, path, Rule::Token, description, answer::<Q>())
    }

    /// A list that not everybody may ask for. Every list is called the same, whatever is on it: so
    /// it is described in place.
    fn shut<Q, T>(self, path: &str, summary: &str) -> Route
    where
        Q: Query<Answer = Option<T>> + Sync + ToSchema,
        T: ToSchema,
    {
        let description =
            Description::of(self.0, summary, Q::SUBJECT).parameters::<Q>(path).answer::<T>();
        route(HttpMethod::Get, path, Rule::Token, description, answer::<Q>())
    }

    /// What anybody may ask about one thing, so many times a minute.
    fn visited<Q, T>(self, path: &str, summary: &str) -> Route
    where
        Q: Query<Answer = Option<T>> + Sync + ToSchema,
        T: ToSchema,
    {
        let description =
            Description::of(self.0, summary, Q::SUBJECT).parameters::<Q>(path).found::<T>();
        route(HttpMethod::Get, path, Rule::Visitor, description, answer::<Q>())
    }

    /// One thing, by the id in the path; with its version where it is the whole of it.
    fn one<Q, T>(self, path: &str, summary: &str) -> Route
    where
        Q: Query<Answer = Option<T>> + Sync,
        T: ToSchema,
    {
        let description = Description::of(self.0, summary, Q::SUBJECT).path(path).waits();
        let is_whole = path.ends_with('}') && is_about(path, subjects::question_of(Q::SUBJECT));
        let (description, handler) = if is_whole {
            (description.versioned::<T>(), versioned(queries::Form::of::<Q>()))
        } else {
            (description.found::<T>(), answer::<Q>())
        };
        route(HttpMethod::Get, path, Rule::Token, description, handler)
    }

    /// A page to be printed, of the thing whose id is in the path.
    fn printed<Q: Query>(
        self,
        path: &str,
        summary: &str,
        handle: fn(Gateway, Request) -> Handling,
    ) -> Route {
        let id = format!("{} printed", Q::SUBJECT);
        let description = Description::of(self.0, summary, &id).path(path).waits().printed();
        handled(Rule::Token, path, description, handle)
    }

    /// A file that stands for the answer to a question.
    fn content<Q: Query + ToSchema>(
        self,
        path: &str,
        summary: &str,
        handle: fn(Gateway, Request) -> Handling,
    ) -> Route {
        let id = format!("{} content", Q::SUBJECT);
        let description =
            Description::of(self.0, summary, &id).parameters::<Q>(path).waits().handed_out();
        handled(Rule::Token, path, description, handle)
    }

    /// Takes a file, which is the body.
    fn upload(self, path: &str, summary: &str) -> Route {
        let handler = on(MethodFilter::POST, async |gateway: State, request: Request| {
            files::keep(gateway.0, request).await
        });
        let handler = handler.layer(DefaultBodyLimit::max(FILE_BYTES_MAX));
        let description = Description::of(self.0, summary, "file keep").file();
        let description = description.responded::<files::KeptFile>();
        route(HttpMethod::Post, path, Rule::Token, description, handler)
    }

    /// Hands out the file whose digest is in the path.
    fn file(self, path: &str, summary: &str) -> Route {
        let handler = on(MethodFilter::GET, async |gateway: State, request: Request| {
            files::show(gateway.0, request).await
        });
        let description = Description::of(self.0, summary, "file show").path(path).handed_out();
        route(HttpMethod::Get, path, Rule::Token, description, handler)
    }

    /// Public events, a batch at a time.
    fn events(self, path: &str, summary: &str) -> Route {
        let handler = on(MethodFilter::GET, async |gateway: State, request: Request| {
            events::page(gateway.0, request).await
        });
        let description = Description::of(self.0, summary, "public events").batch();
        route(HttpMethod::Get, path, Rule::Visitor, description, handler)
    }

    /// A question of another kind.
    fn asked<T: ToSchema>(
        self,
        path: &str,
        summary: &str,
        id: &str,
        handle: fn(Gateway, Request) -> Handling,
    ) -> Route {
        self.asked_by::<T>(Rule::Token, path, summary, id, handle)
    }

    fn asked_by<T: ToSchema>(
        self,
        rule: Rule,
        path: &str,
        summary: &str,
        id: &str,
        handle: fn(Gateway, Request) -> Handling,
    ) -> Route {
        let description = Description::of(self.0, summary, id).path(path).answer::<T>();
        handled(rule, path, description, handle)
    }
}

/// The work of a handler.
type Handling = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send>>;

/// A page for everybody, at `path` from the root.
pub(crate) fn page(path: &str, summary: &str, id: &str, handler: MethodRouter<Gateway>) -> Route {
    let description = Description::of(table::GENERAL.0, summary, id).path(path).page();
    let (operation, schemas) = description.build(Rule::Public);
    let path = path.to_owned();
    Route {
        method: HttpMethod::Get,
        path,
        rule: Rule::Public,
        who: Who::Anybody,
        personal: None,
        lending: Lending::Never,
        operation,
        schemas,
        handler,
    }
}

/// How handlers are handed what they share.
type State = axum::extract::State<Gateway>;

fn answer<Q: Query>() -> MethodRouter<Gateway> {
    answering(queries::Form::of::<Q>())
}

fn answering(form: queries::Form) -> MethodRouter<Gateway> {
    on(MethodFilter::GET, async move |gateway: State, request: Request| {
        queries::answer(gateway.0, request, form).await
    })
}

fn versioned(form: queries::Form) -> MethodRouter<Gateway> {
    on(MethodFilter::GET, async move |gateway: State, request: Request| {
        queries::versioned(gateway.0, request, form).await
    })
}

/// Is an id in the path called like `kind`?
fn is_about(path: &str, kind: Option<String>) -> bool {
    kind.is_some_and(|kind| path.contains(&format!("{{{kind}}}")))
}

fn changing<C: Command>(filter: MethodFilter) -> MethodRouter<Gateway> {
    changing_by(filter, commands::Form::of::<C>())
}

fn changing_by(filter: MethodFilter, form: commands::Form) -> MethodRouter<Gateway> {
    on(filter, async move |gateway: State, request: Request| {
        commands::change(gateway.0, request, form).await
    })
}

fn creating(form: commands::Form, made: Made) -> MethodRouter<Gateway> {
    on(MethodFilter::POST, async move |gateway: State, request: Request| {
        commands::create(gateway.0, request, form, made).await
    })
}

/// What is read by a handler of its own.
fn handled(
    rule: Rule,
    path: &str,
    description: Description,
    handle: fn(Gateway, Request) -> Handling,
) -> Route {
    let handler = on(MethodFilter::GET, async move |gateway: State, request: Request| {
        handle(gateway.0, request).await
    });
    route(HttpMethod::Get, path, rule, description, handler)
}

fn route(
    method: HttpMethod,
    path: &str,
    rule: Rule,
    description: Description,
    handler: MethodRouter<Gateway>,
) -> Route {
    let (operation, schemas) = description.build(rule);
    let lending = match (rule, operation.operation_id.as_deref()) {
        (Rule::Token, Some(id)) => Lending::of(id, &method),
        _ => Lending::Never,
    };
    let who = match (rule, &method) {
        (Rule::Audit, _) => Who::AuditAdministrator,
        (_, HttpMethod::Get) => Who::Anybody,
        _ => Who::Staff,
    };
    Route {
        method,
        path: format!("{}{path}", crate::API),
        rule,
        who,
        personal: None,
        lending,
        operation,
        schemas,
        handler,
    }
}

/// What the command `C` makes, and how its id follows from what the command says.
struct Making<C> {
    place: Made,
    id: fn(&C) -> Option<Uuid>,
}

/// Things whose id follows from the command, so only its receipt knows it.
fn made<C>(kind: &'static str, at: &'static str) -> Making<C> {
    known(kind, at, |_| None)
}

/// Things whose id follows from what they are.
fn known<C>(kind: &'static str, at: &'static str, id: fn(&C) -> Option<Uuid>) -> Making<C> {
    Making { place: Made { kind, at }, id }
}

fn filter(method: &HttpMethod) -> MethodFilter {
    match method {
        HttpMethod::Get => MethodFilter::GET,
        HttpMethod::Put => MethodFilter::PUT,
        HttpMethod::Post
        | HttpMethod::Delete
        | HttpMethod::Options
        | HttpMethod::Head
        | HttpMethod::Patch
        | HttpMethod::Trace => MethodFilter::POST,
    }
}

/// All routes as a router, without what stands around it.
pub(crate) fn router(gateway: &Gateway) -> Router<Gateway> {
    let audited = |personal: Option<&'static str>, handler: MethodRouter<Gateway>| match personal {
        Some(purpose) => {
            let state = (gateway.clone(), purpose);
            handler.route_layer(from_fn_with_state(state, audit::reading))
        }
        None => handler,
    };
    let router: Router<Gateway> = described(|route| {
        let handler = audited(route.personal, route.handler);
        match route.rule {
            Rule::Public => handler,
            Rule::Visitor => {
                handler.route_layer(from_fn_with_state(gateway.clone(), residents::admit))
            }
            Rule::Code => {
                handler.route_layer(from_fn_with_state(gateway.clone(), residents::authenticate))
            }
            Rule::Token => {
                let state = (gateway.clone(), route.lending);
                handler.route_layer(from_fn_with_state(state, guard::authenticate))
            }
            Rule::Audit => {
                handler.route_layer(from_fn_with_state(gateway.clone(), guard::audit_alone))
            }
            Rule::Session => handler
                .route_layer(from_fn_with_state(gateway.clone(), accounts::handlers::authenticate)),
        }
    })
    .into();
    router
        .merge(pages::router())
        .fallback(pages::nowhere)
        .method_not_allowed_fallback(async || Problem::wrong_method().into_response())
}

/// The description of the API.
pub(crate) fn openapi() -> OpenApi {
    describe::complete(described(|route| route.handler).into_openapi())
}

/// All routes with their descriptions, each handler as `behind` puts it behind its rule.
fn described(behind: impl Fn(Guarded) -> MethodRouter<Gateway>) -> OpenApiRouter<Gateway> {
    table().into_iter().fold(OpenApiRouter::with_openapi(describe::api()), |router, route| {
        let Route { method, path, rule, who, personal, lending, operation, schemas, handler } =
            route;
        let mut paths = Paths::new();
        let operation = describe::told(operation, rule, who, lending);
        paths.add_path_operation(&path, vec![method], operation);
        router.routes((schemas, paths, behind(Guarded { rule, personal, lending, handler })))
    })
}

/// A handler, and what stands before it.
struct Guarded {
    rule: Rule,
    personal: Option<&'static str>,
    lending: Lending,
    handler: MethodRouter<Gateway>,
}
