//! Circles among arrows.

use std::collections::{BTreeMap, BTreeSet};

pub(crate) type Graph<'a> = BTreeSet<(&'a str, &'a str)>;

/// The sets, largest first, of what can be reached from each other (strongly connected components of two or more).
pub(crate) fn circles<'a>(graph: &Graph<'a>) -> Vec<BTreeSet<&'a str>> {
    let mut next: BTreeMap<&'a str, Vec<&'a str>> = BTreeMap::new();
    for (from, to) in graph {
        next.entry(from).or_default().push(to);
    }
    let reached: BTreeMap<&'a str, BTreeSet<&'a str>> =
        next.keys().map(|from| (*from, reach(&next, from))).collect();
    let circle = |from: &&'a str| -> BTreeSet<&'a str> {
        let back = |to: &&&str| reached.get(**to).is_some_and(|reached| reached.contains(from));
        reached[from].iter().filter(back).copied().collect()
    };
    let circles: BTreeSet<_> = reached.keys().map(circle).filter(|circle| circle.len() > 1).collect();
    let mut circles: Vec<_> = circles.into_iter().collect();
    circles.sort_by_key(|circle| std::cmp::Reverse(circle.len()));
    circles
}

fn reach<'a>(next: &BTreeMap<&'a str, Vec<&'a str>>, from: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut work = vec![from];
    while let Some(at) = work.pop() {
        work.extend(next.get(at).into_iter().flatten().filter(|to| reached.insert(**to)));
    }
    reached
}

#[test]
fn circles_are_found_and_lines_are_not() {
    assert!(circles(&Graph::from([("a", "b"), ("b", "c"), ("a", "c")])).is_empty());
    let knot = Graph::from([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d"), ("e", "f"), ("f", "e")]);
    assert_eq!(circles(&knot), [BTreeSet::from(["a", "b", "c"]), BTreeSet::from(["e", "f"])]);
}
