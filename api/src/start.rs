//! Starts and stops the server.

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp, civil::Date};
use tokio::{net::TcpListener, sync::Semaphore, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    app::{self, App},
    auth::keys,
    config::Config,
    db::{Db, Single},
    heads,
    http::{
        route,
        serve::{Limits, serve},
    },
    live::{self, Live},
    log::Totals,
    mailer::Mailer,
    open::Opened,
    reports::digest::mail::{self, Links, Post},
    resources::{embargo, members, releases},
    routes,
    secrets::Signer,
    site::{
        assets::Assets,
        embed::{badge::Fonts, partner},
    },
};

/// A running server.
pub struct Running {
    /// Its address.
    pub address: SocketAddr,
    /// The address of the partner page, if the settings ask for that page.
    pub partner_address: Option<SocketAddr>,
    app: App,
    signing: heads::Key,
    links: Links,
    post: Option<Post>,
    database: Opened,
    tasks: Vec<JoinHandle<()>>,
}

/// Opens and updates the database, and serves.
pub async fn start(config: Config) -> Result<Running> {
    let database = Opened::serve(&config.database).await?;
    start_on(database, config).await
}

/// Serves with an open database.
pub(crate) async fn start_on(database: Opened, config: Config) -> Result<Running> {
    let db = Db::new(&database.logins);
    if let Err(error) = members::publish_due(&db).await {
        // Probably an import is running: the timer tries again.
        tracing::warn!(%error, "the count of members waits");
    }
    let listener = listen(config.listen).await?;
    let address = listener.local_addr()?;
    let partner = match config.partner_listen {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let partner_address = partner.as_ref().map(TcpListener::local_addr).transpose()?;
    let public_url = config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let stop = CancellationToken::new();
    // Only the owner may read the server's secrets; the roles that serve may not.
    let owner = Single::owner(&database.config).get().await?;
    let app = App::new(app::Parts {
        live: Arc::new(Live::load(&database.logins).await?),
        cursors: Signer::load(&owner, "cursor").await?,
        totals: Totals::default(),
        db,
        release_hold: SignedDuration::from_secs(config.release_hold.into()),
        public_url: public_url.trim_end_matches('/').to_owned(),
        stop: stop.clone(),
    });
    let parts = routes::Parts {
        signing: heads::Key::load(&owner, config.signing_key.as_deref()).await?,
        links: Links::load(&owner).await?,
        assets: Arc::new(Assets::load(&config.widgets_dir)?),
        fonts: Fonts::of(&config.fonts_dir),
        document: openapi().to_json().context("write the document")?.into(),
        // Otherwise, streams would leave no connection for anything else.
        streams: Arc::new(Semaphore::new((config.max_connections / 4).max(1))),
    };
    let routes::Parts { signing, links, assets, .. } = parts.clone();
    let post = Mailer::of(&config)?.map(|mailer| Post { mailer, links: links.clone() });
    let limits = Limits { connections: config.max_connections, requests: config.max_requests };
    let revoke = keys::revoke_exposed(&app.db);
    let router = route::router(&routes::routes(&app, &parts));
    let mut tasks = vec![
        tokio::spawn(live::follow(app.db.clone(), app.live.clone(), stop.clone())),
        tokio::spawn(embargo::open_in_time(app.clone())),
        tokio::spawn(releases::leave_in_time(app.clone())),
        tokio::spawn(members::publish_daily(app.clone())),
        tokio::spawn(heads::sign_daily(app.clone(), signing.clone())),
        tokio::spawn(mail::send_daily(app.clone(), post.clone())),
        tokio::spawn(mail::tell_of_keys(app.clone(), post.clone())),
        tokio::spawn(serve(listener, router, limits, revoke.clone(), stop.clone())),
    ];
    if let Some(partner) = partner {
        let pages = partner::filter(&app.public_url, &assets);
        tasks.push(tokio::spawn(serve(partner, pages, limits, revoke, stop)));
    }
    Ok(Running { address, partner_address, app, signing, links, post, database, tasks })
}

/// The OpenAPI document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes::document(&routes::routes(&App::offline(), &routes::Parts::offline()))
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}: choose another --listen"))
}

impl Running {
    /// Publishes the daily member counts now.
    pub async fn publish_member_counts(&self) -> Result<()> {
        members::publish(&self.app.db).await?;
        self.app.live.refresh().await;
        Ok(())
    }

    /// Signs the feeds' heads of every day before this one, whatever the current day is.
    pub async fn sign_heads_before(&self, day: Date) -> Result<()> {
        Ok(heads::sign_before(&self.app.db, &self.signing, day).await?)
    }

    /// Sends the digests that are due at this instant.
    pub async fn send_digests_at(&self, now: Timestamp) -> Result<()> {
        match &self.post {
            Some(post) => Ok(mail::send_due(&self.app, post, now).await?),
            None => Ok(()),
        }
    }

    /// Mails the holders of new keys now.
    pub async fn tell_of_keys(&self) -> Result<()> {
        match &self.post {
            Some(post) => Ok(mail::tell_now(&self.app.db, post).await?),
            None => Ok(()),
        }
    }

    /// The path that turns off a person's digest, as in their mail.
    pub fn digest_off_path(&self, person: Uuid) -> String {
        self.links.path(person)
    }

    /// Finishes the requests in progress within seconds, and stops.
    pub async fn stop(self) -> Result<()> {
        self.app.stop.cancel();
        for task in self.tasks {
            task.await.context("a part of the server had panicked")?;
        }
        self.app.db.close();
        self.app.live.close();
        self.database.close().await
    }
}
