//! HTTP: builds routes, reads requests, words answers and serves connections. Knows no resource.

mod accept;
pub mod body;
pub mod document;
mod edge;
pub mod exposed;
pub mod problem;
pub mod query;
pub mod respond;
pub mod route;
pub mod serve;
mod vary;

pub use problem::Problem;
pub use query::{Parameters, Query, query};
pub use route::{Route, get_or_head, route};

/// The result of every handler.
pub type Answer = Result<warp::reply::Response, Problem>;
