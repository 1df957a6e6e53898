-- One run of two steps; each statement is a transaction, so a run is four commits.
select nextval('run_id') as id \gset
insert into runs (id, status, input) values (:id, 0, :payload);
insert into steps (run_id, step, result) values (:id, 1, :payload);
insert into steps (run_id, step, result) values (:id, 2, :payload);
update runs set status = 2, result = :payload, updated_at = now() where id = :id;
