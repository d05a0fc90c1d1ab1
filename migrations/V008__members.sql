create table members (
  id uuid constraint members_pkey primary key,
  organisation uuid not null constraint members_organisation_known references organisations,
  listing text not null constraint members_listing_known
    check (listing in ('full', 'name_only', 'count_only', 'hidden')),
  head jsonb not null,
  constraint members_organisation_unique unique (organisation)
);
