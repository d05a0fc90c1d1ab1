create table organisations (
  id uuid constraint organisations_pkey primary key,
  audience audience not null,
  head jsonb not null
);

-- An identifier belongs to one organisation, whatever else is true of the two.
create table organisation_identifiers (
  identifier text constraint organisation_identifiers_unique primary key,
  organisation uuid not null constraint organisation_identifiers_organisation_known references organisations
);
create index organisation_identifiers_of on organisation_identifiers (organisation);
