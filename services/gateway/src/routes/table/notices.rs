//! The operations of `notices`.

use contracts::notices::{self, channel, notice};
use utoipa::openapi::path::HttpMethod::Post;

use super::super::{Chapter, Route, Who};

const NOTICES: Chapter = Chapter("通知");

pub(super) fn routes() -> Vec<Route> {
    vec![
        NOTICES.notices("/notices", "查询本组织或本人的通知，新的在前"),
        NOTICES
            .change::<notice::Read>(Post, "/notices/read", "把通知标为已读，组织内一人读过即可")
            .by(Who::Oneself),
        NOTICES
            .list::<notices::Channels>("/notices/channels", "查询本组织的通知渠道")
            .of::<notices::ChannelLine>(),
        NOTICES
            .change::<channel::Set>(Post, "/notices/channels", "设置通知渠道，同类的一个组织一个")
            .by(Who::Answering),
        NOTICES
            .change::<channel::Test>(Post, "/notices/channels/test", "发送测试消息")
            .by(Who::Answering),
        NOTICES
            .change::<channel::Remove>(Post, "/notices/channels/remove", "删除通知渠道")
            .by(Who::Answering),
    ]
}
