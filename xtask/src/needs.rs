//! Programs and files that the tasks need on the machine: how to detect each, and its packages.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Something a task needs, and its packages by package manager.
pub(crate) struct Need {
    pub(crate) what: &'static str,
    pub(crate) apt: &'static [&'static str],
    pub(crate) dnf: &'static [&'static str],
    pub(crate) brew: &'static [&'static str],
    pub(crate) is_met: fn() -> bool,
}

pub(crate) const POSTGRESQL: Need = Need {
    what: "PostgreSQL",
    apt: &["postgresql"],
    dnf: &["postgresql-server"],
    brew: &["postgresql@17"],
    is_met: || has_postgresql("initdb"),
};

/// If rustup cannot add the target: Debian's compiler, which can also build the standard library.
pub(crate) const WEBASSEMBLY: Need = Need {
    what: "a compiler for WebAssembly",
    apt: &["rustc-web", "cargo-web", "rust-web-src", "lld-22"],
    dnf: &["rust-std-static-wasm32-unknown-unknown"],
    brew: &["rustup"],
    is_met: || {
        let debian = ["/usr/bin/rustc", "/usr/bin/cargo", "/usr/bin/wasm-ld-22", "/usr/lib/rustlib/src/rust"];
        debian.iter().all(|path| Path::new(path).exists()) || has_wasm_target()
    },
};

pub(crate) const BROWSER: Need = Need {
    what: "Chromium and its driver",
    apt: &["chromium", "chromium-driver"],
    dnf: &["chromium", "chromedriver"],
    brew: &["chromium", "chromedriver"],
    is_met: || {
        let browsers = ["chromium", "chromium-browser", "google-chrome"];
        has("chromedriver") && browsers.iter().any(|name| has(name))
    },
};

/// Installs axe-core, which checks the accessibility of the widgets.
pub(crate) const NPM: Need =
    Need { what: "npm", apt: &["npm"], dnf: &["npm"], brew: &["node"], is_met: || has("npm") };

pub(crate) const FIREFOX: Need = Need {
    what: "Firefox",
    apt: &["firefox-esr"],
    dnf: &["firefox"],
    brew: &["firefox"],
    is_met: || has("firefox-esr") || has("firefox"),
};

/// Recomputes figures independently of Accord (`docs/recompute.py`).
pub(crate) const PYTHON: Need = Need {
    what: "Python",
    apt: &["python3"],
    dnf: &["python3"],
    brew: &["python"],
    is_met: || has("python3"),
};

/// Without fonts for Hebrew and Arabic, the browser draws boxes of meaningless width. Desktop systems have
/// such fonts; a minimal Debian does not.
pub(crate) const FONTS: Need = Need {
    what: "fonts for every script of the widgets",
    apt: &["fonts-noto-core"],
    dnf: &["google-noto-sans-arabic-fonts", "google-noto-sans-hebrew-fonts"],
    brew: &[],
    is_met: || {
        !has("apt-get") || Path::new("/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf").exists()
    },
};

pub(crate) const LOAD: Need = Need {
    what: "nginx and wrk, to measure with",
    apt: &["nginx-light", "wrk"],
    dnf: &["nginx", "wrk"],
    brew: &["nginx", "wrk"],
    is_met: || has("nginx") && has("wrk"),
};

pub(crate) const PGBENCH: Need = Need {
    what: "pgbench",
    apt: &["postgresql-contrib"],
    dnf: &["postgresql-contrib"],
    brew: &["postgresql@17"],
    is_met: || has_postgresql("pgbench"),
};

/// Whether rustup's compiler has the standard library for WebAssembly.
pub(crate) fn has_wasm_target() -> bool {
    has_in_sysroot("wasm32-unknown-unknown")
}

/// Whether rustup's compiler has the source of the standard library, to rebuild it for size.
pub(crate) fn has_std_source() -> bool {
    has_in_sysroot("src/rust/library/std")
}

fn has_in_sysroot(path: &str) -> bool {
    let output = Command::new("rustc").args(["--print", "sysroot"]).output();
    let sysroot = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    sysroot.is_ok_and(|sysroot| Path::new(&sysroot).join("lib/rustlib").join(path).exists())
}

/// Whether `program` can be run.
pub(crate) fn has(program: &str) -> bool {
    find(program).is_some()
}

/// The path of `program`. The administrator's folders are searched too: they are not on every user's path.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<_> = env::split_paths(&path).collect();
    folders.extend(["/usr/sbin", "/sbin"].map(PathBuf::from));
    folders.into_iter().map(|folder| folder.join(program)).find(|path| path.is_file())
}

fn has_postgresql(program: &str) -> bool {
    find_postgresql(program).is_some()
}

/// The path of a PostgreSQL program. Distributions keep server programs in one folder per version.
pub(crate) fn find_postgresql(program: &str) -> Option<PathBuf> {
    let roots = ["/usr/lib/postgresql", "/usr", "/opt/homebrew/opt", "/usr/local/opt"];
    let folders = roots.iter().filter_map(|root| fs::read_dir(root).ok()).flatten().flatten();
    let mut paths = folders.map(|folder| folder.path().join("bin").join(program));
    find(program).or_else(|| paths.find(|path| path.is_file()))
}
