-- Two tables, as small as durable runs of two steps can be: no lease, no events, no constraint but the keys.
create sequence run_id;
create table runs (
  id bigint primary key,
  status smallint not null,
  input jsonb not null,
  result jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz
) with (fillfactor = 70);
create table steps (
  run_id bigint not null,
  step integer not null,
  result jsonb not null,
  finished_at timestamptz not null default now(),
  primary key (run_id, step)
);
