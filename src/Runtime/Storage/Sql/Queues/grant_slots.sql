-- Grants the free slots of a queue, and tells to whom, and in how many seconds it is to be asked again: null: when something has changed.
-- $1 queue
select g.granted, g.ask_again from perdure.grant_slots($1) g
