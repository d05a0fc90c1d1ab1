-- Whom offices write to at an organisation. Like people of an office they are in no log and in no view, so that
-- whoever asks for it is forgotten: a contact that is erased is gone from here, and nowhere else.
create table contacts (
  id uuid constraint contacts_pkey primary key,
  organisation uuid not null constraint contacts_organisation_known references organisations,
  office uuid not null constraint contacts_office_known references offices,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  head jsonb not null
);
create index contacts_of on contacts (organisation, id);
select guard('contacts');
grant select, insert, update, delete on contacts to accord_writer;

-- Of the readers' roles only the offices' reaches them, and only in a session that says so too.
create policy office on contacts for select to accord_office
  using (nullif(current_setting('accord.audience', true), '') = 'office');
grant select on contacts to accord_office;

-- The key under which a contact was made stays used when it is erased, so that no repeat makes it again; the address
-- of what was made, and the hash of what was sent, go with it.
grant update (request_hash, location) on idempotency_keys to accord_writer;
