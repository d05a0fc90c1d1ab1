//! The built widgets, read into memory once. Without them, pages have no scripts, but the numbers that the server
//! writes remain correct.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
};

use anyhow::{Context, Result, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use serde::Deserialize;
use sha2::{Digest, Sha384};
use shared::embed::{Version, VersionFile, Versions};

/// A file and its compressed form.
#[derive(Clone, Debug)]
pub struct Asset {
    pub bytes: Bytes,
    pub brotli: Option<Bytes>,
    pub content_type: &'static str,
}

/// Every available version of the widgets, and the current one.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    current: Option<Manifest>,
    files: HashMap<String, Asset>,
    /// The hashes and sizes of each version's files.
    versions: BTreeMap<String, BTreeMap<String, Named>>,
    /// The reason for each withdrawn version.
    withdrawn: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
struct Manifest {
    version: String,
}

#[derive(Clone, Debug, Deserialize)]
struct Named {
    integrity: String,
    bytes: u64,
    brotli: u64,
}

impl Assets {
    /// Reads the folder that `cargo xtask widgets` writes. If it is absent, so are the assets.
    pub fn load(folder: &Path) -> Result<Self> {
        let manifest = folder.join("manifest.json");
        if !manifest.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(&manifest).with_context(|| format!("read {}", manifest.display()))?;
        let current: Manifest =
            serde_json::from_str(&text).with_context(|| format!("read {}", manifest.display()))?;
        let mut assets = Self::default();
        // Older versions too: a partner's page may have pinned one.
        for version in fs::read_dir(folder).with_context(|| format!("list {}", folder.display()))? {
            let version = version?;
            let name = version.file_name().to_string_lossy().into_owned();
            if let Ok(why) = fs::read_to_string(version.path().join("withdrawn")) {
                assets.withdrawn.insert(name, why.trim().to_owned());
            } else if version.path().join("integrity.json").exists() {
                // Serving other bytes at these addresses would break the hash in every snippet.
                match read_version(&version.path(), &name) {
                    Ok((hashes, files)) => {
                        assets.versions.insert(name, hashes);
                        assets.files.extend(files);
                    }
                    Err(error) => tracing::error!("the widgets {name} are not served: {error:#}"),
                }
            }
        }
        assets.current = Some(current).filter(|current| assets.versions.contains_key(&current.version));
        Ok(assets)
    }

    /// Every version: the current one first, then by name.
    pub fn versions(&self) -> Versions {
        let served = self.versions.iter().map(|(name, files)| self.listed(name, files));
        let withdrawn = self.withdrawn.iter().map(|(name, why)| Version {
            version: name.clone(),
            current: false,
            withdrawn: Some(why.clone()),
            files: Vec::new(),
        });
        let mut versions: Vec<Version> = served.chain(withdrawn).collect();
        versions.sort_by(|one, other| (!one.current, &one.version).cmp(&(!other.current, &other.version)));
        Versions { versions }
    }

    fn listed(&self, name: &str, files: &BTreeMap<String, Named>) -> Version {
        let files = files.iter().map(|(name, Named { integrity, bytes, brotli })| VersionFile {
            name: name.clone(),
            integrity: integrity.clone(),
            bytes: *bytes,
            brotli: *brotli,
        });
        let current = self.version() == Some(name);
        Version { version: name.to_owned(), current, withdrawn: None, files: files.collect() }
    }

    /// The file at `<version>/<name>`.
    pub fn get(&self, path: &str) -> Option<&Asset> {
        self.files.get(path)
    }

    /// Why this version was withdrawn, if it was.
    pub fn withdrawn(&self, version: &str) -> Option<&str> {
        self.withdrawn.get(version).map(String::as_str)
    }

    /// The version that pages and snippets name.
    pub fn version(&self) -> Option<&str> {
        self.current.as_ref().map(|manifest| manifest.version.as_str())
    }

    /// The hash of a file of the current version, for the attribute `integrity`.
    pub fn integrity(&self, name: &str) -> Option<&str> {
        self.versions.get(self.version()?)?.get(name).map(|file| file.integrity.as_str())
    }
}

/// A file of the widgets, as a page names it.
pub(in crate::site) struct File<'a> {
    pub(in crate::site) path: String,
    pub(in crate::site) integrity: &'a str,
}

impl<'a> File<'a> {
    /// Finds a file. Its path has no host, because the page is on the same server.
    pub(in crate::site) fn find(assets: &'a Assets, name: &str) -> Option<Self> {
        let integrity = assets.integrity(name)?;
        Some(Self { path: format!("/embed/{}/{name}", assets.version()?), integrity })
    }
}

/// The files of a version by path, and their hashes and sizes from its list.
fn read_version(folder: &Path, version: &str) -> Result<(BTreeMap<String, Named>, HashMap<String, Asset>)> {
    let hashes: BTreeMap<String, Named> = serde_json::from_slice(&fs::read(folder.join("integrity.json"))?)?;
    let mut files = HashMap::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let Some(content_type) = content_type(name) else { continue };
        let bytes: Bytes = fs::read(&path).with_context(|| format!("read {}", path.display()))?.into();
        if let Some(named) = hashes.get(name) {
            let hash = format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(&bytes)));
            ensure!(hash == named.integrity, "{name} is not what its hash says");
        }
        let brotli = fs::read(folder.join(format!("{name}.br"))).ok().map(Bytes::from);
        files.insert(format!("{version}/{name}"), Asset { bytes, brotli, content_type });
    }
    Ok((hashes, files))
}

/// Only file types that the build writes are served.
pub(super) fn content_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "js" => Some("text/javascript; charset=utf-8"),
        "css" => Some("text/css; charset=utf-8"),
        "wasm" => Some("application/wasm"),
        "json" => Some("application/json"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_folder_there_is_no_version_and_no_file() {
        let assets = Assets::load(Path::new("no-such-folder")).expect("a missing folder is no error");
        assert_eq!((assets.version(), assets.integrity("accord.js")), (None, None));
        assert!(assets.get("1/accord.js").is_none());
    }
}
