//! The fund that receives a flow: the response plan if the flow names exactly one, else its place and year. FTS
//! states no targets in its flows, so these funds have none.

use shared::{audience::Audience, date::PartialDate, funds::NewFund};

use super::flow::{Flow, Object};

/// A flow's fund.
pub(super) fn fund(flow: &Flow) -> Result<NewFund, String> {
    let plans: Vec<&Object> = flow.destinations("Plan").collect();
    match plans[..] {
        [plan] => of_plan(plan),
        // Several plans share the money in unknown shares, so it belongs to none of them.
        _ => of_place_and_year(flow),
    }
}

fn of_plan(plan: &Object) -> Result<NewFund, String> {
    let number = plan.number()?;
    let description =
        "A response plan, with the contributions to it that OCHA's Financial Tracking Service records.";
    Ok(NewFund {
        visible_from: None,
        source_url: Some(format!("https://fts.unocha.org/plans/{number}/summary")),
        ..fund_of(format!("fts-plan-{number}"), plan.words()?, description)
    })
}

fn of_place_and_year(flow: &Flow) -> Result<NewFund, String> {
    let places: Vec<&Object> = flow.destinations("Location").collect();
    let years = years(flow)?;
    let span = match years {
        Some((first, last)) if first == last => first.to_string(),
        Some((first, last)) => format!("{first}-{last}"),
        None => String::new(),
    };
    let joined = |start: String, between: &str| {
        [start, span.clone()].join(between).trim_end_matches(between).to_owned()
    };
    let description = "Humanitarian contributions that OCHA's Financial Tracking Service records without naming one response plan.";
    let fund = match places[..] {
        [] => return Err("names neither one plan nor a destination".to_owned()),
        [place] => {
            let number = place.number()?;
            let slug = joined(format!("fts-location-{number}"), "-");
            let page = years.filter(|(first, last)| first == last);
            let page =
                page.map(|(year, _)| format!("https://fts.unocha.org/countries/{number}/summary/{year}"));
            let name = format!("{} (no plan named)", joined(place.words()?, ", "));
            NewFund { source_url: page, ..fund_of(slug, name, description) }
        }
        _ => {
            let name = format!("{} (no plan named)", joined("Several places together".to_owned(), ", "));
            fund_of(joined("fts-several-places".to_owned(), "-"), name, description)
        }
    };
    let (starts, ends) = years.unzip();
    Ok(NewFund { starts, ends, ..fund })
}

/// The first and the last usage year.
fn years(flow: &Flow) -> Result<Option<(PartialDate, PartialDate)>, String> {
    let year = |object: &Object| match object.name.0.parse() {
        Ok(year @ PartialDate::Year(_)) => Ok(year),
        _ => Err(format!("has the usage year `{}`, which is not a year", object.name.0)),
    };
    let years = flow.destinations("UsageYear").map(year).collect::<Result<Vec<_>, String>>()?;
    Ok(years.iter().min().copied().zip(years.iter().max().copied()))
}

fn fund_of(slug: String, name: String, description: &str) -> NewFund {
    NewFund {
        visible_from: None,
        audience: Audience::Public,
        sample: false,
        slug,
        name,
        description: Some(description.to_owned()),
        target: None,
        yearly: false,
        starts: None,
        ends: None,
        source_url: None,
        people: None,
        people_source_url: None,
        comparison: None,
    }
}
