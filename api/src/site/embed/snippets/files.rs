//! The page's script and stylesheet, at addresses derived from their content, so that no cache holds an outdated
//! file.

use std::sync::LazyLock;

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha384};

use crate::site::assets::{Asset, File};

pub(in crate::site) static SCRIPT: LazyLock<Own> =
    LazyLock::new(|| Own::new("builder.js", include_str!("../../../../templates/builder.js")));
pub(in crate::site) static STYLE: LazyLock<Own> =
    LazyLock::new(|| Own::new("builder.css", include_str!("../../../../templates/builder.css")));

/// A file, and its name on the page.
pub(in crate::site) struct Own {
    pub(in crate::site) file: File<'static>,
    asset: Asset,
}

impl Own {
    fn new(name: &str, text: &'static str) -> Self {
        let digest = Sha384::digest(text);
        let version = HEXLOWER.encode(&digest[..4]);
        let integrity: &str = format!("sha384-{}", BASE64_STANDARD.encode(digest)).leak();
        let content_type =
            crate::site::assets::content_type(name).expect("the name has an ending that is served");
        Self {
            file: File { path: format!("/embed/builder-{version}/{name}"), integrity },
            asset: Asset { bytes: Bytes::from_static(text.as_bytes()), brotli: None, content_type },
        }
    }
}

/// The file at this path below `/embed/`.
pub(in crate::site) fn find(path: &str) -> Option<&'static Asset> {
    let files: [&'static Own; 2] = [&SCRIPT, &STYLE];
    files.into_iter().find(|own| own.file.path.strip_prefix("/embed/") == Some(path)).map(|own| &own.asset)
}
