-- What the alliance asks of governments.
create table calls (
  id uuid constraint calls_pkey primary key,
  slug text not null constraint calls_slug_unique unique,
  office uuid not null constraint calls_office_known references offices,
  audience audience not null,
  head jsonb not null
);

-- Where a country stands on a call, since when and on what evidence. The history is the list of them: none is unsaid,
-- and one that was wrong is superseded once, by one of the same call, country and audience, so that whoever was shown
-- the mistake is shown the correction.
create table positions (
  id uuid constraint positions_pkey primary key,
  made_at timestamptz not null,
  call uuid not null constraint positions_call_known references calls,
  office uuid not null constraint positions_office_known references offices,
  country text not null,
  audience audience not null,
  organisation uuid constraint positions_organisation_known references organisations,
  supersedes uuid constraint positions_superseded_once unique,
  said jsonb not null,
  constraint positions_place_unique unique (id, call, country, audience),
  constraint positions_supersedes_fits foreign key (supersedes, call, country, audience)
    references positions (id, call, country, audience),
  constraint positions_supersedes_another check (supersedes <> id)
);
create index positions_of_call on positions (call, country, made_at);
create index positions_of_organisation on positions (organisation) where organisation is not null;
create trigger positions_append_only before update or delete on positions
  for each row execute function refuse_rewrite();
create trigger positions_never_truncated before truncate on positions
  for each statement execute function refuse_rewrite();

select guard('calls'), guard('positions');
grant select, insert, update on calls to accord_writer;
grant select, insert on positions to accord_writer;
