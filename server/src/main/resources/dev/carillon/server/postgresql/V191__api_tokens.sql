-- API tokens: only the SHA-256 of each, and its first characters, by which people know it again.

create table api_tokens (
  id text not null primary key,
  user_id text not null references users (id) on delete cascade,
  name text not null,
  scopes text not null,
  prefix text not null,
  token_sha256 text not null unique,
  created_at bigint not null,
  expires_at bigint,
  last_used_at bigint,
  last_used_from text,
  revoked_at bigint
);

create index api_tokens_user on api_tokens (user_id);
create index api_tokens_newest on api_tokens (created_at, id);
