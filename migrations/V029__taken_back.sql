-- A version of a thing is in its audience's past only where nothing of the thing was taken back since: the few
-- tombstones are looked up once for each version that is read.
create index views_taken_back on views (audience, resource, id, from_position) where document is null;
