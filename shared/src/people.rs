//! People: who works at an office, what they may do there, and the keys by which they say who they are.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    digest::ReadMark,
    fields::{Body, Fields},
};

/// What somebody, or a key, may do: each role all that the one before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Reader,
    /// Writes what is not for the public.
    Editor,
    /// Addresses the public.
    Publisher,
    /// Has people and keys, and the office itself.
    Admin,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 4] = [Self::Reader, Self::Editor, Self::Publisher, Self::Admin];

    /// The word on the wire, in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Editor => "editor",
            Self::Publisher => "publisher",
            Self::Admin => "admin",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let role = Self::ALL.into_iter().find(|role| role.as_str() == word);
        role.ok_or_else(|| format!("`{word}` is no role: reader, editor, publisher or admin"))
    }
}

/// A person of an office. Only its admins, and the person, read this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    pub id: Uuid,
    /// The office they are of.
    pub office: Uuid,
    /// Instant since when they are known here (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub made_at: Timestamp,
    /// Instant at which they left (RFC 3339, UTC).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime, nullable = false))]
    pub left_at: Option<Timestamp>,
    #[serde(flatten)]
    pub head: NewPerson,
    /// Their keys that work, the oldest first.
    pub keys: Vec<PersonKey>,
    /// What became of the last digest that was due to them by e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub last_mail: Option<LastMail>,
}

/// A person as an admin of their office sends them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPerson {
    /// What their office calls them; initials will do. Nobody else ever reads it, and it is forgotten, and then
    /// empty, when they leave.
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub name: String,
    /// Where their digest is sent (RFC 5321). Nobody else ever reads it, and it is forgotten when they leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "email", max_length = 254, nullable = false))]
    pub email: Option<String>,
    /// What they may do; no key of theirs may do more.
    pub role: Role,
    /// Language of their e-mail, as BCP 47 tag. There is en, fr, de, he and ar; for every other it is English.
    /// Default `en`.
    #[serde(default = "usual_language")]
    #[cfg_attr(feature = "openapi", schema(example = "fr", max_length = 35))]
    pub language: String,
    /// Whether they get the digest by e-mail, at 08:00 in the office's time zone. Default true.
    #[serde(default = "yes")]
    pub digest: bool,
    /// Whether they have left: then none of their keys works any more, for good. Default false.
    #[serde(default)]
    pub left: bool,
}

fn usual_language() -> String {
    "en".to_owned()
}

fn yes() -> bool {
    true
}

impl Body for NewPerson {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let name = fields.optional_text("name", 200);
        let email = fields.optional_text("email", 254);
        let role = fields.required("role");
        let language = fields.language("language").unwrap_or_else(usual_language);
        let digest = fields.optional("digest").unwrap_or_else(yes);
        let left: bool = fields.or_default("left");
        if name.is_none() && !left {
            fields.complain("name", "is required");
        }
        if email.as_ref().is_some_and(|email| !is_address(email)) {
            fields.complain("email", "is not an e-mail address");
        }
        let person = Self { name: name.unwrap_or_default(), email, role: role?, language, digest, left };
        Some(if left { person.leaving() } else { person })
    }
}

/// Whether a text has the shape of an e-mail address: dotted parts on either side of one `@` (RFC 5321), and nothing
/// that ends it in the head of a mail. Quoted ones are not taken.
fn is_address(text: &str) -> bool {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"@<>()[]\\,;:\"".contains(c);
    let is_part = |part: &str| !part.is_empty() && part.chars().all(is_plain);
    text.split_once('@').is_some_and(|(local, domain)| local.split('.').chain(domain.split('.')).all(is_part))
}

impl NewPerson {
    /// The same person when they have left: without a name, without an address, and without mail.
    #[must_use]
    pub fn leaving(&self) -> Self {
        let (role, language) = (self.role, self.language.clone());
        Self { name: String::new(), email: None, role, language, digest: false, left: true }
    }

    /// Whether somebody who is no admin may make this of themselves: their language, and whether they get mail.
    pub fn is_own_choice(&self, before: &Self) -> bool {
        let chosen = Self { language: self.language.clone(), digest: self.digest, ..before.clone() };
        *self == chosen
    }
}

/// A key of a person, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonKey {
    /// Its public part, as the log names it.
    #[cfg_attr(feature = "openapi", schema(example = "Zk3vQ9aB"))]
    pub id: String,
    /// What it may do, as far as the person may.
    pub role: Role,
    /// Instant from which on it does not work any more (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2027-02-24T10:05:00Z"))]
    pub expires_at: Timestamp,
}

/// A key as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPersonKey {
    /// What it may do: no more than the person. Default: as much.
    pub role: Option<Role>,
    /// For how many days it works. Default 90.
    #[serde(default = "usual_days")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 365))]
    pub days: i32,
}

/// For how many days a key works where nothing is said.
pub const USUAL_DAYS: i32 = 90;

fn usual_days() -> i32 {
    USUAL_DAYS
}

impl Body for NewPersonKey {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let role = fields.optional("role");
        let days = fields.optional("days").unwrap_or(USUAL_DAYS);
        if !(1..=365).contains(&days) {
            fields.complain("days", "is not a whole number from 1 to 365");
        }
        Some(Self { role, days })
    }
}

/// A key that was just made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeKey {
    #[serde(flatten)]
    pub key: PersonKey,
    /// The key itself, to be sent as `Authorization: Bearer …`. Told this once and kept nowhere: whoever repeats
    /// the request gets the rest of this, and makes another.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub secret: Option<String>,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The office of the key.
    pub office: Uuid,
    /// Public part of the key.
    pub key: String,
    /// What may be done by it.
    pub role: Role,
    /// Whose key it is; absent where it is a program's.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub person: Option<Person>,
    /// Up to where they have read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub read: Option<ReadMark>,
}

/// What became of a digest that was due by e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastMail {
    /// The day, in the office's time zone (ISO 8601).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date, example = "2026-11-24"))]
    pub day: Date,
    pub state: MailState,
    /// How often it was tried.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub tries: i32,
    /// Why it was not sent when it was last tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = "the mail server refused it (550)"))]
    pub trouble: Option<String>,
}

/// How far a mail has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// The mail server has taken it.
    Sent,
    /// Nothing had moved, so that there was nothing to send.
    NothingMoved,
    /// Not sent so far. It is tried again until the day is over; the next day's tells what this one would have.
    Unsent,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fields;

    fn person(body: serde_json::Value) -> NewPerson {
        fields::read(&body).expect("the body is good")
    }

    #[test]
    fn a_person_gets_the_digest_in_english_unless_something_else_is_said() {
        let person = person(json!({"name": "N", "role": "editor"}));
        assert_eq!((person.language.as_str(), person.digest, person.left), ("en", true, false));
    }

    #[test]
    fn name_and_address_of_one_who_has_left_are_forgotten() {
        let left = person(json!({"name": "N", "role": "editor", "email": "n@office.example", "left": true}));
        assert_eq!((left.name.as_str(), left.email, left.digest), ("", None, false));
    }

    #[test]
    fn a_persons_own_choice_is_their_language_and_their_mail_and_nothing_else() {
        let before = person(json!({"name": "N", "role": "editor", "email": "n@office.example"}));
        for (change, own) in [
            (json!({"language": "ar"}), true),
            (json!({"digest": false, "language": "fr"}), true),
            (json!({}), true),
            (json!({"role": "admin"}), false),
            (json!({"email": "m@office.example"}), false),
            (json!({"name": "M", "digest": false}), false),
            (json!({"left": true}), false),
        ] {
            let after = fields::patch(&before, &change).expect("the change can be read");
            assert_eq!(after.is_own_choice(&before), own, "{change}");
        }
    }

    #[test]
    fn an_address_is_two_dotted_parts_and_can_begin_no_other_line_of_a_mail() {
        for (email, is_good) in [
            ("a@office.example", true),
            ("first.last+digest@office.example", true),
            ("\u{645}@\u{645}\u{62b}\u{627}\u{644}.example", true),
            ("nobody", false),
            ("@office.example", false),
            ("a@", false),
            ("a@b@c", false),
            ("a..b@c", false),
            ("a@c.", false),
            ("a b@office.example", false),
            ("A <a@office.example>", false),
            ("a@office.example,b@office.example", false),
            ("a@office.example\r\nBcc: b@office.example", false),
        ] {
            let body = json!({"name": "N", "role": "reader", "email": email});
            assert_eq!(fields::read::<NewPerson>(&body).is_ok(), is_good, "{email:?}");
        }
    }

    #[test]
    fn a_key_works_for_a_year_at_most() {
        for (days, works) in [(0, false), (1, true), (365, true), (366, false), (-1, false)] {
            assert_eq!(fields::read::<NewPersonKey>(&json!({"days": days})).is_ok(), works, "{days}");
        }
    }
}
