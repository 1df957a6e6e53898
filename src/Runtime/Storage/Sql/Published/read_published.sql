-- Reads the workflows that were published, less those that are known, in the order in which they were: one that runs another as a child comes behind it.
-- Reads the rows of all of them, and the documents of those that are new: there are as many as somebody has published.
-- Locks nothing.
-- $1 the known ones, as name@version
select p.workflow, p.version, p.document, p.children, p.schemas::text
from perdure.published_workflows p
where p.workflow || '@' || p.version <> all ($1::text[])
order by p.id
