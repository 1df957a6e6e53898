-- Who holds a run, and until when unless that worker is heard of. No row: the run is free.
-- For the page of a run. Locks nothing.
select
  l.worker, l.incarnation, l.token, l.expires_at as "expiresAt"
from perdure.execution_locks l
where l.execution_id = @id
