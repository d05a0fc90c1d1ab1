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

select guard('read_marks');
grant select, insert, update, delete on read_marks to accord_writer;
