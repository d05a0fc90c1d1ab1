-- The appender locks this row until it commits. Any role may hold an advisory lock, but only the writer reaches this
-- row, so a stolen reader's role stops no write.
create table appender (
  one boolean constraint appender_pkey primary key default true constraint appender_one_row check (one)
);
insert into appender default values;
select guard('appender');
-- A row lock needs both privileges.
grant select, update (one) on appender to accord_writer;

-- The row of an idempotency key is inserted first and filled in last: it keeps a repeat out while the write runs.
grant update (etag, body) on idempotency_keys to accord_writer;

-- Every request looks up a key, so this role needs no name and no address of a person.
revoke select on keys, people from accord_keys;
grant select (id, role, left_at) on people to accord_keys;
grant select (id, hash, audience, office, person, role, expires_at, revoked_at) on keys to accord_keys;

-- Admins add people and hand them keys over the API, so the writer inserts both. It makes no partner or government key,
-- changes no key except to revoke it, and reads no hash.
revoke all on keys, people from accord_writer;
grant select, insert (id, office, name, email, role, language, digest, left_at),
  update (name, email, role, language, digest, left_at) on people to accord_writer;
grant select (id, role, made_at, expires_at, revoked_at, person, handed_by),
  insert (id, hash, office, person, role, expires_at, handed_by),
  update (revoked_at) on keys to accord_writer;

-- The passwords of the roles follow from this secret of 244 random bits, and from nothing that the owner chose. All
-- servers of the database read it. No role except the owner does.
insert into secrets (name, secret)
values ('logins', gen_random_uuid()::text || gen_random_uuid()::text);
