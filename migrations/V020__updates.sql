-- What has become of an update, and which one it takes the place of. Superseded is no state of its own: an update is so
-- where another that is published says it. Rows of before say neither and are published; how they were written then is
-- read by the store, since the log has them as they are.
alter table updates
  add column state text not null default 'published'
    constraint updates_state_known check (state in ('draft', 'published', 'retracted')),
  add column supersedes uuid constraint updates_supersedes_another check (supersedes <> id),
  add constraint updates_id_office_unique unique (id, office),
  -- An office supersedes its own.
  add constraint updates_supersedes_of_office foreign key (supersedes, office) references updates (id, office);
create unique index updates_superseded_once on updates (supersedes) where state = 'published';

-- Finds the updates that name a thing, to show them anew when it goes from somebody's sight.
create index updates_tied on updates using gin ((text -> 'ties') jsonb_path_ops);
