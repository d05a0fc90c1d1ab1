//! Reads a document's root and then its children one by one, holding at most one child in memory. `quick-xml`
//! tokenises the bytes; the checks that it leaves to its caller are here.

use quick_xml::{
    XmlVersion,
    errors::Error,
    events::{BytesStart, Event},
    name::{Namespace, ResolveResult},
    reader::NsReader,
};

use super::{Fault, Node};

/// Deeper than any element of a standard nests.
const DEEPEST: usize = 40;

/// A document being read.
pub(crate) struct Document<'t> {
    reader: NsReader<&'t [u8]>,
    text: &'t str,
    /// The offset up to which lines are counted, and the line number there.
    counted: (usize, usize),
}

impl<'t> Document<'t> {
    /// Opens a document and reads its root without the children.
    pub(crate) fn open(bytes: &'t [u8]) -> Result<(Self, Node), Fault> {
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
            fault(line, "is not UTF-8, the required encoding")
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let illegal = text.char_indices().find(|(_, character)| !is_legal(*character));
        if let Some((at, character)) = illegal {
            let line = 1 + text[..at].matches('\n').count();
            return Err(fault(
                line,
                &format!("has the character U+{:04X}, which XML forbids", character as u32),
            ));
        }
        let mut reader = NsReader::from_str(text);
        reader.config_mut().check_comments = true;
        reader.config_mut().expand_empty_elements = true;
        let mut document = Self { reader, text, counted: (0, 1) };
        let root = document.root()?;
        Ok((document, root))
    }

    fn root(&mut self) -> Result<Node, Fault> {
        let mut is_first = true;
        loop {
            let (line, event) = self.next()?;
            match event {
                Event::Decl(declaration) if is_first => {
                    let encoding = declaration.encoding().transpose();
                    let encoding =
                        encoding.map_err(|error| fault(line, &format!("cannot be read: {error}")))?;
                    if encoding.is_some_and(|name| !name.eq_ignore_ascii_case("utf-8") && !is_ascii(&name)) {
                        return Err(fault(line, "says that it is not UTF-8, the required encoding"));
                    }
                }
                Event::Start(start) => return self.start(line, &start),
                Event::Eof => return Err(fault(line, "has no element: it is empty")),
                other => outside(line, &other)?,
            }
            is_first = false;
        }
    }

    /// The root's next child with its content; `None` at the end of the document.
    pub(crate) fn child(&mut self, root: &mut Node) -> Result<Option<Node>, Fault> {
        loop {
            let (line, event) = self.next()?;
            match event {
                Event::Start(start) => {
                    let node = self.start(line, &start)?;
                    return self.whole(node).map(Some);
                }
                Event::End(_) => return self.end().map(|()| None),
                other => add_text(root, line, &other)?,
            }
        }
    }

    /// Reads the rest of an element whose start tag has been read.
    fn whole(&mut self, node: Node) -> Result<Node, Fault> {
        let mut open = vec![node];
        loop {
            let (line, event) = self.next()?;
            match event {
                Event::Start(start) => {
                    if open.len() >= DEEPEST {
                        return Err(fault(line, &format!("is nested more than {DEEPEST} deep")));
                    }
                    open.push(self.start(line, &start)?);
                }
                Event::End(_) => {
                    let done = open.pop().expect("quick-xml matches each end with its start");
                    match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => return Ok(done),
                    }
                }
                other => add_text(open.last_mut().expect("one is open"), line, &other)?,
            }
        }
    }

    fn end(&mut self) -> Result<(), Fault> {
        loop {
            match self.next()? {
                (_, Event::Eof) => return Ok(()),
                (line, Event::Start(_)) => return Err(fault(line, "has a second root element")),
                (line, other) => outside(line, &other)?,
            }
        }
    }

    /// The next event, and the line where it begins.
    fn next(&mut self) -> Result<(usize, Event<'t>), Fault> {
        let line = self.line(self.reader.buffer_position());
        match self.reader.read_event() {
            Ok(event) => Ok((line, event)),
            Err(error) => {
                let line = self.line(self.reader.error_position());
                let detail = match error {
                    Error::IllFormed(error) => error.to_string(),
                    other => other.to_string(),
                };
                Err(fault(line, &format!("is not well-formed XML: {detail}")))
            }
        }
    }

    fn line(&mut self, position: u64) -> usize {
        let position = usize::try_from(position).expect("the text is in memory").min(self.text.len());
        if position > self.counted.0 {
            let lines =
                self.text.as_bytes()[self.counted.0..position].iter().filter(|byte| **byte == b'\n').count();
            self.counted = (position, self.counted.1 + lines);
        }
        self.counted.1
    }

    /// An element's name and attributes.
    fn start(&self, line: usize, start: &BytesStart<'_>) -> Result<Node, Fault> {
        let (namespace, name) = self.reader.resolver().resolve_element(start.name());
        let mut node = Node {
            namespace: resolved(line, namespace)?,
            name: name.as_ref().to_owned(),
            line,
            ..Node::default()
        };
        for attribute in start.attributes() {
            let wrong =
                |detail: String| fault(line, &format!("<{}> is not well-formed: {detail}", node.name));
            let attribute = attribute.map_err(|error| wrong(error.to_string()))?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            if attribute.value.contains('<') {
                return Err(wrong("an attribute has `<` in its value".to_owned()));
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|error| wrong(error.to_string()))?;
            if !value.chars().all(is_legal) {
                return Err(wrong("an attribute has a character that XML forbids".to_owned()));
            }
            let (namespace, name) = self.reader.resolver().resolve_attribute(attribute.key);
            let key = Node::key(resolved(line, namespace)?.as_deref(), name.as_ref());
            if node.attribute(&key).is_some() {
                return Err(wrong(format!("it has the attribute `{key}` twice")));
            }
            node.attributes.push((key, value.into_owned()));
        }
        Ok(node)
    }
}

fn resolved(line: usize, result: ResolveResult<'_>) -> Result<Option<String>, Fault> {
    match result {
        ResolveResult::Unbound => Ok(None),
        ResolveResult::Bound(Namespace(namespace)) => Ok(Some(namespace.to_owned())),
        ResolveResult::Unknown(prefix) => {
            Err(fault(line, &format!("declares no namespace for the prefix `{prefix}`")))
        }
    }
}

/// Adds text to the element that contains it.
fn add_text(node: &mut Node, line: usize, event: &Event<'_>) -> Result<(), Fault> {
    match event {
        Event::Text(text) => {
            let text = text.xml10_content();
            if text.contains("]]>") {
                return Err(fault(line, "is not well-formed XML: it has `]]>` in a text"));
            }
            node.text.push_str(&text);
        }
        Event::CData(text) => node.text.push_str(&text.xml10_content()),
        Event::GeneralRef(reference) => {
            let character = match reference.resolve_char_ref() {
                Ok(Some(character)) => Some(character).filter(|character| is_legal(*character)),
                Ok(None) => predefined(reference),
                Err(_) => None,
            };
            let unknown = || {
                let name: String = reference.chars().take(40).collect();
                fault(
                    line,
                    &format!(
                        "refers to `&{name};`, which is neither a character nor one of XML's five entities"
                    ),
                )
            };
            node.text.push(character.ok_or_else(unknown)?);
        }
        Event::Comment(_) | Event::PI(_) => {}
        Event::Eof => return Err(fault(line, &format!("ends before </{}>", node.name))),
        other => outside(line, other)?,
    }
    Ok(())
}

/// Accepts only comments, instructions and white space outside the root.
fn outside(line: usize, event: &Event<'_>) -> Result<(), Fault> {
    match event {
        Event::Comment(_) | Event::PI(_) => Ok(()),
        Event::Text(text) if text.trim().is_empty() => Ok(()),
        Event::DocType(_) => Err(fault(
            line,
            "has a document type declaration: no IATI file needs one, and it could define entities",
        )),
        Event::Decl(_) => Err(fault(line, "has an XML declaration after its beginning")),
        _ => Err(fault(line, "is not well-formed XML: it has text outside its root element")),
    }
}

fn predefined(name: &str) -> Option<char> {
    let text = quick_xml::escape::resolve_predefined_entity(name)?;
    text.chars().next()
}

/// XML 1.0, `Char`.
fn is_legal(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// ASCII is also valid UTF-8.
fn is_ascii(name: &str) -> bool {
    name.eq_ignore_ascii_case("us-ascii")
}

fn fault(line: usize, detail: &str) -> Fault {
    Fault { line, detail: detail.to_owned() }
}
