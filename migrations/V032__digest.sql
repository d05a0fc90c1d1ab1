-- A version of a thing at a position of the past, by its id: what a digest and every read of one thing as of an
-- instant ask for.
create index views_of on views (audience, resource, id, from_position);

-- Up to where somebody has read the offices' feed; of an office's programs, all of them together. Like people, it is
-- in no log: what somebody has read is theirs.
create table read_marks (
  office uuid not null constraint read_marks_office_known references offices,
  person uuid constraint read_marks_person_known references people on delete cascade,
  position bigint not null constraint read_marks_position_not_negative check (position >= 0),
  read_at timestamptz not null default clock_timestamp(),
  constraint read_marks_one unique nulls not distinct (office, person)
);

-- Whether somebody wants the digest by e-mail.
alter table people add column digest boolean not null default true;

-- One row for each person and day. Who writes it, or finds that its time to be tried again has come, sends the mail;
-- by the same statement it says when that is tried again, so that a server that stops in between loses none.
create table digest_mails (
  person uuid not null constraint digest_mails_person_known references people on delete cascade,
  day date not null,
  tries int not null default 1,
  next_try_at timestamptz not null,
  -- Since when the day's mail needs nothing more: it was sent, or nothing had moved.
  done_at timestamptz,
  -- Up to where the offices' feed was told in it; none where no mail was sent.
  position bigint,
  trouble text,
  constraint digest_mails_once primary key (person, day)
);

select guard('read_marks'), guard('digest_mails');
grant select, insert, update, delete on read_marks, digest_mails to accord_writer;

-- Signs the links by which a digest is turned off: 244 random bits, as the cursors' own.
insert into secrets (name, secret)
values ('digest', gen_random_uuid()::text || gen_random_uuid()::text);
