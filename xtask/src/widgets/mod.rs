//! Builds the widgets: Rust to WebAssembly, and its glue with our own script into one file each. Each file is
//! compressed, and its hash recorded. Nothing is minified: a partner who pins a file can read it.

mod bind;
mod compile;
mod package;
mod sizes;

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};

use crate::step;
use compile::Compiled;
use package::Package;

/// Builds everything into `target/widgets`.
pub(crate) fn build() -> Result<()> {
    let target = step::root().join("target");
    let compiled = compile::compile(&target.join("widgets-build"))?;
    step::timed("bind and compress the widgets", || pack(&compiled, &target.join("widgets"))).1
}

fn pack(compiled: &Compiled, folder: &Path) -> Result<()> {
    let (glue, wasm) = bind::bind(&compiled.wasm)?;
    let sources = step::root().join("widgets/embed");
    let read = |name: &str| {
        fs::read_to_string(sources.join(name)).with_context(|| format!("read widgets/embed/{name}"))
    };

    let mut package = Package::default();
    package.add("accord_bg.wasm", wasm);
    package.add("accord.css", read("accord.css")?.into_bytes());
    // A script contains the hashes of the files it loads, so that its own hash pins them all.
    let mut begin = glue + &read("wasm.js")?;
    for (name, file) in &package.files {
        begin = begin.replace(&format!("{{{name}}}"), &file.integrity);
    }
    ensure!(!begin.contains("\"{"), "widgets/embed/wasm.js names a file that is not built");
    for (name, end) in [("accord.js", "embed.js"), ("frame.js", "frame.js")] {
        package.add(name, format!("{begin}\n{}", read(end)?).into_bytes());
    }
    package.write(folder)?;
    let sizes = package.files.iter().map(|(name, file)| (name.as_str(), file.brotli.len())).collect();
    sizes::check(&read("sizes.txt")?, &sizes, compiled.compiler.as_deref())
}
