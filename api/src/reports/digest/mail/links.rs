//! Links that turn a digest off. A link needs no account, never expires and can do nothing else. It cannot be
//! forged: it names its person under an HMAC.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use data_encoding::HEXLOWER;
use deadpool_postgres::GenericClient;
use jiff::civil::Date;
use uuid::Uuid;

use crate::{db, secrets::Signer};

/// Makes and reads the links, in the same way on every server of one database.
#[derive(Clone)]
pub struct Links(Signer);

impl Links {
    /// Links signed with the secret that the migration made.
    pub(crate) async fn load(client: &impl GenericClient) -> Result<Self, db::Error> {
        Signer::load(client, "digest").await.map(Self)
    }

    /// Links signed with this secret.
    pub(crate) fn new(secret: &str) -> Self {
        Self(Signer::new(secret))
    }

    /// The path that turns a person's digest off.
    pub(crate) fn path(&self, person: Uuid) -> String {
        let (person, tag) = (person.as_bytes(), self.0.sign(&[b"off", person.as_bytes()]));
        format!("/digest/off/{}", URL_SAFE_NO_PAD.encode([&person[..], &tag].concat()))
    }

    /// The person of a link made by `path`; `None` for any other text.
    pub(super) fn person(&self, token: &str) -> Option<Uuid> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (person, tag) = bytes.split_at_checked(16)?;
        self.0.is_of(tag, &[b"off", person]).then(|| Uuid::from_slice(person).ok())?
    }

    /// An identifier for a day's mail, the same when it is sent again. It does not reveal the person.
    pub(super) fn mail(&self, person: Uuid, day: Date) -> String {
        HEXLOWER.encode(&self.0.sign(&[format!("mail of {day}").as_bytes(), person.as_bytes()]))
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
