-- The order of the words is the rule: a reader sees what is meant for its own audience and every wider one.
create type audience as enum ('public', 'partner', 'government', 'office');

-- Who a thing is for cannot be taken back by rewriting it: what is append-only says no to everybody,
-- the owner included. (A superuser can switch triggers off; the hash chain shows it.)
create function refuse_rewrite() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end
$$;

-- The log behind everything: one line for every write to every entity, numbered without gaps because
-- one appender at a time holds the advisory lock.
create table changes (
  seq bigint constraint changes_pkey primary key,
  at timestamptz not null,
  office uuid,
  actor text not null,
  resource text not null,
  id uuid not null,
  operation text not null constraint changes_operation_known check (operation in ('put', 'tombstone')),
  state jsonb,
  audience audience not null,
  visible_from timestamptz,
  previous_hash bytea not null,
  hash bytea not null constraint changes_hash_unique unique,
  constraint changes_seq_positive check (seq > 0),
  constraint changes_put_has_state check ((operation = 'put') = (state is not null))
);
create index changes_of on changes (resource, id, seq);
create trigger changes_append_only before update or delete on changes
  for each row execute function refuse_rewrite();
create trigger changes_never_truncated before truncate on changes
  for each statement execute function refuse_rewrite();

-- What each audience sees, once per audience, as versioned rows. The rows of one audience in the order of
-- from_position are that audience's feed: gapless, hash-chained, and the source of its lists, its history,
-- its ETags and its stream. A tombstone is a row that is over as it begins.
create table views (
  audience audience not null,
  from_position bigint not null,
  to_position bigint,
  at timestamptz not null,
  resource text not null,
  id uuid not null,
  sort_key text collate "C" not null,
  document jsonb,
  previous_hash bytea not null,
  hash bytea not null,
  constraint views_pkey primary key (audience, from_position),
  constraint views_position_positive check (from_position > 0),
  constraint views_range_ordered check (to_position >= from_position),
  constraint views_tombstone_is_over check (document is not null or to_position = from_position)
);
create unique index views_one_current on views (audience, resource, id) where to_position is null;
create index views_today on views (audience, resource, sort_key, id) where to_position is null;
create index views_as_of on views (audience, resource, sort_key, id, from_position, to_position);
create index views_at on views (audience, at);
create index views_filter on views using gin (document jsonb_path_ops) where to_position is null;

-- A version may be closed once; nothing else of it may ever change.
create function refuse_rewrite_of_views() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.to_position is null and new.to_position is not null
    and (to_jsonb(new) - 'to_position') = (to_jsonb(old) - 'to_position') then
    return new;
  end if;
  raise exception 'views is append-only' using errcode = 'restrict_violation';
end
$$;
create trigger views_append_only before update or delete on views
  for each row execute function refuse_rewrite_of_views();
create trigger views_never_truncated before truncate on views
  for each statement execute function refuse_rewrite();
