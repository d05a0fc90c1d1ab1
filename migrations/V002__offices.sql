create table offices (
  id uuid constraint offices_pkey primary key,
  slug text not null constraint offices_slug_unique unique,
  name text not null,
  time_zone text not null
);
