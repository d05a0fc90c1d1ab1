//! Keeps the download from growing unnoticed. `widgets/embed/sizes.txt` records each file's compressed size, the
//! reason for it, and the compiler. With that compiler, a file more than 2 % larger fails the build until its line
//! is updated. With another compiler, only the budget applies.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};

/// The files that a tag on a partner's page downloads. The budget is in compressed bytes.
const ELEMENT: [&str; 3] = ["accord.js", "accord.css", "accord_bg.wasm"];
const BUDGET: usize = 54_000;
const AIM: usize = 42_000;

/// Precedes the compiler's own name for its version.
const COMPILER: &str = "compiler: ";

/// The recorded size of each file, by name. A line holds the name, the bytes, and a note.
fn known(text: &str) -> Result<BTreeMap<&str, usize>> {
    let is_size =
        |line: &&str| !line.trim().is_empty() && !line.starts_with('#') && !line.starts_with(COMPILER);
    let lines = text.lines().filter(is_size);
    let sizes = lines.map(|line| {
        let mut words = line.split_whitespace();
        let (name, bytes) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        ensure!(
            words.next().is_some(),
            "sizes.txt must have a note on {name} that gives the reason for its size"
        );
        Ok((
            name,
            bytes.parse().with_context(|| format!("sizes.txt must have a number of bytes for {name}"))?,
        ))
    });
    sizes.collect()
}

/// Prints each file's size beside its recorded size, and fails if a file has grown. `compiler` is the version that
/// made the files, or `None` if the standard library was not built for size: then all files are larger.
pub(super) fn check(text: &str, sizes: &BTreeMap<&str, usize>, compiler: Option<&str>) -> Result<()> {
    let known = known(text)?;
    eprintln!("{:<36} {:>9} {:>9}", "brotli bytes", "now", "sizes.txt");
    let mut grown = Vec::new();
    for (name, size) in sizes {
        let before = known.get(name).copied().unwrap_or_default();
        eprintln!("{name:<36} {size:>9} {before:>9}");
        if size * 100 > before * 102 {
            grown.push(format!("{name} has {size} bytes instead of {before}"));
        }
    }
    let sum: usize = ELEMENT.iter().filter_map(|name| sizes.get(name)).sum();
    eprintln!("{:<36} {sum:>9} {BUDGET:>9} at most, {AIM} aimed at", "element tier");
    let Some(compiler) = compiler else { return Ok(()) };
    ensure!(sum <= BUDGET, "the widgets are too large: {sum} bytes of at most {BUDGET}");
    let is_the_same = text.lines().any(|line| line.strip_prefix(COMPILER) == Some(compiler));
    if grown.is_empty() || !is_the_same {
        return Ok(());
    }
    bail!(
        "{}. Make it smaller, or record the new size and its reason in widgets/embed/sizes.txt",
        grown.join("; ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str, wasm: usize, compiler: Option<&str>) -> Option<String> {
        let sizes = BTreeMap::from([("accord.js", 4_000), ("accord.css", 1_000), ("accord_bg.wasm", wasm)]);
        check(text, &sizes, compiler).err().map(|error| error.to_string())
    }

    const OURS: Option<&str> = Some("rustc 1.95.0");
    const KNOWN: &str = "# name, bytes, why\ncompiler: rustc 1.95.0\naccord.js 4000 glue\naccord.css 1000 styles\naccord_bg.wasm 30000 figures\n";

    #[test]
    fn growth_over_two_percent_fails_until_recorded_with_a_reason() {
        assert_eq!(checked(KNOWN, 30_600, OURS), None);
        let grown = checked(KNOWN, 30_601, OURS).unwrap_or_default();
        assert!(grown.contains("accord_bg.wasm has 30601 bytes instead of 30000"), "{grown}");
        assert_eq!(checked(&KNOWN.replace("30000", "30601"), 30_601, OURS), None);
        assert_eq!(checked(KNOWN, 30_601, Some("rustc 1.99.0")), None, "another compiler");
        let silent = checked(&KNOWN.replace(" figures", ""), 30_000, OURS).unwrap_or_default();
        assert!(silent.contains("must have a note"), "{silent}");
    }

    #[test]
    fn recorded_sizes_do_not_raise_the_budget() {
        let text = KNOWN.replace("30000", "50000");
        assert!(checked(&text, 49_001, OURS).unwrap_or_default().contains("too large"));
        assert!(checked(&text, 49_001, Some("rustc 1.99.0")).is_some());
        assert_eq!(checked(&text, 49_001, None), None);
    }
}
