-- What a publisher corrects is a new row: the rates of a day as they were published first stay what they were.
-- The day keeps its id through all of its revisions.
alter table rates
  add column revision integer not null default 1
    constraint rates_revision_positive check (revision > 0),
  drop constraint rates_day_unique,
  drop constraint rates_pkey,
  add constraint rates_pkey primary key (id, revision),
  add constraint rates_revision_unique unique (series, date, revision);

-- What each feed came to at the end of each day, UTC, signed. A copy of a row that was kept elsewhere shows
-- whether anything before it was rewritten; the rows here show it as long as the key is not in this database.
create table heads (
  audience audience not null,
  day date not null,
  position bigint not null constraint heads_position_positive check (position > 0),
  -- The instant of the line at the position.
  at timestamptz not null,
  hash bytea not null constraint heads_hash_whole check (length(hash) = 32),
  public_key bytea not null constraint heads_public_key_whole check (length(public_key) = 32),
  signature bytea not null constraint heads_signature_whole check (length(signature) = 64),
  constraint heads_pkey primary key (audience, day)
);
create trigger heads_append_only before update or delete on heads
  for each row execute function refuse_rewrite();
create trigger heads_never_truncated before truncate on heads
  for each statement execute function refuse_rewrite();
