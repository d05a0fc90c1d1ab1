//! One name per thing: `Visibility` for the audience of a thing, `Resource` for its kind. Neither goes by another word
//! or by a bare string.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};

use crate::files::{File, files};

/// Earlier names of visibility and of what an author may address.
const FORMER: &[&str] = &["seen_by", "for_whom", "lent", "Width", "meant_for", "Reach"];

/// Where the word of a resource names something else. This list may only shrink.
const SOMETHING_ELSE: &[(&str, &[&str])] = &[
    // A field of the demo's data.
    ("api/src/demo/load.rs", &["entries"]),
    // Progress bars and reports of imports, which count what they made.
    ("api/src/imports/csv/members/report.rs", &["members", "organisations"]),
    ("api/src/imports/ecb/mod.rs", &["rates"]),
    ("api/src/imports/report.rs", &["entries", "funds", "organisations", "pledges"]),
    ("api/src/imports/write/mod.rs", &["entries"]),
    // A column.
    ("api/src/resources/rates/store.rs", &["rates"]),
    // Tags of the document.
    (
        "api/src/routes.rs",
        &[
            "calls",
            "confirmations",
            "entries",
            "erasures",
            "funds",
            "members",
            "offices",
            "organisations",
            "overlaps",
            "pledges",
            "positions",
            "rates",
            "releases",
            "schedules",
            "updates",
        ],
    ),
];

#[test]
fn former_names_are_gone() {
    let all = ["api", "shared", "widgets", "cluster", "xtask", "tests"].into_iter();
    let wrong: Vec<_> =
        all.flat_map(|folder| files(folder, &[".rs"])).flat_map(|file| former(&file)).collect();
    println!("{} former names", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn former(file: &File) -> Vec<String> {
    let tokens: TokenStream = file.text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.path));
    let mut found = Vec::new();
    let mut work = vec![tokens];
    while let Some(tokens) = work.pop() {
        for token in tokens {
            match token {
                TokenTree::Group(group) => work.push(group.stream()),
                TokenTree::Ident(word) if FORMER.contains(&word.to_string().as_str()) => {
                    found.push(format!("{}:{}: {word}", file.path, word.span().start().line));
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn resources_are_no_strings() {
    let listed: BTreeSet<(String, String)> = SOMETHING_ELSE
        .iter()
        .flat_map(|(path, names)| names.iter().map(|name| ((*path).to_owned(), (*name).to_owned())))
        .collect();
    let resources = resources();
    let (mut met, mut wrong) = (BTreeSet::new(), Vec::new());
    for file in files("api/src", &[".rs"]).iter().filter(|file| !file.path.contains("/tests")) {
        for (name, line) in strings(file).into_iter().filter(|(name, _)| resources.contains(name)) {
            let offence = format!("{}:{line}: {name:?}", file.path);
            let place = (file.path.clone(), name);
            if listed.contains(&place) {
                met.insert(place);
            } else {
                wrong.push(offence);
            }
        }
    }
    assert!(resources.contains("pledges"), "{resources:?}");
    println!("{} names of resources as strings; {} words are something else", wrong.len(), met.len());
    wrong.extend(listed.difference(&met).map(|(path, name)| format!("{path}: {name:?} is listed in vain")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The words of `shared::resource::Resource`.
fn resources() -> BTreeSet<String> {
    let [source] = &files("shared/src/resource.rs", &[".rs"])[..] else { panic!("there is one such file") };
    let items = syn::parse_file(&source.text).expect("it compiles").items;
    let variants = items.into_iter().find_map(|item| match item {
        syn::Item::Enum(found) if found.ident == "Resource" => Some(found.variants),
        _ => None,
    });
    variants.expect("the enum is there").iter().map(|variant| snake(&variant.ident.to_string())).collect()
}

fn snake(name: &str) -> String {
    let letter = |(at, letter): (usize, char)| match letter.is_ascii_uppercase() {
        true if at > 0 => format!("_{}", letter.to_ascii_lowercase()),
        _ => letter.to_ascii_lowercase().to_string(),
    };
    name.char_indices().map(letter).collect()
}

/// A file's strings with their lines, except in paths of routes, attributes (tags and examples of the document) and
/// tests.
fn strings(file: &File) -> Vec<(String, usize)> {
    let parsed = syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.path));
    let mut reader = Reader(Vec::new());
    reader.visit_file(&parsed);
    reader.0
}

struct Reader(Vec<(String, usize)>);

impl Reader {
    fn tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Literal(literal) => {
                    if let syn::Lit::Str(text) = syn::Lit::new(literal) {
                        self.visit_lit_str(&text);
                    }
                }
                _ => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.0.push((text.value(), text.span().start().line));
    }

    fn visit_macro(&mut self, invoked: &'ast syn::Macro) {
        let expressions = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
        match invoked.parse_body_with(expressions) {
            _ if invoked.path.is_ident("path") => {}
            Ok(arguments) => arguments.iter().for_each(|argument| self.visit_expr(argument)),
            Err(_) => self.tokens(invoked.tokens.clone()),
        }
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !item.attrs.iter().any(crate::modules::is_for_tests) {
            visit::visit_item_mod(self, item);
        }
    }
}

#[test]
fn a_name_is_found_in_code_and_macros_only() {
    let text = "#[tag = \"funds\"] fn go() { path!(\"v1\" / \"funds\"); show(\"calls\"); vec![path!(\"members\").and(\"rates\"), 1]; seen_by(); }\n\
                #[cfg(test)] mod tests { fn it() { \"x\"; } }";
    let file = File { path: "go.rs".to_owned(), text: text.to_owned() };
    assert_eq!(strings(&file), [("calls".to_owned(), 1), ("rates".to_owned(), 1)]);
    assert_eq!(former(&file), ["go.rs:1: seen_by"]);
}
