//! The errors of the database, grouped by the caller's next step.

use std::fmt;

use deadpool_postgres::PoolError;
use tokio_postgres::error::SqlState;

/// A failed statement, or an unreachable database.
#[derive(Debug)]
pub enum Error {
    /// The database is unreachable, full or too slow: the same request may succeed later.
    Unavailable(anyhow::Error),
    /// Another transaction has the row, and the statement does not wait for it.
    Locked,
    /// The write violates the constraint of this name.
    Constraint(String),
    /// The author may not address the public.
    NotForThePublic,
    /// Making an existing thing public needs two people.
    TakesTwo,
    /// Another office keeps a membership of the same organisation narrower.
    KeptNarrower,
    /// A fault in Accord.
    Broken(tokio_postgres::Error),
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        let Some(refusal) = error.as_db_error() else { return Self::Unavailable(error.into()) };
        if let Some(name) = refusal.constraint() {
            return Self::Constraint(name.to_owned());
        }
        if *refusal.code() == SqlState::LOCK_NOT_AVAILABLE {
            return Self::Locked;
        }
        let later = [
            SqlState::QUERY_CANCELED,
            SqlState::DISK_FULL,
            SqlState::TOO_MANY_CONNECTIONS,
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::T_R_DEADLOCK_DETECTED,
        ];
        if later.contains(refusal.code()) { Self::Unavailable(error.into()) } else { Self::Broken(error) }
    }
}

impl From<PoolError> for Error {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => error.into(),
            other => Self::Unavailable(other.into()),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(cause) => write!(out, "the database is unavailable: {cause:#}"),
            Self::Locked => write!(out, "another transaction has the row"),
            Self::Constraint(name) => write!(out, "refused by the constraint {name}"),
            Self::NotForThePublic => write!(out, "written by one who may not address the public"),
            Self::TakesTwo => write!(out, "lowered to the public by one alone"),
            Self::KeptNarrower => write!(out, "listed wider than another office lists it"),
            // For the log. PostgreSQL's details quote rows, and its messages about data (class 22) quote values.
            Self::Broken(error) => match error.as_db_error() {
                Some(refusal) if refusal.code().code().starts_with("22") => {
                    write!(out, "a statement failed: {}", refusal.code().code())
                }
                Some(refusal) => {
                    write!(out, "a statement failed: {} {}", refusal.code().code(), refusal.message())
                }
                None => write!(out, "a statement failed: {error}"),
            },
        }
    }
}

impl std::error::Error for Error {}
