//! Shared by the pages: their policy, and the visitor's languages.

/// Sent with the pages that need no script.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";

/// The requested languages in order of preference: the address's, then the browser's (RFC 9110, 12.5.4).
pub(super) fn wanted(named: &str, accepted: &str) -> Vec<String> {
    let named = Some(named.to_owned());
    let mut ranges: Vec<(f32, &str)> = accepted.split(',').filter_map(range).collect();
    ranges.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    named.into_iter().chain(ranges.into_iter().map(|(_, tag)| tag.to_owned())).collect()
}

/// The weight and tag of a range in `Accept-Language`; `None` if refused.
fn range(range: &str) -> Option<(f32, &str)> {
    let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
    let weight =
        parameters.trim().strip_prefix("q=").map_or(Some(1.0), |weight| weight.trim().parse().ok())?;
    (weight > 0.0).then_some((weight, tag.trim()))
}

#[cfg(test)]
mod tests {
    use figures::locale::nearest;

    use super::*;

    #[test]
    fn the_address_chooses_the_language_before_the_browser() {
        let chosen = |named: &str, accepted: &str| {
            nearest(wanted(named, accepted).iter().map(String::as_str)).language
        };
        assert_eq!(chosen("", ""), "en");
        assert_eq!(chosen("he", "fr"), "he");
        assert_eq!(chosen("tlh", "pt-BR, de-AT;q=0.7, fr;q=0.8, ar;q=0"), "fr");
        assert_eq!(chosen("AR-ps", "*"), "ar");
        assert_eq!(chosen("", "de;q=x, ar;q=0.1"), "ar");
    }
}
