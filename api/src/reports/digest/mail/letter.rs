//! Writes a digest as a mail, in plain text and HTML: titles, sums and links, but no bodies and no names of people.

use std::collections::HashSet;

use askama::Template;
use figures::locale::{Mail, Words, fill, nearest};
use jiff::civil::Date;
use lettre::{
    Message,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
    },
};
use shared::{
    digest::{Amount, Group, Item, MeasuredSum},
    money::Money,
};

use super::{
    Moved, Post,
    store::{Holder, Reader},
};
use crate::{app::App, format};

/// The most items of a group that are named.
const NAMED: usize = 20;

#[derive(Template)]
#[template(path = "digest.txt", escape = "none")]
struct Text<'a> {
    words: &'static Words,
    mail: &'static Mail,
    sections: &'a [Section],
    more: usize,
    staff: usize,
    more_url: &'a str,
    off_url: &'a str,
}

#[derive(Template)]
#[template(path = "digest.html")]
struct Html<'a> {
    words: &'static Words,
    mail: &'static Mail,
    subject: &'a str,
    sections: &'a [Section],
    more: usize,
    staff: usize,
    more_url: &'a str,
    off_url: &'a str,
}

/// A group that is not empty.
struct Section {
    title: &'static str,
    total: usize,
    lines: Vec<Line>,
    /// The number of items without a line, in words.
    unnamed: Option<String>,
    sums: Vec<String>,
}

struct Line {
    title: String,
    url: Option<String>,
    amounts: Vec<String>,
    sample: bool,
}

/// The mail of a day.
pub(super) fn write(
    app: &App,
    post: &Post,
    reader: &Reader,
    day: Date,
    moved: &Moved,
) -> Result<Message, lettre::error::Error> {
    let words = nearest([reader.language.as_str()]);
    let mail = &words.mail;
    let (public, offices) = (moved.public.groups.each(), moved.offices.groups.each());
    let sections: Vec<Section> = public
        .into_iter()
        .zip(mail.groups)
        .filter(|(group, _)| group.total > 0)
        .map(|(group, title)| section(app, words, group, title))
        .collect();
    let things = |groups: [&Group; 7]| -> HashSet<_> {
        groups
            .into_iter()
            .flat_map(|group| &group.items)
            .map(|item| (item.resource.clone(), item.id))
            .collect()
    };
    let more = things(offices).difference(&things(public)).count();
    let staff = moved.staff.people.len() + moved.staff.keys.len();
    // Without a position: positions of the offices' feed are secret.
    let more_url = &format!("{}/v1/digest", app.public_url);
    let off_url = &format!("{}{}", app.public_url, post.links.path(reader.person));
    let subject = &format!("{}, {day}", mail.subject);
    let sections = &sections;
    let text = Text { words, mail, sections, more, staff, more_url, off_url }.render();
    let html = Html { words, mail, subject, sections, more, staff, more_url, off_url }.render();
    let (text, html) = text.and_then(|text| Ok((text, html?))).expect("the templates write to memory");
    let address = reader.email.parse().map_err(|_| lettre::error::Error::MissingTo)?;
    Message::builder()
        .from(post.mailer.from.clone())
        .to(Mailbox::new(None, address))
        .subject(subject)
        .message_id(Some(format!(
            "<{}@{}>",
            post.links.mail(reader.person, day),
            post.mailer.from.email.domain()
        )))
        .raw_header(header("Content-Language", words.language.to_owned()))
        .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
        .raw_header(header("List-Unsubscribe", format!("<{off_url}>")))
        .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()))
        .multipart(MultiPart::alternative_plain_html(text, html))
}

/// The mail to the holder of a key that an admin made. It says nothing of the key.
pub(super) fn of_key(post: &Post, reader: &Holder) -> Result<Message, lettre::error::Error> {
    let words = nearest([reader.language.as_str()]);
    let address = reader.email.parse().map_err(|_| lettre::error::Error::MissingTo)?;
    Message::builder()
        .from(post.mailer.from.clone())
        .to(Mailbox::new(None, address))
        .subject(words.mail.key_subject)
        .raw_header(header("Content-Language", words.language.to_owned()))
        .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
        .singlepart(SinglePart::plain(format!("{}\n", words.mail.key_text)))
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

fn section(app: &App, words: &'static Words, group: &Group, title: &'static str) -> Section {
    let line = |item: &Item| {
        Some(Line {
            title: isolated(item.title.as_ref()?),
            url: item.path.as_ref().map(|path| format!("{}{path}", app.public_url)),
            amounts: item.amounts.iter().map(|amount| written(words, amount)).collect(),
            sample: item.sample,
        })
    };
    let lines: Vec<Line> = group.items.iter().filter_map(line).take(NAMED).collect();
    let sums = group.sums.iter().flat_map(|sum| summed(words, sum)).collect();
    let unnamed = group.total - lines.len();
    let unnamed = (unnamed > 0 && !lines.is_empty()).then(|| {
        let more = words.form(words.mail.more, u32::try_from(unnamed).unwrap_or(u32::MAX));
        fill(more, &[&unnamed.to_string()])
    });
    Section { title, total: group.total, unnamed, lines, sums }
}

fn written(words: &Words, amount: &Amount) -> String {
    format!("{} {}", words.mail.measures[amount.measure as usize], money(words, &amount.amount))
}

/// A sum in the office's currency, with the number of amounts left out. If none could be converted, the sums in
/// their own currencies.
fn summed(words: &Words, MeasuredSum { measure, sum }: &MeasuredSum) -> Vec<String> {
    let measure = words.mail.measures[*measure as usize];
    let amounts = match &sum.converted {
        Some(converted) => std::slice::from_ref(converted),
        None => &sum.original[..],
    };
    let mut summed: Vec<String> =
        amounts.iter().map(|amount| format!("{measure} {}", money(words, amount))).collect();
    if sum.converted.is_some() && sum.unconverted > 0 {
        summed.push(format!("{}{}{}", words.mail.unconverted, words.colon, sum.unconverted));
    }
    summed
}

fn money(words: &Words, amount: &Money) -> String {
    isolated(&format::amount(words.language, amount))
}

/// On one line, and isolated from text of the other direction beside it (UAX 9).
fn isolated(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\u{2068}{plain}\u{2069}")
}
