//! What partners' programs read of the figures on partners' pages: a badge as data, the answer of oEmbed, and
//! the versions of the widgets.

use serde::{Deserialize, Serialize};

/// A figure in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Badge {
    /// What is counted, in the language asked for. A name in it is between U+2068 and U+2069, which keep it
    /// together where text runs from right to left.
    #[cfg_attr(feature = "openapi", schema(example = "Committed to \u{2068}International Fund\u{2069}"))]
    pub label: String,
    /// The number as the locale writes it, rounded for the eye from a million up; or, where there is none, that
    /// it is not yet reported.
    #[cfg_attr(feature = "openapi", schema(example = "US$48 million"))]
    pub value: String,
    /// The exact number, as a decimal string. Absent where none was reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = "48000000.00"))]
    pub number: Option<String>,
    /// Unit of `number` where it is an amount (ISO 4217).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = "USD"))]
    pub currency: Option<String>,
    /// What the number means and, of a count, its unit. Absent where none was reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(nullable = false, example = "organisations; including 12 that are not named.")
    )]
    pub sentence: Option<String>,
    /// Instant of the last change in what the public may see (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub as_of: String,
    /// Whether the server has lost sight of the ledger, so that there may be a newer number.
    pub stale: bool,
    /// Whether records invented for illustration are in it.
    pub sample: bool,
    /// Where it is said how the number is counted.
    #[cfg_attr(
        feature = "openapi",
        schema(format = "uri", example = "https://accord.example/docs/counting")
    )]
    pub source_url: String,
    /// Language of the texts, and how numbers are written (BCP 47).
    #[cfg_attr(feature = "openapi", schema(example = "en-GB"))]
    pub lang: String,
    /// Direction of the texts: `ltr` or `rtl`.
    #[cfg_attr(feature = "openapi", schema(example = "ltr"))]
    pub dir: String,
}

/// The answer of oEmbed (oembed.com, 1.0): a frame to put on a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OEmbed {
    /// Of oEmbed.
    #[cfg_attr(feature = "openapi", schema(example = "1.0"))]
    pub version: String,
    /// Always `rich`: HTML that is no video.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "rich"))]
    pub kind: String,
    /// What the figure counts.
    #[cfg_attr(feature = "openapi", schema(example = "Committed to \u{2068}International Fund\u{2069}"))]
    pub title: String,
    #[cfg_attr(feature = "openapi", schema(example = "Accord"))]
    pub provider_name: String,
    #[cfg_attr(feature = "openapi", schema(format = "uri", example = "https://accord.example"))]
    pub provider_url: String,
    /// How long this holds, in seconds.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 3600))]
    pub cache_age: u32,
    /// The frame, sandboxed.
    pub html: String,
    /// In pixels.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 600))]
    pub width: u32,
    /// In pixels.
    #[cfg_attr(feature = "openapi", schema(minimum = 200, example = 440))]
    pub height: u32,
}

/// Every version of the widgets that this server has, or has withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Versions {
    /// The current one first, then by name.
    pub versions: Vec<Version>,
}

/// A version of the widgets. Its files never change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Version {
    /// The release, and the beginning of a hash of the content.
    #[cfg_attr(feature = "openapi", schema(example = "0.1.0-dd75a90b"))]
    pub version: String,
    /// Whether it is the one that snippets name now.
    pub current: bool,
    /// Why it is withdrawn: its files are no longer given out (410). Absent of those that are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(nullable = false, example = "It shows sums of a fund under the name of another.")
    )]
    pub withdrawn: Option<String>,
    /// Its files, by name; none of a version that is withdrawn.
    pub files: Vec<VersionFile>,
}

/// A file of the widgets, at `/embed/{version}/{name}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VersionFile {
    #[cfg_attr(feature = "openapi", schema(example = "accord.js"))]
    pub name: String,
    /// The value of the attribute `integrity` (Subresource Integrity, SHA-384).
    #[cfg_attr(
        feature = "openapi",
        schema(example = "sha384-jA6uNmmcO6POgir3dP5G1tFIbqJQ1zfWlXx40nNLFW6f0jPJEhxso5HGCdhtk975")
    )]
    pub integrity: String,
    /// Size in bytes.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub bytes: u64,
    /// Size in bytes as it travels, compressed by Brotli.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub brotli: u64,
}
