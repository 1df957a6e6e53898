-- How many migrations the database has, and the oldest worker protocol that may claim. Locks nothing.
select coalesce(max(v.version), 0), coalesce(max(v.min_worker), 0)
from perdure.schema_version v
