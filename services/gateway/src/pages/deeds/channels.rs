//! Channels 通知渠道: where one's own organisation is told outside the portal, set, tried, removed.

use contracts::notices::channel::{ChannelKind, Remove, Set, Test};

use super::field::Field;
use super::{Asked, Deed, Finding, about, deed};
use crate::pages::Visit;
use crate::pages::parts::Cell;
use crate::problem::Problem;

pub(crate) const SET_CHANNEL: &str = "/notices/channels/{kind}/set";
pub(crate) const TEST_CHANNEL: &str = "/notices/channels/{kind}/test";
pub(crate) const REMOVE_CHANNEL: &str = "/notices/channels/{kind}/remove";

const CHANNELS: &str = "/notices/channels";

pub(super) fn deeds() -> Vec<Deed> {
    vec![
        deed::<Set>(SET_CHANNEL, "设置通知渠道", "设置", "已设置；发一条测试消息看看能否送达。")
            .found(|visit| Box::pin(async move { set(visit) }))
            .then(CHANNELS),
        deed::<Test>(TEST_CHANNEL, "发送测试消息", "发送测试", "测试消息已发出，稍后刷新看结果。")
            .found(of_own)
            .then(CHANNELS),
        deed::<Remove>(REMOVE_CHANNEL, "删除通知渠道", "删除", "已删除，今后不再发到那里。")
            .found(of_own)
            .then(CHANNELS)
            .grave(),
    ]
}

fn kind(visit: &Visit) -> Result<ChannelKind, Problem> {
    let named = visit.in_path("kind").unwrap_or_default();
    let found = ChannelKind::ALL.into_iter().find(|kind| kind.names().0 == named);
    found.ok_or_else(Problem::not_found)
}

fn named(kind: ChannelKind) -> Vec<(&'static str, Cell)> {
    vec![("渠道", Cell::text(kind.names().1))]
}

/// Whatever was set before stays hidden, so all of it is asked for again.
fn set(visit: &Visit) -> Result<Asked, Problem> {
    let kind = kind(visit)?;
    let address = |label, hint| {
        Field::line("address", label, 500).hint(hint).codes(&["channel.address_unfit"])
    };
    let secret = Field::line("secret", "签名密钥", 200)
        .codes(&["channel.secret_missing", "channel.secret_unfit"]);
    let mut fields = match kind {
        ChannelKind::Mail => {
            vec![address("邮箱", "填单位的公用邮箱，不填个人邮箱；保存后只显示首字母和域名")]
        }
        ChannelKind::Webhook => vec![
            address("网址", "以 https:// 开头；按 Standard Webhooks 签名；保存后只显示主机名"),
            secret
                .hint("已生成一个，请先复制给接收方：保存后不再显示；也可换成接收方给的密钥")
                // Its letters are some of those of Base64, so that it reads as 48 bytes.
                .value(format!("whsec_{}", runtime::fresh_token())),
        ],
        ChannelKind::Wecom => {
            vec![address("网址", "群机器人的 Webhook 地址，含 key；保存后只显示主机名")]
        }
        ChannelKind::Dingtalk => vec![
            address("网址", "群机器人的 Webhook 地址，含 access_token；保存后只显示主机名"),
            secret.hint("机器人的安全设置选“加签”时填写，以 SEC 开头").optional(),
        ],
    };
    fields.push(Field::fixed("organisation", about::own(visit)?));
    Ok(Asked { about: named(kind), fields })
}

fn of_own(visit: &Visit) -> Finding<'_> {
    Box::pin(async move {
        let fields = vec![Field::fixed("organisation", about::own(visit)?)];
        Ok(Asked { about: named(kind(visit)?), fields })
    })
}
