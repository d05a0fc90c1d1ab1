//! Every setting: a flag, and an environment variable of the same name.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;

/// The location of the database.
#[derive(Args, Clone, Debug)]
pub struct Database {
    /// PostgreSQL database to use, such as `postgres://user@host/accord`. Default: a private cluster in the
    /// data directory.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Folder for the private cluster and other lasting data.
    #[arg(long, env = "ACCORD_DATA_DIR", default_value = "accord-data")]
    pub data_dir: PathBuf,
}

/// The server's settings.
#[derive(Args, Clone, Debug)]
pub struct Config {
    #[command(flatten)]
    pub database: Database,

    /// Address and port to serve on. Port 0 takes a free port.
    #[arg(long, env = "ACCORD_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// Second address, for a sample partner page at /partner-demo. It has its own origin, the snippets that
    /// partners paste, and a strict Content-Security-Policy.
    #[arg(long, env = "ACCORD_PARTNER_LISTEN")]
    pub partner_listen: Option<SocketAddr>,

    /// Public address of this server, used in snippets. Default: the address it listens on.
    #[arg(long, env = "ACCORD_PUBLIC_URL")]
    pub public_url: Option<String>,

    /// Secret key that signs the daily heads of the feeds: 32 bytes, as 64 hexadecimal digits or base64.
    /// Default: a generated key in the database. The database's owner could use that key to sign altered
    /// data; only a key kept elsewhere prevents that.
    #[arg(long, env = "ACCORD_SIGNING_KEY", hide_env_values = true)]
    pub signing_key: Option<String>,

    /// Seconds between the second person's agreement and publication. Until then a release can be called back.
    #[arg(long, env = "ACCORD_RELEASE_HOLD", default_value_t = 600)]
    pub release_hold: u32,

    /// Mail server for digests, such as `smtps://user:password@mail.example`. Without TLS:
    /// `smtp://127.0.0.1:25`. With STARTTLS: `smtp://…?tls=required`. Default: no digest is sent.
    #[arg(long, env = "ACCORD_SMTP_URL", hide_env_values = true, requires = "mail_from")]
    pub smtp_url: Option<String>,

    /// Sender of digests, such as `Accord <digest@alliance.example>`.
    #[arg(long, env = "ACCORD_MAIL_FROM")]
    pub mail_from: Option<String>,

    /// Folder with the widgets that `cargo xtask widgets` built. Keep earlier versions in it: partners may have
    /// pinned one.
    #[arg(long, env = "ACCORD_WIDGETS_DIR", default_value = "target/widgets")]
    pub widgets_dir: PathBuf,

    /// Folder with the fonts for PNG badges: Noto Sans, Noto Sans Arabic and Noto Sans Hebrew, at any depth.
    /// Without them, badges are available only as SVG, text and JSON.
    #[arg(long, env = "ACCORD_FONTS_DIR", default_value = "/usr/share/fonts")]
    pub fonts_dir: PathBuf,

    /// Most connections open at once. A quarter of them may be live streams. Beyond that, only health checks are
    /// answered.
    #[arg(long, env = "ACCORD_MAX_CONNECTIONS", default_value_t = 10_000)]
    pub max_connections: usize,

    /// Most requests handled at once. More are answered 503.
    #[arg(long, env = "ACCORD_MAX_REQUESTS", default_value_t = 512)]
    pub max_requests: usize,
}
