-- GiST compares ids with it. It is trusted: whoever owns a database may add it.
create extension if not exists btree_gist;

-- Who made it, and alone may change it. What an import made is nobody's.
alter table organisations
  add column office uuid constraint organisations_office_known references offices,
  add column merged_into uuid constraint organisations_merged_into_known references organisations,
  add constraint organisations_merged_into_another check (merged_into <> id);
create index organisations_merged_into on organisations (merged_into) where merged_into is not null;

-- The first and the last day that a date of 2020, 2020-07 or 2020-07-24 could be.
create function first_day(date text) returns date
  language sql immutable strict parallel safe
  return make_date(
    split_part(date, '-', 1)::int,
    coalesce(nullif(split_part(date, '-', 2), ''), '1')::int,
    coalesce(nullif(split_part(date, '-', 3), ''), '1')::int
  );
create function last_day(date text) returns date
  language sql immutable strict parallel safe
  return case
    when split_part(date, '-', 2) = '' then make_date(split_part(date, '-', 1)::int, 12, 31)
    when split_part(date, '-', 3) = '' then (first_day(date) + interval '1 month')::date - 1
    else first_day(date)
  end;

-- An organisation belongs once at a time, whatever day its dates turn out to be.
alter table members
  add column office uuid constraint members_office_known references offices,
  drop constraint members_organisation_unique,
  add constraint members_overlap_never exclude using gist (
    organisation with =,
    daterange(first_day(head ->> 'since'), last_day(head ->> 'until'), '[]') with &&
  );
