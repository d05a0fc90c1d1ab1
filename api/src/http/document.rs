//! Builds the OpenAPI document from the list of routes. Facts shared by all operations of a kind (refusals,
//! headers, problems) are added here once, not at each handler.

use std::collections::BTreeMap;

use shared::problem::{FieldError, ProblemDocument};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, ContentBuilder, Header, HeaderBuilder, Info, ObjectBuilder, OpenApi, OpenApiBuilder,
        Paths, Ref, RefOr, Response, ResponseBuilder, SecurityRequirement, Server,
        path::{HttpMethod, Operation, ParameterBuilder, ParameterIn},
        schema::Type,
        security::{Http, HttpAuthScheme, SecurityScheme},
        tag::Tag,
    },
};

use super::{Route, problem};

/// Name and description of a group of operations.
pub type TagText = (&'static str, &'static str);

/// Builds the document of these routes.
pub fn document(routes: &[Route], tags: &[TagText]) -> OpenApi {
    let mut paths = Paths::new();
    let mut schemas = BTreeMap::new();
    for route in routes {
        let operation = complete(route.operation.clone(), &route.path, &route.method);
        paths.add_path_operation(&route.path, vec![route.method.clone()], operation);
        schemas.extend(route.schemas.iter().cloned());
    }
    for (name, schema) in
        [("ProblemDocument", ProblemDocument::schema()), ("FieldError", FieldError::schema())]
    {
        schemas.insert(name.to_owned(), schema);
    }
    let mut components = Components::new();
    components.schemas.extend(schemas);
    components.responses.extend(
        problem::TYPES
            .iter()
            .map(|(slug, status, title)| (slug.to_string(), RefOr::T(refusal(slug, *status, title)))),
    );
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    components.add_security_scheme("key", bearer);
    let tags = tags.iter().map(|(name, text)| {
        let mut tag = Tag::new(name);
        tag.description = Some((*text).to_owned());
        tag
    });
    OpenApiBuilder::new()
        .info(info())
        .servers(Some([Server::new("/")]))
        .paths(paths)
        .components(Some(components))
        .tags(Some(tags))
        .build()
}

fn info() -> Info {
    let mut info = Info::new("Accord", env!("CARGO_PKG_VERSION"));
    info.description = Some(include_str!("document.md").to_owned());
    info.license = Some(utoipa::openapi::License::new("MIT OR Apache-2.0"));
    info
}

/// Adds the facts that follow from an operation's method, path and security.
fn complete(mut operation: Operation, path: &str, method: &HttpMethod) -> Operation {
    let is_read = *method == HttpMethod::Get;
    let takes_key = operation.security.is_some();
    let mut slugs = vec!["bad-request", "not-found", "internal", "overloaded"];
    if is_read {
        slugs.push("not-acceptable");
    } else {
        slugs.extend(["forbidden", "in-progress", "too-large", "unsupported-media-type", "invalid"]);
    }
    if takes_key {
        slugs.push("unauthenticated");
    }
    // Keys of partners and governments are not office keys.
    let is_of_offices =
        |security: &Vec<SecurityRequirement>| !security.contains(&SecurityRequirement::default());
    if operation.security.as_ref().is_some_and(is_of_offices) {
        slugs.push("forbidden");
    }
    match method {
        // Not for posts by mail servers, which do not know this header.
        HttpMethod::Post if path.starts_with("/v1/") => {
            header_parameter(&mut operation, "Idempotency-Key", IDEMPOTENCY_KEY)
        }
        HttpMethod::Patch => {
            slugs.extend(["stale", "precondition-required"]);
            header_parameter(&mut operation, "If-Match", IF_MATCH);
        }
        _ => {}
    }
    if path.starts_with("/health") {
        slugs = vec!["bad-request", "overloaded"];
    }
    for slug in slugs {
        let (_, status, _) = problem::TYPES.iter().find(|(known, ..)| *known == slug).expect("written above");
        let response = Ref::from_response_name(slug);
        operation.responses.responses.entry(status.to_string()).or_insert(RefOr::Ref(response));
    }
    if let Some(RefOr::T(found)) = operation.responses.responses.get_mut("200") {
        success(found, operation.operation_id.as_deref().unwrap_or_default());
        if is_read && found.headers.contains_key("ETag") {
            let mut unchanged = Response::new("Not modified: the version in `If-None-Match` is current.");
            unchanged.headers = found.headers.clone();
            operation.responses.responses.insert("304".to_owned(), RefOr::T(unchanged));
        }
    }
    if let Some(RefOr::T(made)) = operation.responses.responses.get_mut("201") {
        success(made, "create");
    }
    operation
}

const IDEMPOTENCY_KEY: &str = "1 to 255 characters, new for each thing you make. The same key with the same body gets \
    the first response again, as long as the thing exists. With another body it is refused.";
const IF_MATCH: &str = "The ETag that you read. A change of any other version is refused, so that nobody overwrites a \
    change they have not seen.";

fn header_parameter(operation: &mut Operation, name: &str, description: &str) {
    let schema = ObjectBuilder::new().schema_type(Type::String).build();
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(utoipa::openapi::Required::True)
        .description(Some(description))
        .schema(Some(schema))
        .build();
    operation.parameters.get_or_insert_default().push(RefOr::T(parameter));
}

fn success(response: &mut Response, operation_id: &str) {
    let is_stream = response.content.contains_key("text/event-stream");
    let mut headers = vec![("Request-Id", "Id of this request in the server's log.")];
    if !is_stream && !operation_id.starts_with("check_") {
        headers.push(("ETag", "Version of the returned thing."));
    }
    if operation_id.starts_with("list_") {
        headers
            .push(("Link", "The next page, as `<path>; rel=\"next\"` (RFC 8288); absent on the last page."));
    }
    if operation_id == "create" {
        headers.push(("Location", "Path of the new thing."));
    }
    let described = headers.into_iter().map(|(name, text)| (name.to_owned(), RefOr::T(header(text))));
    response.headers.extend(described);
}

fn header(text: &str) -> Header {
    let schema = ObjectBuilder::new().schema_type(Type::String).build();
    HeaderBuilder::new().schema(Some(schema)).description(Some(text)).build()
}

/// A type of problem, as a response that operations refer to.
fn refusal(slug: &str, status: u16, title: &str) -> Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(ProblemDocument::name())))
        .example(Some(serde_json::json!({
            "type": format!("/problems/{slug}"), "title": title, "status": status,
            "detail": "Explanation of this case, and what to do.", "instance": "0b7c1d9e52f04a3c",
        })))
        .build();
    let mut refusal =
        ResponseBuilder::new().description(title).content("application/problem+json", content).build();
    let headers: &[(&str, &str)] = match status {
        401 => &[("WWW-Authenticate", "`Bearer`.")],
        409 | 503 => &[("Retry-After", "Seconds to wait before trying again.")],
        415 => &[("Accept", "The accepted media type.")],
        _ => &[],
    };
    refusal.headers =
        headers.iter().map(|(name, text)| ((*name).to_owned(), RefOr::T(header(text)))).collect();
    refusal
}
