-- Deletes runs of one status that ended longer ago than an age, a batch of them. One host at a time: another finds the lock taken, and nothing to delete.
-- Locks: an advisory lock, not waited for, to the end of the transaction; then finished runs (for update), oldest first, passing over locked ones.
-- $1 status, $2 age in seconds, $3 how many rows at most
select case when pg_try_advisory_xact_lock(x'706572646b656570'::bigint) then perdure.delete_finished(perdure.now() - make_interval(secs => $2::double precision), $3::integer, array[$1::text]) else 0 end
