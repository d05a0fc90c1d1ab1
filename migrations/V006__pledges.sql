create table pledges (
  id uuid constraint pledges_pkey primary key,
  made_at timestamptz not null,
  -- Null on an import.
  office uuid constraint pledges_office_known references offices,
  audience audience not null,
  sample boolean not null,
  fund uuid not null constraint pledges_fund_known references funds,
  donor uuid not null constraint pledges_donor_known references organisations,
  title text
);
create index pledges_of_fund on pledges (fund);
create index pledges_of_donor on pledges (donor);
