-- What a publisher corrects is a new row: the rates of a day as they were published first stay what they were.
-- The day keeps its id through all of its revisions.
alter table rates
  add column revision integer not null default 1
    constraint rates_revision_positive check (revision > 0),
  drop constraint rates_day_unique,
  drop constraint rates_pkey,
  add constraint rates_pkey primary key (id, revision),
  add constraint rates_revision_unique unique (series, date, revision);
