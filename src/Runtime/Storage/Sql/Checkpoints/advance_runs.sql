-- Writes the rows of the runs of a batch that end, park, are handed back, or have made progress after recoveries. Behind the fence, which has locked them; the release of a
-- run is the last that is said of it. The rows are there: an insert that conflicts finds each by its key; an update would join, and, planned while the table was empty, read it
-- whole for ever. What it would insert is never inserted.
-- Locks: run rows, which are locked already.
-- $1 holder, $2 runs, $3 statuses, $4 outputs, $5 errors, $6 codecs, $7 whether they are let go of
with clock as materialized (select perdure.now() as now)
insert into perdure.executions as e (id, workflow, version, status, holder, started_at, finished_at, updated_at, output_codec, output, error)
select b.id, '', 1, b.status, case when not b.release then $1::uuid end, clock.now, case when b.status in ('SUCCESS', 'FAILED', 'CANCELLED', 'COMPENSATED') then clock.now end, clock.now,
  b.codec, b.output::json, b.error::json
from clock
cross join unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[]) as b (id, status, output, error, codec, release)
on conflict (id) do update
set status = excluded.status, holder = excluded.holder, recoveries = 0, finished_at = excluded.finished_at, updated_at = excluded.updated_at,
  output_codec = excluded.output_codec, output = excluded.output, error = excluded.error
