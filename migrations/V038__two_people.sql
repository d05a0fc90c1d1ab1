-- Public part of the key of the admin who added a person or last raised their role; null if an operator did. One admin
-- is one voice, together with the people and the keys that come from them.
alter table people add column made_by text constraint people_made_by_known references keys;

-- Public part of the key of the second admin who agreed to a key that another admin made. Until then, that key agrees to
-- no release.
alter table keys add column agreed_by text constraint keys_agreed_by_known references keys;

-- When a person was mailed about a key that an admin made in their name.
alter table keys add column told_at timestamptz;
update keys set told_at = now();

grant insert (made_by), update (made_by) on people to accord_writer;
grant select (office, audience, organisation, agreed_by, told_at), update (agreed_by, told_at) on keys to accord_writer;
