-- What a donor planned to disburse: one schedule a pledge. Earlier ones are in the log and in the views.
create table schedules (
  pledge uuid constraint schedules_pkey primary key constraint schedules_pledge_known references pledges,
  office uuid not null constraint schedules_office_known references offices,
  audience audience not null,
  plan jsonb not null
);
