//! Funds: the envelopes that pledges go to. A law can be a fund too.

mod people;

use std::num::NonZeroU64;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    audience::Audience,
    date::PartialDate,
    embargo::VisibleFrom,
    fields::{Body, Fields},
    money::Money,
    offices::slug,
};

pub use people::Comparison;

/// A fund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fund {
    pub id: Uuid,
    /// The office that maintains it; absent on an import.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<Uuid>,
    #[serde(flatten)]
    pub head: NewFund,
}

/// A fund as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewFund {
    /// The audience that may read this.
    pub audience: Audience,
    /// End of the embargo: until then nobody outside the offices can tell that this exists. An instant (RFC
    /// 3339), or a local time with its IANA zone (RFC 9557). If absent, there is no embargo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "2027-03-28T10:00:00+01:00[Europe/London]"))]
    pub visible_from: Option<VisibleFrom>,
    /// Whether this is invented for illustration rather than a fact. Default false.
    #[serde(default)]
    pub sample: bool,
    /// Short unique name for paths and snippets: lower-case letters, digits and hyphens.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "international-fund", pattern = "^[a-z0-9]+(-[a-z0-9]+)*$", max_length = 60)
    )]
    pub slug: String,
    #[cfg_attr(
        feature = "openapi",
        schema(example = "International Fund for Israeli-Palestinian Peace", max_length = 300)
    )]
    pub name: String,
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub description: Option<String>,
    /// Target amount: for the whole period, or for each year if `yearly`.
    pub target: Option<Money>,
    /// Whether the target is an amount per year. Default false.
    #[serde(default)]
    pub yearly: bool,
    /// First year, month or day of the fund's period.
    pub starts: Option<PartialDate>,
    /// Last year, month or day of the fund's period.
    pub ends: Option<PartialDate>,
    /// Web address of the source.
    #[cfg_attr(feature = "openapi", schema(format = "uri", max_length = 2000))]
    pub source_url: Option<String>,
    /// How many people the fund is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(value_type = Option<u64>, nullable = false, minimum = 1, maximum = 10_000_000_000_i64, example = 13_500_000)
    )]
    pub people: Option<NonZeroU64>,
    /// Web address of the source of `people`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, format = "uri", max_length = 2000))]
    pub people_source_url: Option<String>,
    /// Spending per person per year elsewhere, for comparison.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub comparison: Option<Comparison>,
}

impl Body for NewFund {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let audience = fields.required("audience");
        let visible_from = fields.visible_from();
        let sample = fields.or_default("sample");
        let slug = slug(fields);
        let name = fields.text("name", 300);
        let description = fields.optional_text("description", 5000);
        let target: Option<Money> = fields.optional("target");
        if target.is_some_and(|target| target.amount() <= rust_decimal::Decimal::ZERO) {
            fields.complain("target", "must be more than zero");
        }
        let yearly = fields.or_default("yearly");
        let starts: Option<PartialDate> = fields.optional("starts");
        let ends: Option<PartialDate> = fields.optional("ends");
        if let (Some(starts), Some(ends)) = (starts, ends)
            && ends.earliest() < starts.earliest()
        {
            fields.complain("ends", "must not be before `starts`");
        }
        let source_url = web_address(fields, "source_url");
        let people = people::people(fields);
        let people_source_url = web_address(fields, "people_source_url");
        let comparison = fields.object("comparison");
        Some(Self {
            audience: audience?,
            visible_from,
            sample,
            slug: slug?,
            name: name?,
            description,
            target,
            yearly,
            starts,
            ends,
            source_url,
            people,
            people_source_url,
            comparison,
        })
    }
}

/// The most characters in a web address.
const LONGEST_ADDRESS: usize = 2000;

/// Reads a web address.
pub(crate) fn web_address(fields: &mut Fields<'_>, name: &'static str) -> Option<String> {
    let url = fields.optional_text(name, LONGEST_ADDRESS)?;
    if is_web_address(&url) {
        return Some(url);
    }
    fields.complain(
        name,
        "must be a web address that begins with https:// or http://, without a user name or password",
    );
    None
}

/// Whether a text is a web address: only `https` and `http` addresses become links. Characters that RFC 3986 forbids are
/// refused: they could end the attribute or text that a page writes the address into. A user name before the host is
/// refused: it may be a secret, or imitate another site.
pub fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let is_alien = |c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c);
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty()
            && !host.contains('@')
            && !rest.contains(is_alien)
            && url.chars().count() <= LONGEST_ADDRESS
    })
}

/// A fund as other resources refer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FundName {
    pub id: Uuid,
    #[cfg_attr(feature = "openapi", schema(example = "international-fund"))]
    pub slug: String,
    #[cfg_attr(feature = "openapi", schema(example = "International Fund for Israeli-Palestinian Peace"))]
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::is_web_address;

    #[test]
    fn a_web_address_has_a_host_and_no_user() {
        for url in ["https://example.org", "http://example.org:80/a@b?c=@#@", "https://[2001:db8::1]/"] {
            assert!(is_web_address(url), "{url}");
        }
        for url in [
            "https://user:pw@example.org/",
            "http://user@example.org",
            "https://example.org:pw@evil.example?x",
            "https:///x",
            "https://",
            "javascript:alert(1)",
            "https://example.org/ x",
        ] {
            assert!(!is_web_address(url), "{url}");
        }
    }
}
