-- Deletes the messages that a batch acts on. Behind the fence, which has locked their runs.
-- Locks: the messages, which only the holder of their run deletes.
-- $1 runs, $2 messages
delete from perdure.messages m
using unnest($1::uuid[], $2::bigint[]) as b (execution_id, id)
where m.execution_id = b.execution_id and m.id = b.id
