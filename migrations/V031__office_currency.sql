-- What an office reads sums in. Where nothing was said it is the euro, the base of the ECB's rates.
alter table offices
  add column currency text not null default 'EUR'
    constraint offices_currency_form check (currency ~ '^[A-Z]{3}$');
