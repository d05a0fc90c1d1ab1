//! The offices that there are, their people, and the keys of both, of partners and of governments.

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
    /// Make a person of an office, and show their id
    Create {
        /// Short name of the office
        #[arg(long)]
        office: String,
        /// What the office calls them; initials will do
        #[arg(long)]
        name: String,
        /// Where their digest is sent; without, they get none by e-mail
        #[arg(long)]
        email: Option<String>,
        /// What they may do: each role all that the one before it may
        #[arg(long, value_parser = roles(), default_value = "editor")]
        role: keys::Role,
        /// Language of their e-mail: en, fr, de, he or ar
        #[arg(long, default_value = "en")]
        language: String,
        #[command(flatten)]
        database: Database,
    },
    /// End all keys of a person who left, at once and for good, and forget their name
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
    /// Make a key and show it, this once
    Create {
        /// Short name of the office
        #[arg(long, required_unless_present_any = ["person", "partner", "government"])]
        office: Option<String>,
        /// What the office's key may do: each role all that the one before it may
        #[arg(long, value_parser = roles(), default_value = "editor", conflicts_with_all = ["partner", "government"])]
        role: keys::Role,
        /// Id of the person of an office whose key it is, which may do no more than they may
        #[arg(long, conflicts_with_all = ["office", "partner", "government"])]
        person: Option<Uuid>,
        /// Id of the partner organisation whose key it is, which reads what is for partners
        #[arg(long, conflicts_with_all = ["office", "government"])]
        partner: Option<Uuid>,
        /// Id of the donor government whose key it is, which reads what is for governments
        #[arg(long, conflicts_with = "office")]
        government: Option<Uuid>,
        #[command(flatten)]
        database: Database,
    },
    /// Revoke a key, at once and for good
    Revoke {
        /// Its public part: the eight characters after `live_`
        #[arg(long)]
        id: String,
        #[command(flatten)]
        database: Database,
    },
}

#[derive(Subcommand)]
pub(super) enum Office {
    /// Make an office
    Create {
        /// Short name: lower-case letters, digits and hyphens
        #[arg(long)]
        slug: String,
        #[arg(long)]
        name: String,
        /// Of the IANA time zone database, such as Europe/London
        #[arg(long)]
        time_zone: String,
        /// What it reads sums in, as ISO 4217 code
        #[arg(long, default_value = "EUR")]
        currency: String,
        #[command(flatten)]
        database: Database,
    },
    /// List the offices by their short names
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

/// The roles, by their words.
fn roles() -> impl TypedValueParser<Value = keys::Role> {
    let words = PossibleValuesParser::new(keys::Role::ALL.map(keys::Role::as_str));
    words.map(|word| word.parse().expect("it is one of the words"))
}
