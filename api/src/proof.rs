//! Proofs of the caller's rights, and the authors of writes. Only a key proves more than public access, and only a
//! row of the table of keys makes a key.

use shared::{audience::Audience, people::Role};
use tokio_postgres::Row;
use uuid::Uuid;

/// A known key, neither expired nor revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its public part.
    pub id: String,
    /// The audience that it reads as.
    pub audience: Audience,
    /// The office that owns it; `None` for a partner's or a government's key.
    pub office: Option<Uuid>,
    /// The person who holds it; `None` for a program's key.
    pub person: Option<Uuid>,
    pub role: Role,
    /// Keeps other modules from making one.
    _proof: (),
}

impl Key {
    /// The key in a row that `keys::find` read and compared with the secret.
    pub(crate) fn of(row: &Row) -> Self {
        let role = |column| -> Option<Role> {
            let word: Option<&str> = row.get(column);
            word.map(|word| word.parse().expect("the schema knows these roles only"))
        };
        let of_key = role("role").expect("a key has a role");
        Self {
            id: row.get("id"),
            audience: row.get("audience"),
            office: row.get("office"),
            person: row.get("person"),
            // A person's own role limits their key.
            role: role("most").map_or(of_key, |most| of_key.min(most)),
            _proof: (),
        }
    }

    /// Its reader.
    pub(crate) fn reader(&self) -> Reader {
        Reader { audience: self.audience, _proof: () }
    }

    /// A colleague at its office; `None` without an office.
    pub(crate) fn colleague(self) -> Option<Colleague> {
        let Self { id, office, person, role, .. } = self;
        Some(Colleague { office: office?, key: id, person, role, _proof: () })
    }

    /// An editor for its office; `None` if it may not write.
    pub(crate) fn editor(self) -> Option<Editor> {
        self.at_least(Role::Editor)
    }

    /// An admin of its office; `None` if it is no admin's key.
    pub(crate) fn admin(self) -> Option<Admin> {
        self.at_least(Role::Admin).map(Admin)
    }

    fn at_least(self, least: Role) -> Option<Editor> {
        let Colleague { office, key, person, role, .. } = self.colleague()?;
        (role >= least).then_some(Editor { office, key, person, role, _proof: () })
    }
}

/// A reader, with the audience of their key; without a key, the public.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::manual_non_exhaustive, reason = "the field also keeps out other modules of this crate")]
pub struct Reader {
    pub audience: Audience,
    /// Keeps other modules from making one.
    _proof: (),
}

impl Reader {
    /// A reader of public things.
    pub(crate) fn anyone() -> Self {
        Self { audience: Audience::Public, _proof: () }
    }
}

/// An office, proved by a key that may write.
#[derive(Clone, Debug)]
#[expect(clippy::manual_non_exhaustive, reason = "the field also keeps out other modules of this crate")]
pub struct Editor {
    pub office: Uuid,
    /// The public part of the key.
    pub key: String,
    /// The person who holds the key; `None` for a program's key.
    pub person: Option<Uuid>,
    pub role: Role,
    _proof: (),
}

impl Editor {
    /// The author that the log names.
    pub fn author(&self) -> Author {
        let authority = if self.role >= Role::Publisher { Authority::Public } else { Authority::NotPublic };
        Author { office: Some(self.office), actor: format!("key:{}", self.key), authority }
    }
}

/// An office, proved by an admin's key.
#[derive(Clone, Debug)]
pub struct Admin(pub Editor);

/// An office, proved by any of its keys. It gives no right to write to the ledger.
#[derive(Clone, Debug)]
#[expect(clippy::manual_non_exhaustive, reason = "the field also keeps out other modules of this crate")]
pub struct Colleague {
    pub office: Uuid,
    /// The public part of the key.
    pub key: String,
    /// The person who holds the key; `None` for a program's key.
    pub person: Option<Uuid>,
    pub role: Role,
    _proof: (),
}

impl Colleague {
    /// Their view as a reader.
    pub fn reader(&self) -> Reader {
        Reader { audience: Audience::Office, _proof: () }
    }
}

/// The author of a write: an office with one of its keys, an import, or Accord itself.
#[derive(Clone, Debug)]
pub struct Author {
    pub office: Option<Uuid>,
    /// `key:` and the key's public id, `command:` and its name, or `import:` and the register.
    pub actor: String,
    pub authority: Authority,
}

impl Author {
    /// Accord itself, or an operator at its command line.
    pub fn operator(actor: &str) -> Self {
        Self { office: None, actor: actor.to_owned(), authority: Authority::Everybody }
    }
}

/// The audiences that an author may address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// Every audience except the public.
    NotPublic,
    /// The public too, with new things only: making an existing thing public takes two people.
    Public,
    /// Every audience.
    Everybody,
}
