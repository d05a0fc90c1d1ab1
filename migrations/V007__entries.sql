-- Amounts are numeric: there is no floating point between a form and a total.
create table entries (
  id uuid constraint entries_pkey primary key,
  made_at timestamptz not null,
  pledge uuid not null constraint entries_pledge_known references pledges,
  office uuid constraint entries_office_known references offices,
  kind text not null,
  audience audience not null,
  -- Sorts the steps of a pledge: the first day that the date could be.
  earliest date not null,
  amount numeric(24, 4),
  currency text,
  value_date text,
  reverses uuid constraint entries_reverses_known references entries,
  counting text not null,
  step jsonb not null,
  -- Where an imported entry came from; a record of a register comes in once.
  register text,
  record text,
  provenance jsonb,
  constraint entries_amount_has_currency check ((amount is null) = (currency is null)),
  constraint entries_amount_has_value_date check (amount is null or value_date is not null),
  constraint entries_amount_not_negative check (amount >= 0),
  constraint entries_reversal_names_its_entry check ((kind = 'reversal') = (reverses is not null)),
  constraint entries_record_unique unique (register, record)
);
create index entries_of_pledge on entries (pledge, earliest, made_at);
create index entries_reversing on entries (reverses) where reverses is not null;

create trigger entries_append_only before update or delete on entries
  for each row execute function refuse_rewrite();
create trigger entries_never_truncated before truncate on entries
  for each statement execute function refuse_rewrite();

-- A reversal is of the same pledge and currency, and reversals never exceed what they take back. The entry is
-- locked, so that two reversals at once cannot pass each other.
create function check_reversal() returns trigger language plpgsql as $$
declare
  original entries;
  taken_back numeric;
begin
  if new.reverses is null then
    return new;
  end if;
  select * into original from entries where id = new.reverses for update;
  if original.pledge is distinct from new.pledge or original.currency is distinct from new.currency
    or original.kind = 'reversal' then
    raise exception 'a reversal is of another entry'
      using errcode = 'check_violation', constraint = 'entries_reversal_fits';
  end if;
  -- Who sees a reversal sees what it takes back.
  if new.audience < original.audience then
    raise exception 'a reversal is for a wider audience than its entry'
      using errcode = 'check_violation', constraint = 'entries_reversal_no_wider';
  end if;
  select coalesce(sum(amount), 0) into taken_back from entries where reverses = new.reverses;
  if taken_back + new.amount > original.amount then
    raise exception 'reversals exceed their entry'
      using errcode = 'check_violation', constraint = 'entries_reversal_within_entry';
  end if;
  return new;
end
$$;
create trigger entries_reversal before insert on entries
  for each row execute function check_reversal();
