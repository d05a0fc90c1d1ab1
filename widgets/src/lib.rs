//! The figures that partners show: the fund's money and the alliance's members. The views are pure
//! and are written both by the server, into a page, and by WebAssembly, in the visitor's browser;
//! what a figure says is decided once, here, for both.

pub mod client;
pub mod figure;
pub mod format;
pub mod fund;
pub mod locale;
pub mod members;
pub mod settings;

#[cfg(all(feature = "csr", target_arch = "wasm32"))]
mod alloc;
#[cfg(feature = "csr")]
mod intl;
#[cfg(feature = "csr")]
mod live;
#[cfg(feature = "csr")]
mod mount;
#[cfg(feature = "csr")]
mod read;
#[cfg(feature = "ssr")]
pub mod ssr;
#[cfg(test)]
mod tests;
