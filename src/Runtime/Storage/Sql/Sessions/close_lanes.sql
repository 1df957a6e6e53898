-- Closes the lanes through which nothing will ever be written again.
-- Locks: an advisory lock that is not waited for, then the lanes' rows, passing over locked ones.
select perdure.close_lanes()
