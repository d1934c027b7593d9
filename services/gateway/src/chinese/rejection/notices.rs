//! `notices`: what is told to whom.

use contracts::notices::notice;

use super::super::{Words, forbidden, invalid};

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
