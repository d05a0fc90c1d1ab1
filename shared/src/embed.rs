//! Data for partners' programs about embedded figures: a badge as data, the oEmbed response, and the widget
//! versions.

use serde::{Deserialize, Serialize};

/// A figure in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Badge {
    /// Label of the figure, in the requested language. U+2068 and U+2069 enclose a name in it, so that the
    /// name stays together in right-to-left text.
    #[cfg_attr(feature = "openapi", schema(example = "Committed to \u{2068}International Fund\u{2069}"))]
    pub label: String,
    /// The number as the locale writes it, rounded for display from one million up. If no number was
    /// reported, a text that says so.
    #[cfg_attr(feature = "openapi", schema(example = "US$48 million"))]
    pub value: String,
    /// The exact number, as a decimal string. Absent if none was reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = "48000000.00"))]
    pub number: Option<String>,
    /// Currency of `number`, if it is an amount (ISO 4217).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = "USD"))]
    pub currency: Option<String>,
    /// Meaning of the number and, for a count, its unit. Absent if no number was reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(nullable = false, example = "organisations; including 12 that are not named.")
    )]
    pub sentence: Option<String>,
    /// Instant of the last change that the public may see (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub as_of: String,
    /// Whether the server has lost its connection to the ledger, so that a newer number may exist.
    pub stale: bool,
    /// Whether it includes records invented for illustration.
    pub sample: bool,
    /// Web address of the page that explains how the number is counted.
    #[cfg_attr(
        feature = "openapi",
        schema(format = "uri", example = "https://accord.example/docs/counting")
    )]
    pub source_url: String,
    /// Locale of the texts and numbers (BCP 47).
    #[cfg_attr(feature = "openapi", schema(example = "en-GB"))]
    pub lang: String,
    /// Direction of the texts: `ltr` or `rtl`.
    #[cfg_attr(feature = "openapi", schema(example = "ltr"))]
    pub dir: String,
}

/// An oEmbed response (oembed.com, 1.0): a frame to put on a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OEmbed {
    /// Version of oEmbed.
    #[cfg_attr(feature = "openapi", schema(example = "1.0"))]
    pub version: String,
    /// Always `rich`: HTML other than a video.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "rich"))]
    pub kind: String,
    /// Label of the figure.
    #[cfg_attr(feature = "openapi", schema(example = "Committed to \u{2068}International Fund\u{2069}"))]
    pub title: String,
    #[cfg_attr(feature = "openapi", schema(example = "Accord"))]
    pub provider_name: String,
    #[cfg_attr(feature = "openapi", schema(format = "uri", example = "https://accord.example"))]
    pub provider_url: String,
    /// How long this may be cached, in seconds.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 3600))]
    pub cache_age: u32,
    /// HTML of the frame, sandboxed.
    pub html: String,
    /// Width in pixels.
    #[cfg_attr(feature = "openapi", schema(minimum = 0, example = 600))]
    pub width: u32,
    /// Height in pixels.
    #[cfg_attr(feature = "openapi", schema(minimum = 200, example = 440))]
    pub height: u32,
}

/// Every widget version that this server has, including withdrawn ones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Versions {
    /// The current version first, then sorted by name.
    pub versions: Vec<Version>,
}

/// A widget version. Its files never change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Version {
    /// The release, and the beginning of a hash of the content.
    #[cfg_attr(feature = "openapi", schema(example = "0.1.0-dd75a90b"))]
    pub version: String,
    /// Whether new snippets name this version.
    pub current: bool,
    /// Why it is withdrawn. The files of a withdrawn version are no longer served (410). Absent on every
    /// other version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(nullable = false, example = "It shows sums of a fund under the name of another.")
    )]
    pub withdrawn: Option<String>,
    /// Its files, sorted by name; empty if it is withdrawn.
    pub files: Vec<VersionFile>,
}

/// A widget file, at `/embed/{version}/{name}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VersionFile {
    #[cfg_attr(feature = "openapi", schema(example = "accord.js"))]
    pub name: String,
    /// Value of the `integrity` attribute (Subresource Integrity, SHA-384).
    #[cfg_attr(
        feature = "openapi",
        schema(example = "sha384-jA6uNmmcO6POgir3dP5G1tFIbqJQ1zfWlXx40nNLFW6f0jPJEhxso5HGCdhtk975")
    )]
    pub integrity: String,
    /// Size in bytes.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub bytes: u64,
    /// Size in bytes when compressed with Brotli.
    #[cfg_attr(feature = "openapi", schema(minimum = 0))]
    pub brotli: u64,
}
