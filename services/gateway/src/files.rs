//! Files 附件: taken in, cleaned, kept under their digest, handed out again.
//!
//! Events name a file by its digest; whoever knows it and may sign in may read it.

mod kind;

use axum::RequestExt as _;
use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use files::FileKey;
use serde::Serialize;
use values::Hash;

use crate::commands::json;
use crate::exchange;
use crate::limits::{FILE_BYTES_MAX, FILE_SECONDS_MAX};
use crate::problem::Problem;
use crate::state::Gateway;
use kind::{Kind, Unfit};

/// 已收下的文件
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct KeptFile {
    /// 文件的 SHA-256，附到需求、项目上时填它
    file: String,
    /// 保存下来的字节数
    bytes: usize,
    /// 内容类型
    media_type: &'static str,
}

/// Takes a file: the body is the file itself.
pub(crate) async fn keep(gateway: Gateway, request: Request) -> Result<Response, Problem> {
    exchange::actor(&request)?;
    let _place = gateway.uploads().try_acquire().map_err(|_| Problem::busy())?;
    let content = content(request).await?;
    let kept = cleaned_and_kept(&gateway, content).await?;
    let at = HeaderValue::try_from(format!("{}/files/{}", crate::API, kept.file));
    let mut response = json(StatusCode::CREATED, &kept);
    response.headers_mut().insert(LOCATION, at.expect("a digest is ASCII"));
    Ok(response)
}

/// Takes a file that came with a form; hands back its digest.
pub(crate) async fn kept(gateway: &Gateway, content: &Bytes) -> Result<String, Problem> {
    let _place = gateway.uploads().try_acquire().map_err(|_| Problem::busy())?;
    Ok(cleaned_and_kept(gateway, content.clone()).await?.file)
}

async fn cleaned_and_kept(gateway: &Gateway, content: Bytes) -> Result<KeptFile, Problem> {
    let files = gateway.files().clone();
    on_a_thread(move || {
        let (kind, content) = kind::cleaned(&content).map_err(refused)?;
        let file = files.keep(&content).map_err(|error| failed(&error))?;
        Ok(KeptFile { file: file.to_string(), bytes: content.len(), media_type: kind.media_type() })
    })
    .await
}

/// Hands out the file whose digest is in the path.
pub(crate) async fn show(gateway: Gateway, mut request: Request) -> Result<Response, Problem> {
    exchange::actor(&request)?;
    let path = exchange::path(&mut request).await?;
    let file = path.as_ref().and_then(|path| path.iter().next());
    let digest: Hash =
        file.and_then(|(_, digest)| digest.parse().ok()).ok_or_else(Problem::not_found)?;
    read(&gateway, digest).await
}

/// Hands out the file with that digest.
pub(crate) async fn read(gateway: &Gateway, digest: Hash) -> Result<Response, Problem> {
    let files = gateway.files().clone();
    let content = on_a_thread(move || files.read(digest).map_err(|error| failed(&error))).await?;
    let content = content.ok_or_else(Problem::not_found)?;
    let kind = Kind::of(&content).map_err(|_| Problem::not_found())?;
    Ok(handed_out(digest, kind, content))
}

/// The same, if it is a picture; not kept by browsers for ever, since it may be taken down.
pub(crate) async fn read_picture(gateway: &Gateway, digest: Hash) -> Result<Response, Problem> {
    let mut response = read(gateway, digest).await?;
    let kind = response.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("image/")) {
        return Err(Problem::not_found());
    }
    let hour = HeaderValue::from_static("public, max-age=3600");
    response.headers_mut().insert(CACHE_CONTROL, hour);
    Ok(response)
}

/// Hands out a file of a report that was kept sealed, under the digest of what is in it.
pub(crate) async fn read_sealed(
    gateway: &Gateway,
    digest: Hash,
    kept: Hash,
    key: FileKey,
) -> Result<Response, Problem> {
    let files = gateway.files().clone();
    let opened = move || files.read_sealed(kept, &key).map_err(|error| failed(&error));
    let content = on_a_thread(opened).await?.ok_or_else(Problem::not_found)?;
    let kind = Kind::of(&content).map_err(|_| Problem::not_found())?;
    let mut response = handed_out(digest, kind, content);
    // Whoever reads it today may not tomorrow, once the person is erased.
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn handed_out(digest: Hash, kind: Kind, content: Vec<u8>) -> Response {
    let how = if kind.is_shown() { "inline" } else { "attachment" };
    let name: String = digest.to_string().chars().take(16).collect();
    let disposition = format!("{how}; filename=\"{name}.{}\"", kind.extension());
    let mut response = Body::from(content).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind.media_type()));
    let disposition = HeaderValue::try_from(disposition).expect("digests and kinds are ASCII");
    headers.insert(CONTENT_DISPOSITION, disposition);
    let nothing = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox");
    headers.insert(CONTENT_SECURITY_POLICY, nothing);
    // Under one digest there is always the same.
    let for_ever = HeaderValue::from_static("private, max-age=31536000, immutable");
    headers.insert(CACHE_CONTROL, for_ever);
    response
}

/// The body, whole, in time, within its limit.
async fn content(request: Request) -> Result<Bytes, Problem> {
    if request.body().size_hint().lower() > FILE_BYTES_MAX as u64 {
        return Err(Problem::body_too_large(FILE_BYTES_MAX));
    }
    let read = tokio::time::timeout(FILE_SECONDS_MAX, request.extract::<Bytes, _>()).await;
    read.map_err(|_| Problem::body_slow())?.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::body_too_large(FILE_BYTES_MAX),
        _ => Problem::body_broken(),
    })
}

/// Pictures take a while, and the disk may.
async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| {
        tracing::error!(%error, "a file could not be looked at");
        Err(Problem::file_unfit("file.broken", "文件打不开或不完整，请重新导出或拍摄后再上传"))
    })
}

fn refused(reason: Unfit) -> Problem {
    match reason {
        Unfit::Kind => Problem::file_unfit(
            "file.kind",
            "可上传 JPG、PNG 图片，PDF、DOCX、XLSX 文件；其他格式请另存为其中一种",
        ),
        Unfit::Broken => {
            Problem::file_unfit("file.broken", "文件打不开或不完整，请重新导出或拍摄后再上传")
        }
        Unfit::TooMuchInside => Problem::file_unfit(
            "file.too_much_inside",
            "文件展开后过大，请缩小图片，或把文件分成几个再上传",
        ),
        Unfit::Program => {
            Problem::file_unfit("file.program", "文件里带有宏程序，请另存为不带宏的格式再上传")
        }
    }
}

fn failed(error: &files::Error) -> Problem {
    tracing::error!(%error, source = ?std::error::Error::source(error), "a file is not at hand");
    Problem::failed(&contracts::Failure::Internal)
}
