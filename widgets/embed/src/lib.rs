//! The figures in a partner's page: fetched, put into an element and kept current. Their words come from `figures`.

#[cfg(target_arch = "wasm32")]
mod alloc;
mod client;
mod dom;
mod intl;
mod json;
mod live;
mod mount;
