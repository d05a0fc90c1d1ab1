//! Mails about new keys: a person hears of each key that an admin makes in their name, so that no admin secretly acts
//! as somebody else.

use std::time::Duration;

use super::{Post, letter, store};
use crate::{
    app::App,
    db::{self, Db},
    timer,
};

/// The interval between looks: soon enough to revoke a key on its first day, when it agrees to no release.
const LOOK: Duration = Duration::from_secs(300);

/// Mails the holders of new keys at intervals, until the server stops.
pub(crate) async fn tell_of_keys(app: App, post: Option<Post>) {
    if let Some(post) = post {
        timer::every(LOOK, &app.stop, "mails about new keys wait", || tell_now(&app.db, &post)).await;
    }
}

/// Mails the holder of each new key. A failed mail is tried again at the next look.
pub(crate) async fn tell_now(db: &Db, post: &Post) -> Result<(), db::Error> {
    let holders = store::holders(&db.own().await?).await?;
    for holder in holders {
        // Another server may have sent it.
        if !store::claim_key(&db.own().await?, &holder.key).await? {
            continue;
        }
        // No database connection is held while the mail server is slow.
        if let Err(trouble) = post.mailer.send(letter::of_key(post, &holder)).await {
            tracing::warn!(trouble, person = %holder.person, "a mail about a key waits");
            store::release_key(&db.own().await?, &holder.key).await?;
        }
    }
    Ok(())
}
