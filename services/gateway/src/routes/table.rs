//! The table: method, path, contract, in a line; a file for each service.

mod accounts;
mod evaluation;
mod handling;
mod matching;
mod needs;
mod notices;
mod projects;
mod registry;
mod reporting;
mod resources;

use super::{Chapter, Lending, Route, Who};
use crate::{docs, queries};

pub(super) const GENERAL: Chapter = Chapter("通用");

/// Every route there is.
pub(crate) fn table() -> Vec<Route> {
    let parts = [
        accounts::routes(),
        registry::routes(),
        resources::routes(),
        needs::routes(),
        handling::routes(),
        projects::routes(),
        evaluation::routes(),
        matching::routes(),
        reporting::routes(),
        notices::routes(),
        general(),
    ];
    parts.into_iter().flatten().collect()
}

fn general() -> Vec<Route> {
    let mut routes = vec![
        GENERAL
            .asked::<Vec<contracts::HistoryEntry>>(
                "/trace/{service}/{aggregate}",
                "查看一个事物的全部经过",
                "trace",
                |gateway, request| Box::pin(queries::trace(gateway, request)),
            )
            .lent(Lending::InPath)
            .of::<contracts::HistoryEntry>(),
        GENERAL
            .asked::<contracts::Actor>(
                "/me",
                "查看以谁的身份办理",
                "me",
                |gateway, request| Box::pin(queries::me(gateway, request)),
            )
            .lent(Lending::Always),
        GENERAL.events("/events", "按顺序读取公开事件（CloudEvents 1.0）"),
        GENERAL.upload("/files", "上传附件或图片").by(Who::Anybody),
        GENERAL.file("/files/{file}", "取附件或图片"),
    ];
    routes.extend(docs::routes());
    routes
}
