create table updates (
  id uuid constraint updates_pkey primary key,
  posted_at timestamptz not null,
  office uuid not null constraint updates_office_known references offices,
  audience audience not null,
  text jsonb not null
);
