//! A transaction's donor. An organisation is identified by its identifier, or by its name if it has no identifier.

use shared::{
    audience::Audience,
    languages::ByLanguage,
    organisations::{NewOrganisation, OrganisationType},
};

use super::kind::Kind;
use crate::imports::{
    cut,
    iati::{
        activity::{Activity, words},
        xml::Node,
    },
};

/// An organisation as a file names it.
#[derive(Clone, Debug)]
pub(super) struct Party {
    pub(super) head: NewOrganisation,
}

impl Party {
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self.head.identifiers.first(), other.head.identifiers.first()) {
            (Some(own), Some(theirs)) => own == theirs,
            _ => self.head.name == other.head.name,
        }
    }
}

/// The donor: the provider if named. Otherwise, for outgoing money, the reporter, as the standard says; for
/// incoming money, the activity's only funding organisation.
pub(super) fn donor(activity: &Activity, transaction: &Node, kind: Kind) -> Result<Party, String> {
    if let Some(provider) = transaction.first("provider-org")
        && let Ok(party) = party(activity, provider)
    {
        return Ok(party);
    }
    if !kind.comes_in && !activity.is_reported_by_another() {
        return reporter(activity);
    }
    let mut funding = activity.node.all("participating-org").filter(|node| node.said("role") == Some("1"));
    match (funding.next(), funding.next()) {
        (Some(one), None) => party(activity, one),
        (None, _) => Err("names no provider, and its activity names no funding organisation".to_owned()),
        (Some(_), Some(_)) => {
            Err("names no provider, and several organisations fund its activity".to_owned())
        }
    }
}

/// The organisation that reports the activity.
pub(super) fn reporter(activity: &Activity) -> Result<Party, String> {
    let reporter = activity.reporter().ok_or("has no reporting organisation")?;
    party(activity, reporter)
}

/// The recipient's name, if stated.
pub(super) fn recipient(activity: &Activity, transaction: &Node) -> Option<String> {
    let receiver = transaction.first("receiver-org")?;
    party(activity, receiver).ok().map(|party| party.head.name)
}

fn party(activity: &Activity, node: &Node) -> Result<Party, String> {
    let identifier = node.said("ref").filter(|reference| is_identifier(reference)).map(str::to_owned);
    let alike = || {
        let others = activity.node.children.iter().filter(|child| child.name.ends_with("-org"));
        let same = |other: &&Node| identifier.is_some() && other.said("ref") == identifier.as_deref();
        others.filter(same).collect::<Vec<_>>()
    };
    let name = words(Some(node), activity.language())
        .or_else(|| alike().iter().find_map(|other| words(Some(other), activity.language())))
        .map(|words| words.text)
        .or_else(|| identifier.clone());
    let name = name.ok_or("names an organisation without a name and without an identifier")?;
    let code = node.said("type").or_else(|| alike().iter().find_map(|other| other.said("type")));
    Ok(Party {
        head: NewOrganisation {
            visible_from: None,
            audience: Audience::Public,
            sample: false,
            name: cut(&name, 300),
            r#type: r#type(code.unwrap_or_default()),
            // An identifier may say where an organisation is registered, but nothing says where it comes from.
            country: None,
            identifiers: identifier.into_iter().collect(),
            names: ByLanguage::default(),
            website: None,
        },
    })
}

/// Whether a `ref` has the form `{agency}-{number}` that organisations use here. Any other `ref` identifies no
/// organisation.
fn is_identifier(reference: &str) -> bool {
    reference.contains('-') && reference.len() <= 100 && !reference.contains(char::is_whitespace)
}

/// IATI's `OrganisationType`.
fn r#type(code: &str) -> OrganisationType {
    match code {
        "10" | "11" | "15" => OrganisationType::Government,
        "21" | "22" | "23" | "24" => OrganisationType::Ngo,
        "30" => OrganisationType::PublicPrivatePartnership,
        "40" => OrganisationType::Multilateral,
        "60" => OrganisationType::Foundation,
        "70" | "71" | "72" | "73" => OrganisationType::PrivateSector,
        "80" => OrganisationType::Academic,
        _ => OrganisationType::Other,
    }
}
