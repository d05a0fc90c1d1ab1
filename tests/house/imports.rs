//! The floors of the house. An import leads down, never up or along a floor, so there is no circle.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use crate::arrows::{Arrow, arrows};
use crate::files::files;
use crate::graph::{Graph, circles};

/// The floors of `api/src`, from top to bottom, as ARCHITECTURE.md lists them: in the first cell of each row the modules
/// on that floor, which do not know each other. A file named with its folder has a floor of its own.
static FLOORS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let document = files("ARCHITECTURE.md", &[".md"]).remove(0).text;
    let (_, section) = document.split_once("## Floors of `api/src`").expect("a section lists the floors");
    let rows =
        section.lines().take_while(|line| !line.starts_with('#')).filter(|line| line.starts_with("| `"));
    let first = |row: &str| row.split('|').nth(1).unwrap_or_default().to_owned();
    let names = |cell: String| {
        cell.split('`').skip(1).step_by(2).map(|name| name.trim_end_matches('/').to_owned()).collect()
    };
    rows.map(first).map(names).collect()
});

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
    if FLOORS.iter().flatten().any(|room| room == own) { own } else { module(file) }
}

fn sizes(circles: &[BTreeSet<&str>]) -> String {
    match circles {
        [] => "no circle".to_owned(),
        _ => format!("circles of {:?}", circles.iter().map(BTreeSet::len).collect::<Vec<_>>()),
    }
}

/// The arrows that lead up or along, each with its file and line.
fn uphill(floors: &BTreeMap<&str, usize>, arrows: &[Arrow]) -> Vec<String> {
    let judge = |Arrow { from, line, to }: &Arrow| {
        let (above, below) = (room(from), room(to));
        let way = match floors.get(below)?.cmp(floors.get(above)?) {
            Ordering::Less => "up",
            Ordering::Equal if above != below => "along",
            _ => return None,
        };
        Some(format!("api/src/{from}:{line}: {way} from {above} to {below} ({to})"))
    };
    arrows.iter().filter_map(judge).collect()
}

#[test]
fn imports_lead_down_the_floors() {
    let rooms: Vec<_> = FLOORS
        .iter()
        .zip(0..)
        .flat_map(|(floor, n)| floor.iter().map(move |room| (room.as_str(), n)))
        .collect();
    let floors: BTreeMap<_, _> = rooms.iter().copied().collect();
    assert_eq!(floors.len(), rooms.len(), "ARCHITECTURE.md has a module on two floors");
    let api = Crate::read("api/src");
    let built: BTreeSet<_> = api.files.iter().map(|file| room(file)).collect();
    let drawn: BTreeSet<_> = floors.keys().copied().collect();
    let mut wrong = uphill(&floors, &api.arrows);
    println!(
        "api/src: {} floors, {} modules, {} lines lead up or along",
        FLOORS.len(),
        built.len(),
        wrong.len()
    );
    wrong.extend(built.difference(&drawn).map(|room| format!("{room} is on no floor")));
    wrong.extend(drawn.difference(&built).map(|room| format!("{room} does not exist")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_arrow_up_or_along_is_named() {
    let floors = BTreeMap::from([("attic", 0), ("hall", 1), ("bath", 1)]);
    let arrow = |from: &str, to: &str| Arrow { from: from.to_owned(), line: 3, to: to.to_owned() };
    let arrows = [
        ("attic.rs", "hall/mod.rs"),
        ("hall/a.rs", "hall/b.rs"),
        ("hall/mod.rs", "attic.rs"),
        ("bath.rs", "hall/a.rs"),
    ];
    let expected = [
        "api/src/hall/mod.rs:3: up from hall to attic (attic.rs)",
        "api/src/bath.rs:3: along from bath to hall (hall/a.rs)",
    ];
    assert_eq!(uphill(&floors, &arrows.map(|(from, to)| arrow(from, to))), expected);
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
