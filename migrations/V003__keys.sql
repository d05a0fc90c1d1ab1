-- A key's secret is never kept: only its SHA-256. 256 random bits need no slow hash, and a slow hash would be a
-- lever for overload.
create table keys (
  id text constraint keys_pkey primary key,
  hash bytea not null,
  office uuid not null constraint keys_office_known references offices,
  role text not null constraint keys_role_known check (role in ('reader', 'editor', 'admin')),
  made_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz
);

-- A key row goes in with the write it belongs to, so that an answer is given once and once only.
create table idempotency_keys (
  office uuid not null constraint idempotency_keys_office_known references offices,
  key text not null,
  request_hash bytea not null,
  location text not null,
  etag text not null,
  body text not null,
  made_at timestamptz not null default now(),
  constraint idempotency_keys_pkey primary key (office, key)
);

-- Secrets of the server itself, made where they are kept: 244 random bits from the system's generator.
create table secrets (
  name text constraint secrets_pkey primary key,
  secret text not null
);
insert into secrets (name, secret)
values ('cursor', gen_random_uuid()::text || gen_random_uuid()::text);
