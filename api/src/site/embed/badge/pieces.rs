//! Splits a line into pieces of one font each, in visual order: the renderer shapes text well in one font, and
//! badly in several.

use unicode_bidi::{BidiInfo, Level};

use super::line::Line;

const LATIN: &str = "Noto Sans";
const ARABIC: &str = "Noto Sans Arabic";
const HEBREW: &str = "Noto Sans Hebrew";

/// An invisible letter that runs from right to left.
pub(in crate::site) const MARK: char = '\u{200f}';

/// A piece of the line, and its position.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::site) struct Piece {
    pub(in crate::site) text: String,
    pub(in crate::site) family: &'static str,
    pub(in crate::site) is_bold: bool,
    /// In pixels from the left.
    pub(in crate::site) x: f32,
}

/// The pieces from left to right, each still at the left edge.
pub(in crate::site) fn of(line: &Line) -> Vec<Piece> {
    let text = line.texts.concat();
    let bold = line.texts[0].len()..line.texts[0].len() + line.texts[1].len();
    let level = if line.dir == "rtl" { Level::rtl() } else { Level::ltr() };
    let order = BidiInfo::new(&text, Some(level));
    let Some(paragraph) = order.paragraphs.first() else { return Vec::new() };
    let (levels, runs) = order.visual_runs(paragraph, paragraph.range.clone());
    let mut pieces = Vec::new();
    for run in runs {
        let is_rtl = levels[run.start].is_rtl();
        let mut parts: Vec<Piece> = Vec::new();
        for (at, c) in text[run.clone()].char_indices() {
            let is_bold = bold.contains(&(run.start + at));
            // Direction marks have done their work by now.
            if matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
                continue;
            }
            let family = script(c).or(parts.last().map(|part| part.family)).unwrap_or(LATIN);
            match parts.last_mut() {
                Some(part) if (part.family, part.is_bold) == (family, is_bold) => part.text.push(c),
                _ => parts.push(Piece { text: c.into(), family, is_bold, x: 0.0 }),
            }
        }
        if is_rtl {
            parts.reverse();
            // Alone, each piece would be laid out from left to right, including its spaces.
            parts.iter_mut().for_each(|part| part.text = format!("{MARK}{}{MARK}", part.text));
        }
        pieces.extend(parts);
    }
    pieces
}

/// The font that a character needs; `None` if its neighbour's font suits it.
fn script(c: char) -> Option<&'static str> {
    match c {
        ' ' | '\u{a0}' | '\u{200c}' | '\u{200d}' | '\u{300}'..='\u{36f}' => None,
        '\u{590}'..='\u{5ff}' | '\u{fb1d}'..='\u{fb4f}' => Some(HEBREW),
        '\u{600}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb50}'..='\u{fefc}' => Some(ARABIC),
        _ => Some(LATIN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_to_left_line_splits_in_visual_order() {
        let texts = ["صندوق \u{2068}Peace (MEPPA)\u{2069}: ", "\u{200f}5 مليون", ""].map(str::to_owned);
        let (lang, dir) = (String::new(), "rtl");
        let line = Line { width: 0, lang, dir, ground: "", ink: "", muted: "", size: 0, texts };
        let pieces = of(&line);
        let seen: Vec<_> =
            pieces.iter().map(|piece| (piece.text.as_str(), piece.family, piece.is_bold)).collect();
        let expected = [
            ("\u{200f}مليون\u{200f}", ARABIC, true),
            ("\u{200f} \u{200f}", LATIN, true),
            ("5", LATIN, true),
            ("\u{200f}: \u{200f}", LATIN, false),
            ("Peace (MEPPA)", LATIN, false),
            ("\u{200f}صندوق \u{200f}", ARABIC, false),
        ];
        assert_eq!(seen, expected);
    }
}
