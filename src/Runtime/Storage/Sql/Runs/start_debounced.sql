-- Starts a run, or replaces what the pending one under the same key takes.
-- $1 id, $2 workflow, $3 version, $4 queue, $5 priority, $6 input, $7 its codec, $8 trace, $9 key, $10 seconds that have to be quiet, $11 seconds at most from the first start, $12 seconds that it may take or null,
-- $13 the instant at which its time is over or null, $14 names and $15 values of its tags
select perdure.start_debounced($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
