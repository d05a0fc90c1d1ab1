//! Compiles the widgets to WebAssembly with a compiler that the machine has.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Result, bail};

use crate::{build, needs, step};

const ARGUMENTS: [&str; 5] =
    ["build", "--package=accord-embed", "--lib", "--profile=widgets", "--target=wasm32-unknown-unknown"];

/// Debian's compiler: installed beside rustup's, with the source of the standard library.
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_LINKER: &str = "wasm-ld-22";
const DEBIAN_SOURCE: &str = "/usr/lib/rustlib/src/rust";

/// The compiled widgets.
pub(super) struct Compiled {
    pub(super) wasm: PathBuf,
    /// The compiler's own name for its version, if the standard library was built for size.
    pub(super) compiler: Option<String>,
}

/// Compiles in the folder `out`.
pub(super) fn compile(out: &Path) -> Result<Compiled> {
    let (by, mut cargo, is_small) = if has_debian() {
        ("Debian's compiler, with a standard library built for size", debian(), true)
    } else if needs::has_wasm_target() && needs::has_std_source() {
        ("rustup's compiler, with a standard library built for size", for_size(step::cargo(&ARGUMENTS)), true)
    } else if needs::has_wasm_target() {
        ("rustup's compiler and its standard library, which is larger", step::cargo(&ARGUMENTS), false)
    } else {
        bail!(
            "no compiler for WebAssembly. Run one of these commands, then retry:\n  \
             rustup target add wasm32-unknown-unknown && rustup component add rust-src\n  \
             apt-get install --no-install-recommends rustc-web cargo-web rust-web-src lld-22"
        );
    };
    eprintln!("WebAssembly: by {by}");
    build::run("compile the widgets", cargo.arg("--target-dir").arg(out))?;
    let compiler = if is_small { version(&cargo) } else { None };
    Ok(Compiled { wasm: out.join("wasm32-unknown-unknown/widgets/accord_embed.wasm"), compiler })
}

/// The first two words of `rustc --version`, without the day of the build.
fn version(cargo: &Command) -> Option<String> {
    let rustc = cargo.get_envs().find(|(name, _)| *name == "RUSTC").and_then(|(_, path)| path);
    let output = Command::new(rustc.unwrap_or("rustc".as_ref())).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
}

fn has_debian() -> bool {
    let files = [DEBIAN_RUSTC, DEBIAN_CARGO, DEBIAN_SOURCE];
    files.iter().all(|path| Path::new(path).exists()) && needs::has(DEBIAN_LINKER)
}

fn debian() -> Command {
    let mut cargo = Command::new(DEBIAN_CARGO);
    cargo.args(ARGUMENTS).current_dir(step::root());
    // The cargo that runs this program sets these, and they name rustup's compiler.
    for name in ["CARGO", "RUSTUP_TOOLCHAIN", "RUSTC_WRAPPER"] {
        cargo.env_remove(name);
    }
    cargo.env("RUSTC", DEBIAN_RUSTC).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER);
    for_size(cargo)
}

/// Builds the standard library too, for size and with silent panics, which makes the download a quarter smaller.
/// Stable Rust allows this only with `RUSTC_BOOTSTRAP`.
fn for_size(mut cargo: Command) -> Command {
    cargo.args(["-Z", "build-std=std,panic_abort", "-Z", "build-std-features=optimize_for_size"]);
    cargo.env_remove("CARGO_ENCODED_RUSTFLAGS").env("RUSTC_BOOTSTRAP", "1");
    cargo.env(
        "RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort -Zfmt-debug=none -Zlocation-detail=none",
    );
    cargo
}
