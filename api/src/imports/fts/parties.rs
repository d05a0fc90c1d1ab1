//! The organisations that a flow names, and the donor among them. An organisation is identified by its identifier,
//! or by its name if FTS gives no identifier.

use shared::{
    audience::Audience,
    languages::ByLanguage,
    organisations::{NewOrganisation, OrganisationType},
};

use super::flow::{Flow, Object};

/// The donor of every flow without a source. OCHA counts these flows, so we count them too.
const NOT_STATED: &str = "Donor not stated in OCHA FTS";

/// The organisation behind an object of type `Organization`.
pub(super) fn organisation(object: &Object) -> Result<NewOrganisation, String> {
    // FTS organisation ids come from OCHA's Humanitarian Programme Cycle list. org-id.guide lists it under XM-OCHA
    // and writes XM-OCHA-HPC4306. The older XM-OCHA-FTS4306 belongs to a withdrawn list, where the same number may
    // be another organisation.
    let identifier = format!("XM-OCHA-HPC{}", object.number()?);
    Ok(NewOrganisation {
        visible_from: None,
        audience: Audience::Public,
        sample: false,
        name: object.words()?,
        r#type: r#type(&object.organization_types),
        // FTS states where money comes from, not where an organisation is.
        country: None,
        identifiers: vec![identifier],
        names: ByLanguage::default(),
        website: None,
    })
}

/// The donor: the source organisation; a joint donor if FTS names several, since it states no shares; a
/// placeholder if it names none.
pub(super) fn donor(flow: &Flow) -> Result<NewOrganisation, String> {
    let mut sources: Vec<&Object> = flow.sources("Organization").collect();
    for source in &sources {
        source.number()?;
    }
    sources.sort_by_key(|source| (source.id.0.len(), &source.id.0));
    sources.dedup_by_key(|source| &source.id.0);
    match sources[..] {
        [] => Ok(nameless(NOT_STATED.to_owned(), OrganisationType::Other)),
        [source] => organisation(source),
        _ => {
            let members = sources.iter().map(|source| organisation(source)).collect::<Result<Vec<_>, _>>()?;
            let types = |kind: OrganisationType| members.iter().all(|member| member.r#type == kind);
            let kind = Some(members[0].r#type).filter(|kind| types(*kind)).unwrap_or(OrganisationType::Other);
            Ok(nameless(joint_name(&members), kind))
        }
    }
}

/// The key that identifies an organisation.
pub(super) fn key(organisation: &NewOrganisation) -> &str {
    organisation.identifiers.first().unwrap_or(&organisation.name)
}

fn nameless(name: String, r#type: OrganisationType) -> NewOrganisation {
    NewOrganisation {
        visible_from: None,
        audience: Audience::Public,
        sample: false,
        name,
        r#type,
        country: None,
        identifiers: Vec::new(),
        names: ByLanguage::default(),
        website: None,
    }
}

/// The members' names, or their identifiers if the names are too long for one name.
fn joint_name(members: &[NewOrganisation]) -> String {
    let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
    let name = format!("{} (jointly)", names.join("; "));
    if name.chars().count() <= 300 {
        return name;
    }
    let identifiers: Vec<&str> = members.iter().map(key).collect();
    crate::imports::cut(&format!("{} organisations jointly: {}", members.len(), identifiers.join(", ")), 300)
}

/// FTS's first type of an organisation, as an IATI type. A category that covers several IATI types (companies,
/// foundations and persons share one) becomes `other` rather than a guess.
fn r#type(types: &[String]) -> OrganisationType {
    match types.first().map(String::as_str) {
        Some("Government") => OrganisationType::Government,
        Some("NGO" | "Red Cross/Red Crescent") => OrganisationType::Ngo,
        Some("UN agency" | "Inter-governmental" | "Pooled fund") => OrganisationType::Multilateral,
        _ => OrganisationType::Other,
    }
}
