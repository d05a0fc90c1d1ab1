//! A website with pages written by a test, at its own origin and with any headers. Its pages can
//! report to it, in browsers without a driver.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use warp::{Filter, http::Response, path::FullPath};

type Headers = Vec<(&'static str, String)>;

#[derive(Default)]
struct Site {
    /// The text and headers of each path.
    pages: HashMap<String, (String, Headers)>,
    reports: Vec<String>,
}

/// A running site.
pub(crate) struct Host {
    address: SocketAddr,
    site: Arc<Mutex<Site>>,
}

impl Host {
    pub(crate) async fn start() -> Self {
        let site = Arc::<Mutex<Site>>::default();
        let served = site.clone();
        let query = warp::query::raw().or(warp::any().map(String::new)).unify();
        let answer = warp::path::full().and(query).map(move |path: FullPath, query: String| {
            let mut site = served.lock().unwrap_or_else(PoisonError::into_inner);
            if path.as_str() == "/report" {
                site.reports.push(query);
                return Response::builder().status(204).body(String::new());
            }
            let Some((text, headers)) = site.pages.get(path.as_str()) else {
                return Response::builder().status(404).body(String::new());
            };
            let kind =
                if path.as_str().ends_with(".js") { "text/javascript" } else { "text/html; charset=utf-8" };
            let response = Response::builder().header("content-type", kind);
            let response =
                headers.iter().fold(response, |response, (name, value)| response.header(*name, value));
            response.body(text.clone())
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it listens");
        tokio::spawn(warp::serve(answer).incoming(listener).run());
        Self { address, site }
    }

    /// Scheme, host and port.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Adds a page, and returns its address.
    pub(crate) fn page(&self, path: &str, headers: &[(&'static str, &str)], text: &str) -> String {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let mut site = self.site.lock().unwrap_or_else(PoisonError::into_inner);
        site.pages.insert(path.to_owned(), (text.to_owned(), headers));
        format!("http://{}{path}", self.address)
    }

    /// Adds a page with this body and policy, and returns its address.
    pub(crate) fn body(&self, policy: &str, body: &str) -> String {
        let page =
            format!("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>A site</title>{body}");
        self.page("/", &[("content-security-policy", policy)], &page)
    }

    /// Whether a page has reported this, as the query of `/report`.
    pub(crate) fn was_told(&self, report: &str) -> bool {
        let site = self.site.lock().unwrap_or_else(PoisonError::into_inner);
        site.reports.iter().any(|told| told == report)
    }
}
