-- Registers a lane, before its first batch.
-- $1 lane, $2 incarnation
insert into perdure.lanes (id, incarnation) values ($1, $2) on conflict (id) do nothing
