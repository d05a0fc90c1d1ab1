//! For the people who run the server.

pub(crate) mod health;
