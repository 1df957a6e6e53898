-- What tells this database from others.
-- Locks nothing.
select current_database()::text as name, v.applied_at as since
from perdure.schema_version v
where v.version = 1
