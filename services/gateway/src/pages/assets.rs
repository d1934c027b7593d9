//! The files that pages use: our own, and what others wrote, as `vendor/manifest.json` lists it.
//! All of them are part of this program; each is asked for once and kept.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;
use serde::Deserialize;
use values::Hash;

use super::file;
use crate::state::Gateway;

/// An address of a file names its content, so it never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// What somebody else wrote.
#[derive(Deserialize)]
struct Vendored {
    file: String,
    integrity: String,
    #[cfg(test)]
    version: String,
    #[cfg(test)]
    licence: String,
}

static VENDORED: LazyLock<Vec<Vendored>> = LazyLock::new(|| {
    let manifest = Files::get("vendor/manifest.json").expect("it is part of this program");
    serde_json::from_slice(&manifest.data).expect("a test reads it")
});

/// The addresses of all files by their names.
static PATHS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let path = |name: &str| {
        let file = Files::get(name)?;
        let digest = Hash::of(&file.data).to_string();
        Some(format!("/assets/{}/{name}", digest.get(..16)?))
    };
    Files::iter().filter_map(|name| Some((name.to_string(), path(&name)?))).collect()
});

/// Where the file is, under an address that names its content.
pub(super) fn path(name: &str) -> String {
    PATHS.get(name).cloned().unwrap_or_default()
}

/// What a vendored file must be.
pub(super) fn integrity(name: &str) -> &'static str {
    let known = VENDORED.iter().find(|known| name.strip_prefix("vendor/") == Some(&known.file));
    known.map_or("", |known| &known.integrity)
}

pub(super) fn router() -> Router<Gateway> {
    Router::new().route(
        "/assets/{digest}/{*name}",
        get(async |Path((digest, name)): Path<(String, String)>| answer(&digest, &name)),
    )
}

fn answer(digest: &str, name: &str) -> Response {
    // An address of another version is no address of this file.
    let known = PATHS.get(name).is_some_and(|path| *path == format!("/assets/{digest}/{name}"));
    let Some(found) = Files::get(name).filter(|_| known) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        Some(_) | None => "application/octet-stream",
    };
    let mut response = file(kind, found.data.into_owned());
    response.headers_mut().insert(CACHE_CONTROL, FOR_EVER);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_is_listed_with_version_and_licence() {
        let listed: Vec<_> = VENDORED.iter().map(|known| known.file.clone()).collect();
        let vendored = Files::iter().filter_map(|name| Some(name.strip_prefix("vendor/")?.into()));
        for name in vendored.filter(|name: &String| name != "manifest.json") {
            assert!(listed.contains(&name), "{name}");
        }
        for known in VENDORED.iter() {
            assert!(Files::get(&format!("vendor/{}", known.file)).is_some(), "{}", known.file);
            assert!(known.integrity.starts_with("sha384-") && !known.version.is_empty());
            assert!(!known.licence.is_empty());
        }
    }

    #[test]
    fn a_file_is_answered_under_the_address_of_its_content_alone() {
        let path = path("own/portal.css");
        let digest = path.split('/').nth(2).unwrap();
        assert_eq!(answer(digest, "own/portal.css").status(), StatusCode::OK);
        assert_eq!(answer("0000000000000000", "own/portal.css").status(), StatusCode::NOT_FOUND);
        assert_eq!(answer(digest, "../Cargo.toml").status(), StatusCode::NOT_FOUND);
    }
}
