//! The Chinese texts of every stable code: one exhaustive match for each enum, so that a new
//! reason does not compile before somebody has found the words for it.

mod event;
mod failure;
mod field;
mod fitting;
mod hold;
mod rejection;
mod shown;
mod trouble;

use std::borrow::Cow;

use axum::http::StatusCode;
use contracts::{Failure, Rejection};

pub(crate) use event::event;
pub(crate) use failure::failure;
pub(crate) use field::field;
pub use fitting::{bottleneck, gap, reasons};
pub(crate) use fitting::{costs, distance, fact, part, reason, standing, why_not};
pub use hold::hold_refusal;
pub(crate) use hold::refusals;
pub(crate) use rejection::rejection;
pub use shown::Shown;
pub(crate) use shown::organisation;
pub(crate) use trouble::trouble;

/// What people read, and the status that goes with it.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) status: StatusCode,
    /// What is the matter; always the same for one code.
    pub(crate) title: &'static str,
    /// The matter at hand, and what to do next.
    pub(crate) detail: Cow<'static, str>,
}

/// Why a rule is against something, in one line.
pub fn rejection_words(reason: &Rejection) -> String {
    rejection(reason).in_a_line()
}

/// Why something was not done, in one line.
pub fn failure_words(reason: &Failure) -> String {
    failure(reason).in_a_line()
}

impl Words {
    fn in_a_line(&self) -> String {
        format!("{}：{}", self.title, self.detail)
    }
}

fn words(status: StatusCode, title: &'static str, detail: impl Into<Cow<'static, str>>) -> Words {
    Words { status, title, detail: detail.into() }
}

/// There is no such thing.
fn unknown(title: &'static str, detail: &'static str) -> Words {
    words(StatusCode::NOT_FOUND, title, detail)
}

/// The actor may not.
fn forbidden(detail: &'static str) -> Words {
    words(StatusCode::FORBIDDEN, "没有权限", detail)
}

/// It does not fit how things stand.
fn conflict(title: &'static str, detail: impl Into<Cow<'static, str>>) -> Words {
    words(StatusCode::CONFLICT, title, detail)
}

/// It could never be, however things stand.
fn invalid(title: &'static str, detail: impl Into<Cow<'static, str>>) -> Words {
    words(StatusCode::UNPROCESSABLE_ENTITY, title, detail)
}
