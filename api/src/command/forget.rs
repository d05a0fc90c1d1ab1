//! Erases a person, a contact or a member for good.

use anyhow::Result;
use api::{config::Database, open::Opened, resources::erasures};
use clap::builder::PossibleValuesParser;
use serde_json::json;
use shared::erasures::{Erasable, ErasureReason};
use uuid::Uuid;

use super::print;

#[derive(clap::Args)]
pub(super) struct Forget {
    /// Id of a person of an office
    #[arg(long, value_name = "ID", required_unless_present_any = ["contact", "member"], conflicts_with_all = ["contact", "member"])]
    person: Option<Uuid>,
    /// Id of a contact
    #[arg(long, value_name = "ID", conflicts_with = "member")]
    contact: Option<Uuid>,
    /// Id of a membership. Its organisation is erased too, if nothing else names it
    #[arg(long, value_name = "ID")]
    member: Option<Uuid>,
    /// Reason in law, by Article 17(1) of the General Data Protection Regulation
    #[arg(long, value_parser = PossibleValuesParser::new(ErasureReason::ALL.map(ErasureReason::as_str)))]
    reason: String,
    #[command(flatten)]
    database: Database,
}

impl Forget {
    pub(super) async fn run(self) -> Result<()> {
        let Self { person, contact, member, reason, database } = self;
        let asked = person.map(|id| (Erasable::People, id));
        let asked = asked.or(contact.map(|id| (Erasable::Contacts, id)));
        let asked = asked.or(member.map(|id| (Erasable::Members, id)));
        let (resource, thing) = asked.expect("clap requires one of them");
        let opened = Opened::join(&database).await?;
        let body = json!({"resource": resource, "thing": thing, "reason": reason});
        let done = erasures::forget(&opened.config, &body).await;
        opened.close().await?;
        print(&done?.to_string())
    }
}
