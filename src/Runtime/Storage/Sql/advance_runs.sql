-- Writes the rows of the runs of a batch that end, park, are handed back, or have made progress after recoveries. Behind the fence, which has locked them; the release of a
-- run is the last that is said of it.
-- Locks: run rows, which are locked already.
-- $1 runs, $2 statuses, $3 outputs, $4 errors, $5 codecs, $6 whether they are let go of
with clock as materialized (select perdure.now() as now)
update perdure.executions e
set status = b.status, output = b.output::json, error = b.error::json, output_codec = b.codec, holder = case when b.release then null else e.holder end, recoveries = 0,
  finished_at = case when b.status in ('SUCCESS', 'FAILED', 'CANCELLED') then clock.now end, updated_at = clock.now
from clock
cross join unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[]) as b (id, status, output, error, codec, release)
where e.id = b.id
