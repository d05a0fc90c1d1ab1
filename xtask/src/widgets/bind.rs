//! Generates the glue between WebAssembly and JavaScript, and removes the unused half of its bytes. Cargo.lock
//! pins one version of wasm-bindgen for the glue and the widgets.

use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

/// The start of the glue's loading code, which is unused: `widgets/embed/wasm.js` loads in one line.
const LOADING: &str = "async function __wbg_load(";

/// Short names for generated ones, whose hashes do not compress.
struct Names(Vec<(String, String)>);

impl Names {
    fn short(&mut self, long: &mut String) {
        let short = format!("_{}", self.0.len());
        self.0.push((std::mem::replace(long, short.clone()), short));
    }

    fn put_into(mut self, glue: String) -> String {
        // A name that is the start of a longer name is replaced after it.
        self.0.sort_by_key(|(long, _)| std::cmp::Reverse(long.len()));
        self.0.iter().fold(glue, |glue, (long, short)| glue.replace(long, short))
    }
}

/// The glue, as the beginning of a script, and its WebAssembly.
pub(super) fn bind(wasm: &Path) -> Result<(String, Vec<u8>)> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name("accord").web(true)?.typescript(false);
    bindgen.omit_default_module_path(true).encode_into(EncodeInto::Never);
    bindgen.remove_name_section(true).remove_producers_section(true);
    let mut output =
        bindgen.generate_output().context("generate the glue between WebAssembly and JavaScript")?;

    let mut names = Names(Vec::new());
    let module = output.wasm_mut();
    module.imports.iter_mut().for_each(|import| names.short(&mut import.name));
    let hashed = module.exports.iter_mut().filter(|export| export.name.starts_with("wasm_bindgen_"));
    hashed.for_each(|export| names.short(&mut export.name));
    let wasm = module.emit_wasm();

    let (glue, _) =
        output.js().split_once(LOADING).context("the loading code of wasm-bindgen's glue has changed")?;
    // Our script follows in the same file, so the glue exports nothing.
    let glue = glue.replace("export class ", "class ").replace("export function ", "function ");
    Ok((without_comments(&names.put_into(glue)), wasm))
}

/// Removes generated comments: they describe types that no script imports.
fn without_comments(glue: &str) -> String {
    let is_comment = |line: &str| ["/*", "* ", "*/", "//"].iter().any(|start| line.starts_with(start));
    let lines =
        glue.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "*" && !is_comment(line));
    lines.fold(String::new(), |glue, line| glue + line + "\n")
}
