//! The built files as served: compressed, hashed, and in a folder named after their content. So an address always
//! returns the same bytes.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256, Sha384};

/// A built file.
pub(super) struct File {
    bytes: Vec<u8>,
    pub(super) brotli: Vec<u8>,
    pub(super) integrity: String,
}

#[derive(Default)]
pub(super) struct Package {
    pub(super) files: BTreeMap<String, File>,
}

impl Package {
    pub(super) fn add(&mut self, name: &str, bytes: Vec<u8>) {
        let integrity = format!("sha384-{}", BASE64_STANDARD.encode(Sha384::digest(&bytes)));
        let brotli = compress(&bytes);
        self.files.insert(name.to_owned(), File { bytes, brotli, integrity });
    }

    /// Writes the files, and a manifest with their version.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let version = self.version();
        let place = folder.join(&version);
        fs::create_dir_all(&place).with_context(|| format!("create {}", place.display()))?;
        for (name, file) in &self.files {
            fs::write(place.join(name), &file.bytes)?;
            fs::write(place.join(format!("{name}.br")), &file.brotli)?;
        }
        let files = self.json();
        fs::write(place.join("integrity.json"), &files)?;
        let manifest = format!("{{\"version\":\"{version}\",\"files\":{files}}}");
        // Written last and moved into place, so that its files always exist.
        let draft = folder.join("manifest.json.new");
        fs::write(&draft, manifest)?;
        fs::rename(&draft, folder.join("manifest.json"))?;
        self.report(&version);
        Ok(())
    }

    /// The release, and a hash of the content: different bytes get a different path.
    fn version(&self) -> String {
        let mut hash = Sha256::new();
        for (name, file) in &self.files {
            hash.update(name);
            hash.update(&file.integrity);
        }
        let digest = hash.finalize();
        let digits: String = digest.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        format!("{}-{digits}", env!("CARGO_PKG_VERSION"))
    }

    /// Names and hashes contain no characters that JSON escapes.
    fn json(&self) -> String {
        let files = self.files.iter().map(|(name, file)| {
            let (bytes, brotli) = (file.bytes.len(), file.brotli.len());
            let integrity = &file.integrity;
            format!("\"{name}\":{{\"integrity\":\"{integrity}\",\"bytes\":{bytes},\"brotli\":{brotli}}}")
        });
        format!("{{{}}}", files.collect::<Vec<_>>().join(","))
    }

    fn report(&self, version: &str) {
        eprintln!("{:<36} {:>9} {:>9}", format!("widgets {version}"), "bytes", "brotli");
        for (name, file) in &self.files {
            eprintln!("{name:<36} {:>9} {:>9}", file.bytes.len(), file.brotli.len());
        }
    }
}

fn compress(mut bytes: &[u8]) -> Vec<u8> {
    let mut compressed = Vec::new();
    let best = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut bytes, &mut compressed, &best).expect("memory takes every write");
    compressed
}
