//! Countries' standings on the alliance's calls.

use deadpool_postgres::Transaction;
use shared::{
    audience::Audience,
    figures::{CallCountry, CallFacts, CallLine, FigureFacts},
    positions::MatrixCountry,
};

use super::Asked;
use crate::{
    http::Problem,
    resources::positions::matrix::{self, MatrixFilter},
};

/// Read as an audience sees them, as of a position of its feed or now.
pub(super) async fn show(
    facts: &mut FigureFacts,
    tx: &Transaction<'_>,
    (audience, as_of): (Audience, Option<i64>),
    asked: &Asked,
) -> Result<(), Problem> {
    let filter = MatrixFilter { country: asked.country.clone(), ..MatrixFilter::default() };
    let matrix = matrix::within(tx, audience, &filter, as_of).await?;
    let texts = matrix.calls.iter().filter_map(|call| Some((call, call.head.texts.pick(&[&asked.lang])?)));
    let (ids, calls): (Vec<_>, Vec<_>) = texts
        .map(|(call, (tag, text))| {
            let (slug, title) = (call.head.slug.clone(), text.title.clone());
            (call.id, CallLine { slug, title, lang: tag.to_owned() })
        })
        .unzip();
    let row = |row: &MatrixCountry| {
        let on = |call| row.positions.iter().find(|position| position.call == call);
        let standings = ids.iter().map(|call| on(*call).map(|position| position.said.standing)).collect();
        CallCountry { country: row.country.clone(), standings }
    };
    let mut positions = matrix.countries.iter().flat_map(|row| &row.positions);
    facts.sample =
        positions.any(|position| position.said.sample) || matrix.calls.iter().any(|call| call.head.sample);
    facts.calls = Some(CallFacts { countries: matrix.countries.iter().map(row).collect(), calls });
    Ok(())
}
