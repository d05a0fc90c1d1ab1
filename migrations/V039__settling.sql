-- Per audience, the instant of the last write that began to show it something, in microseconds since 1970. Sequences
-- are outside transactions, so readers see the mark before that write commits. A write that moves a mark holds a lock
-- on it until its end, and readers see that lock in pg_locks. No reader may move a mark, so none can hold its lock.
create sequence settling_public;
create sequence settling_partner;
create sequence settling_government;
create sequence settling_office;
grant select on settling_public to accord_public;
grant select on settling_partner to accord_partner;
grant select on settling_government to accord_government;
grant select on settling_office to accord_office;
grant select, update on settling_public, settling_partner, settling_government, settling_office to accord_writer;

-- Fixes the instant of a write's lines for some audiences, and marks it. The lock comes before the clock is read: a
-- reader who saw no lock had asked for an earlier instant. No instant is before an earlier one, even if the clock is
-- set back.
create function begin_showing(readers audience[], earliest timestamptz) returns timestamptz language plpgsql as $$
declare
  reader audience;
  instant timestamptz := earliest;
begin
  foreach reader in array readers loop
    instant := greatest(
      instant,
      timestamptz 'epoch' + nextval(('settling_' || reader)::regclass) * interval '1 microsecond'
    );
  end loop;
  instant := greatest(instant, clock_timestamp());
  foreach reader in array readers loop
    perform setval(('settling_' || reader)::regclass, (extract(epoch from instant) * 1000000)::bigint);
  end loop;
  return instant;
end
$$;
