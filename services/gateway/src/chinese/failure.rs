//! Why a request could not be judged.

use axum::http::StatusCode;
use contracts::Failure;

use super::{Words, conflict, invalid, unknown, words};

pub(crate) fn failure(failure: &Failure) -> Words {
    match failure {
        Failure::UnknownSubject { subject: _ } => {
            unknown("暂无此项功能", "目前运行的服务不提供这项功能，请联系系统管理员核对版本")
        }
        Failure::Unreadable { path: _, detail: _ } => {
            invalid("内容不符合要求", "请改正列出的各项（接口见 errors）后重新提交")
        }
        Failure::TooLarge { bytes, max } => words(
            StatusCode::PAYLOAD_TOO_LARGE,
            "内容过大",
            format!("提交的内容有 {bytes} 字节，最多 {max} 字节，请精简后重新提交"),
        ),
        Failure::Busy => words(
            StatusCode::SERVICE_UNAVAILABLE,
            "系统繁忙",
            "暂时处理不过来，请稍候再提交一次；接口请用同一编号重试",
        ),
        Failure::CommandReused => conflict(
            "编号已用于别的请求",
            "这个幂等键或命令编号已用于另一项内容不同的请求，请换一个新的再提交",
        ),
        Failure::ChangedSince { version } => words(
            StatusCode::PRECONDITION_FAILED,
            "已被他人修改",
            format!("您打开之后，这项内容已有改动，现为第 {version} 版；请重新打开，核对后再提交"),
        ),
        Failure::StorageFull => words(
            StatusCode::SERVICE_UNAVAILABLE,
            "存储空间不足",
            "暂时只能查询，不能提交，请联系系统管理员，稍后用同一编号重试",
        ),
        Failure::TooMuch { bytes, max } => words(
            StatusCode::PAYLOAD_TOO_LARGE,
            "一次改动过多",
            format!("这次改动有 {bytes} 字节，一次最多 {max} 字节，请分几次提交"),
        ),
        Failure::NotAuthorised => {
            let next = "您现在的身份不能办理这项操作，请换一个身份，或请有权办理的同事办理";
            words(StatusCode::FORBIDDEN, "没有权限", next)
        }
        Failure::Internal => words(
            StatusCode::INTERNAL_SERVER_ERROR,
            "系统内部错误",
            "没有作任何改动，请把出错的页面和时间（接口为 instance 中的编号）告诉系统管理员",
        ),
    }
}
