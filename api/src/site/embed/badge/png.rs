//! Draws badges as PNG with resvg, in the installed Noto fonts, so that every server draws the same letters.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Once, OnceLock},
};

use askama::Template;
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Node, Options, Tree, fontdb::Database, layout::PositionedGlyph},
};

use super::{
    line::Line,
    pieces::{self, MARK, Piece},
};
use crate::http::Problem;

/// Font families for all languages of the figures, as their file names begin.
const FAMILIES: [&str; 3] = ["NotoSans", "NotoSansArabic", "NotoSansHebrew"];
/// For the dense screens of phones.
const SCALE: f32 = 2.0;

/// A line with its pieces in position.
#[derive(Template)]
#[template(path = "badge-drawn.svg")]
struct Drawn<'a> {
    line: &'a Line,
    pieces: &'a [Piece],
}

/// The fonts, read when the first badge is drawn.
#[derive(Clone)]
pub struct Fonts {
    folder: PathBuf,
    known: Arc<OnceLock<Arc<Database>>>,
    /// Done once the operator was told of a letter that no font has.
    told: Arc<Once>,
}

impl Fonts {
    /// The fonts in a folder.
    pub fn of(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), known: Arc::default(), told: Arc::new(Once::new()) }
    }

    /// Draws a line. A missing font is an error, not an empty picture. A letter that its font lacks, such as an
    /// emoji in a name, is a box.
    pub(in crate::site) async fn draw(&self, line: Line) -> Result<Vec<u8>, Problem> {
        let fonts = self.clone();
        let drawn = tokio::task::spawn_blocking(move || fonts.draw_now(&line)).await;
        drawn.map_err(|_| Problem::internal())?
    }

    fn draw_now(&self, line: &Line) -> Result<Vec<u8>, Problem> {
        let fonts = self.known.get_or_init(|| {
            let mut fonts = Database::new();
            read(&self.folder, &mut fonts);
            Arc::new(fonts)
        });
        let options = Options { fontdb: fonts.clone(), ..Options::default() };
        let tree = |pieces: &[Piece]| {
            let svg = Drawn { line, pieces }.render().expect("the template writes to memory");
            Tree::from_str(&svg, &options).map_err(|_| Problem::internal())
        };
        // Drawn twice: once to measure each piece, once in position.
        let mut pieces = pieces::of(line);
        let widths = self.measure(&tree(&pieces)?, &pieces, (line.size, fonts))?;
        let mut x = (line.width as f32 - widths.iter().sum::<f32>()) / 2.0;
        for (piece, width) in pieces.iter_mut().zip(widths) {
            piece.x = x;
            x += width;
        }
        let tree = tree(&pieces)?;
        let size = tree.size().to_int_size().scale_by(SCALE).ok_or_else(Problem::internal)?;
        let mut picture = Pixmap::new(size.width(), size.height()).ok_or_else(Problem::internal)?;
        resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut picture.as_mut());
        picture.encode_png().map_err(|_| Problem::internal())
    }

    /// The width of each piece, if its font is there.
    fn measure(
        &self,
        tree: &Tree,
        pieces: &[Piece],
        (size, fonts): (u32, &Database),
    ) -> Result<Vec<f32>, Problem> {
        let width = |(index, piece): (usize, &Piece)| {
            let text = match tree.node_by_id(&format!("piece-{index}")) {
                Some(Node::Text(text)) => text,
                // Spaces alone leave nothing to measure.
                _ if piece.text.trim_matches(MARK).trim().is_empty() => return Ok(size as f32 * 0.26),
                _ => return Err(missing(&piece.text)),
            };
            let is_undrawn =
                |glyph: &&PositionedGlyph| glyph.id.0 == 0 && !glyph.text.trim_matches(MARK).is_empty();
            let mut glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
            if let Some(PositionedGlyph { text: letter, .. }) = glyphs.find(is_undrawn) {
                let is_family = |(name, _): &(String, _)| name == piece.family;
                if !fonts.faces().any(|face| face.families.iter().any(is_family)) {
                    return Err(missing(letter));
                }
                self.told.call_once(|| tracing::warn!(letter, "no font has a badge's letter: it is a box"));
            }
            Ok(text.bounding_box().width())
        };
        pieces.iter().enumerate().map(width).collect()
    }
}

impl Default for Fonts {
    fn default() -> Self {
        Self::of(Path::new(""))
    }
}

fn missing(letters: &str) -> Problem {
    let letters = letters.trim_matches(MARK).trim();
    Problem::missing_font(&format!(
        "No font of this server has “{letters}”. Its operator installs Noto Sans, Noto Sans Arabic and Noto Sans Hebrew \
         (Debian: fonts-noto-core); as svg, txt and json the badge is there meanwhile."
    ))
}

fn read(folder: &Path, fonts: &mut Database) {
    // An unreadable folder has no fonts: the badge then reports the missing letters.
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            read(&path, fonts);
        } else if is_wanted(&path)
            && let Ok(bytes) = fs::read(&path)
        {
            fonts.load_font_data(bytes);
        }
    }
}

/// `NotoSans-Regular.ttf`, or `NotoSans[wght].ttf` for a font with all weights in one file.
fn is_wanted(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let style = FAMILIES.iter().filter_map(|family| name.strip_prefix(family));
    style
        .into_iter()
        .any(|style| ["-Regular.", "-Bold.", "[", "-VF."].iter().any(|start| style.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_badge_fonts_are_wanted() {
        let wanted = ["NotoSans-Regular.ttf", "NotoSansArabic-Bold.ttf", "NotoSansHebrew[wght].ttf"];
        assert!(wanted.iter().all(|name| is_wanted(Path::new(name))));
        let others =
            ["NotoSansMono-Regular.ttf", "NotoSans-Italic.ttf", "DejaVuSans.ttf", "NotoSansThai-Regular.ttf"];
        assert!(others.iter().all(|name| !is_wanted(Path::new(name))));
    }
}
