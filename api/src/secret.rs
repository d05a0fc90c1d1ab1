//! The text of a key, in base 62. It starts with `alo_live_` for an office, `alp_live_` for a partner or
//! `ald_live_` for a donor government. Then come eight characters that identify it, `_`, and 43 that prove it (256
//! bits). A CRC-32 in six characters ends it, so that scanners recognise a key and a typing error costs no query.

use std::fmt;

use sha2::{Digest, Sha256};
use shared::audience::Audience;

const PREFIXES: [(Audience, &str); 3] =
    [(Audience::Office, "alo_live_"), (Audience::Partner, "alp_live_"), (Audience::Government, "ald_live_")];
const PREFIX: usize = "alo_live_".len();
const ID: usize = 8;
const PROOF: usize = 43;
const CHECKSUM: usize = 6;
const LENGTH: usize = PREFIX + ID + 1 + PROOF + CHECKSUM;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A well-formed key. Its text appears in no log and no message.
pub struct Secret(String);

impl Secret {
    /// A new secret, from the system's random numbers.
    pub fn make(audience: Audience) -> Self {
        let prefix = PREFIXES.iter().find(|(of, _)| *of == audience).map(|(_, prefix)| *prefix);
        let prefix = prefix.expect("the public has no key");
        let body = format!("{prefix}{}_{}", random(ID), random(PROOF));
        let checksum = checksum(&body);
        Self(body + &checksum)
    }

    /// Whether a text may contain a key.
    pub fn is_in(text: &str) -> bool {
        PREFIXES.iter().any(|(_, prefix)| text.contains(prefix))
    }

    /// The keys in a text.
    pub fn all_in(text: &str) -> Vec<Self> {
        let starts = PREFIXES.iter().flat_map(|(_, prefix)| text.match_indices(prefix));
        starts.filter_map(|(start, _)| Self::read(text.get(start..start + LENGTH)?)).collect()
    }

    /// Reads a key, if it is well formed and its checksum fits.
    pub fn read(text: &str) -> Option<Self> {
        let rest = PREFIXES.iter().find_map(|(_, prefix)| text.strip_prefix(prefix))?;
        let (id, proof) = rest.split_once('_')?;
        let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let fits = id.len() == ID && proof.len() == PROOF + CHECKSUM && is_plain(id) && is_plain(proof);
        let (body, sum) = text.split_at_checked(text.len().checked_sub(CHECKSUM)?)?;
        (fits && checksum(body) == sum).then(|| Self(text.to_owned()))
    }

    /// The public part, which identifies the key in the database and in the log.
    pub fn id(&self) -> &str {
        &self.0[PREFIX..PREFIX + ID]
    }

    /// The hash that is stored.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(&self.0).to_vec()
    }

    /// The text, to be shown once.
    pub fn into_text(self) -> String {
        self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Secret({})", self.id())
    }
}

fn random(length: usize) -> String {
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let mut bytes = [0; 64];
        getrandom::fill(&mut bytes).expect("the system has randomness");
        // 248 is the largest multiple of 62 that a byte holds: higher values would favour the first digits.
        let digits =
            bytes.iter().filter(|byte| **byte < 248).map(|byte| char::from(DIGITS[usize::from(byte % 62)]));
        text.extend(digits.take(length - text.len()));
    }
    text
}

fn checksum(body: &str) -> String {
    let mut sum = crc32fast::hash(body.as_bytes());
    let mut digits = [b'0'; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(sum % 62) as usize];
        sum /= 62;
    }
    digits.iter().copied().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_any_changed_character_is_refused() {
        let text = Secret::make(Audience::Office).into_text();
        assert_eq!(text.len(), LENGTH);
        assert!(Secret::read(&text).is_some());
        for index in 0..text.len() {
            let mut changed = text.clone();
            let other = if &text[index..=index] == "x" { "y" } else { "x" };
            changed.replace_range(index..=index, other);
            assert!(Secret::read(&changed).is_none(), "character {index}");
        }
    }

    #[test]
    fn a_key_is_not_in_its_own_debug_text() {
        let secret = Secret::make(Audience::Office);
        assert!(!format!("{secret:?}").contains(&secret.into_text()[18..]));
    }
}
