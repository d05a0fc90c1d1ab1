//! The files of the repository, by folder and ending.

use std::fs;
use std::path::{Path, PathBuf};

/// A text file, by its path from the repository's root.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

fn root() -> PathBuf {
    std::env::var_os("ACCORD_ROOT")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), PathBuf::from)
}

/// All files under a folder or at a path whose name ends in one of these endings, sorted by path. A folder that
/// does not exist has no files.
pub(crate) fn files(path: &str, endings: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    collect(&root().join(path), endings, &mut found);
    found.sort();
    let root = root();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let path = path.strip_prefix(&root).expect("it was found below the root");
        File { path: path.display().to_string(), text }
    };
    found.into_iter().map(read).collect()
}

fn collect(path: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    let Ok(folder) = fs::read_dir(path) else {
        let name = path.to_string_lossy();
        if path.is_file() && endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path.to_owned());
        }
        return;
    };
    for entry in folder {
        let entry = entry.expect("a readable folder");
        let name = entry.file_name();
        if name != "target" && !name.to_string_lossy().starts_with('.') {
            collect(&entry.path(), endings, found);
        }
    }
}
