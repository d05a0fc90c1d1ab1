//! Plain English: phrases that the texts of this repository do without. Texts for users have none of them. Every other
//! area has a number that may only shrink.

use std::collections::BTreeMap;

use crate::files::{File, files};
use crate::formats;
use crate::rust::{Passage, texts};
use crate::sentences::{CODE, Sentence, sentences};

/// Words in a row; `|` parts alternatives.
const PHRASES: &[&str] = &[
    "anew",
    "whoever",
    "whom|whomever",
    "that there is|are",
    "is|are none",
    "of|by|in which",
    "mend|mends|mended|mending",
    "take|takes|took|taken|taking back",
    "let|lets|letting out",
    "put|puts|putting off",
    "what moved",
    "spoken of",
    "but for",
];

/// Opening a statement, these stand for a thing that has a name.
const HEADLESS: &[&str] = &["what", "whatever", "who", "whoever"];

/// How often each area still offends. Lower a number when you can; none may grow.
const ALLOWED: &[(&str, usize)] = &[
    ("README.md", 0),
    ("CHANGELOG.md", 0),
    ("docs/", 0),
    ("openapi.yaml", 0),
    ("api/templates/", 0),
    ("string literals", 0),
    ("new migrations", 0),
    ("other guides", 0),
    ("citations", 0),
    ("ARCHITECTURE.md", 0),
    ("CONTRIBUTING.md", 0),
    ("comments of api/", 0),
    ("comments of shared/", 0),
    ("comments of widgets/", 0),
    ("comments of cluster/", 0),
    ("comments of xtask/", 0),
    ("comments of tests/", 0),
    ("test names", 0),
];

/// Migrations up to this number have landed: their text is part of their hash.
const LANDED: &str = "migrations/V035";

/// Documents that readers of the repository do not have.
const ELSEWHERE: &[&str] = &[
    "product",
    "trust",
    "house",
    "scale",
    "reliability",
    "conventions",
    "visual",
    "prose",
    "dependencies",
    "toolchain",
];

#[derive(Default)]
struct Offences(BTreeMap<&'static str, Vec<String>>);

impl Offences {
    fn add(&mut self, area: &'static str, file: &File, line: usize, what: &str) {
        self.0.entry(area).or_default().push(format!("{}:{line}: {what} [{area}]", file.path));
    }

    fn read(&mut self, area: &'static str, file: &File, passage: &Passage) {
        for sentence in sentences(passage) {
            for (line, phrase) in offences(&sentence) {
                self.add(area, file, line, &phrase);
            }
        }
    }
}

fn offences(sentence: &Sentence) -> Vec<(usize, String)> {
    let words = &sentence.words;
    let at = |start: usize, phrase: &str| -> Option<String> {
        let phrase: Vec<_> = phrase.split(' ').collect();
        let found: Vec<_> = words[start..].iter().take(phrase.len()).map(|(word, _)| word.as_str()).collect();
        let fits = |(part, word): (&&str, &&str)| part.split('|').any(|choice| choice == *word);
        let is_it = found.len() == phrase.len() && phrase.iter().zip(&found).all(fits);
        is_it.then(|| found.join(" "))
    };
    let mut all = Vec::new();
    if let [(first, line), ..] = words.as_slice()
        && HEADLESS.contains(&first.as_str())
        && sentence.is_statement
    {
        all.push((*line, format!("headless {first}")));
    }
    for (start, (_, line)) in words.iter().enumerate() {
        all.extend(PHRASES.iter().filter_map(|phrase| at(start, phrase)).map(|phrase| (*line, phrase)));
    }
    all
}

fn survey() -> Offences {
    let mut all = Offences::default();
    for file in files("", &[".md"]) {
        let area = ALLOWED.iter().map(|(area, _)| *area).find(|area| file.path.starts_with(area));
        all.read(area.unwrap_or("other guides"), &file, &whole(formats::markdown(&file.text)));
    }
    for file in files("openapi.yaml", &[".yaml"]) {
        all.read("openapi.yaml", &file, &whole(formats::without_keys(&file.text)));
    }
    for file in files("api/templates", &[".html", ".txt", ".svg"]) {
        all.read("api/templates/", &file, &whole(formats::without_tags(&file.text)));
    }
    for file in files("migrations", &[".sql"]).iter().filter(|file| has_not_landed(file)) {
        all.read("new migrations", file, &whole(formats::comments_of_sql(&file.text)));
    }
    for (area, folder) in
        ALLOWED.iter().filter_map(|(area, _)| Some((*area, area.strip_prefix("comments of ")?)))
    {
        for file in files(folder, &[".rs"]) {
            rust(&mut all, area, folder, &file);
        }
    }
    citations(&mut all);
    all
}

fn whole(text: String) -> Passage {
    Passage { line: 1, text }
}

fn rust(all: &mut Offences, area: &'static str, folder: &str, file: &File) {
    let texts = texts(file);
    for comment in &texts.comments {
        all.read(area, file, comment);
    }
    let is_read_by_users = ["api/", "shared/", "widgets/"].contains(&folder);
    for Passage { line, text } in
        texts.strings.into_iter().filter(|string| is_read_by_users && string.text.contains(' '))
    {
        let area = if text.starts_with("-- ") { area } else { "string literals" };
        // A placeholder is code; without a full stop the text is a label.
        let text = text.replace(['{', '}'], "`") + " |";
        all.read(area, file, &Passage { line, text });
    }
    for test in &texts.tests {
        let words: Vec<_> = test.text.split('_').map(|word| (word.to_owned(), test.line)).collect();
        if words.len() > 10 {
            all.add("test names", file, test.line, &format!("{} words: {}", words.len(), test.text));
        }
        if words.iter().filter(|(word, _)| word == "and").count() > 1 {
            all.add("test names", file, test.line, &format!("more than one `and`: {}", test.text));
        }
        for (line, phrase) in offences(&Sentence { words, is_statement: true }) {
            all.add("test names", file, line, &format!("{phrase}: {}", test.text));
        }
    }
}

fn citations(all: &mut Offences) {
    let kinds = &[".rs", ".md", ".yaml", ".toml", ".js", ".css", ".html", ".py", ".sql", ".txt", ".sh"];
    for file in files("", kinds).iter().filter(|file| has_not_landed(file)) {
        for (line, text) in (1..).zip(file.text.lines()) {
            for word in text.split(|c: char| !c.is_alphanumeric() && !"._-".contains(c)) {
                let cited = word.trim_end_matches('.').strip_suffix(".md");
                if cited.is_some_and(|cited| ELSEWHERE.contains(&cited)) {
                    all.add("citations", file, line, word);
                }
            }
        }
    }
}

fn has_not_landed(file: &File) -> bool {
    !file.path.starts_with("migrations/V") || &file.path[..LANDED.len()] > LANDED
}

#[test]
fn texts_do_without_the_listed_phrases() {
    let found = survey().0;
    for offence in found.values().flatten() {
        println!("{offence}");
    }
    let mut wrong = Vec::new();
    for (area, allowed) in ALLOWED {
        let count = found.get(area).map_or(0, Vec::len);
        println!("{count:5} of {allowed:5} {area}");
        match count.cmp(allowed) {
            std::cmp::Ordering::Greater => wrong.push(format!("{area}: {count}, at most {allowed}")),
            std::cmp::Ordering::Less => wrong.push(format!("{area}: lower {allowed} to {count}")),
            std::cmp::Ordering::Equal => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A sentence that somebody who reads English as a second language can follow.
const LONGEST: usize = 25;

#[test]
fn sentences_of_the_readme_are_short() {
    let readme = files("README.md", &[".md"]);
    let all = readme.iter().flat_map(|file| sentences(&whole(formats::markdown(&file.text))));
    let long = all.filter_map(|Sentence { words, .. }| {
        let words: Vec<_> = words.into_iter().filter(|(word, _)| word != CODE).collect();
        let start: Vec<_> = words.iter().take(8).map(|(word, _)| word.as_str()).collect();
        let line = || format!("README.md:{}: {} words: {} …", words[0].1, words.len(), start.join(" "));
        (words.len() > LONGEST).then(line)
    });
    let long: Vec<_> = long.collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn phrases_are_found_across_lines_and_questions_spared() {
    let found = |text: &str| -> Vec<String> {
        let passage = Passage { line: 1, text: text.to_owned() };
        let shown = |(line, phrase)| format!("{line} {phrase}");
        sentences(&passage).iter().flat_map(offences).map(shown).collect()
    };
    assert_eq!(found("The key by\nwhich it TOOK\nback (anew)."), ["1 by which", "2 took back", "3 anew"]);
    assert_eq!(found("Who is it? What was made. `whom`, by whichever."), ["1 headless what"]);
}
