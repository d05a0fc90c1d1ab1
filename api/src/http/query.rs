//! Reads a query: each parameter once, by the names that the document has, with the nearest known
//! name for one that it does not have.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::{fields, problem::FieldError};
use utoipa::IntoParams;
use warp::{Filter, Rejection};

use super::Problem;
use crate::secret::Secret;

/// A query that a route takes. Its documented parameters are the ones that are accepted.
pub trait Query: Send + Sized + 'static {
    /// The names of its parameters.
    fn names() -> Vec<String>;
    /// Takes every parameter it knows.
    fn read(parameters: &mut Parameters) -> Self;
}

/// The names that a query's documentation has.
pub fn documented<T: IntoParams>() -> Vec<String> {
    T::into_params(|| None).into_iter().map(|parameter| parameter.name).collect()
}

impl<A: Query, B: Query> Query for (A, B) {
    fn names() -> Vec<String> {
        [A::names(), B::names()].concat()
    }

    fn read(parameters: &mut Parameters) -> Self {
        (A::read(parameters), B::read(parameters))
    }
}

/// The parameters of one request, being read.
pub struct Parameters {
    pairs: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

impl Parameters {
    /// A parameter that may be absent, read as the wire type that it is.
    pub fn optional<T: DeserializeOwned>(&mut self, name: &'static str) -> Option<T> {
        let text = self.text(name)?;
        let read = serde_json::from_value(Value::String(text.clone()));
        read.map_err(|error| self.complain(name, &fields::worded(&error))).ok()
    }

    /// A whole number within bounds.
    pub fn number(&mut self, name: &'static str, least: u32, most: u32) -> Option<u32> {
        let text = self.text(name)?;
        let number = text.parse().ok().filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.complain(name, &format!("is not a whole number from {least} to {most}"));
        }
        number
    }

    /// A switch: `true` or `false`.
    pub fn flag(&mut self, name: &'static str) -> Option<bool> {
        let text = self.text(name)?;
        let flag = text.parse().ok();
        if flag.is_none() {
            self.complain(name, "is neither true nor false");
        }
        flag
    }

    /// A parameter as it was written.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// Says what is wrong with a parameter.
    pub fn complain(&mut self, name: &str, detail: &str) {
        self.errors.push(FieldError::parameter(name, detail));
    }
}

/// Extracts the query of a request.
pub fn query<Q: Query>() -> impl Filter<Extract = (Q,), Error = Rejection> + Clone {
    let raw = warp::query::raw().or(warp::any().map(String::new)).unify();
    // Made once a route: the documentation that they come from is long.
    let names: Arc<[String]> = Q::names().into();
    raw.and_then(move |raw: String| {
        let read = read::<Q>(&names, &raw).map_err(warp::reject::custom);
        async move { read }
    })
}

fn read<Q: Query>(names: &[String], raw: &str) -> Result<Q, Problem> {
    if Secret::is_in(raw) {
        return Err(Problem::bad_request(
            "A key has no place in an address, where logs keep it: send it as `Authorization: Bearer …`, and have this one revoked.",
        ));
    }
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(raw).map_err(|_| Problem::bad_request("The query is not URL-encoded."))?;
    let known = || names.iter().map(String::as_str);
    let mut errors = Vec::new();
    for (index, (name, value)) in pairs.iter().enumerate() {
        if name.contains('\0') || value.contains('\0') {
            errors.push(FieldError::parameter(&name.replace('\0', ""), "contains the character U+0000"));
        } else if !known().any(|known| known == name) {
            let near = fields::nearest(name, known());
            let detail = near.map_or("is not known here".to_owned(), |near| {
                format!("is not known here; the nearest known name is `{near}`")
            });
            errors.push(FieldError::parameter(name, &detail));
        } else if pairs[..index].iter().any(|(before, _)| before == name) {
            errors.push(FieldError::parameter(name, "is given twice"));
        }
    }
    let mut parameters = Parameters { pairs, errors };
    let query = Q::read(&mut parameters);
    match parameters.errors.is_empty() {
        true => Ok(query),
        false => Err(Problem::bad_parameters(parameters.errors)),
    }
}

/// A query of no parameters: any that is given is refused.
pub struct NoQuery;

impl Query for NoQuery {
    fn names() -> Vec<String> {
        Vec::new()
    }

    fn read(_: &mut Parameters) -> Self {
        Self
    }
}
