-- Who works at an office. Whoever publishes may address the public; whoever administers has people and keys, too.
-- People are not in the log, which nothing ever leaves: a name and an address can be taken out of here.
create table people (
  id uuid constraint people_pkey primary key,
  office uuid not null constraint people_office_known references offices,
  made_at timestamptz not null default now(),
  left_at timestamptz,
  role text not null constraint people_role_known check (role in ('reader', 'editor', 'publisher', 'admin')),
  name text not null,
  email text,
  language text not null default 'en'
);
create index people_of_office on people (office);

-- A key is of a person, or of one of the office's programs.
alter table keys
  add column person uuid constraint keys_person_known references people,
  drop constraint keys_role_known,
  add constraint keys_role_known check (role in ('reader', 'editor', 'publisher', 'admin'));
