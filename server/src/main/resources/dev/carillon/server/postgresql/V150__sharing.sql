-- Folders' own fields.
alter table folders add column metadata text not null default '{}';

-- Auth keys: what is shared with people who have no account. Ended ones stay, so that their page can
-- say what became of them.
create table auth_keys (
  auth_key text not null primary key,
  owner text not null,
  created_at bigint not null,
  valid_until bigint not null,
  state text not null,
  ended_at bigint not null,
  terms text not null
);

create index auth_keys_due on auth_keys (state, valid_until);
