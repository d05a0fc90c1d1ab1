-- Funds are kept by the office that made them; those that an import brought, by nobody.
alter table funds add column office uuid constraint funds_office_known references offices;

-- What was not for the public is let out by two people of an office, and leaves a while later.
create table releases (
  id uuid constraint releases_pkey primary key,
  state text not null constraint releases_state_known
    check (state in ('asked', 'agreed', 'left', 'undone', 'failed')),
  leaves_at timestamptz,
  release jsonb not null,
  constraint releases_agreed_leaves check (state <> 'agreed' or leaves_at is not null)
);
create index releases_due on releases (leaves_at) where state = 'agreed';
select guard('releases');
grant select, insert, update on releases to accord_writer;
