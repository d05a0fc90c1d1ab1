//! People: the staff of an office, their roles, and the keys that identify them.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    digest::ReadMark,
    fields::{Body, Fields},
};

/// The role of a person or a key. Each role may do everything that the role before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Reader,
    /// Writes things that are not public.
    Editor,
    /// Publishes.
    Publisher,
    /// Manages people, keys and the office itself.
    Admin,
}

impl Role {
    /// Every role, weakest first.
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
        role.ok_or_else(|| format!("must be reader, editor, publisher or admin, not `{word}`"))
    }
}

/// A person of an office. Only the office's admins and the person read this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Person {
    pub id: Uuid,
    /// Their office.
    pub office: Uuid,
    /// Instant at which they were added (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub made_at: Timestamp,
    /// Instant at which they left (RFC 3339, UTC).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime, nullable = false))]
    pub left_at: Option<Timestamp>,
    #[serde(flatten)]
    pub head: NewPerson,
    /// Their working keys, oldest first.
    pub keys: Vec<PersonKey>,
    /// Outcome of the last digest due to them by e-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub last_mail: Option<LastMail>,
}

/// A person as an admin of their office sends them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPerson {
    /// Name that their office uses; initials suffice. Nobody else reads it. It is erased, and then empty,
    /// when they leave.
    #[cfg_attr(feature = "openapi", schema(max_length = 200))]
    pub name: String,
    /// E-mail address for their digest (RFC 5321). Nobody else reads it. It is erased when they leave.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(format = "email", max_length = 254, nullable = false))]
    pub email: Option<String>,
    /// Their role; none of their keys may do more.
    pub role: Role,
    /// Language of their e-mail (BCP 47 tag): en, fr, de, he or ar. Any other tag means English. Default
    /// `en`.
    #[serde(default = "usual_language")]
    #[cfg_attr(feature = "openapi", schema(example = "fr", max_length = 35))]
    pub language: String,
    /// Whether they get the digest by e-mail, at 08:00 in the office's time zone. Default true.
    #[serde(default = "yes")]
    pub digest: bool,
    /// Whether they have left. All their keys then stop working, for good. Default false.
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
            fields.complain("email", "must be an e-mail address");
        }
        let person = Self { name: name.unwrap_or_default(), email, role: role?, language, digest, left };
        Some(if left { person.leaving() } else { person })
    }
}

/// Whether a text has the form of an e-mail address: dotted parts on either side of one `@` (RFC 5321).
/// Quoted parts are refused, and so is anything that could end the address in a mail header.
fn is_address(text: &str) -> bool {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"@<>()[]\\,;:\"".contains(c);
    let is_part = |part: &str| !part.is_empty() && part.chars().all(is_plain);
    text.split_once('@').is_some_and(|(local, domain)| local.split('.').chain(domain.split('.')).all(is_part))
}

impl NewPerson {
    /// The same person after leaving: without a name, an address or mail.
    #[must_use]
    pub fn leaving(&self) -> Self {
        let (role, language) = (self.role, self.language.clone());
        Self { name: String::new(), email: None, role, language, digest: false, left: true }
    }

    /// Whether a person who is not an admin may make this change to themselves: only to their language and
    /// mail.
    pub fn is_own_choice(&self, before: &Self) -> bool {
        let chosen = Self { language: self.language.clone(), digest: self.digest, ..before.clone() };
        *self == chosen
    }
}

/// A key of a person, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonKey {
    /// Its public part, as in the log.
    #[cfg_attr(feature = "openapi", schema(example = "Zk3vQ9aB"))]
    pub id: String,
    /// Its role, limited by the person's role.
    pub role: Role,
    /// Instant at which it expires (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2027-02-24T10:05:00Z"))]
    pub expires_at: Timestamp,
}

/// A key of an office, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OfficeKey {
    /// Its public part, as in the log.
    #[cfg_attr(feature = "openapi", schema(example = "Zk3vQ9aB"))]
    pub id: String,
    /// The person whose key it is; absent for a program key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub person: Option<Uuid>,
    /// Its role. A person's own role limits it.
    pub role: Role,
    /// Whether it may agree to releases: an operator made it, or a second admin agreed to it.
    pub agreed: bool,
    /// Instant at which it was made (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub made_at: Timestamp,
    /// Instant at which it expires (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2027-02-24T10:05:00Z"))]
    pub expires_at: Timestamp,
}

/// A second admin's agreement to a key that another admin made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeyAgreement {
    /// Must be true. To refuse a key, revoke it.
    #[cfg_attr(feature = "openapi", schema(example = true))]
    pub agreed: bool,
}

impl Body for KeyAgreement {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let agreed: Option<bool> = fields.required("agreed");
        if agreed == Some(false) {
            fields.complain("agreed", "must be true: revoke the key instead");
        }
        Some(Self { agreed: agreed? })
    }
}

/// A request for a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPersonKey {
    /// Its role, no higher than the person's. Default: the person's role.
    pub role: Option<Role>,
    /// Number of days for which it works. Default 90.
    #[serde(default = "usual_days")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 365))]
    pub days: i32,
}

/// The number of days for which a key works by default.
pub const USUAL_DAYS: i32 = 90;

fn usual_days() -> i32 {
    USUAL_DAYS
}

impl Body for NewPersonKey {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let role = fields.optional("role");
        let days = fields.optional("days").unwrap_or(USUAL_DAYS);
        if !(1..=365).contains(&days) {
            fields.complain("days", "must be a whole number from 1 to 365");
        }
        Some(Self { role, days })
    }
}

/// A new key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeKey {
    #[serde(flatten)]
    pub key: PersonKey,
    /// The key itself, to send as `Authorization: Bearer …`. Shown this once and stored nowhere. A repeated
    /// request gets the other fields only: create another key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub secret: Option<String>,
}

/// The caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    /// The office of the key.
    pub office: Uuid,
    /// Public part of the key.
    pub key: String,
    /// Role of the key.
    pub role: Role,
    /// The person whose key it is; absent for a program key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub person: Option<Person>,
    /// How far they have read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub read: Option<ReadMark>,
}

/// Outcome of a digest due by e-mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LastMail {
    /// The day, in the office's time zone (ISO 8601).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date, example = "2026-11-24"))]
    pub day: Date,
    pub state: MailState,
    /// Number of attempts.
    #[cfg_attr(feature = "openapi", schema(minimum = 1))]
    pub tries: i32,
    /// Why the last attempt failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = "the mail server refused it (550)"))]
    pub trouble: Option<String>,
}

/// The state of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// The mail server accepted it.
    Sent,
    /// Nothing had changed, so there was nothing to send.
    NothingMoved,
    /// Not sent yet. Attempts continue until the day is over. The next day's digest reports the same changes.
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
    fn a_person_gets_the_digest_in_english_by_default() {
        let person = person(json!({"name": "N", "role": "editor"}));
        assert_eq!((person.language.as_str(), person.digest, person.left), ("en", true, false));
    }

    #[test]
    fn leaving_erases_name_and_address() {
        let left = person(json!({"name": "N", "role": "editor", "email": "n@office.example", "left": true}));
        assert_eq!((left.name.as_str(), left.email, left.digest), ("", None, false));
    }

    #[test]
    fn a_person_may_change_only_their_language_and_mail() {
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
    fn an_address_cannot_add_lines_to_a_mail_header() {
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
    fn a_key_works_for_at_most_a_year() {
        for (days, works) in [(0, false), (1, true), (365, true), (366, false), (-1, false)] {
            assert_eq!(fields::read::<NewPersonKey>(&json!({"days": days})).is_ok(), works, "{days}");
        }
    }
}
