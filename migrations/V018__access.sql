-- Who reaches which rows, whatever a handler asks for (trust.md, 5.3): a role for each audience of readers, one for
-- whoever writes, and one that only knows keys. Roles are the cluster's, so that another database may have made them.
do $$
declare
  wanted text;
begin
  foreach wanted in array array['accord_public', 'accord_partner', 'accord_government', 'accord_office',
    'accord_writer', 'accord_keys']
  loop
    begin
      execute format('create role %I login', wanted);
    exception when duplicate_object or unique_violation then
      null;
    end;
  end loop;
end
$$;

-- A table with an audience, or with people in it, shows its rows to who writes and to who owns it, and to nobody
-- else: not even a grant that was given by mistake opens it. What lets a role see everything is `true`, since a
-- condition would keep the planner from every index on a type whose equality is not marked leakproof, as enums' is.
create function guard(guarded regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', guarded);
  execute format('alter table %s force row level security', guarded);
  execute format('create policy writer on %s to accord_writer using (true) with check (true)', guarded);
  execute format('create policy owner on %s to %I using (true) with check (true)', guarded, current_user);
end
$$;

-- What readers read: the rows of their own audience, by the session's word and by the role's, which no session can
-- change. A session that says nothing sees nothing.
create function guard_feed(guarded regclass) returns void language plpgsql as $$
declare
  reader text;
begin
  perform guard(guarded);
  foreach reader in array array['public', 'partner', 'government', 'office'] loop
    execute format(
      'create policy %I on %s for select to %I
       using (audience = %L and audience = nullif(current_setting(''accord.audience'', true), '''')::audience)',
      reader, guarded, 'accord_' || reader, reader
    );
    execute format('grant select on %s to %I', guarded, 'accord_' || reader);
  end loop;
end
$$;

select guard_feed('views'), guard_feed('heads');
select guard(guarded) from unnest(array['changes', 'offices', 'organisations', 'organisation_identifiers', 'funds',
  'pledges', 'entries', 'schedules', 'confirmations', '"overlaps"', 'overlap_entries', 'members', 'updates', 'rates',
  'people', 'keys', 'idempotency_keys', 'secrets']::regclass[]) as guarded;

-- Nothing of the log, the feeds and the steps is ever rewritten; of a version its end may be written, once.
grant select, insert on changes, entries, confirmations, rates, heads, views, idempotency_keys to accord_writer;
grant update (to_position) on views to accord_writer;
-- To lock an entry that is taken back asks for this; the trigger refuses whatever else it could be used for.
grant update (id) on entries to accord_writer;
grant select, insert, update on offices, organisations, funds, pledges, schedules, "overlaps", members, updates,
  people, keys to accord_writer;
grant select, insert, update, delete on organisation_identifiers, overlap_entries to accord_writer;

grant select on keys, people to accord_keys;
create policy keys on keys for select to accord_keys using (true);
create policy keys on people for select to accord_keys using (true);

-- A key of a partner or of a donor government reads what is for them.
alter table keys
  add column audience audience not null default 'office',
  add column organisation uuid constraint keys_organisation_known references organisations,
  alter column office drop not null,
  add constraint keys_of_somebody check (
    (audience = 'office') = (office is not null) and (organisation is null or audience in ('partner', 'government'))
      and (audience = 'office' or (role = 'reader' and person is null and organisation is not null))
  );
