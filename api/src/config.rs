//! Every setting: a flag, and an environment variable of the same name. A secret is in the variable itself or in a
//! file that the flag names, because other users of the machine can read command lines.

use std::{ffi::OsStr, fs, net::SocketAddr, path::PathBuf};

use clap::{
    Arg, Args, Command, Error,
    builder::{StringValueParser, TypedValueParser},
    error::ErrorKind,
    parser::ValueSource,
};

/// The location of the database.
#[derive(Args, Clone, Debug)]
pub struct Database {
    /// PostgreSQL database to use, such as `postgres://user:password@host/accord`: a file that contains the
    /// address, or the address itself in the variable. Default: a private cluster in the data directory.
    #[arg(long = "database-url-file", value_name = "FILE", env = "DATABASE_URL", hide_env_values = true, value_parser = Secret)]
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

    /// Secret key that signs the daily heads of the feeds: 32 bytes, as 64 hexadecimal digits or base64. A file
    /// that contains it, or the key itself in the variable. Default: a generated key in the database. The
    /// database's owner could use that key to sign altered data; only a key kept elsewhere prevents that.
    #[arg(long = "signing-key-file", value_name = "FILE", env = "ACCORD_SIGNING_KEY", hide_env_values = true, value_parser = Secret)]
    pub signing_key: Option<String>,

    /// Seconds between the second person's agreement and publication. Until then a release can be called back.
    #[arg(long, env = "ACCORD_RELEASE_HOLD", default_value_t = 600)]
    pub release_hold: u32,

    /// Mail server for digests, such as `smtps://user:password@mail.example`: a file that contains the address,
    /// or the address itself in the variable. Without TLS: `smtp://127.0.0.1:25`. With STARTTLS:
    /// `smtp://…?tls=required`. Default: no digest is sent.
    #[arg(
        long = "smtp-url-file", value_name = "FILE", env = "ACCORD_SMTP_URL", hide_env_values = true,
        requires = "mail_from", value_parser = Secret
    )]
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

/// Reads a secret: the variable's value, or the content of the file that the flag names.
#[derive(Clone)]
struct Secret;

impl TypedValueParser for Secret {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, file: &OsStr) -> Result<String, Error> {
        let text = fs::read_to_string(file).map_err(|error| {
            let place = PathBuf::from(file);
            Error::raw(ErrorKind::Io, format!("cannot read {}: {error}\n", place.display())).with_cmd(command)
        })?;
        StringValueParser::new().parse_ref(command, arg, text.trim().as_ref())
    }

    fn parse_ref_(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
        source: ValueSource,
    ) -> Result<String, Error> {
        match source {
            ValueSource::EnvVariable => StringValueParser::new().parse_ref(command, arg, value),
            _ => self.parse_ref(command, arg, value),
        }
    }
}
