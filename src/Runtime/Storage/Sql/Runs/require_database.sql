-- Refuses a transaction of the caller's on another database than the client's, before anything is written there.
-- Locks nothing.
-- $1 the database's name, $2 when its first migration was applied
select perdure.require_database($1, $2)
