-- Who did what. Each entry's hash covers all of its columns and the hash of the entry before, so
-- that none can be changed, taken out or put in between unseen. Times are milliseconds since 1970.
-- Empty texts stand for what is not there.

create table audit_log (
  seq bigint primary key,
  at bigint not null,
  actor text not null,
  via text not null,
  token_id text not null,
  address text not null,
  request_id text not null,
  action text not null,
  object_type text not null,
  object_id text not null,
  object_name text not null,
  result text not null,
  status integer not null,
  times integer not null, -- how many refusals it sums up
  was text not null,      -- JSON of the members that changed, as they were
  became text not null,   -- and as they are now
  hash text not null
);

create index audit_log_at on audit_log (at);

-- What was done with assets is the bulk of it, and is found by the assets' own history.
create index audit_log_object on audit_log (object_type, object_id, seq)
  where object_type <> 'asset' and object_type <> '';

-- One row: where the chain begins, because older entries were swept, and where it ends. The seal is
-- made with a key that is not in the database. Whoever appends locks this row first.
create table audit_head (
  id integer primary key,
  base_seq bigint not null,
  base_hash text not null,
  last_seq bigint not null,
  last_hash text not null,
  seal text not null
);

insert into audit_head (id, base_seq, base_hash, last_seq, last_hash, seal)
values (1, 0, '', 0, '', '');

-- Administrative calls that have begun and not ended. A row that stays behind is of a server that
-- was killed: it becomes an entry.
create table audit_begun (
  id text primary key,
  at bigint not null,
  entry text not null
);
