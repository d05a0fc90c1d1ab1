//! Starts the real server on its own database and talks to it over HTTP, like any client. The
//! client checks every reply against `openapi.yaml`. The harness knows none of the server's types.

mod audit;
pub mod chance;
mod client;
mod cluster;
mod copy;
pub mod db;
pub mod document;
pub mod given;
mod headers;
mod mail;
mod problem;
pub mod raw;
mod recompute;
mod reply;
mod request;
mod server;
mod stream;
mod tampering;
pub mod wait;

pub use api::auth::keys::Audience;
pub use client::Client;
pub use cluster::Cluster;
pub use copy::Copy;
pub use mail::{Mail, MailSink};
pub use recompute::recompute;
pub use reply::Reply;
pub use request::Request;
pub use server::{Demo, Office, Server, start, start_demo, start_on, start_with, verify_feed, verify_heads};
pub use stream::{Event, Stream};
pub use tampering::Sandbox;
