-- What happened to a run, in order; those after a number, so that a reader can go on where it was.
-- For the page of a run and for following one. Locks nothing.
select
  ev.seq, ev.event_type as "eventType", ev.step_id as "stepId", ev.item, ev.round, ev.attempt,
  ev.payload, ev.created_at as "createdAt"
from perdure.execution_events ev
where ev.execution_id = @id and ev.seq > @after
order by ev.seq
limit @limit
