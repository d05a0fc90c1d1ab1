-- `overlaps` is a word of SQL, so that the table is always named in quotation marks.
-- One contribution that was reported through two offices: which entries report it, and which of them counts.
create table "overlaps" (
  id uuid constraint overlaps_pkey primary key,
  office uuid not null constraint overlaps_office_known references offices,
  audience audience not null,
  head jsonb not null
);

-- An entry is in one overlap at most; one that was dissolved has none.
create table overlap_entries (
  entry uuid constraint overlap_entries_entry_unique primary key
    constraint overlap_entries_entry_known references entries,
  overlap uuid not null constraint overlap_entries_overlap_known references "overlaps"
);
create index overlap_entries_of on overlap_entries (overlap);
