//! Files: taken in, cleaned, handed out.

use std::io::Cursor;

use axum::http::Method;
use bus::Bus;
use image::{ImageFormat, RgbImage};
use values::Hash;

use super::app::TestApp;
use crate::limits::FILE_BYTES_MAX;

fn picture() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::new(40, 20).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn upload(app: &TestApp, content: &[u8]) -> super::app::Answer {
    app.send(Method::POST, "/api/v1/files", &[], content).await
}

#[tokio::test]
async fn a_picture_is_kept_under_its_digest_and_handed_out_again() {
    let app = TestApp::over(Bus::memory());
    let kept = upload(&app, &picture()).await;
    assert_eq!(kept.status, 201, "{}", kept.text);
    assert_eq!(kept.json["media_type"], "image/png");
    let at = kept.header("location").to_owned();
    assert_eq!(at, format!("/api/v1/files/{}", kept.json["file"].as_str().unwrap()));
    let shown = app.get(&at).await;
    assert_eq!((shown.status.as_u16(), shown.header("content-type")), (200, "image/png"));
    assert_eq!(shown.header("x-content-type-options"), "nosniff");
    assert!(shown.header("content-security-policy").ends_with("sandbox"));
    assert!(shown.header("content-disposition").starts_with("inline; filename="));
    assert!(shown.header("cache-control").contains("immutable"));
    // The same picture again is the same file.
    assert_eq!(upload(&app, &picture()).await.json["file"], kept.json["file"]);
}

#[tokio::test]
async fn whoever_has_no_token_neither_uploads_nor_reads() {
    let app = TestApp::over(Bus::memory());
    let kept = upload(&app, &picture()).await;
    let at = kept.header("location").to_owned();
    let read = app.anonymously(Method::GET, &at, &[], "").await;
    read.is_problem(401, "unauthenticated");
    let sent = app.anonymously(Method::POST, "/api/v1/files", &[], picture()).await;
    sent.is_problem(401, "unauthenticated");
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_with_what_to_do() {
    let app = TestApp::over(Bus::memory());
    upload(&app, b"<svg/>").await.is_problem(422, "file.kind");
    upload(&app, b"%PDF-1.7 cut off").await.is_problem(422, "file.broken");
    upload(&app, &vec![0; FILE_BYTES_MAX + 1]).await.is_problem(413, "too_large");
}

#[tokio::test]
async fn what_is_not_there_or_was_altered_is_not_handed_out() {
    let app = TestApp::over(Bus::memory());
    let unknown = format!("/api/v1/files/{}", Hash::of(b"never kept"));
    app.get(&unknown).await.is_problem(404, "not_found");
    app.get("/api/v1/files/..%2Ftokens").await.is_problem(404, "not_found");
    let kept = upload(&app, &picture()).await;
    app.alter_file(kept.json["file"].as_str().unwrap());
    app.get(kept.header("location")).await.is_problem(500, "internal");
}
