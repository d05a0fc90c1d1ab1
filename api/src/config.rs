//! Every setting: a flag, and an environment variable of the same name.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

/// Where the database is.
#[derive(Args, Clone, Debug)]
pub struct Database {
    /// PostgreSQL to use, such as `postgres://user@host/accord`. Without it, Accord runs a private
    /// cluster of its own in the data directory.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Where the private cluster and everything else that must last is kept.
    #[arg(long, env = "ACCORD_DATA_DIR", default_value = "accord-data")]
    pub data_dir: PathBuf,
}

/// How the server serves.
#[derive(Args, Clone, Debug)]
pub struct Config {
    #[command(flatten)]
    pub database: Database,

    /// Address and port to serve on; port 0 takes a free one.
    #[arg(long, env = "ACCORD_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Second address to serve a stand-in partner page on, at /partner-demo: another origin, with
    /// the snippets a partner pastes and a strict Content-Security-Policy.
    #[arg(long, env = "ACCORD_PARTNER_LISTEN")]
    pub partner_listen: Option<SocketAddr>,

    /// Address under which the world reaches this server, as snippets name it. Default: the
    /// address it listens on.
    #[arg(long, env = "ACCORD_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// Secret key to sign the daily heads of the feeds by: 32 bytes, in 64 hexadecimal digits or in
    /// base64. Without it one is made and kept in the database, and then whoever owns the database can
    /// sign whatever they wrote into it: only a key that is kept outside protects against that.
    #[arg(long, env = "ACCORD_SIGNING_KEY", hide_env_values = true)]
    pub signing_key: Option<String>,

    /// How many seconds something that two people released to the public waits before it leaves; until
    /// then it can be undone.
    #[arg(long, env = "ACCORD_RELEASE_HOLD", default_value_t = 600)]
    pub release_hold: u32,

    /// Mail server to send digests by, such as `smtps://user:password@mail.example` or, without TLS,
    /// `smtp://127.0.0.1:25`; `smtp://…?tls=required` for STARTTLS. Without it nobody is sent one.
    #[arg(long, env = "ACCORD_SMTP_URL", hide_env_values = true, requires = "mail_from")]
    pub smtp_url: Option<String>,

    /// Whom digests come from, such as `Accord <digest@alliance.example>`.
    #[arg(long, env = "ACCORD_MAIL_FROM")]
    pub mail_from: Option<String>,

    /// Where `cargo xtask widgets` put the built widgets. Versions that were released before stay beside them, for
    /// partners who pinned one.
    #[arg(long, env = "ACCORD_WIDGETS_DIR", default_value = "target/widgets")]
    pub widgets_dir: PathBuf,

    /// Folder of the fonts that badges are drawn in as PNG: Noto Sans, Noto Sans Arabic and Noto Sans Hebrew,
    /// somewhere below it. Without them a badge is there as svg, txt and json only.
    #[arg(long, env = "ACCORD_FONTS_DIR", default_value = "/usr/share/fonts")]
    pub fonts_dir: PathBuf,

    /// How many connections may be open at once; further ones wait to be accepted.
    #[arg(long, env = "ACCORD_MAX_CONNECTIONS", default_value_t = 10_000)]
    pub max_connections: usize,

    /// How many requests may be worked on at once; further ones are answered 503.
    #[arg(long, env = "ACCORD_MAX_REQUESTS", default_value_t = 512)]
    pub max_requests: usize,
}
