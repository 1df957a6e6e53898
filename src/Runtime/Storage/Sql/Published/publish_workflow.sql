-- Publishes a workflow, unless there is one of its name and version: published by somebody else, who is waited for, or brought by a worker as a compiled one.
-- Locks: the new row; and, while another one of the same name and version is not committed, that.
-- $1 the name, $2 the version, $3 the document, $4 the versions of the workflows that it names without one, $5 how its values are written
insert into perdure.published_workflows (workflow, version, document, hash, children, schemas)
select $1::text, $2::integer, $3::text, sha256(convert_to($3::text, 'UTF8')), $4::text[], $5::json
where not exists (select from perdure.plans p where p.plan = $1::text || '@' || $2::integer)
on conflict (workflow, version) do nothing
