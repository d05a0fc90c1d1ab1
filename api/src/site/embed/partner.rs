//! A page that imitates a partner's site: another origin, a strict Content-Security-Policy, and the snippets that
//! a partner pastes. For demonstrations and tests.

use askama::Template;
use http::header;
use warp::{Filter, Reply, filters::BoxedFilter, reply::Response};

use crate::http::{Problem, get_or_head, respond};
use crate::site::assets::{Assets, File};

#[derive(Template)]
#[template(path = "partner.html")]
struct Page<'a> {
    /// Address of the Accord server, without a trailing slash.
    server: &'a str,
    script: Option<File<'a>>,
}

/// Writes the page. `public_url` is the Accord server's public address.
pub fn partner(public_url: &str, assets: &Assets) -> String {
    let server = public_url.trim_end_matches('/');
    let page = Page { server, script: File::find(assets, "accord.js") };
    page.render().expect("the template writes to memory")
}

/// The partner's own stylesheet, which the page loads as `partner.css`.
pub fn partner_css() -> &'static str {
    include_str!("../../../templates/partner.css")
}

/// Serves the page on a port of its own, and so with an origin of its own.
pub fn filter(public_url: &str, assets: &Assets) -> BoxedFilter<(Response,)> {
    let html = partner(public_url, assets);
    let policy = partner_csp(public_url);
    let page = warp::path!("partner-demo").and(get_or_head()).map(move || {
        let response = respond::tagged("text/html; charset=utf-8", html.clone());
        respond::with(response, header::CONTENT_SECURITY_POLICY, &policy)
    });
    let style = warp::path!("partner.css")
        .and(get_or_head())
        .map(|| respond::tagged("text/css; charset=utf-8", partner_css()));
    let nothing = warp::any().map(|| Problem::not_found().into_response());
    page.or(style).unify().or(nothing).unify().boxed()
}

/// The policy of a careful partner: only its own styles, and only what the snippets need from the Accord server.
pub fn partner_csp(public_url: &str) -> String {
    let host = origin(public_url);
    format!(
        "default-src 'none'; script-src {host} 'wasm-unsafe-eval'; connect-src {host}; frame-src {host}; \
         style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// Scheme and host: a policy with a path would have to name every file.
pub(in crate::site) fn origin(url: &str) -> &str {
    let start = url.find("://").map_or(0, |index| index + 3);
    let end = url[start..].find('/').map_or(url.len(), |index| start + index);
    &url[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_the_server_and_nothing_else() {
        let policy = partner_csp("http://127.0.0.1:8080/accord/");
        assert!(policy.contains("script-src http://127.0.0.1:8080 'wasm-unsafe-eval';"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
    }

    #[test]
    fn without_built_widgets_frames_and_links_remain() {
        let page = partner("https://accord.example/", &Assets::default());
        assert!(page.contains("src=\"https://accord.example/embed/fund?fund=meppa"), "{page}");
        assert!(!page.contains("<script") && !page.contains("style="), "{page}");
    }
}
