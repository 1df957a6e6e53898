-- Leaves the answer to a question of an agent for its run, with its wake row.
-- $1 id, $2 the question, $3 the answer, $4 its codec or null
select perdure.answer($1, $2, $3::json, $4)
