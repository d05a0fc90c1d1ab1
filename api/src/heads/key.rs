//! The signing key of heads (Ed25519), and the check of a signature.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use deadpool_postgres::GenericClient;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use shared::heads::{Head, SignedHead};

use crate::secrets;

/// A signing key. Its secret appears in no log and no message.
#[derive(Clone)]
pub struct Key(SigningKey);

impl Key {
    /// The key with these 32 bytes.
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// The key from the settings, or else the database's own. The first server to ask makes that one, once.
    pub async fn load(client: &impl GenericClient, setting: Option<&str>) -> anyhow::Result<Self> {
        if let Some(text) = setting {
            // The message must not contain the text itself.
            return Self::read(text).ok_or_else(|| {
                anyhow::anyhow!("the signing key must be 32 bytes, as 64 hexadecimal digits or base64")
            });
        }
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
        secrets::make(client, "signing", &HEXLOWER.encode(&secret)).await?;
        let secret = secrets::load(client, "signing").await?;
        Self::read(&secret).ok_or_else(|| anyhow::anyhow!("the signing key in the database is malformed"))
    }

    /// Reads 32 bytes, as 64 hexadecimal digits or in base64.
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let bytes: [u8; 32] = match bytes(text) {
            Some(bytes) => bytes,
            None => STANDARD.decode(text).ok()?.try_into().ok()?,
        };
        Some(Self::new(&bytes))
    }

    /// Its public key, in hexadecimal digits.
    pub fn public(&self) -> String {
        HEXLOWER.encode(self.0.verifying_key().as_bytes())
    }

    /// Signs a head.
    pub fn sign(&self, head: Head) -> SignedHead {
        let signature = self.0.sign(head.statement().as_bytes());
        SignedHead { public_key: self.public(), signature: HEXLOWER.encode(&signature.to_bytes()), head }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Key({})", self.public())
    }
}

/// Whether a head's signature fits its content and the key that it names.
pub fn is_signed(signed: &SignedHead) -> bool {
    let key = bytes(&signed.public_key).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
    let signature = bytes(&signed.signature).map(|bytes| Signature::from_bytes(&bytes));
    let statement = signed.head.statement();
    key.zip(signature).is_some_and(|(key, signature)| {
        // Strict: refuses weak keys that accept any text, and signatures in a second form.
        key.verify_strict(statement.as_bytes(), &signature).is_ok()
    })
}

/// Reads the required number of bytes from hexadecimal digits.
fn bytes<const LENGTH: usize>(digits: &str) -> Option<[u8; LENGTH]> {
    HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_from_hexadecimal_or_base64_only() {
        // RFC 8032, 7.1, test 1.
        let secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
        let key = Key::read(secret).expect("64 digits");
        assert_eq!(key.public(), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        let base64 = STANDARD.encode(bytes::<32>(secret).expect("64 digits"));
        assert_eq!(Key::read(&base64).map(|key| key.public()), Some(key.public()));
        for wrong in
            ["", "secret", &secret[1..], "+d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"]
        {
            assert!(Key::read(wrong).is_none(), "{wrong}");
        }
        assert!(!format!("{key:?}").contains(&secret[..8]));
    }
}
