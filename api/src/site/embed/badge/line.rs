//! A badge's line: its texts, colours and length.

use askama::Template;
use figures::{figure::FigureProps, settings::Theme};

/// Space at either end of the line, in pixels.
const MARGIN: u32 = 10;

/// A line with a background, readable on any page.
pub(in crate::site) struct Line {
    pub(in crate::site) width: u32,
    pub(in crate::site) lang: String,
    pub(in crate::site) dir: &'static str,
    pub(in crate::site) ground: &'static str,
    pub(in crate::site) ink: &'static str,
    pub(in crate::site) muted: &'static str,
    /// Font size.
    pub(in crate::site) size: u32,
    /// The label; the number with its unit; the instant and any notes.
    pub(in crate::site) texts: [String; 3],
}

/// For browsers, which choose the fonts.
#[derive(Template)]
#[template(path = "badge.svg")]
struct Svg {
    line: Line,
    /// The whole line, for screen readers.
    said: String,
}

pub(in crate::site) fn svg(props: &FigureProps) -> String {
    Svg { line: Line::of(props), said: said(props) }.render().expect("the template writes to memory")
}

impl Line {
    pub(in crate::site) fn of(props: &FigureProps) -> Self {
        let [ground, ink, muted] = match props.setting.theme {
            Theme::Dark => ["#10171d", "#e8edf0", "#9fb0ba"],
            Theme::Light | Theme::Auto => ["#fff", "#16202c", "#566270"],
        };
        let locale = &props.setting.locale;
        // Arabic letters need a tenth more.
        let size = if locale.words.language == "ar" { 14 } else { 13 };
        let rest = format!(
            "{} · {}{}{}{}",
            unit(props),
            props.stamp.before,
            props.stamp.shown,
            props.stamp.after,
            sample(props)
        );
        let texts = [format!("{}{}", props.label, locale.words.colon), props.number.shown.clone(), rest];
        let texts = texts.map(|text| text.replace(breaks, " "));
        let hundredths = texts.iter().flat_map(|text| text.chars()).map(hundredths).sum::<u32>();
        let width = hundredths * size / 100 + 2 * MARGIN;
        Self { width, lang: locale.tag.clone(), dir: locale.words.dir(), ground, ink, muted, size, texts }
    }
}

/// A badge's whole text, in one line.
pub(in crate::site) fn said(props: &FigureProps) -> String {
    let FigureProps { label, number, stamp, .. } = props;
    let colon = props.setting.locale.words.colon;
    let said = format!(
        "{label}{colon}{}{} ({}{}{}){}",
        number.shown,
        unit(props),
        stamp.before,
        stamp.shown,
        stamp.after,
        sample(props)
    );
    // A name may contain any character, but the line must stay one line and valid XML.
    said.replace(breaks, " ")
}

/// The unit of a count. An amount already contains its unit.
fn unit(props: &FigureProps) -> String {
    let separates = |c: char| c.is_whitespace() || ".,'’٬".contains(c);
    let is_count = props.number.shown.chars().all(|c| c.is_numeric() || separates(c));
    let words = props.setting.locale.words;
    let sentence = props.sentence.strip_suffix(words.stop).unwrap_or(&props.sentence);
    if is_count && !sentence.is_empty() { format!(" {sentence}") } else { String::new() }
}

/// The note on invented records.
fn sample(props: &FigureProps) -> String {
    if props.is_sample { format!(" · {}", props.setting.locale.words.sample) } else { String::new() }
}

/// Whether a character would break the line, or is not allowed in XML.
fn breaks(c: char) -> bool {
    c.is_control() || ['\u{2028}', '\u{2029}', '\u{fffe}', '\u{ffff}'].contains(&c)
}

/// The greatest width of a character in the usual system fonts, in hundredths of the font size. An overestimate
/// only adds space at both ends of the line.
fn hundredths(c: char) -> u32 {
    match c {
        // Marks above and below letters, and invisible direction marks.
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' => 0,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => 0,
        ' ' | '\u{a0}' | '\u{202f}' | '.' | ',' | ':' | ';' | '·' | '\'' | '’' | '!' | '|' => 30,
        'f' | 'i' | 'j' | 'l' | 'r' | 't' | 'I' | '(' | ')' | '-' => 40,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' => 95,
        'A'..='Z' => 70,
        // Wide scripts and pictures.
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'.. => 110,
        _ => 60,
    }
}
