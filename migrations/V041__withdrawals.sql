-- Nobody may be able to test a guess of what a line was about. So each line of a feed commits to its content
-- under 32 random bytes, the salt. When a thing is withdrawn from an audience, the content and the salt of its lines
-- are destroyed in that audience's rows; the commitment stays, so the chain holds. No salt can be added to lines that
-- were hashed without one, so all feeds begin again here, in epoch 2, and the signed heads with them. The log, which
-- only the offices' servers read, keeps its past.
drop table views;
drop table heads;

create table views (
  audience audience not null,
  from_position bigint not null,
  to_position bigint,
  at timestamptz not null,
  resource text,
  id uuid,
  sort_key text collate "C",
  document jsonb,
  -- The earlier positions of this feed whose content this line withdraws.
  withdraws bigint[] not null default '{}',
  salt bytea,
  commitment bytea not null,
  previous_hash bytea not null,
  hash bytea not null,
  constraint views_pkey primary key (audience, from_position),
  constraint views_position_positive check (from_position > 0),
  constraint views_range_ordered check (to_position >= from_position),
  constraint views_without_document_is_over check (document is not null or to_position = from_position),
  constraint views_commitment_whole check (length(commitment) = 32 and (salt is null or length(salt) = 32)),
  constraint views_thing_whole check (
    (resource is null) = (id is null) and (id is null) = (sort_key is null) and (id is not null or document is null)
  ),
  -- A line without a salt has nothing left.
  constraint views_withdrawn_is_empty check (salt is not null or (id is null and withdraws = '{}')),
  -- A line that names no thing withdraws one.
  constraint views_nameless_withdraws check (salt is null or id is not null or withdraws <> '{}')
);
create unique index views_one_current on views (audience, resource, id) where to_position is null;
create index views_today on views (audience, resource, sort_key, id) where to_position is null;
create index views_as_of on views (audience, resource, sort_key, id, from_position, to_position);
create index views_of on views (audience, resource, id, from_position);
create index views_at on views (audience, at);
create index views_filter on views using gin (document jsonb_path_ops) where to_position is null;
create index views_withdraws on views using gin (withdraws) where withdraws <> '{}';
create index views_words_public on views using gin (search_words(document))
  where audience = 'public' and resource = 'updates';
create index views_words_partner on views using gin (search_words(document))
  where audience = 'partner' and resource = 'updates';
create index views_words_government on views using gin (search_words(document))
  where audience = 'government' and resource = 'updates';
create index views_words_office on views using gin (search_words(document))
  where audience = 'office' and resource = 'updates';

-- A version may be closed once, and withdrawn once, by a later line that names its position.
create or replace function refuse_rewrite_of_views() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.to_position is null and new.to_position is not null
    and (to_jsonb(new) - 'to_position') = (to_jsonb(old) - 'to_position') then
    return new;
  end if;
  if tg_op = 'UPDATE' and old.salt is not null and new.salt is null and new.to_position = old.from_position
    and (new.audience, new.from_position, new.at, new.commitment, new.previous_hash, new.hash)
      = (old.audience, old.from_position, old.at, old.commitment, old.previous_hash, old.hash)
    and exists (
      select from views as later
      where later.audience = old.audience
        and later.from_position > old.from_position
        and later.withdraws @> array[old.from_position]
    ) then
    return new;
  end if;
  raise exception 'views is append-only' using errcode = 'restrict_violation';
end
$$;
create trigger views_append_only before update or delete on views
  for each row execute function refuse_rewrite_of_views();
create trigger views_never_truncated before truncate on views
  for each statement execute function refuse_rewrite();

-- The thing that each line without a name withdrew, for the offices' servers only. The line's own salt is the SHA-256 of
-- this one and the thing, so nobody can change a row unnoticed.
create table withdrawals (
  audience audience not null,
  position bigint not null,
  resource text not null,
  id uuid not null,
  salt bytea not null constraint withdrawals_salt_whole check (length(salt) = 32),
  constraint withdrawals_pkey primary key (audience, position)
);
create index withdrawals_of on withdrawals (resource, id);
create trigger withdrawals_append_only before update or delete on withdrawals
  for each row execute function refuse_rewrite();
create trigger withdrawals_never_truncated before truncate on withdrawals
  for each statement execute function refuse_rewrite();

create table heads (
  epoch int not null,
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

select guard_feed('views'), guard_feed('heads'), guard('withdrawals');
grant select, insert on views, heads, withdrawals to accord_writer;
grant update (to_position, resource, id, sort_key, document, withdraws, salt) on views to accord_writer;
