//! Contacts: people and desks that offices write to at an organisation. Only offices read them, and contacts
//! can be erased.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    fields::{Body, Fields},
    members::Consent,
};

/// A contact. Only offices see it, in its current state: changed and erased values are not stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contact {
    pub id: Uuid,
    /// Id of the organisation; after a merge, of the remaining one.
    pub organisation: Uuid,
    /// Id of the office that maintains it. Only this office may change or erase it.
    pub office: Uuid,
    /// Instant of creation (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub made_at: Timestamp,
    /// Instant of its office's last change (RFC 3339, UTC).
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-11-24T10:05:00Z"))]
    pub changed_at: Timestamp,
    #[serde(flatten)]
    pub head: NewContact,
}

/// A contact as clients send it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewContact {
    /// Name of the person or desk.
    #[cfg_attr(feature = "openapi", schema(example = "Press desk", max_length = 200))]
    pub name: String,
    /// Their role at the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "Answers the press", max_length = 200))]
    pub role: Option<String>,
    /// E-mail address, as HTML's `<input type=email>` accepts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(format = "email", example = "press@example.org", max_length = 254)
    )]
    pub email: Option<String>,
    /// Phone number with its country code (ITU-T E.164). Spaces, hyphens, dots and brackets are not stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "+441632960000", max_length = 40, pattern = "^\\+[0-9 .()-]+$")
    )]
    pub phone: Option<String>,
    /// Language for letters to them (BCP 47 tag).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "ar", max_length = 35))]
    pub language: Option<String>,
    /// Advice for anyone who writes to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(max_length = 2000))]
    pub note: Option<String>,
    /// Their consent to being stored here. A withdrawn consent is refused: erase the contact instead.
    pub consent: Consent,
}

impl Body for NewContact {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let name = fields.text("name", 200);
        let role = fields.optional_text("role", 200);
        let email = fields.optional_text("email", 254);
        if email.as_ref().is_some_and(|email| !is_address(email)) {
            fields.complain("email", "must be an e-mail address, such as press@example.org");
        }
        let written = fields.optional_text("phone", 40);
        let phone = written.as_deref().and_then(number);
        if written.is_some() && phone.is_none() {
            fields.complain(
                "phone",
                "must be a phone number with its country code (E.164), such as +44 1632 960000",
            );
        }
        let language = fields.language("language");
        let note = fields.optional_text("note", 2000);
        fields.require("consent");
        let consent: Option<Consent> = fields.object("consent");
        if consent.as_ref().is_some_and(|consent| consent.withdrawn_on.is_some()) {
            fields.complain(
                "consent/withdrawn_on",
                "must be absent: once consent is withdrawn, erase the contact (DELETE)",
            );
        }
        Some(Self { name: name?, role, email, phone, language, note, consent: consent? })
    }
}

/// Whether HTML (4.10.5.1.5) accepts it as an e-mail address.
fn is_address(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_local = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && local.bytes().all(is_local) && domain.split('.').all(is_label)
    })
}

/// A phone number in E.164 form, without separators.
fn number(text: &str) -> Option<String> {
    let number: String = text.chars().filter(|character| !" -.()".contains(*character)).collect();
    let digits = number.strip_prefix('+')?;
    let is_number = (7..=15).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    is_number.then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_and_a_host() {
        for good in ["press@example.org", "a.b+c@x-y.example", "o'neil@example", "1@2.example"] {
            assert!(is_address(good), "{good}");
        }
        for bad in
            ["press", "@example.org", "press@", "a b@example.org", "a@b@example.org", "a@-b.org", "a@b..org"]
        {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn a_phone_number_keeps_its_country_and_loses_its_separators() {
        for (written, kept) in [
            ("+44 1632 960000", Some("+441632960000")),
            ("+1 (202) 555-0100", Some("+12025550100")),
            ("01632 960000", None),
            ("+0441632960000", None),
            ("+44 1632", None),
            ("+4416329600001234", None),
            ("+44 1632 96000x", None),
        ] {
            assert_eq!(number(written).as_deref(), kept, "{written}");
        }
    }
}
