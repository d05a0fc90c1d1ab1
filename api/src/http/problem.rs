//! Every refusal by name: one constructor per type, so that the line that fails reads as English.

use http::{HeaderName, HeaderValue, StatusCode, header};
use shared::problem::{FieldError, ProblemDocument};
use warp::{Reply, reply::Response};

use crate::{db, http::respond};

/// The most errors that a refusal lists.
const LISTED: usize = 100;

/// A refusal, not yet tied to a request.
#[derive(Clone, Debug)]
pub struct Problem {
    slug: &'static str,
    title: &'static str,
    status: StatusCode,
    detail: String,
    errors: Vec<FieldError>,
    /// The number of errors, if not all are listed.
    error_count: Option<u32>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// Every type of problem: slug, status, title. The document lists them, and the tests accept no other.
pub const TYPES: &[(&str, u16, &str)] = &[
    ("bad-request", 400, "The request cannot be read"),
    ("unauthenticated", 401, "A valid key is needed"),
    ("forbidden", 403, "This key may not do this"),
    ("not-found", 404, "Not found, or not visible to you"),
    ("method-not-allowed", 405, "This path does not accept this method"),
    ("not-acceptable", 406, "The requested form is not available"),
    ("in-progress", 409, "The same request is still in progress"),
    ("taken", 409, "This is already in use"),
    ("takes-two", 409, "A second person is needed"),
    ("withdrawn", 410, "This version is withdrawn"),
    ("stale", 412, "The thing has changed since you read it"),
    ("too-large", 413, "The body is too large"),
    ("unsupported-media-type", 415, "The media type of the body is not accepted"),
    ("invalid", 422, "Some fields are not acceptable"),
    ("key-reused", 422, "The Idempotency-Key was used for another request"),
    ("precondition-required", 428, "If-Match is needed"),
    ("internal", 500, "Internal error"),
    ("not-implemented", 501, "This form is not supported"),
    ("overloaded", 503, "Too busy, or disconnected from the ledger"),
    ("missing-font", 503, "A font is missing on this server"),
];

impl Problem {
    fn new(slug: &'static str, detail: impl Into<String>) -> Self {
        let (_, status, title) =
            TYPES.iter().find(|(known, ..)| *known == slug).expect("the slug is in TYPES");
        let status = StatusCode::from_u16(*status).expect("TYPES has HTTP statuses");
        let (errors, error_count, headers) = (Vec::new(), None, Vec::new());
        Self { slug, title, status, detail: detail.into(), errors, error_count, headers }
    }

    /// The request line, query or headers cannot be read.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new("bad-request", detail)
    }

    /// Query parameters are unknown or cannot be read.
    pub fn bad_parameters(errors: Vec<FieldError>) -> Self {
        Self::new("bad-request", "Correct the parameters listed in `errors`.").listing(errors)
    }

    /// One query parameter cannot be read.
    pub fn bad_parameter(name: &str, detail: &str) -> Self {
        Self::bad_parameters(vec![FieldError::parameter(name, detail)])
    }

    /// The body did not come in time.
    pub fn slow_body() -> Self {
        Self::bad_request("Nothing was written: the body did not arrive within 10 seconds.")
            .with(header::CONNECTION, "close")
    }

    /// No key, or an unknown one: the two look the same.
    pub fn unauthenticated() -> Self {
        Self::new("unauthenticated", "Send a valid key as `Authorization: Bearer …`.")
            .with(header::WWW_AUTHENTICATE, "Bearer realm=\"accord\"")
    }

    /// A known key that may not do this.
    pub fn forbidden(detail: &str) -> Self {
        Self::new("forbidden", detail)
    }

    /// The thing does not exist, or the reader may not know of it.
    pub fn not_found() -> Self {
        Self::new("not-found", "It does not exist, or you may not see it.")
    }

    /// Whether this is the not-found problem.
    pub fn is_not_found(&self) -> bool {
        self.slug == "not-found"
    }

    /// The path is known, but not with this method.
    pub fn method_not_allowed(allow: &str) -> Self {
        Self::new("method-not-allowed", format!("Use {allow}.")).with(header::ALLOW, allow)
    }

    /// The client accepts none of the available forms.
    pub fn not_acceptable(served: &str) -> Self {
        Self::new("not-acceptable", format!("It is available as {served}."))
    }

    /// A request with the same idempotency key is in progress.
    pub fn in_progress() -> Self {
        Self::new("in-progress", "Try again in a moment; you will get the response to the first request.")
            .with(header::RETRY_AFTER, "1")
    }

    /// A name that must be unique is in use.
    pub fn taken(pointer: &str) -> Self {
        let error = FieldError::new(pointer, "must not be in use already");
        Self {
            errors: vec![error],
            ..Self::new("taken", "Nothing was written. Choose another, or use the existing one.")
        }
    }

    /// Making a thing public, also once more, or widening a listing needs two people.
    pub fn takes_two() -> Self {
        let detail = "Nothing was written. Making a thing public, also one that was public before, or widening a \
                      listing needs a second person of the office: request it with POST /v1/releases.";
        Self::new("takes-two", detail)
    }

    /// A version was withdrawn, and why.
    pub fn withdrawn(why: &str) -> Self {
        Self::new("withdrawn", why)
    }

    /// `If-Match` names a version that is no longer the current one.
    pub fn stale() -> Self {
        Self::new("stale", "Nothing was written. Read it again, and send your change with its new ETag.")
    }

    /// The body is over the limit.
    pub fn too_large(most: usize) -> Self {
        Self::new("too-large", format!("Nothing was written. The body may have at most {most} bytes."))
    }

    /// The body is of another media type than the one read here.
    pub fn unsupported_media_type(read: &'static str) -> Self {
        Self::new("unsupported-media-type", format!("Send it as {read}.")).with(header::ACCEPT, read)
    }

    /// Fields that can be read but not accepted.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self::new("invalid", "Nothing was written. Correct the fields listed in `errors`.").listing(errors)
    }

    /// Lists the first errors, and says how many exist: otherwise a refusal could be far larger than its request.
    fn listing(mut self, mut errors: Vec<FieldError>) -> Self {
        if errors.len() > LISTED {
            self.detail += &format!(" The first {LISTED} of {} are listed.", errors.len());
            self.error_count = u32::try_from(errors.len()).ok();
            errors.truncate(LISTED);
        }
        self.errors = errors;
        self
    }

    /// One field that can be read but not accepted.
    pub fn invalid_field(pointer: &str, detail: &str) -> Self {
        Self::invalid(vec![FieldError::new(pointer, detail)])
    }

    /// The idempotency key belongs to a request with another body.
    pub fn key_reused() -> Self {
        Self::new("key-reused", "Nothing was written. A new request needs a new Idempotency-Key.")
    }

    /// A change without `If-Match`.
    pub fn precondition_required() -> Self {
        Self::new("precondition-required", "Nothing was written. Send the ETag that you read as `If-Match`.")
    }

    /// An internal error; the cause is in the log, under the request's id.
    pub fn internal() -> Self {
        Self::new(
            "internal",
            "Nothing was written. The server's log has the cause under the id in `instance`.",
        )
    }

    /// Too busy, or the database is unreachable.
    pub fn overloaded() -> Self {
        Self::new("overloaded", "Nothing was written. Try again after the seconds in `Retry-After`.")
            .with(header::RETRY_AFTER, "2")
    }

    /// No answer in time. A write continues, so the same request must be sent again with the same key.
    pub fn timed_out() -> Self {
        let detail = "It took too long. A write may still be completed: send the same request again, with the same key.";
        Self::new("overloaded", detail).with(header::RETRY_AFTER, "5")
    }

    /// A form that the standard has and this server does not support.
    pub fn not_implemented(detail: &str) -> Self {
        Self::new("not-implemented", detail)
    }

    /// Letters that cannot be drawn until the operator installs a font.
    pub fn missing_font(detail: &str) -> Self {
        Self::new("missing-font", detail).with(header::RETRY_AFTER, "3600")
    }

    /// A refusal of a lower layer, by its status.
    pub(super) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(super::body::MOST),
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::SERVICE_UNAVAILABLE => Self::overloaded(),
            status if status.is_client_error() => Self::bad_request("The request cannot be read."),
            _ => Self::internal(),
        }
    }

    /// The problem as text, for readers who did not send the request.
    pub fn told(&self) -> String {
        let errors = self.errors.iter().map(|error| format!(" {} {}", error.pointer, error.detail));
        format!("{}{}", self.title, errors.collect::<Vec<_>>().join(";"))
    }

    fn with(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.push((name, HeaderValue::from_str(value).expect("a header of ours is plain text")));
        self
    }
}

/// A problem without the request's id, which the edge adds.
#[derive(Clone)]
pub(super) struct Unsigned(pub(super) ProblemDocument);

impl Reply for Problem {
    fn into_response(self) -> Response {
        let document = ProblemDocument {
            r#type: format!("/problems/{}", self.slug),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            detail: self.detail,
            instance: String::new(),
            errors: self.errors,
            error_count: self.error_count,
        };
        let mut response = respond::empty(self.status);
        response.headers_mut().extend(self.headers);
        response.extensions_mut().insert(Unsigned(document));
        response
    }
}

impl warp::reject::Reject for Problem {}

impl From<db::Error> for Problem {
    fn from(error: db::Error) -> Self {
        // The cause is logged here, once; clients never see SQL.
        match error {
            db::Error::Unavailable(_) | db::Error::Locked => {
                tracing::warn!(%error, "refused a request");
                Self::overloaded()
            }
            db::Error::NotForThePublic => Self::forbidden(
                "Only a publisher of the office may write for the public: nothing was written.",
            ),
            db::Error::TakesTwo => Self::takes_two(),
            db::Error::KeptNarrower => Self::invalid_field(
                "/listing",
                "must not be wider than another office's membership of this organisation: ask that office",
            ),
            db::Error::Constraint(_) | db::Error::Broken(_) => {
                tracing::error!(%error, "failed a request");
                Self::internal()
            }
        }
    }
}

/// Turns constraint violations into problems.
pub trait OnConstraint<T> {
    /// Turns the violation of a constraint, given by its name, into a problem. Other failures and unknown names
    /// remain internal errors.
    fn on_constraint(self, problem: impl FnOnce(&str) -> Option<Problem>) -> Result<T, Problem>;
}

impl<T> OnConstraint<T> for Result<T, db::Error> {
    fn on_constraint(self, problem: impl FnOnce(&str) -> Option<Problem>) -> Result<T, Problem> {
        self.map_err(|error| match &error {
            db::Error::Constraint(name) => problem(name).unwrap_or_else(|| error.into()),
            _ => error.into(),
        })
    }
}
