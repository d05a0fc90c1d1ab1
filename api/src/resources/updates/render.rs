//! Converts Markdown to HTML that is safe to put into any page. The HTML is part of the stored documents, so
//! that a read costs nothing. A release with different rendering or a stricter sanitiser needs a migration:
//! everything is then shown again (`views::show_again`), and `accord verify` finds documents that were
//! missed. The past keeps its HTML: a read with `as_of` gets the HTML of that day.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Event, Parser, Tag, TagEnd, html};

/// The allowed HTML: nothing that runs, loads or styles, and no names that the surrounding page could use.
static SAFE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut safe = Builder::empty();
    safe.tags(HashSet::from([
        "a",
        "blockquote",
        "br",
        "code",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "ul",
    ]))
    .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
    // Not even a title, because phones cannot show it.
    .generic_attributes(HashSet::new())
    .url_schemes(HashSet::from(["http", "https", "mailto"]))
    // No page of this server is a base for an update's relative links.
    .url_relative(UrlRelative::Deny)
    .link_rel(Some("nofollow noopener noreferrer"));
    safe
});

/// Renders `CommonMark`. HTML in it becomes plain characters, and an image becomes its description.
pub(super) fn markdown(source: &str) -> String {
    let events = Parser::new(source).filter_map(|event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        event => Some(event),
    });
    let mut rendered = String::new();
    html::push_html(&mut rendered, events);
    SAFE.clean(&rendered).to_string()
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use html5ever::{
        buffer_queue::BufferQueue,
        tokenizer::{Tag, Token, TokenSink, TokenSinkResult, Tokenizer},
    };
    use proptest::prelude::*;

    use super::*;

    /// Known attacks that ran, loaded or styled something.
    const PAYLOADS: [&str; 34] = [
        "<script>alert(1)</script>",
        "<ScRiPt src=//example.org/x.js></sCrIpT>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<iframe src=\"javascript:alert(1)\"></iframe>",
        "<iframe srcdoc=\"<script>alert(1)</script>\">",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\"  jAvAsCrIpT:alert(1)\">x</a>",
        "<a href=\"java&#10;script:alert(1)\">x</a>",
        "<style>@import 'https://example.org/x.css';</style>",
        "<p style=\"background:url(javascript:alert(1))\">x</p>",
        "<p class=x id=y onclick=alert(1)>x</p>",
        "<body onload=alert(1)>",
        "<form action=https://example.org><input name=x><button>x</button></form>",
        "<object data=x></object><embed src=x>",
        "<meta http-equiv=refresh content=\"0;url=https://example.org\">",
        "<base href=https://example.org>",
        "<link rel=stylesheet href=https://example.org/x.css>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<!--><script>alert(1)</script>-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<details open ontoggle=alert(1)>",
        "<video><source onerror=alert(1)></video>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:msgbox)",
        "[x](https://example.org \"\\\" onmouseover=alert(1) x=\\\"\")",
        "<javascript:alert(1)>",
        "![x](https://example.org/pixel.gif)",
        "![\" onerror=\"alert(1)](x)",
        "```<script>\n</code></pre><script>alert(1)</script>\n```",
    ];

    /// Collects the tags of the tokenised HTML.
    #[derive(Default)]
    struct Tags(RefCell<Vec<Tag>>);

    impl TokenSink for Tags {
        type Handle = ();

        fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
            match token {
                Token::TagToken(tag) => self.0.borrow_mut().push(tag),
                Token::CommentToken(comment) => panic!("a comment: {comment}"),
                _ => {}
            }
            TokenSinkResult::Continue
        }
    }

    /// The tags in a piece of HTML, as a browser reads them.
    fn tags(html: &str) -> Vec<Tag> {
        let input = BufferQueue::default();
        input.push_back(html.into());
        let tokenizer = Tokenizer::new(Tags::default(), Default::default());
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        tokenizer.sink.0.into_inner()
    }

    /// The harm that a browser would do with the HTML of this Markdown, if any.
    fn harm(source: &str) -> Option<String> {
        let html = markdown(source);
        for tag in tags(&html) {
            let known = SAFE.clone_tags();
            if !known.contains(&*tag.name) {
                return Some(format!("<{}> in {html}", tag.name));
            }
            for attribute in &tag.attrs {
                let (name, value) = (&*attribute.name.local, &*attribute.value);
                let is_safe = match (&*tag.name, name) {
                    ("a", "href") => ["http:", "https:", "mailto:"].iter().any(|scheme| {
                        value.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
                    }),
                    ("a", "rel") => value == "nofollow noopener noreferrer",
                    ("ol", "start") => value.bytes().all(|byte| byte.is_ascii_digit()),
                    _ => false,
                };
                if !is_safe {
                    return Some(format!("{name}={value:?} of <{}> in {html}", tag.name));
                }
            }
        }
        None
    }

    #[test]
    fn markdown_becomes_the_expected_html() {
        for (source, html) in [
            ("It went *well*, **very**.", "<p>It went <em>well</em>, <strong>very</strong>.</p>\n"),
            ("1 < 2 & \"3\"", "<p>1 &lt; 2 &amp; \"3\"</p>\n"),
            ("<b>bold</b>", "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"),
            ("# Head\n\n- one\n- two", "<h1>Head</h1>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
            (
                "[here](https://example.org/a?b=1&c=2)",
                "<p><a href=\"https://example.org/a?b=1&amp;c=2\" rel=\"nofollow noopener noreferrer\">here</a></p>\n",
            ),
            ("[here](/v1/keys)", "<p><a rel=\"nofollow noopener noreferrer\">here</a></p>\n"),
            ("![a map](https://example.org/map.png)", "<p>a map</p>\n"),
            ("שלום\n\nسلام", "<p>שלום</p>\n<p>سلام</p>\n"),
            ("```js\nlet a;\n```", "<pre><code>let a;\n</code></pre>\n"),
        ] {
            assert_eq!(markdown(source), html, "{source}");
        }
    }

    #[test]
    fn no_known_attack_does_harm() {
        for payload in PAYLOADS {
            let around = [
                payload.to_owned(),
                format!("> {payload}"),
                format!("- {payload}\n\n  {payload}"),
                format!("[{payload}](https://example.org)"),
                format!("*{payload}*\n\n{payload}"),
            ];
            for source in around {
                assert_eq!(harm(&source), None, "{source}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_random_text_does_harm(
            pieces in prop::collection::vec(
                prop_oneof![
                    prop::sample::select(PAYLOADS.to_vec()).prop_map(str::to_owned),
                    prop::sample::select(vec!["\n", "\n\n", "> ", "- ", "    ", "`", "[", "](", ")", "<", ">", "\"", "&#", "*", "\\"])
                        .prop_map(str::to_owned),
                    any::<String>(),
                ],
                0..8,
            ),
        ) {
            prop_assert_eq!(harm(&pieces.concat()), None);
        }
    }
}
