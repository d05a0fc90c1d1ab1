-- doors::close
-- Takes from every role what PostgreSQL grants to all and Accord does not need. It runs at each start, because a
-- restored or copied database may have the usual grants again. Only a superuser may change the catalog.
do $$
declare
  statement text;
  columns text;
begin
  if has_database_privilege('accord_public', current_database(), 'temporary') then
    execute format('revoke temporary on database %I from public', current_database());
  end if;
  if has_schema_privilege('accord_public', 'public', 'create') then
    revoke create on schema public from public;
  end if;
  if not (select rolsuper from pg_roles where rolname = current_user)
    or not has_table_privilege('accord_public', 'pg_catalog.pg_stat_all_tables', 'select') then
    return;
  end if;

  -- Statistics count rows that a reader does not see. Advisory locks and large objects are open to every role.
  for statement in
    select format('revoke all on %s from public', oid::regclass)
    from pg_class
    where relnamespace = 'pg_catalog'::regnamespace
      and relkind = 'v'
      and relname ~ '^pg_stat'
    union all
    select format('revoke execute on function %s from public', oid::regprocedure)
    from pg_proc
    where pronamespace = 'pg_catalog'::regnamespace
      and prokind = 'f'
      and proname ~ '^(pg_stat_|pg_(try_)?advisory_|lo_|pg_.*_size$)'
  loop
    execute statement;
  end loop;

  -- A planner's estimates of rows and pages are columns of a catalog that clients need.
  select string_agg(quote_ident(attname), ', ')
  into columns
  from pg_attribute
  where attrelid = 'pg_catalog.pg_class'::regclass
    and attnum > 0
    and not attisdropped
    and attname not in ('reltuples', 'relpages', 'relallvisible', 'relallfrozen');
  revoke select on pg_catalog.pg_class from public;
  execute format('grant select (%s) on pg_catalog.pg_class to public', columns);
end
$$
