//! Text taken apart into sentences of words, each with its line. Code between backticks is one word.

use crate::rust::Passage;

#[derive(Debug)]
pub(crate) struct Sentence {
    /// Lower case, without the punctuation around it.
    pub(crate) words: Vec<(String, usize)>,
    /// False of a question, a title and a cell of a table: these may begin with `What`.
    pub(crate) is_statement: bool,
}

pub(crate) const CODE: &str = "`";

pub(crate) fn sentences(passage: &Passage) -> Vec<Sentence> {
    let text = without_code(&passage.text);
    let mut sentences = Vec::new();
    let mut words = Vec::new();
    let mut end = |words: &mut Vec<_>, is_statement| {
        if !words.is_empty() {
            sentences.push(Sentence { words: std::mem::take(words), is_statement });
        }
    };
    for (line, text) in (passage.line..).zip(text.lines()) {
        if starts_apart(text.trim_start()) {
            end(&mut words, true);
        }
        let mut tokens = text.split_whitespace().peekable();
        while let Some(token) = tokens.next() {
            let word = token.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            if token.contains(CODE) {
                words.push((CODE.to_owned(), line));
            } else if !word.is_empty() {
                words.push((word, line));
            }
            let closing = token.trim_end_matches([')', '"', '”', '’', '*', '_', ']', '\'']);
            let goes_on = tokens.peek().is_some_and(|next| next.starts_with(char::is_lowercase));
            if token == "|" || closing.ends_with(['.', '?', '!', '…']) && !goes_on {
                end(&mut words, !closing.ends_with(['?', '|']));
            }
        }
        if text.starts_with('#') {
            end(&mut words, false);
        }
    }
    end(&mut words, true);
    sentences
}

/// A paragraph, a heading, an item of a list, a row of a table.
fn starts_apart(line: &str) -> bool {
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.is_empty()
        || ["- ", "* ", "|", "#", ">"].iter().any(|mark| line.starts_with(mark))
        || numbered.len() < line.len() && numbered.starts_with(". ")
}

/// Each piece of code becomes one mark, its line breaks kept.
fn without_code(text: &str) -> String {
    let mut rest = text;
    let mut plain = String::new();
    while let Some((before, code)) = rest.split_once('`') {
        let Some((code, after)) = code.split_once('`') else { break };
        plain.push_str(before);
        plain.push_str(CODE);
        plain.extend(code.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    plain + rest
}

#[test]
fn sentences_end_at_stops_cells_and_paragraphs() {
    let text = "# What it is\n\nWhat is\nit? It has `a b` (i.e. code).\n- One | who";
    let all = sentences(&Passage { line: 3, text: text.to_owned() });
    let shown = |sentence: &Sentence| {
        let words: Vec<_> = sentence.words.iter().map(|(word, line)| format!("{line}{word}")).collect();
        format!("{} {}", words.join(" "), sentence.is_statement)
    };
    let expected = [
        "3what 3it 3is false",
        "5what 5is 6it false",
        "6it 6has 6` 6i.e 6code true",
        "7one false",
        "7who true",
    ];
    assert_eq!(all.iter().map(shown).collect::<Vec<_>>(), expected);
}
