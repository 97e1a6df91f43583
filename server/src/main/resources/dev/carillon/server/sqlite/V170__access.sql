-- Groups, their members, and what groups and users may do in folders. The *_key columns hold names
-- and paths as they are compared: without regard to case.

create table access_groups (
  id text not null primary key,
  name text not null,
  name_key text not null unique,
  description text not null,
  created_at integer not null
);

create table group_members (
  group_id text not null references access_groups (id) on delete cascade,
  username_key text not null,
  username text not null,
  primary key (group_id, username_key)
);

create index group_members_user on group_members (username_key);

-- The holder is 'g' and a group's id, or 'u' and a user's key.
create table folder_rights (
  path_key text not null,
  path text not null,
  holder text not null,
  group_id text references access_groups (id) on delete cascade,
  username text not null,
  permissions text not null,
  primary key (path_key, holder)
);

create index folder_rights_group on folder_rights (group_id);

-- Goes up with each change of members and rights, so that every node knows when to read them again.
create table access_revision (
  last integer not null
);

insert into access_revision (last) values (0);

-- Rows that are swept by age are found by their times.
create index usage_log_at on usage_log (logged_at);
create index auth_keys_ended on auth_keys (ended_at) where state <> 'active';
