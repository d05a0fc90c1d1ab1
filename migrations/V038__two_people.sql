-- Items that the public saw once and then lost. Showing one of them again takes two people. A merged organisation is not
-- lost: its readers are redirected. The table is a fact of its own, because the public's rows forget lost items.
create table retracted (
  resource text not null,
  id uuid not null,
  constraint retracted_pkey primary key (resource, id)
);
select guard('retracted');
grant select, insert on retracted to accord_writer;

insert into retracted (resource, id)
select distinct resource, id
from views as lost
where audience = 'public'
  and document is null
  and not exists (
    select from views as merge
    where merge.audience = 'public'
      and merge.resource = 'merges'
      and merge.id = lost.id
      and merge.at = lost.at
      and lost.resource = 'organisations'
  );

-- Public part of the key of the admin who added a person or last raised their role; null if an operator did. One admin
-- is one voice, together with the people and the keys that come from them.
alter table people add column made_by text constraint people_made_by_known references keys;

-- Public part of the key of the second admin who agreed to a key that another admin made. Until then, that key agrees to
-- no release.
alter table keys add column agreed_by text constraint keys_agreed_by_known references keys;

-- When a person was mailed about a key that an admin made in their name.
alter table keys add column told_at timestamptz;
update keys set told_at = now();
