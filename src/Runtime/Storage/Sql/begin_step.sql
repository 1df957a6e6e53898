-- Marks the transaction that a step is given. The mark goes with the transaction, whoever ends it.
-- Locks nothing.
-- $1 the mark
select set_config('perdure.step', $1, true)
