-- Starts a run that begins with results of another.
-- $1 the other run, $2 id, $3 the step from which it runs anew or null, $4 version, $5 queue, $6 priority, $7 input, $8 its codec, $9 trace, $10 the steps whose rows are copied,
-- $11 steps, $12 items, $13 rounds, $14 results and $15 codecs of those that are given and not copied, $16 whether somebody has edited them, $17 the predicates whose verdicts are copied
select perdure.fork_run($1, $2, $3, $4, $5, $6, $7::json, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
