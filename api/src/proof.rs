//! Who asks, and who writes. Each proof is made of a key only, and a key of a row of the table of keys only: who
//! holds a proof was let in.

use shared::{audience::Audience, people::Role};
use tokio_postgres::Row;
use uuid::Uuid;

/// A key that is known, current and not revoked.
#[derive(Clone, Debug)]
#[expect(clippy::manual_non_exhaustive, reason = "it is not for other crates, but for this one")]
pub struct Key {
    /// Its public part.
    pub id: String,
    /// Whom it reads as.
    pub audience: Audience,
    /// Of which office it is; none where it is a partner's or a government's.
    pub office: Option<Uuid>,
    /// Whose it is; none where it is a program's.
    pub person: Option<Uuid>,
    pub role: Role,
    /// Only a row makes a key.
    _proof: (),
}

impl Key {
    /// The key of a row that `keys::find` read, whose hash is that of the secret.
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
            // Who may do less than their key could does less.
            role: role("most").map_or(of_key, |most| of_key.min(most)),
            _proof: (),
        }
    }

    /// Whoever reads by it.
    pub(crate) fn reader(&self) -> Reader {
        Reader { audience: self.audience, _proof: () }
    }

    /// Whoever works at its office; none where it is of no office.
    pub(crate) fn colleague(self) -> Option<Colleague> {
        let Self { id, office, person, role, .. } = self;
        Some(Colleague { office: office?, key: id, person, role, _proof: () })
    }

    /// Its office; none where it may not write for one.
    pub(crate) fn editor(self) -> Option<Editor> {
        self.at_least(Role::Editor)
    }

    /// Its office; none where it may not do everything for one.
    pub(crate) fn admin(self) -> Option<Admin> {
        self.at_least(Role::Admin).map(Admin)
    }

    fn at_least(self, least: Role) -> Option<Editor> {
        let Colleague { office, key, person, role, .. } = self.colleague()?;
        (role >= least).then_some(Editor { office, key, person, role, _proof: () })
    }
}

/// Anyone, with the audience that their key gives them; without a key, the public.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::manual_non_exhaustive, reason = "it is not for other crates, but for this one")]
pub struct Reader {
    pub audience: Audience,
    /// Only a key, or none, makes a reader.
    _proof: (),
}

impl Reader {
    /// Anyone at all, who reads what is public.
    pub(crate) fn anyone() -> Self {
        Self { audience: Audience::Public, _proof: () }
    }
}

/// An office, by a key that may write.
#[derive(Clone, Debug)]
#[expect(clippy::manual_non_exhaustive, reason = "it is not for other crates, but for this one")]
pub struct Editor {
    pub office: Uuid,
    /// The public part of the key.
    pub key: String,
    /// Whose key it is; none where it is a program's.
    pub person: Option<Uuid>,
    pub role: Role,
    _proof: (),
}

impl Editor {
    /// As the log names it.
    pub fn author(&self) -> Author {
        let authority = if self.role >= Role::Publisher { Authority::Public } else { Authority::NotPublic };
        Author { office: Some(self.office), actor: format!("key:{}", self.key), authority }
    }
}

/// An office, by a key that may do everything.
#[derive(Clone, Debug)]
pub struct Admin(pub Editor);

/// An office, by any of its keys: who they are, and nothing that writes into the ledger.
#[derive(Clone, Debug)]
#[expect(clippy::manual_non_exhaustive, reason = "it is not for other crates, but for this one")]
pub struct Colleague {
    pub office: Uuid,
    /// The public part of the key.
    pub key: String,
    /// Whose key it is; none where it is a program's.
    pub person: Option<Uuid>,
    pub role: Role,
    _proof: (),
}

impl Colleague {
    /// As whom they read.
    pub fn reader(&self) -> Reader {
        Reader { audience: Audience::Office, _proof: () }
    }
}

/// Who writes: an office by one of its keys, or an import.
#[derive(Clone, Debug)]
pub struct Author {
    pub office: Option<Uuid>,
    /// `key:` and the key's public id, `command:` and its name, or `import:` and the register.
    pub actor: String,
    pub authority: Authority,
}

impl Author {
    /// Accord itself, or whoever has its command line.
    pub fn operator(actor: &str) -> Self {
        Self { office: None, actor: actor.to_owned(), authority: Authority::Everybody }
    }
}

/// The audiences that an author may address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// Every audience but the public.
    NotPublic,
    /// The public too, with new things only: making an existing thing public takes two people.
    Public,
    /// Every audience.
    Everybody,
}
