//! `notices`: what is told to whom, and where.

use contracts::notices::{channel, notice};
use values::time;

use super::super::{Words, conflict, forbidden, invalid, unknown};

pub(super) fn notice(reason: &notice::Rejection) -> Words {
    use notice::Rejection;
    match reason {
        Rejection::NotAuthorised => {
            forbidden("单位的通知由本单位办事人员查看，个人的通知由本人查看")
        }
        Rejection::TooManyAtOnce { max } => {
            invalid("一次标记太多", format!("一次最多标记 {max} 条，请分次标记"))
        }
    }
}

pub(super) fn channel(reason: &channel::Rejection) -> Words {
    use channel::Rejection;
    match reason {
        Rejection::Unknown => unknown("没有设置这个渠道", "请先设置通知发到哪里"),
        Rejection::NotAuthorised => {
            forbidden("通知渠道由单位负责人、社区书记或本级干部设置，限本组织")
        }
        Rejection::AddressUnfit => invalid(
            "地址不符合要求",
            "邮件填单位的邮箱，其余填以 https:// 开头的完整网址，不含账号和空格",
        ),
        Rejection::SecretMissing => {
            invalid("缺少签名密钥", "Webhook 要有 whsec_ 开头的密钥，接收方用它核对来源")
        }
        Rejection::SecretUnfit => invalid(
            "签名密钥不符合要求",
            "Webhook 的密钥以 whsec_ 开头，后接 24 至 64 字节的 Base64；钉钉的以 SEC 开头；其余没有密钥",
        ),
        Rejection::TestTooSoon { from } => {
            conflict("刚刚发过测试", format!("请在 {} 之后再发", time::show(*from)))
        }
    }
}
