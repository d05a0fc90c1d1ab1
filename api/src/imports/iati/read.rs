//! Splits the files into activities. A file that breaks a rule of XML or of the schema is refused with every
//! faulty line, and the whole import stops.

use std::fmt;

use super::{
    activity::Activity,
    schema::{check_root, no_text},
    xml::{Document, Fault},
};

/// The most faults reported for a file.
const MOST_FAULTS: usize = 50;

/// The content of all files.
#[derive(Debug, Default)]
pub struct Read {
    /// The files' names, in the order given.
    pub files: Vec<String>,
    pub(super) activities: Vec<Activity>,
}

/// Why a file is not an IATI 2.03 activity file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotReadable {
    pub file: String,
    pub faults: Vec<Fault>,
}

impl fmt::Display for NotReadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} is not a valid file of IATI activities; nothing was imported:", self.file)?;
        self.faults.iter().try_for_each(|fault| write!(out, "\n  {fault}"))
    }
}

impl std::error::Error for NotReadable {}

/// Reads named files.
pub fn read<N: AsRef<str>, B: AsRef<[u8]>>(files: &[(N, B)]) -> Result<Read, NotReadable> {
    let mut read = Read::default();
    for (index, (name, bytes)) in files.iter().enumerate() {
        let name = name.as_ref().to_owned();
        match activities(index, bytes.as_ref()) {
            Ok(activities) => read.activities.extend(activities),
            Err(faults) => return Err(NotReadable { file: name, faults }),
        }
        read.files.push(name);
    }
    Ok(read)
}

fn activities(file: usize, bytes: &[u8]) -> Result<Vec<Activity>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut activities = Vec::new();
    match whole(file, bytes, &mut activities, &mut faults) {
        Ok(()) if faults.is_empty() => Ok(activities),
        ended => {
            faults.extend(ended.err());
            faults.truncate(MOST_FAULTS);
            Err(faults)
        }
    }
}

/// Reads to the end, or to the point where the text stops being XML.
fn whole(
    file: usize,
    bytes: &[u8],
    activities: &mut Vec<Activity>,
    faults: &mut Vec<Fault>,
) -> Result<(), Fault> {
    let (mut document, mut root) = Document::open(bytes)?;
    check_root(&root, faults);
    let line = root.line;
    let mut foreign = false;
    while let Some(child) = document.child(&mut root)? {
        let line = child.line;
        let complain = |detail: String| Fault { line, detail };
        match (&child.namespace, child.name.as_str()) {
            (Some(_), _) => foreign = true,
            (None, "iati-activity") => {
                if foreign {
                    let detail = "<iati-activity> must come before elements of other namespaces";
                    faults.push(complain(detail.to_owned()));
                }
                activities.push(Activity::of(file, child, faults));
            }
            (None, name) => faults.push(complain(format!("<{name}> has no place in <iati-activities>"))),
        }
        if faults.len() >= MOST_FAULTS {
            return Ok(());
        }
    }
    no_text(&root, faults);
    if activities.is_empty() {
        faults.push(Fault { line, detail: "<iati-activities> lacks <iati-activity>".to_owned() });
    }
    Ok(())
}
