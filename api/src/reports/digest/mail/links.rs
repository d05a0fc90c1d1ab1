//! Links that turn a digest off. A link needs no account, never expires and can do nothing else. It cannot be
//! forged: it names its person under an HMAC.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use deadpool_postgres::GenericClient;
use hmac::{Hmac, KeyInit, Mac};
use jiff::civil::Date;
use sha2::Sha256;
use uuid::Uuid;

use crate::{db, log::hex};

/// Makes and reads the links, in the same way on every server of one database.
#[derive(Clone)]
pub struct Links(Hmac<Sha256>);

impl Links {
    /// Reads the key that the migration made.
    pub(crate) async fn load(client: &impl GenericClient) -> Result<Self, db::Error> {
        let row = db::row(
            client,
            "-- mail::links
                select secret
                from secrets
                where name = 'digest'",
            &[],
        )
        .await?;
        Ok(Self::new(row.get("secret")))
    }

    /// A key from this secret.
    pub(crate) fn new(secret: &str) -> Self {
        Self(Hmac::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length"))
    }

    /// The path that turns a person's digest off.
    pub(crate) fn path(&self, person: Uuid) -> String {
        let tag = self.tag("off", person);
        format!("/digest/off/{}", URL_SAFE_NO_PAD.encode([&person.as_bytes()[..], &tag[..16]].concat()))
    }

    /// The person of a link made by `path`; `None` for any other text.
    pub(super) fn person(&self, token: &str) -> Option<Uuid> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (person, tag) = bytes.split_at_checked(16)?;
        let person = Uuid::from_slice(person).ok()?;
        let signed = self.0.clone().chain_update("off").chain_update(person);
        (tag.len() == 16).then(|| signed.verify_truncated_left(tag).ok())??;
        Some(person)
    }

    /// An identifier for a day's mail, the same when it is sent again. It does not reveal the person.
    pub(super) fn mail(&self, person: Uuid, day: Date) -> String {
        hex(&self.tag(&format!("mail of {day}"), person)[..16])
    }

    fn tag(&self, what: &str, person: Uuid) -> Vec<u8> {
        self.0.clone().chain_update(what).chain_update(person).finalize().into_bytes().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_changed_in_any_byte_names_nobody() {
        let (links, person) = (Links::new("secret"), Uuid::new_v4());
        let path = links.path(person);
        let token = path.rsplit('/').next().expect("a path has parts");
        assert_eq!(links.person(token), Some(person));
        let mut bytes = URL_SAFE_NO_PAD.decode(token).expect("base64");
        for index in 0..bytes.len() {
            bytes[index] ^= 1;
            assert_eq!(links.person(&URL_SAFE_NO_PAD.encode(&bytes)), None, "byte {index}");
            bytes[index] ^= 1;
        }
        for short in [&bytes[..16], &bytes[..17], &bytes[..31], &[]] {
            assert_eq!(links.person(&URL_SAFE_NO_PAD.encode(short)), None);
        }
        assert_eq!(Links::new("other").person(token), None);
    }
}
