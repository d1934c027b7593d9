//! The operations of `notices`.

use contracts::notices::notice;
use utoipa::openapi::path::HttpMethod::Post;

use super::super::{Chapter, Route, Who};

const NOTICES: Chapter = Chapter("通知");

pub(super) fn routes() -> Vec<Route> {
    vec![
        NOTICES.notices("/notices", "查询本组织或本人的通知，新的在前"),
        NOTICES
            .change::<notice::Read>(Post, "/notices/read", "把通知标为已读，组织内一人读过即可")
            .by(Who::Oneself),
    ]
}
