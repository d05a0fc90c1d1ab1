-- The rates that one series published for one day; units of each quote currency for one of the base.
create table rates (
  id uuid constraint rates_pkey primary key,
  series text not null,
  base text not null,
  date date not null,
  rates jsonb not null,
  constraint rates_day_unique unique (series, date)
);
create trigger rates_append_only before update or delete on rates
  for each row execute function refuse_rewrite();
create trigger rates_never_truncated before truncate on rates
  for each statement execute function refuse_rewrite();
