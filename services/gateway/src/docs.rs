//! What everybody may read: the description of the API, and its page. All of it comes from this
//! program; nothing is loaded from elsewhere.

use std::sync::{Arc, LazyLock};

use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use utoipa_swagger_ui::Config;

use crate::commands::json_text;
use crate::problem::Problem;
use crate::routes::{self, Route, page};

const OPENAPI: &str = "/api/openapi.json";

/// Scripts and styles of our own only; the page of the API draws its icons as `data:`.
const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'",
);

static CONFIG: LazyLock<Arc<Config<'static>>> =
    LazyLock::new(|| Arc::new(Config::from(OPENAPI).use_base_layout().show_extensions(true)));

/// The description of the API, as JSON; it takes a while to write, and few ask for it.
static DESCRIPTION: LazyLock<Bytes> =
    LazyLock::new(|| routes::openapi().to_json().expect("a description has text keys only").into());

/// The pages for everybody.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        page(OPENAPI, "接口描述", "openapi", get(openapi)),
        page("/api/docs", "接口文档", "docs", get(async || Redirect::permanent("/api/docs/"))),
        page("/api/docs/", "接口文档首页", "docs.index", get(async || file("index.html"))),
        page(
            "/api/docs/{rest}",
            "接口文档的文件",
            "docs.file",
            get(async |Path(rest): Path<String>| file(&rest)),
        ),
    ]
}

async fn openapi() -> Response {
    json_text(StatusCode::OK, Body::from(DESCRIPTION.clone()))
}

fn file(name: &str) -> Response {
    let Ok(Some(file)) = utoipa_swagger_ui::serve(name, Arc::clone(&CONFIG)) else {
        return Problem::no_route().into_response();
    };
    let mut response = Response::new(Body::from(file.bytes.into_owned()));
    if let Ok(kind) = HeaderValue::try_from(file.content_type) {
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    with_policy(response)
}

fn with_policy(mut response: Response) -> Response {
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, PAGE_POLICY);
    response
}
