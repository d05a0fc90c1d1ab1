//! Content negotiation by the `Accept` header (RFC 9110, 12.5.1), as far as addresses with one form need it.

/// Whether an `Accept` header includes a media type.
pub(super) fn accepts(accept: &str, content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let kind = essence.split('/').next().unwrap_or_default();
    accept.split(',').any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let media = parts.next().unwrap_or_default();
        let refused =
            parts.any(|part| part.strip_prefix("q=").is_some_and(|q| q.trim_matches(['0', '.']).is_empty()));
        let fits = media == "*/*"
            || media.eq_ignore_ascii_case(essence)
            || media.strip_suffix("/*").is_some_and(|wanted| wanted.eq_ignore_ascii_case(kind));
        fits && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::accepts;

    #[test]
    fn accept_matches_names_and_wildcards_of_positive_weight() {
        for (accept, fits) in [
            ("application/json", true),
            ("text/html, application/*;q=0.5", true),
            ("*/*", true),
            ("APPLICATION/JSON; charset=utf-8", true),
            ("application/xml", false),
            ("application/json;q=0", false),
            ("application/json; q=0.000", false),
            ("", false),
        ] {
            assert_eq!(accepts(accept, "application/json; charset=utf-8"), fits, "{accept}");
        }
    }
}
