//! One `Vary` line. Each layer adds its own, and some shared caches heed only one of several lines.

use http::{HeaderValue, Response, header};

/// Joins the names of all `Vary` lines, each once. Every answer may be compressed, so each names that too.
pub(super) fn joined<B>(mut response: Response<B>) -> Response<B> {
    let lines = response.headers().get_all(header::VARY).iter();
    let lines: Vec<String> =
        lines.filter_map(|line| Some(line.to_str().ok()?.to_ascii_lowercase())).collect();
    let mut names: Vec<&str> = Vec::new();
    for name in lines.iter().flat_map(|line| line.split(',')).map(str::trim).chain(["accept-encoding"]) {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    let line = HeaderValue::from_str(&names.join(", ")).expect("these names came from headers");
    response.headers_mut().insert(header::VARY, line);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vary_name_is_given_once_in_one_line() {
        let response = Response::builder()
            .header("Vary", "Origin, accept")
            .header("Vary", "accept, authorization")
            .body(())
            .expect("an answer");
        let lines: Vec<_> = joined(response).headers().get_all("Vary").iter().cloned().collect();
        assert_eq!(lines, ["origin, accept, authorization, accept-encoding"]);
    }
}
