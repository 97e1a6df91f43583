-- Jobs that find what they are about as they go, and all jobs in a list.

alter table jobs add column total integer not null default 0;   -- how many items, as far as known
alter table jobs add column skipped integer not null default 0; -- of those done, how many needed nothing
alter table jobs add column place text not null default '';     -- where a walk has come to
alter table jobs add column stopping integer not null default 0; -- 1: somebody wants it to end

create index jobs_by_time on jobs (created_at, id);
