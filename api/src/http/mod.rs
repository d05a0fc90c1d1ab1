//! HTTP: how a route is made, how a request is read, how an answer is worded, how it is all served.
//! Knows no resource.

mod accept;
pub mod body;
pub mod document;
mod edge;
pub mod problem;
pub mod query;
pub mod respond;
pub mod route;
pub mod serve;

pub use problem::Problem;
pub use query::{Parameters, Query, query};
pub use route::{Route, get_or_head, route};

/// What every handler gives back.
pub type Answer = Result<warp::reply::Response, Problem>;
