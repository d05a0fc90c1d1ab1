-- Where the words of a search are, for whoever the session logged in as: no statement can say it is another. The one
-- function that runs as its owner: behind row-level security no index could be used for a comparison that is not
-- marked leakproof, and a search would read every update.
create function search_found(asked text) returns setof bigint
  language sql stable security definer set search_path = public, pg_temp
  as $$
    select from_position from views
      where session_user = 'accord_public' and audience = 'public' and resource = 'updates'
        and search_words(document) @@ search_query(asked)
    union all
    select from_position from views
      where session_user = 'accord_partner' and audience = 'partner' and resource = 'updates'
        and search_words(document) @@ search_query(asked)
    union all
    select from_position from views
      where session_user = 'accord_government' and audience = 'government' and resource = 'updates'
        and search_words(document) @@ search_query(asked)
    union all
    select from_position from views
      where session_user = 'accord_office' and audience = 'office' and resource = 'updates'
        and search_words(document) @@ search_query(asked)
  $$;
revoke execute on function search_found(text) from public;
grant execute on function search_found(text)
  to accord_public, accord_partner, accord_government, accord_office;
