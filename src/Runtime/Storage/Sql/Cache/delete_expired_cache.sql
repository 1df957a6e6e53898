-- Deletes results that are not good any more, a batch of them.
-- Locks: entries that have expired (for update), passing over locked ones.
-- $1 how many at most
select perdure.delete_expired_cache($1::integer)
