//! The figures that partners show: a fund's money, the members, the donors, the news, the positions of
//! governments, and the money per person. Pure views with their words, used by the server to write a page and by
//! WebAssembly in the browser. Knows no browser and makes no request.

pub mod calls;
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
#[cfg(feature = "ssr")]
pub mod ssr;
#[cfg(test)]
mod tests;
pub mod updates;
