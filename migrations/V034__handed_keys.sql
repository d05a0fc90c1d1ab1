-- By which key of an admin's a person's key was made; none where an operator made it. Two people let a thing out to
-- the public, and whoever can make both of them at once is one: such a key is heard a day later.
alter table keys add column handed_by text constraint keys_handed_by_known references keys;
