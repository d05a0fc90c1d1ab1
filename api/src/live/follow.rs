//! Follows the ledger: one connection that is told of every commit, and a look of our own each second,
//! since a connection that was cut tells nothing.

use std::{future::poll_fn, time::Duration};

use tokio::{sync::Notify, time::MissedTickBehavior};
use tokio_postgres::{AsyncMessage, NoTls};

use crate::app::App;

const LOOK: Duration = Duration::from_secs(1);
const FIRST_RETRY: Duration = Duration::from_millis(100);
const LAST_RETRY: Duration = Duration::from_secs(5);

/// Keeps the feeds up to date until the server stops.
pub(crate) async fn follow(app: App) {
    let told = Notify::new();
    let follow = async {
        let mut looks = tokio::time::interval(LOOK);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = told.notified() => {}
                _ = looks.tick() => {}
            }
            app.live.refresh().await;
        }
    };
    tokio::select! {
        () = app.stop.cancelled() => {}
        () = follow => {}
        () = listen(&app, &told) => {}
    }
}

/// Passes on each commit; connects anew, less and less often, when the connection breaks.
async fn listen(app: &App, told: &Notify) {
    let mut retry = FIRST_RETRY;
    loop {
        if let Err(error) = listen_once(app, told, &mut retry).await {
            tracing::debug!(%error, "not told of commits for now");
        }
        tokio::time::sleep(retry).await;
        retry = (retry * 2).min(LAST_RETRY);
    }
}

async fn listen_once(app: &App, told: &Notify, retry: &mut Duration) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = app.db.listener().connect(NoTls).await?;
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
        // Whatever was committed before has to be looked for.
        told.notify_one();
        std::future::pending().await
    };
    tokio::select! {
        ended = messages => ended,
        failed = listening => failed,
    }
}
