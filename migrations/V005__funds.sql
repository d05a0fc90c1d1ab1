create table funds (
  id uuid constraint funds_pkey primary key,
  slug text not null constraint funds_slug_unique unique,
  audience audience not null,
  head jsonb not null
);
