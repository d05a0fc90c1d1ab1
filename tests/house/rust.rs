//! A Rust file seen as text: its comments, its string literals and the names of its tests. Comments are in no syntax
//! tree, so they are read from between the tokens.

use proc_macro2::{Delimiter, Spacing, Span, TokenStream, TokenTree};

use crate::files::File;

/// A piece of text and the line where it begins.
#[derive(Debug, PartialEq)]
pub(crate) struct Passage {
    pub(crate) line: usize,
    pub(crate) text: String,
}

#[derive(Default)]
pub(crate) struct Texts {
    pub(crate) comments: Vec<Passage>,
    pub(crate) strings: Vec<Passage>,
    pub(crate) tests: Vec<Passage>,
}

pub(crate) fn texts(file: &File) -> Texts {
    let tokens: TokenStream = file.text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.path));
    let mut reader = Reader { source: &file.text, end: 0, texts: Texts::default() };
    reader.walk(tokens);
    reader.comment(file.text.len()..file.text.len());
    reader.texts
}

struct Reader<'a> {
    source: &'a str,
    /// Where the last token ended.
    end: usize,
    texts: Texts,
}

impl Reader<'_> {
    fn walk(&mut self, tokens: TokenStream) {
        let mut test = false;
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => {
                    self.pass(group.span_open());
                    test |= group.delimiter() == Delimiter::Bracket && marks_a_test(group.stream());
                    self.walk(group.stream());
                    self.pass(group.span_close());
                    if group.delimiter() == Delimiter::Brace {
                        test = false;
                    }
                }
                TokenTree::Ident(word) => {
                    self.pass(word.span());
                    if let (true, "fn", Some(TokenTree::Ident(name))) =
                        (test, word.to_string().as_str(), tokens.peek())
                    {
                        self.texts.tests.push(Passage { line: line(name.span()), text: name.to_string() });
                        test = false;
                    }
                }
                TokenTree::Punct(punct) => {
                    self.pass(punct.span());
                }
                TokenTree::Literal(literal) => {
                    let span = literal.span();
                    if self.pass(span)
                        && let syn::Lit::Str(text) = syn::Lit::new(literal)
                    {
                        self.texts.strings.push(Passage { line: line(span), text: text.value() });
                    }
                }
            }
        }
    }

    /// Reads what is before a token; a doc comment is a token itself (several, all with its span). Says whether
    /// the token is code.
    fn pass(&mut self, span: Span) -> bool {
        let range = span.byte_range();
        if range.start < self.end {
            return false;
        }
        let is_doc = self.source[range.clone()].starts_with("//");
        self.comment(if is_doc { range.end..range.end } else { range.clone() });
        self.end = range.end;
        !is_doc
    }

    /// Reads the comments between the last token and this one, line by line; lines one below the other are one.
    fn comment(&mut self, next: std::ops::Range<usize>) {
        let gap = &self.source[self.end..next.start];
        if gap.trim().is_empty() {
            return;
        }
        let first = 1 + self.source[..self.end].matches('\n').count();
        for (line, text) in (first..).zip(gap.lines()).filter(|(_, text)| !text.trim().is_empty()) {
            let text = text.trim().trim_start_matches(['/', '!', '*']);
            match self.texts.comments.last_mut() {
                Some(last) if last.line + last.text.lines().count() == line => {
                    last.text.push('\n');
                    last.text.push_str(text);
                }
                _ => self.texts.comments.push(Passage { line, text: format!("{text} ") }),
            }
        }
    }
}

/// `test`, `tokio::test`, `tokio::test(…)`: but not `cfg(test)`.
fn marks_a_test(attribute: TokenStream) -> bool {
    let mut path = attribute.into_iter().take_while(|token| match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':' || punct.spacing() == Spacing::Joint,
        _ => false,
    });
    path.by_ref().last().is_some_and(|token| token.to_string() == "test")
}

fn line(span: Span) -> usize {
    span.start().line
}

#[test]
fn comments_strings_and_tests_are_told_apart() {
    let text = "//! One\n//! two.\n\nfn go() { say(\"// no \\n comment\"); } // Three\n\n/// Four.\n#[tokio::test(a = 1)]\n\
                async fn it_goes() {\n    // Five\n    stop();\n}\n#[cfg(test)]\nfn no_test() {}\n";
    let file = File { path: String::new(), text: text.to_owned() };
    let Texts { comments, strings, tests } = texts(&file);
    let shown = |passages: &[Passage]| -> Vec<String> {
        passages.iter().map(|Passage { line, text }| format!("{line}{}", text.trim_end())).collect()
    };
    assert_eq!(shown(&comments), ["1 One \n two.", "4 Three", "6 Four.", "9 Five"]);
    assert_eq!(shown(&strings), ["4// no \n comment"]);
    assert_eq!(shown(&tests), ["8it_goes"]);
}
