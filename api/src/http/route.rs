//! A route: a filter, and the operation that documents it. Neither exists without the other, so the list of routes
//! is both the router and the document.

use http::Method;
use utoipa::{
    __dev::{SchemaReferences, Tags},
    Path,
    openapi::{
        RefOr, Schema,
        path::{HttpMethod, Operation},
    },
};
use warp::{Filter, Rejection, Reply, filters::BoxedFilter, path::FullPath, reply::Response};

use super::Problem;

/// A documented route.
pub struct Route {
    /// The path as the document writes it.
    pub path: String,
    /// The only method; GET includes HEAD.
    pub method: HttpMethod,
    /// Its description.
    pub operation: Operation,
    /// The schemas that the description refers to.
    pub schemas: Vec<(String, RefOr<Schema>)>,
    pub(super) filter: BoxedFilter<(Response,)>,
}

/// Pairs a filter with the documentation of its handler: `route::<__path_list_funds, _, _>(…)`.
pub fn route<P, F, R>(filter: F) -> Route
where
    P: Path + SchemaReferences + for<'t> Tags<'t>,
    F: Filter<Extract = (R,), Error = Rejection> + Clone + Send + Sync + 'static,
    R: Reply + 'static,
{
    let mut schemas = Vec::new();
    P::schemas(&mut schemas);
    let [method] = &P::methods()[..] else { panic!("{} has one method", P::path()) };
    let mut operation = P::operation();
    operation.tags = Some(P::tags().into_iter().map(str::to_owned).collect());
    // Boxed before more layers: otherwise the compiler proves each handler's future `Send` once per layer.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that recovers")]
    let filter = filter.boxed().map(|reply: R| reply.into_response()).recover(refuse).unify().boxed();
    Route { path: P::path(), method: method.clone(), operation, schemas, filter }
}

#[cfg(test)]
impl Route {
    /// Whether this route alone would accept a request.
    pub(crate) async fn takes(&self, method: &Method, path: &str) -> bool {
        use tower::ServiceExt;
        let request = http::Request::builder().method(method).uri(path);
        let request = request.body(http_body_util::Empty::<bytes::Bytes>::new()).expect("a request");
        let response = warp::service(self.filter.clone()).oneshot(request).await;
        let response = response.unwrap_or_else(|never| match never {});
        // A request that the route does not accept falls through to warp, whose answer is not a problem document.
        response.extensions().get::<super::problem::Unsigned>().is_some() || response.status().as_u16() < 400
    }
}

/// Accepts GET and HEAD. The edge removes the body of an answer to HEAD.
pub fn get_or_head() -> BoxedFilter<()> {
    warp::get().or(warp::head()).unify().boxed()
}

/// Answers a route's own failures at that route. Only "not this path" and "not this method" pass to the next
/// route, so warp's ranking of rejections never shows.
async fn refuse(rejection: Rejection) -> Result<Response, Rejection> {
    if let Some(problem) = rejection.find::<Problem>() {
        return Ok(problem.clone().into_response());
    }
    if rejection.is_not_found() || rejection.find::<warp::reject::MethodNotAllowed>().is_some() {
        return Err(rejection);
    }
    Ok(Problem::bad_request("A header or the query cannot be read.").into_response())
}

/// All routes as one filter. The first in the list is the cheapest to reach.
pub fn router(routes: &[Route]) -> BoxedFilter<(Response,)> {
    let paths: Vec<(Vec<String>, Method)> = routes
        .iter()
        .map(|route| (route.path.split('/').map(str::to_owned).collect(), method(&route.method)))
        .collect();
    let asked = warp::path::full().and(warp::method());
    let last = asked.map(move |path: FullPath, method| unmatched(&paths, path.as_str(), &method)).boxed();
    routes.iter().rev().fold(last, |rest, route| route.filter.clone().or(rest).unify().boxed())
}

/// The answer if no route matches: 405 for a known path, else 404. If the method also fits, a part of the path is
/// not a valid id: 404 as well.
fn unmatched(paths: &[(Vec<String>, Method)], path: &str, method: &Method) -> Response {
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |template: &[String]| {
        template.len() == parts.len()
            && template.iter().zip(&parts).all(|(wanted, part)| wanted.starts_with('{') || wanted == part)
    };
    let literals = |template: &[String]| template.iter().filter(|part| !part.starts_with('{')).count();
    let fitting: Vec<_> = paths.iter().filter(|(template, _)| fits(template)).collect();
    let most = fitting.iter().map(|(template, _)| literals(template)).max();
    let here = fitting.iter().filter(|(template, _)| Some(literals(template)) == most);
    let mut methods: Vec<&str> = here.map(|(_, method)| method.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    if methods.is_empty() || methods.contains(&method.as_str()) {
        return Problem::not_found().into_response();
    }
    methods.push("OPTIONS");
    Problem::method_not_allowed(&methods.join(", ")).into_response()
}

/// The method as HTTP writes it.
pub(crate) fn method(method: &HttpMethod) -> Method {
    match method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
        HttpMethod::Put => Method::PUT,
        HttpMethod::Delete => Method::DELETE,
        HttpMethod::Options => Method::OPTIONS,
        HttpMethod::Head => Method::HEAD,
        HttpMethod::Patch => Method::PATCH,
        HttpMethod::Trace => Method::TRACE,
    }
}
