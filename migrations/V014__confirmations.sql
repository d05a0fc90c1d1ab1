-- The donor's or the recipient's own word on an entry: the last word of each stands, and none is unsaid.
create table confirmations (
  id uuid constraint confirmations_pkey primary key,
  made_at timestamptz not null,
  pledge uuid not null constraint confirmations_pledge_known references pledges,
  entry uuid not null,
  office uuid not null constraint confirmations_office_known references offices,
  audience audience not null,
  word jsonb not null,
  constraint confirmations_entry_of_pledge foreign key (entry, pledge) references entries (id, pledge)
);
create index confirmations_of_pledge on confirmations (pledge, made_at);
create index confirmations_of_entry on confirmations (entry, made_at);
create trigger confirmations_append_only before update or delete on confirmations
  for each row execute function refuse_rewrite();
create trigger confirmations_never_truncated before truncate on confirmations
  for each statement execute function refuse_rewrite();
