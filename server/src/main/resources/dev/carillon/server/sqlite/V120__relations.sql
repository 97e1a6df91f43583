-- What one asset has to do with another: target1 is the parent of those relations that have one.
-- Between two assets there is at most one relation, whichever way round and of whatever type.

create table relations (
  id text not null primary key,
  type text not null,
  target1_id text not null references assets (id) on delete cascade,
  target2_id text not null references assets (id) on delete cascade,
  metadata text not null,
  created_at integer not null,
  created_by text not null
);

create unique index relations_pair
  on relations (min(target1_id, target2_id), max(target1_id, target2_id));

create index relations_target1 on relations (target1_id, created_at, id);

create index relations_target2 on relations (target2_id, created_at, id);
