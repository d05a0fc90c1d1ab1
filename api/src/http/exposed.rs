//! Keys in addresses. An address is kept by logs, by browsers and by other sites, so a key in it is known to others.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use http::Uri;
use percent_encoding::percent_decode_str;

use super::Problem;
use crate::secret::Secret;

/// Revokes a key that was exposed.
pub type Revoke = Arc<dyn Fn(Secret) -> BoxFuture<'static, ()> + Send + Sync>;

/// The most keys of one address that are looked up.
pub(super) const MOST: usize = 4;
/// How often an address may be encoded again and again.
const LAYERS: usize = 3;

/// The keys in an address, however encoded; `None` if nothing in it looks like a key.
pub(super) fn keys(uri: &Uri) -> Option<Vec<Secret>> {
    let mut text = uri.to_string();
    for _ in 0..LAYERS {
        let decoded = percent_decode_str(&text).decode_utf8_lossy().into_owned();
        if decoded == text {
            break;
        }
        text = decoded;
    }
    Secret::is_in(&text).then(|| Secret::all_in(&text))
}

/// The refusal of such an address.
pub(super) fn refusal() -> Problem {
    Problem::bad_request(
        "A key has no place in an address, where logs keep it. If the key was valid, it is now revoked: have a new one \
         made, and send it as `Authorization: Bearer …`.",
    )
}

#[cfg(test)]
mod tests {
    use shared::audience::Audience;

    use super::*;

    #[test]
    fn a_key_is_found_in_any_part_of_an_address() {
        let key = Secret::make(Audience::Office).into_text();
        let (once, twice) = (key.replace('_', "%5F"), key.replace('_', "%255f"));
        for address in [
            format!("/v1/funds?key={key}"),
            format!("/{key}/x"),
            format!("/embed/fund?a=1&x={once}&b=2"),
            format!("/v1/funds/{twice}"),
            format!("/?a={key}{key}"),
        ] {
            let found = keys(&address.parse().expect("an address")).expect(&address);
            assert!(!found.is_empty(), "{address}");
            assert!(found.into_iter().all(|secret| secret.into_text() == key), "{address}");
        }
        assert!(
            keys(&"/v1/updates?q=alo%5Flive_x".parse().expect("an address"))
                .is_some_and(|all| all.is_empty())
        );
        assert!(keys(&"/v1/updates?q=%41lo".parse().expect("an address")).is_none());
    }
}
