//! Which file needs which other: each path of a module, resolved to the file that defines what it names.

use std::collections::BTreeMap;

use crate::modules::{Module, Place, modules};

/// Files are named by their paths from the folder of the crate's sources.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arrow {
    pub(crate) from: String,
    pub(crate) line: usize,
    pub(crate) to: String,
}

/// All arrows between the files of one crate, by file and line. `library` is how its program calls its library.
pub(crate) fn arrows(sources: &BTreeMap<String, String>, library: &str) -> Vec<Arrow> {
    let names = Names { modules: modules(sources), library };
    let mut arrows = Vec::new();
    for (place, module) in &names.modules {
        let found = |(path, line): &(Vec<String>, usize)| Some((names.find(place, path, 0)?, *line));
        // A module that is brought in is a word for what is then named through it.
        let items = module.imports.iter().filter_map(found).filter(|(found, _)| !found.is_module);
        for (found, line) in module.paths.iter().filter_map(found).chain(items) {
            let to = &names.modules[&found.module].file;
            if *to != module.file {
                arrows.push(Arrow { from: module.file.clone(), line, to: to.clone() });
            }
        }
    }
    arrows.sort();
    arrows.dedup();
    arrows
}

struct Names<'a> {
    modules: BTreeMap<Place, Module>,
    library: &'a str,
}

/// A module, or the module that defines what is named.
struct Found {
    module: Place,
    is_module: bool,
}

/// More names that stand for names than this are a circle of them.
const DEEPEST: usize = 16;

impl Names<'_> {
    /// None for what another crate defines.
    fn find(&self, from: &Place, path: &[String], depth: usize) -> Option<Found> {
        let (first, mut rest) = path.split_first()?;
        let mut at = match first.as_str() {
            "crate" => from[..1].to_vec(),
            "self" => from.clone(),
            "super" => from[..from.len() - 1].to_vec(),
            _ => match self.name(from, first, depth) {
                Some(Found { module, is_module: true }) => module,
                None if first == self.library => vec!["lib".to_owned()],
                item => return item,
            },
        };
        while let Some((next, after)) = rest.split_first() {
            if next == "super" {
                at.pop();
            } else {
                match self.name(&at, next, depth) {
                    Some(Found { module, is_module: true }) => at = module,
                    Some(item) => return Some(item),
                    // A macro wrote it, or another crate did and it was brought in here.
                    None => return Some(Found { module: at, is_module: false }),
                }
            }
            rest = after;
        }
        Some(Found { module: at, is_module: true })
    }

    /// Resolves a name of a module: a module in it, an item of its own, or something brought in.
    fn name(&self, at: &Place, name: &str, depth: usize) -> Option<Found> {
        let module = self.modules.get(at).filter(|_| depth < DEEPEST)?;
        let child = [at.as_slice(), &[name.to_owned()]].concat();
        if self.modules.contains_key(&child) {
            return Some(Found { module: child, is_module: true });
        }
        if module.items.contains(name) {
            return Some(Found { module: at.clone(), is_module: false });
        }
        if let Some(path) = module.names.get(name) {
            return self.find(at, path, depth + 1);
        }
        let within = |glob: &Vec<String>| match self.find(at, glob, depth + 1)? {
            Found { module, is_module: true } => self.name(&module, name, depth + 1),
            // The variants of an enum.
            _ => None,
        };
        module.globs.iter().find_map(within)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The arrows of a small crate, as `from:line to`.
    fn of(files: &[(&str, &str)]) -> Vec<String> {
        let sources = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        let shown = |Arrow { from, line, to }: Arrow| format!("{from}:{line} {to}");
        arrows(&sources, "house").into_iter().map(shown).collect()
    }

    const ROOT: (&str, &str) = ("lib.rs", "mod attic; mod cellar; mod stairs;");
    const CELLAR: (&str, &str) = ("cellar.rs", "pub struct Wine; pub fn door() {}");
    const STAIRS: (&str, &str) = ("stairs/mod.rs", "pub mod step; pub use step::Step; use crate::cellar;");
    const STEP: (&str, &str) = ("stairs/step.rs", "pub struct Step; fn creak() { super::cellar::door() }");

    fn from_the_attic(text: &str) -> Vec<String> {
        let all = of(&[ROOT, CELLAR, STAIRS, STEP, ("attic.rs", text)]);
        all.into_iter().filter(|arrow| arrow.starts_with("attic")).collect()
    }

    #[test]
    fn a_nested_use_leads_to_each_file() {
        let text = "use crate::{\n    cellar::{self, Wine},\n    stairs::{step::Step as Stair},\n};";
        assert_eq!(from_the_attic(text), ["attic.rs:2 cellar.rs", "attic.rs:3 stairs/step.rs"]);
    }

    #[test]
    fn a_reexport_leads_to_the_definition() {
        assert_eq!(from_the_attic("use crate::stairs::Step;"), ["attic.rs:1 stairs/step.rs"]);
    }

    #[test]
    fn a_renamed_module_is_followed() {
        let text = "use crate::stairs as way;\nfn up(_: way::step::Step) {}";
        assert_eq!(from_the_attic(text), ["attic.rs:2 stairs/step.rs"]);
    }

    #[test]
    fn a_glob_leads_to_its_module_and_gives_names() {
        let text = "use crate::stairs::*;\nfn up(_: step::Step) {}";
        assert_eq!(from_the_attic(text), ["attic.rs:1 stairs/mod.rs", "attic.rs:2 stairs/step.rs"]);
    }

    #[test]
    fn inline_paths_are_read_in_code_macros_and_attributes() {
        let text = "#[serde(with = \"crate::stairs::step\")]\nstruct Beam;\nfn go() {\n    let _ = \
                    crate::cellar::door();\n    call!(a, { crate::cellar::door() });\n}";
        let expected = ["attic.rs:1 stairs/step.rs", "attic.rs:4 cellar.rs", "attic.rs:5 cellar.rs"];
        assert_eq!(from_the_attic(text), expected);
    }

    #[test]
    fn super_leads_out_of_inner_modules() {
        let text = "mod chest {\n    use super::super::cellar::Wine;\n    use super::Beam;\n}\nstruct Beam;";
        assert_eq!(from_the_attic(text), ["attic.rs:2 cellar.rs"]);
    }

    #[test]
    fn code_for_tests_and_visibility_lead_nowhere() {
        let text = "#[cfg(test)]\nmod tests { use crate::cellar::Wine; }\n#[cfg(test)]\nuse crate::cellar;\n\
                    #[test]\nfn opens() { crate::cellar::door() }\npub(in crate::stairs) struct Beam;";
        assert_eq!(from_the_attic(text), [""; 0]);
    }

    #[test]
    fn other_crates_and_own_names_lead_nowhere() {
        let text = "use std::fmt;\nuse tower::{self, Layer};\nfn go(_: fmt::Error, _: tower::Way) { Way::out() }\n\
                    enum Way { Out }\nuse crate::attic::Way as Path;";
        assert_eq!(from_the_attic(text), [""; 0]);
    }

    #[test]
    fn a_program_reaches_its_library_by_name() {
        let files = [ROOT, CELLAR, STAIRS, STEP, ("attic.rs", ""), ("main.rs", "use house::cellar::Wine;")];
        assert!(of(&files).contains(&"main.rs:1 cellar.rs".to_owned()));
    }
}
