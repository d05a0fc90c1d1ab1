//! Reads a query string. Each parameter may appear once, under a documented name. The refusal of an unknown
//! parameter suggests the nearest known name. The query of a page is read leniently instead.

use std::{convert::Infallible, sync::Arc};

use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::{fields, problem::FieldError};
use utoipa::IntoParams;
use warp::{Filter, filters::BoxedFilter};

use super::Problem;

/// A route's query. Only its documented parameters are accepted.
pub trait Query: Send + Sized + 'static {
    /// The names of its parameters.
    fn names() -> Vec<String>;
    /// Reads every known parameter.
    fn read(parameters: &mut Parameters) -> Self;
}

/// The documented names of a query's parameters.
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

/// The parameters of a request being read.
pub struct Parameters {
    pairs: Vec<(String, String)>,
    errors: Vec<FieldError>,
}

impl Parameters {
    /// An optional parameter, parsed as its wire type.
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

    /// A parameter as written.
    pub fn text(&mut self, name: &'static str) -> Option<String> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    }

    /// Reports a fault in a parameter.
    pub fn complain(&mut self, name: &str, detail: &str) {
        self.errors.push(FieldError::parameter(name, detail));
    }
}

/// Extracts the query of a request.
pub fn query<Q: Query>() -> BoxedFilter<(Q,)> {
    // Computed once per route, because the documentation that holds them is long.
    let names: Arc<[String]> = Q::names().into();
    raw()
        .and_then(move |raw: String| {
            let read = read::<Q>(&names, &raw).map_err(warp::reject::custom);
            async move { read }
        })
        .boxed()
}

/// Extracts the query of a page that others link to.
pub fn lenient<Q: DeserializeOwned + Default + Send>()
-> impl Filter<Extract = (Q,), Error = Infallible> + Clone {
    raw().map(|raw: String| read_leniently(&raw))
}

/// Reads the query of such a page. A typing error, or a parameter that the other site added, must not break the
/// page, so nothing is refused. If a parameter is given twice, the first counts. The fields of `Q` are optional
/// texts.
pub fn read_leniently<Q: DeserializeOwned + Default>(raw: &str) -> Q {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(raw).unwrap_or_default();
    let mut parameters = serde_json::Map::new();
    for (name, value) in pairs {
        parameters.entry(name).or_insert(Value::String(value));
    }
    Q::deserialize(Value::Object(parameters)).unwrap_or_default()
}

/// Extracts the query as written. An address without a query has an empty one.
pub fn raw() -> impl Filter<Extract = (String,), Error = Infallible> + Clone {
    warp::query::raw().or(warp::any().map(String::new)).unify()
}

fn read<Q: Query>(names: &[String], raw: &str) -> Result<Q, Problem> {
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(raw).map_err(|_| Problem::bad_request("The query is not URL-encoded."))?;
    let known = || names.iter().map(String::as_str);
    let mut errors = Vec::new();
    for (index, (name, value)) in pairs.iter().enumerate() {
        if name.contains('\0') || value.contains('\0') {
            errors.push(FieldError::parameter(
                &name.replace('\0', ""),
                "must not contain the character U+0000",
            ));
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

/// A query without parameters: any parameter is refused.
pub struct NoQuery;

impl Query for NoQuery {
    fn names() -> Vec<String> {
        Vec::new()
    }

    fn read(_: &mut Parameters) -> Self {
        Self
    }
}
