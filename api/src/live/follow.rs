//! Follows the ledger: one connection is notified of every commit. The ledger is also checked every second,
//! because a broken connection sends no notifications.

use std::{future::poll_fn, sync::Arc, time::Duration};

use tokio::{sync::Notify, time::MissedTickBehavior};
use tokio_postgres::{AsyncMessage, NoTls};
use tokio_util::sync::CancellationToken;

use super::Live;
use crate::db::Db;

const LOOK: Duration = Duration::from_secs(1);
const FIRST_RETRY: Duration = Duration::from_millis(100);
const LAST_RETRY: Duration = Duration::from_secs(5);

/// Keeps the feeds up to date until the server stops.
pub(crate) async fn follow(db: Db, live: Arc<Live>, stop: CancellationToken) {
    let told = Notify::new();
    let follow = async {
        let mut looks = tokio::time::interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = told.notified() => {}
                _ = looks.tick() => {}
            }
            live.refresh().await;
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = follow => {}
        () = listen(&db, &told) => {}
    }
}

/// Passes on each commit. If the connection breaks, reconnects with growing delays.
async fn listen(db: &Db, told: &Notify) {
    let mut retry = FIRST_RETRY;
    loop {
        if let Err(error) = listen_once(db, told, &mut retry).await {
            tracing::debug!(%error, "not told of commits for now");
        }
        tokio::time::sleep(retry).await;
        retry = (retry * 2).min(LAST_RETRY);
    }
}

async fn listen_once(db: &Db, told: &Notify, retry: &mut Duration) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = db.listener().connect(NoTls).await?;
    let messages = async {
        while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notification(_) = message? {
                told.notify_one();
            }
        }
        Ok(())
    };
    let listening = async {
        client.batch_execute("listen accord").await?;
        *retry = FIRST_RETRY;
        // Notifications of earlier commits are lost, so check for them now.
        told.notify_one();
        std::future::pending().await
    };
    tokio::select! {
        ended = messages => ended,
        failed = listening => failed,
    }
}
