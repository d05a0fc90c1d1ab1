//! Everything that the browser asked the network for, from the log it writes itself: what a page's
//! own scripts cannot see is in it too.

use std::{collections::BTreeSet, path::Path};

use reqwest::Url;
use serde_json::Value;

/// The log of a browser that has quit.
pub(crate) struct NetLog {
    log: Value,
}

impl NetLog {
    /// Reads the log, once it is whole.
    pub(crate) fn read(file: &Path) -> Option<Self> {
        let log = serde_json::from_slice(&std::fs::read(file).ok()?).ok()?;
        Some(Self { log })
    }

    /// Every origin that a page on `site` had the browser look up or ask, were it only to be ready. What
    /// the browser wants on its own account (its updates, its clock) belongs to no site.
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

    /// How often something with this in its address was asked for.
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

/// The browser keeps apart what belongs to different sites by keys that begin with the site of the page.
fn is_of(key: &Value, site: &str) -> bool {
    key.as_str().is_some_and(|key| key.split(' ').next() == Some(site))
}
