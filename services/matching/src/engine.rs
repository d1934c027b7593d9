//! The engine: integers in, a plan with its proof out. It knows nothing of lists, clocks or disks.
//!
//! A [`model`] says what is asked for, what is given and which pairs fit. All of it is a min-cost
//! flow
//!
//! ```text
//!   need ──> offer ──> unit ──> … ──> T        one arc for each pair that fits
//!   need ──> group ─────────────────> T        what stays unserved
//! ```
//!
//! so an optimum in whole lots exists and can be proved. [`levels`] solves it level after level
//! with a primal network simplex ([`simplex`] on a [`basis`]), the [`components`] that share
//! nothing at the same time; [`certificate`] checks the result with none of that code; [`repair`]
//! keeps it optimal from one change to the next by successive shortest paths; [`side_rules`] sees
//! to what no flow can say.
//!
//! The textbook, whose names are used here: R. K. Ahuja, T. L. Magnanti, J. B. Orlin, *Network
//! Flows* (1993), chapters 9 (reduced costs, successive shortest paths), 11 (network simplex,
//! strongly feasible trees) and 14 (convex costs).

pub mod certificate;
pub mod changes;
pub mod explanation;
pub mod generator;
pub mod instance;
pub mod levels;
pub mod lex;
pub mod live;
pub mod model;
pub mod objective;
pub mod plan;
pub mod side_rules;
pub mod standing;

mod basis;
mod components;
mod face;
mod fairness;
mod network;
mod preorder;
mod repair;
mod simplex;

#[cfg(test)]
mod brute;
#[cfg(test)]
mod lp;
#[cfg(test)]
mod samples;
