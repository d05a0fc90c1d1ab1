//! The browser's own log of network requests, which includes those that a page's scripts cannot
//! see.

use std::{collections::BTreeSet, path::Path};

use reqwest::Url;
use serde_json::Value;

/// The log of a closed browser.
pub(crate) struct NetLog {
    log: Value,
}

impl NetLog {
    /// Reads the log, once it is complete.
    pub(crate) fn read(file: &Path) -> Option<Self> {
        let log = serde_json::from_slice(&std::fs::read(file).ok()?).ok()?;
        Some(Self { log })
    }

    /// Every origin that pages of `site` had the browser look up or contact, even only to prepare.
    /// The browser's own requests (updates, clock) belong to no site.
    pub(crate) fn origins(&self, site: &str) -> BTreeSet<String> {
        let looked_up = self.begun("HOST_RESOLVER_MANAGER_REQUEST");
        let looked_up = looked_up.filter(|lookup| is_of(&lookup["network_anonymization_key"], site));
        let asked = self.begun("URL_REQUEST_START_JOB");
        let asked = asked.filter(|request| is_of(&request["network_isolation_key"], site));
        let hosts = looked_up.filter_map(|lookup| lookup["host"].as_str());
        let urls = asked.filter_map(|request| request["url"].as_str());
        hosts
            .chain(urls)
            .filter_map(|url| url.parse().ok())
            .map(|url: Url| url.origin().ascii_serialization())
            .collect()
    }

    /// The number of requests with this in their address.
    pub(crate) fn asked(&self, part: &str) -> usize {
        let urls = self.begun("URL_REQUEST_START_JOB").filter_map(|request| request["url"].as_str());
        urls.filter(|url| url.contains(part)).count()
    }

    fn begun(&self, event: &str) -> impl Iterator<Item = &Value> {
        let number = &self.log["constants"]["logEventTypes"][event];
        let events = self.log["events"].as_array().expect("the log has events");
        events.iter().filter(move |event| event["type"] == *number).map(|event| &event["params"])
    }
}

/// The browser separates sites by keys that begin with the page's site.
fn is_of(key: &Value, site: &str) -> bool {
    key.as_str().is_some_and(|key| key.split(' ').next() == Some(site))
}
