-- The step that an entry carries on, and the entry whose place it takes.
alter table entries
  add column follows uuid constraint entries_follows_known references entries,
  add column supersedes uuid constraint entries_supersedes_known references entries,
  add constraint entries_superseded_once unique (supersedes),
  -- For what names an entry and its pledge.
  add constraint entries_id_pledge_unique unique (id, pledge);

-- An entry names entries of its own pledge, for no wider an audience than theirs: who sees it sees them. What takes
-- an entry's place or takes it back is for the same audience: who is shown a figure is shown what became of it. What
-- was superseded is named no more. Reversals that stand never exceed what they take back, and take back a step without
-- an amount once. The entry is locked, so that two reversals at once cannot pass each other.
create or replace function check_reversal() returns trigger language plpgsql as $$
declare
  named entries;
  original entries;
  taken_back numeric;
  reversals bigint;
begin
  -- One that is not there yet is the entry itself, or comes with it.
  if exists (
    select from unnest(array[new.follows, new.supersedes]) as link
    where link is not null and not exists (select from entries where id = link)
  ) then
    raise exception 'an entry names one that is not there'
      using errcode = 'check_violation', constraint = 'entries_named_fit';
  end if;
  for named in select * from entries where id in (new.follows, new.supersedes) loop
    if named.pledge is distinct from new.pledge or new.audience < named.audience then
      raise exception 'an entry names one that it cannot name'
        using errcode = 'check_violation', constraint = 'entries_named_fit';
    end if;
    if named.id = new.supersedes and (
      named.kind <> new.kind or named.audience <> new.audience or named.reverses is distinct from new.reverses
    ) then
      raise exception 'an entry takes the place of another kind'
        using errcode = 'check_violation', constraint = 'entries_supersedes_fits';
    end if;
  end loop;
  if new.supersedes is not null and exists (
    select from entries as reversal
    where reversal.reverses = new.supersedes
      and not exists (select from entries as later where later.supersedes = reversal.id)
  ) then
    raise exception 'an entry that was taken back in part keeps its place'
      using errcode = 'check_violation', constraint = 'entries_supersedes_fits';
  end if;
  if new.reverses is null then
    return new;
  end if;
  select * into original from entries where id = new.reverses for update;
  if original.pledge is distinct from new.pledge or original.currency is distinct from new.currency
    or original.kind = 'reversal' or exists (select from entries where supersedes = new.reverses) then
    raise exception 'a reversal is of another entry'
      using errcode = 'check_violation', constraint = 'entries_reversal_fits';
  end if;
  if new.audience <> original.audience then
    raise exception 'a reversal is for another audience than its entry'
      using errcode = 'check_violation', constraint = 'entries_reversal_same_audience';
  end if;
  select coalesce(sum(amount), 0), count(*) into taken_back, reversals
    from entries as reversal
    where reversal.reverses = new.reverses
      and reversal.id is distinct from new.supersedes
      and not exists (select from entries as later where later.supersedes = reversal.id);
  if taken_back + new.amount > original.amount or (original.amount is null and reversals > 0) then
    raise exception 'reversals exceed their entry'
      using errcode = 'check_violation', constraint = 'entries_reversal_within_entry';
  end if;
  return new;
end
$$;
