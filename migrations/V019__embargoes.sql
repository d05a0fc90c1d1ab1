-- What is not visible yet outside the offices, and when it will be. A row is there from the write that sets an
-- embargo to the one that ends it, so that whether a thing is open is a fact of the tables and no question of clocks.
create table embargoes (
  resource text not null,
  id uuid not null,
  opens_at timestamptz not null,
  constraint embargoes_pkey primary key (resource, id)
);
create index embargoes_due on embargoes (opens_at);
select guard('embargoes');
grant select, insert, update, delete on embargoes to accord_writer;

-- Whom a thing is for as things stand: the offices alone until its embargo ends.
create function seen_by(audience audience, resource text, id uuid) returns audience stable language sql as $$
  select case
    when exists (select from embargoes where embargoes.resource = $2 and embargoes.id = $3) then 'office'
    else $1
  end
$$;

alter table pledges add column visible_from text;
