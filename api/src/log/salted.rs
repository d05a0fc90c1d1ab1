//! The salted hash of a state. A line of the log covers it instead of the state, so that the state can be emptied.

use serde_json::Value;
use sha2::{Digest, Sha256};

/// 32 random bytes, stored beside the state and erased with it.
pub(super) fn salt() -> [u8; 32] {
    let mut salt = [0; 32];
    getrandom::fill(&mut salt).expect("the system has random numbers");
    salt
}

/// SHA-256 over the salt and the canonical JSON of a state.
pub(super) fn hash(salt: &[u8], state: &Value) -> Vec<u8> {
    Sha256::new().chain_update(salt).chain_update(state.to_string()).finalize().to_vec()
}
