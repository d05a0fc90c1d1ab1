//! Offices, their people, and keys for offices, people, partners and governments.

use anyhow::Result;
use api::{
    auth::keys,
    config::Database,
    open::Opened,
    resources::{offices, people},
};
use clap::{
    Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use serde_json::json;
use shared::audience::Audience;
use uuid::Uuid;

use super::print;

#[derive(Subcommand)]
pub(super) enum Person {
    /// Create a person at an office, and print their id
    Create {
        /// Short name of the office
        #[arg(long)]
        office: String,
        /// Their name at the office; initials are enough
        #[arg(long)]
        name: String,
        /// Address for their digest. Default: no digest by e-mail
        #[arg(long)]
        email: Option<String>,
        /// Their role; each role includes the ones before it
        #[arg(long, value_parser = roles(), default_value = "editor")]
        role: keys::Role,
        /// Language of their e-mail: en, fr, de, he or ar
        #[arg(long, default_value = "en")]
        language: String,
        #[command(flatten)]
        database: Database,
    },
    /// Revoke all keys of a person who left, at once and for good, and erase their name and address
    Leave {
        /// Their id
        #[arg(long)]
        id: Uuid,
        #[command(flatten)]
        database: Database,
    },
}

#[derive(Subcommand)]
pub(super) enum Key {
    /// Create a key and print it, only this once
    Create {
        /// Short name of the office
        #[arg(long, required_unless_present_any = ["person", "partner", "government"])]
        office: Option<String>,
        /// Role of the office's key; each role includes the ones before it
        #[arg(long, value_parser = roles(), default_value = "editor", conflicts_with_all = ["partner", "government"])]
        role: keys::Role,
        /// Id of the person who owns the key. It may do no more than they may
        #[arg(long, conflicts_with_all = ["office", "partner", "government"])]
        person: Option<Uuid>,
        /// Id of the partner organisation that owns the key. It reads what is for partners
        #[arg(long, conflicts_with_all = ["office", "government"])]
        partner: Option<Uuid>,
        /// Id of the donor government that owns the key. It reads what is for governments
        #[arg(long, conflicts_with = "office")]
        government: Option<Uuid>,
        #[command(flatten)]
        database: Database,
    },
    /// Revoke a key, at once and for good
    Revoke {
        /// Public part of the key: the eight characters after `live_`
        #[arg(long)]
        id: String,
        #[command(flatten)]
        database: Database,
    },
}

#[derive(Subcommand)]
pub(super) enum Office {
    /// Create an office
    Create {
        /// Short name: lower-case letters, digits and hyphens
        #[arg(long)]
        slug: String,
        /// Full name
        #[arg(long)]
        name: String,
        /// IANA time zone, such as Europe/London
        #[arg(long)]
        time_zone: String,
        /// Currency for its sums (ISO 4217)
        #[arg(long, default_value = "EUR")]
        currency: String,
        #[command(flatten)]
        database: Database,
    },
    /// List the short names of the offices
    List(Database),
}

impl Person {
    pub(super) async fn run(self) -> Result<()> {
        match self {
            Self::Create { office, name, email, role, language, database } => {
                let body = json!({"name": name, "email": email, "role": role, "language": language});
                let opened = Opened::join(&database).await?;
                let id = people::create(&opened.config, &office, &body).await;
                opened.close().await?;
                print(&format!("{}\n", id?))
            }
            Self::Leave { id, database } => {
                let opened = Opened::join(&database).await?;
                let left = people::leave(&opened.config, id).await;
                opened.close().await?;
                left
            }
        }
    }
}

impl Key {
    pub(super) async fn run(self) -> Result<()> {
        match self {
            Self::Create { office, role, person, partner, government, database } => {
                let opened = Opened::join(&database).await?;
                let config = &opened.config;
                let key = match (office, partner, government) {
                    _ if let Some(person) = person => keys::create_of(config, person, role).await,
                    (_, Some(partner), _) => keys::create_for(config, Audience::Partner, partner).await,
                    (_, _, Some(donor)) => keys::create_for(config, Audience::Government, donor).await,
                    (office, ..) => keys::create(config, &office.unwrap_or_default(), role.as_str()).await,
                };
                opened.close().await?;
                print(&format!("{}\n", key?))
            }
            Self::Revoke { id, database } => {
                let opened = Opened::join(&database).await?;
                let revoked = keys::revoke(&opened.config, &id).await;
                opened.close().await?;
                revoked
            }
        }
    }
}

impl Office {
    pub(super) async fn run(self) -> Result<()> {
        match self {
            Self::Create { slug, name, time_zone, currency, database } => {
                let opened = Opened::join(&database).await?;
                let made = offices::create(&opened.config, &slug, &name, &time_zone, &currency).await;
                opened.close().await?;
                print(&format!("{}\n", made?))
            }
            Self::List(database) => {
                let opened = Opened::join(&database).await?;
                let slugs = offices::slugs(&opened.config).await;
                opened.close().await?;
                print(&slugs?.iter().map(|slug| format!("{slug}\n")).collect::<String>())
            }
        }
    }
}

/// Reads a role by its name.
fn roles() -> impl TypedValueParser<Value = keys::Role> {
    let words = PossibleValuesParser::new(keys::Role::ALL.map(keys::Role::as_str));
    words.map(|word| word.parse().expect("clap accepted the word"))
}
