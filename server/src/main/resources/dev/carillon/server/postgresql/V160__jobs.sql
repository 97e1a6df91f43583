-- Long work, a batch at a time. Times are milliseconds since 1970.

create table jobs (
  id text not null primary key,
  kind text not null,
  username text not null,
  request text not null,   -- in the kind's own words
  items text not null,     -- ids, one a line, in the order they are worked off
  position bigint not null, -- how many of them have been
  processed bigint not null,
  failed bigint not null,
  state text not null,     -- running, done, failed
  message text not null,   -- why it failed
  created_at bigint not null,
  ended_at bigint not null -- 0 while it runs
);

create index jobs_running on jobs (created_at, id) where state = 'running';
create index jobs_ended on jobs (ended_at) where state <> 'running';
