-- Users who can be disabled, when and from where they logged in last, and links to set a password.
-- A user without a password has an empty password_hash.

alter table users add column enabled integer not null default 1;
alter table users add column last_log_in_at bigint;
alter table users add column known_addresses text not null default '';

-- Only the SHA-256 of a link's token: whoever reads this table can not use the link.
create table password_links (
  token_sha256 text not null primary key,
  user_id text not null unique references users (id) on delete cascade,
  valid_until bigint not null
);

-- Goes up with each change of users: whoever changes it first goes first, on any number of nodes.
create table users_revision (
  last bigint not null
);

insert into users_revision (last) values (0);
