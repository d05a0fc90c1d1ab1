//! The figures that partners show: a fund's money, the members, the donors, the news, the positions of
//! governments, and the money per person. The views are pure and are written both by the server, into a page, and
//! by WebAssembly, in the visitor's browser; what a figure says is decided once, here, for both.

pub mod calls;
pub mod client;
pub mod clock;
pub mod donors;
pub mod figure;
pub mod format;
pub mod fund;
pub mod json;
pub mod locale;
pub mod members;
pub mod settings;
pub mod show;
pub mod updates;

#[cfg(all(feature = "csr", target_arch = "wasm32"))]
mod alloc;
#[cfg(feature = "csr")]
mod dom;
#[cfg(feature = "csr")]
mod intl;
#[cfg(feature = "csr")]
mod live;
#[cfg(feature = "csr")]
mod mount;
#[cfg(feature = "ssr")]
pub mod ssr;
#[cfg(test)]
mod tests;
