//! `evaluation`: who took part rates whom 双评价, and what follows from it.

pub mod belonging;
pub mod exclusion;
pub mod fact;
pub mod gathering;
pub mod hearing;
pub mod leave;
pub mod matter;
mod measure;
pub mod merger;
pub mod objection;
pub mod occasion;
pub mod posting;
pub mod recognition;
pub mod reward;
pub mod rules;
pub mod star;

mod card_queries;
mod occasion_queries;
mod point_queries;
mod recognition_queries;
mod star_queries;

pub use card_queries::*;
pub use occasion_queries::*;
pub use point_queries::*;
pub use recognition_queries::*;
pub use star_queries::*;

crate::service::service_events! {
    "evaluation":
    "occasion" => Occasion(occasion),
    "belonging" => Belonging(belonging),
    "posting" => Posting(posting) [persons],
    "reward" => Reward(reward) [persons],
    "rules" => Rules(rules),
    "fact" => Fact(fact),
    "exclusion" => Exclusion(exclusion) [persons],
    "matter" => Matter(matter) [persons],
    "merger" => Merger(merger),
    "gathering" => Gathering(gathering) [persons],
    "leave" => Leave(leave) [persons],
    "objection" => Objection(objection) [persons],
    "star" => Star(star) [persons],
    "recognition" => Recognition(recognition),
    "hearing" => Hearing(hearing) [persons],
}

// Of lists of recognition and objections.
crate::names::titled!("qry.evaluation.titled");
