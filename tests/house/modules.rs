//! A crate's modules as `syn` reads them: what each defines, brings in and names. Use statements nest and cross lines, and
//! paths stand inline, in attributes and inside macros, so a regular expression would miss some.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::{replace, take};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, Meta, UseTree};

/// A module's place: its crate's root (`lib`, `main`), then the modules down to it.
pub(crate) type Place = Vec<String>;

#[derive(Default)]
pub(crate) struct Module {
    /// By its path from the folder of the crate's sources.
    pub(crate) file: String,
    pub(crate) items: BTreeSet<String>,
    /// Names that `use` brings in, also of inner blocks.
    pub(crate) names: BTreeMap<String, Vec<String>>,
    /// The modules whose names `use …::*` brings in.
    pub(crate) globs: Vec<Vec<String>>,
    /// Every path that code names, with its line. Code for tests is left out.
    pub(crate) paths: Vec<(Vec<String>, usize)>,
    /// Every path that `use` names.
    pub(crate) imports: Vec<(Vec<String>, usize)>,
}

pub(crate) fn modules(sources: &BTreeMap<String, String>) -> BTreeMap<Place, Module> {
    let mut reader = Reader { sources, at: Vec::new(), folder: String::new(), modules: BTreeMap::new() };
    for root in ["lib", "main"].iter().filter(|root| sources.contains_key(&format!("{root}.rs"))) {
        reader.at = vec![(*root).to_owned()];
        reader.file(format!("{root}.rs"), String::new());
    }
    reader.modules
}

struct Reader<'a> {
    sources: &'a BTreeMap<String, String>,
    at: Place,
    /// Where the files of the present module's children are.
    folder: String,
    modules: BTreeMap<Place, Module>,
}

impl Reader<'_> {
    fn file(&mut self, file: String, folder: String) {
        let parsed = syn::parse_file(&self.sources[&file]).unwrap_or_else(|error| panic!("{file}: {error}"));
        self.modules.entry(self.at.clone()).or_default().file = file;
        let outer = replace(&mut self.folder, folder);
        self.visit_file(&parsed);
        self.folder = outer;
    }

    fn here(&mut self) -> &mut Module {
        self.modules.entry(self.at.clone()).or_default()
    }

    fn brings_in(&mut self, tree: &UseTree, mut path: Vec<String>) {
        let (ident, name) = match tree {
            UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                return self.brings_in(&inner.tree, path);
            }
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.brings_in(tree, path.clone()));
            }
            UseTree::Glob(glob) => {
                let line = glob.star_token.spans[0].start().line;
                self.here().globs.push(path.clone());
                return self.here().paths.push((path, line));
            }
            UseTree::Name(name) => (&name.ident, &name.ident),
            UseTree::Rename(rename) => (&rename.ident, &rename.rename),
        };
        let mut name = name.to_string();
        if ident != "self" {
            path.push(ident.to_string());
        } else if name == "self" {
            name = path.last().cloned().unwrap_or_default();
        }
        self.here().names.insert(name, path.clone());
        self.here().imports.push((path, ident.span().start().line));
    }

    /// Finds paths in what no syntax is known of: the arguments of macros and attributes. An attribute also names
    /// paths in text, as `serde` has it.
    fn tokens(&mut self, tokens: TokenStream, is_attribute: bool) {
        let (mut path, mut colons, mut line) = (Vec::new(), 0, 0);
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.names(take(&mut path), line);
                    }
                    line = ident.span().start().line;
                    path.push(ident.to_string());
                    colons = 0;
                    continue;
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Group(group) => self.tokens(group.stream(), is_attribute),
                TokenTree::Literal(literal) if is_attribute => {
                    let line = literal.span().start().line;
                    if let syn::Lit::Str(text) = syn::Lit::new(literal)
                        && let Ok(path) = text.parse::<syn::Path>()
                    {
                        self.names(segments(&path), line);
                    }
                }
                _ => {}
            }
            self.names(take(&mut path), line);
            colons = 0;
        }
        self.names(path, line);
    }

    /// A single word is a name of this module's own, or one that `use` brought in.
    fn names(&mut self, path: Vec<String>, line: usize) {
        if path.len() > 1 {
            self.here().paths.push((path, line));
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let (ident, attributes) = match item {
            Item::Const(item) => (Some(&item.ident), &item.attrs),
            Item::Enum(item) => (Some(&item.ident), &item.attrs),
            Item::Fn(item) => (Some(&item.sig.ident), &item.attrs),
            Item::Impl(item) => (None, &item.attrs),
            Item::Macro(item) => (item.ident.as_ref(), &item.attrs),
            Item::Mod(item) => (None, &item.attrs),
            Item::Static(item) => (Some(&item.ident), &item.attrs),
            Item::Struct(item) => (Some(&item.ident), &item.attrs),
            Item::Trait(item) => (Some(&item.ident), &item.attrs),
            Item::Type(item) => (Some(&item.ident), &item.attrs),
            Item::Use(item) => (None, &item.attrs),
            _ => return visit::visit_item(self, item),
        };
        if attributes.iter().any(is_for_tests) {
            return;
        }
        self.here().items.extend(ident.map(ToString::to_string));
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let name = item.ident.to_string();
        let beside = format!("{}{name}.rs", self.folder);
        let folder = format!("{}{name}/", self.folder);
        let file = self.here().file.clone();
        self.at.push(name);
        if item.content.is_none() {
            let within = format!("{folder}mod.rs");
            self.file(if self.sources.contains_key(&beside) { beside } else { within }, folder);
        } else {
            self.here().file = file;
            let outer = replace(&mut self.folder, folder);
            visit::visit_item_mod(self, item);
            self.folder = outer;
        }
        self.at.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.brings_in(&item.tree, Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let line = path.segments[0].ident.span().start().line;
        self.names(segments(path), line);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, invoked: &'ast syn::Macro) {
        self.visit_path(&invoked.path);
        self.tokens(invoked.tokens.clone(), false);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone(), true);
        }
    }

    /// `pub(in …)` names who may come in, and brings nothing in.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}
}

fn segments(path: &syn::Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

pub(crate) fn is_for_tests(attribute: &Attribute) -> bool {
    match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        Meta::Path(path) => path.is_ident("test"),
        Meta::NameValue(_) => false,
    }
}
