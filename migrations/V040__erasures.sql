-- Erases a person, a contact or a member for good, as two admins of an office or the operator ask. It holds ids and
-- counts only, because it stays in the log itself.
create table erasures (
  id uuid constraint erasures_pkey primary key,
  state text not null constraint erasures_state_known check (state in ('asked', 'done', 'undone')),
  erasure jsonb not null
);
select guard('erasures');
grant select, insert, update on erasures to accord_writer;

-- A line's hash covers the salted hash of its state instead of the state: SHA-256 of the salt and the state. So the
-- chain still holds when a state is emptied. The salt goes with the state, so that no guess can be tried on the hash.
-- Earlier lines have no salt, and keep their states.
alter table changes
  add column salt bytea,
  add column state_hash bytea,
  drop constraint changes_put_has_state,
  add constraint changes_put_has_state check ((operation = 'put') = (state is not null or state_hash is not null)),
  add constraint changes_salt_has_state check (
    case when state_hash is null then salt is null else (salt is null) = (state is null) end
  );

-- A line may lose its state and its salt, and nothing else, once a line of an erasure names it.
create function refuse_rewrite_of_changes() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.state_hash is not null and new.state is null and new.salt is null
    and (to_jsonb(new) - '{state,salt}'::text[]) = (to_jsonb(old) - '{state,salt}'::text[])
    and exists (
      select from changes
      where resource = 'erasures'
        and state -> 'lines' @> to_jsonb(old.seq)
    ) then
    return new;
  end if;
  raise exception 'changes is append-only' using errcode = 'restrict_violation';
end
$$;
drop trigger changes_append_only on changes;
create trigger changes_append_only before update or delete on changes
  for each row execute function refuse_rewrite_of_changes();

grant update (state, salt) on changes to accord_writer;
grant update (etag, body) on idempotency_keys to accord_writer;
grant delete on members, organisations, releases to accord_writer;
