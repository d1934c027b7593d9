//! Why a message did not arrive.

use contracts::notices::channel::Trouble;

/// What went wrong, and where it can be put right.
pub(crate) fn trouble(trouble: Trouble) -> String {
    match trouble {
        Trouble::Forbidden => "本系统不向内网地址或未加密的网址发送".to_owned(),
        Trouble::Unreachable => "连接不上，请核对地址".to_owned(),
        Trouble::Insecure => "对方的证书不可信，请核对地址和证书".to_owned(),
        Trouble::TooSlow => "对方没有按时答复，请核对地址，或与对方联系".to_owned(),
        Trouble::Status { status } => format!("对方答复 HTTP {status}，请核对地址，或与对方联系"),
        Trouble::Refused { answer } => format!("对方不接收（代码 {answer}），请核对地址和密钥"),
        Trouble::Gone => "地址已读不出来，请重新设置".to_owned(),
    }
}
