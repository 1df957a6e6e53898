-- Workflows that are published to a running system: documents, which every worker plans that has the agents. What is published never changes; another content is another version.

create table perdure.published_workflows (
  id bigint generated always as identity,
  published_at timestamptz not null default perdure.now(),
  version integer not null,
  workflow text not null,
  published_by text not null default session_user,
  hash bytea not null,
  children text[] not null,
  document text not null,
  schemas json not null,
  constraint published_workflows_pkey primary key (workflow, version),
  constraint published_workflows_version_from_1 check (version >= 1),
  constraint published_workflows_hash_of_document check (hash = sha256(convert_to(document, 'UTF8')))
);
comment on table perdure.published_workflows is 'The workflows that were published to the running system, as documents. A row never changes.';
comment on column perdure.published_workflows.id is 'The order in which they were published: one that runs another as a child comes behind it.';
comment on column perdure.published_workflows.published_at is 'When it was published.';
comment on column perdure.published_workflows.version is 'The workflow''s version.';
comment on column perdure.published_workflows.workflow is 'The workflow''s name.';
comment on column perdure.published_workflows.published_by is 'The role of the database that published it.';
comment on column perdure.published_workflows.hash is 'The SHA-256 of the document.';
comment on column perdure.published_workflows.children is 'The versions that were the newest when it was published of the workflows that it names without one, as name@version.';
comment on column perdure.published_workflows.document is 'The document''s text.';
comment on column perdure.published_workflows.schemas is 'How the values of its runs are written, as JSON Schemas by what they are. Who would read or write one of them otherwise does not run it.';

create function perdure.keep_published() returns trigger
  language plpgsql
  as $$
begin
  if tg_op = 'TRUNCATE' then
    raise exception 'Published workflows cannot be deleted: runs go by them' using errcode = 'object_not_in_prerequisite_state';
  end if;
  raise exception 'Published workflow ''%@%'' cannot be %: %', old.workflow, old.version,
    case tg_op when 'DELETE' then 'deleted' else 'changed' end, case tg_op when 'DELETE' then 'runs go by it' else 'publish another version' end
    using errcode = 'object_not_in_prerequisite_state';
end
$$;
comment on function perdure.keep_published() is 'Refuses to change or delete what is published: runs go by it.';

create trigger published_workflows_never_change before update or delete on perdure.published_workflows
  for each row execute function perdure.keep_published();
create trigger published_workflows_all_stay before truncate on perdure.published_workflows
  for each statement execute function perdure.keep_published();

create view perdure.published as
select p.workflow, p.version, p.published_at, p.published_by, encode(p.hash, 'hex') as hash, p.children, p.document,
  (select count(*) from perdure.workers w where not w.dead and w.expires_at > clock_timestamp() and p.workflow || '@' || p.version = any (w.plans)) as workers
from perdure.published_workflows p;
comment on view perdure.published is 'What was published to the running system, for people: with how many living workers run it.';
comment on column perdure.published.workflow is 'The workflow''s name.';
comment on column perdure.published.version is 'The workflow''s version.';
comment on column perdure.published.published_at is 'When it was published.';
comment on column perdure.published.published_by is 'The role of the database that published it.';
comment on column perdure.published.hash is 'The SHA-256 of the document, in hexadecimal.';
comment on column perdure.published.children is 'The versions that it has fixed of the workflows that it names without one.';
comment on column perdure.published.document is 'The document''s text.';
comment on column perdure.published.workers is 'How many living workers have the agents, and so claim its runs; 0: its runs wait.';
