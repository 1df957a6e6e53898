-- Deletes the messages that a batch acts on. Behind the fence, which has locked their runs. The number of a message is its own in all runs.
-- Locks: the messages, which only the holder of their run deletes.
-- $1 runs, $2 messages
delete from perdure.messages m
where m.execution_id = any ($1::uuid[]) and m.id = any ($2::bigint[])
