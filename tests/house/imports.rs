//! The floors of the house. An import leads down, never up nor along a floor, so there is no circle.

use std::collections::{BTreeMap, BTreeSet};

use crate::arrows::{Arrow, arrows};
use crate::files::files;
use crate::graph::{Graph, circles};

/// The modules of `api/src`, from top to bottom. Modules on one floor do not know each other. A file named with its
/// folder has a floor of its own: only filters make proofs, and the database's connections ask for them.
const FLOORS: &[&[&str]] = &[
    &["main"],
    &["command"],
    &["demo", "lib"],
    &["start"],
    &["open", "routes", "verify"],
    &["docs", "feeds", "heads", "imports", "ops", "site"],
    &["reports"],
    &["resources"],
    &["rest"],
    &["auth"],
    &["app"],
    &["live"],
    &["ledger"],
    &["log"],
    &["http", "secrets"],
    &["db"],
    &["auth/proof", "mailer"],
    &["config", "format", "progress", "secret", "timer"],
];

/// A crate's arrows, by the folder of its sources.
struct Crate {
    folder: String,
    files: Vec<String>,
    arrows: Vec<Arrow>,
}

impl Crate {
    fn read(folder: &str) -> Self {
        let within = |path: &str| path[folder.len() + 1..].to_owned();
        let sources: BTreeMap<_, _> =
            files(folder, &[".rs"]).into_iter().map(|file| (within(&file.path), file.text)).collect();
        // Only this crate has both a library and a program.
        Self {
            folder: folder.to_owned(),
            arrows: arrows(&sources, "api"),
            files: sources.into_keys().collect(),
        }
    }

    fn graph(&self, part: Part) -> Graph<'_> {
        let ends = self.arrows.iter().map(|arrow| (part(&arrow.from), part(&arrow.to)));
        ends.filter(|(from, to)| from != to).collect()
    }

    /// The arrows of a circle that lead from one place to another.
    fn offences(&self, circle: &BTreeSet<&str>, part: Part, place: Part) -> Vec<String> {
        let mut arrows: Vec<_> = self.arrows.iter().collect();
        arrows.retain(|arrow| circle.contains(part(&arrow.from)) && circle.contains(part(&arrow.to)));
        arrows.retain(|arrow| place(&arrow.from) != place(&arrow.to));
        let shown = |Arrow { from, line, to }: &Arrow| {
            format!("{}/{from}:{line}: in a circle with {to}", self.folder)
        };
        arrows.into_iter().map(shown).collect()
    }
}

/// Which part of a crate a file is in.
type Part = fn(&str) -> &str;

fn crates() -> Vec<Crate> {
    let all = ["api", "shared", "widgets", "cluster", "xtask"]
        .into_iter()
        .flat_map(|name| files(name, &["/lib.rs", "/main.rs"]));
    let folders: BTreeSet<_> =
        all.filter_map(|file| Some(file.path.rsplit_once('/')?.0.to_owned())).collect();
    folders.iter().filter(|folder| folder.ends_with("src")).map(|folder| Crate::read(folder)).collect()
}

/// The first-level module of a file.
fn module(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

fn folder(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A first-level module, or a file with a floor of its own.
fn room(file: &str) -> &str {
    let own = file.trim_end_matches(".rs");
    if FLOORS.iter().any(|floor| floor.contains(&own)) { own } else { module(file) }
}

fn sizes(circles: &[BTreeSet<&str>]) -> String {
    match circles {
        [] => "no circle".to_owned(),
        _ => format!("circles of {:?}", circles.iter().map(BTreeSet::len).collect::<Vec<_>>()),
    }
}

#[test]
fn imports_lead_down_the_floors() {
    let rooms =
        || FLOORS.iter().enumerate().flat_map(|(floor, rooms)| rooms.iter().map(move |room| (*room, floor)));
    let floors: BTreeMap<&str, usize> = rooms().collect();
    let api = Crate::read("api/src");
    let there: BTreeSet<_> = api.files.iter().map(|file| room(file)).collect();
    let mut wrong: Vec<String> = Vec::new();
    wrong.extend(
        there.iter().filter(|room| !floors.contains_key(*room)).map(|room| format!("{room} is on no floor")),
    );
    wrong.extend(
        floors.keys().filter(|room| !there.contains(*room)).map(|room| format!("{room} does not exist")),
    );
    assert_eq!(floors.len(), rooms().count(), "a module is on two floors");
    let mut ways = BTreeSet::new();
    for Arrow { from, line, to } in &api.arrows {
        let (above, below) = (room(from), room(to));
        if let (Some(start), Some(end)) = (floors.get(above), floors.get(below))
            && above != below
            && start >= end
        {
            ways.insert((above, below));
            let way = if start == end { "along" } else { "up" };
            wrong.push(format!("api/src/{from}:{line}: {way} from {above} to {below} ({to})"));
        }
    }
    println!("api/src: {} floors, {} modules, {} arrows up or along", FLOORS.len(), there.len(), ways.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn folders_of_a_crate_form_no_circle() {
    let mut wrong = Vec::new();
    for one in crates() {
        let (by_module, by_file) = (one.graph(room), one.graph(|file| file));
        let (modules, files) = (circles(&by_module), circles(&by_file));
        println!(
            "{}: {} arrows between modules, {}; {} between files, {}",
            one.folder,
            by_module.len(),
            sizes(&modules),
            by_file.len(),
            sizes(&files)
        );
        let is_folder =
            |module: &&str| one.files.iter().any(|file| folder(file).split('/').next() == Some(*module));
        // The floors of `api/src` leave no room for a circle of its modules, and name the arrows to turn.
        let tangled = modules.iter().filter(|circle| one.folder != "api/src" && circle.iter().any(is_folder));
        wrong.extend(tangled.flat_map(|circle| one.offences(circle, room, room)));
        let mut inner = by_file.clone();
        inner.retain(|(from, to)| room(from) == room(to));
        wrong.extend(circles(&inner).iter().flat_map(|circle| one.offences(circle, |file| file, folder)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_view_knows_another() {
    let is_view = |file: &str| file.ends_with("/show.rs");
    let api = Crate::read("api/src");
    let wrong: Vec<_> =
        api.arrows.iter().filter(|arrow| is_view(&arrow.from) && is_view(&arrow.to)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
