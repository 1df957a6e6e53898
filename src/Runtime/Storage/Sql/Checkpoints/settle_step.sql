-- Writes the result of a step in the step's own transaction, as the last before its commit.
-- Locks: the step's row.
-- $1 run, $2 step, $3 item, $4 round, $5 attempt, $6 holder, $7 output, $8 codec, $9 whether it is a round that ends its loop, $10 what the run is found by, $11 the mark of the transaction
select perdure.settle_step($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
