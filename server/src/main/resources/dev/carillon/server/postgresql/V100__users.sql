create table users (
  id text primary key,
  username_key text not null unique,
  username text not null,
  full_name text not null,
  email text not null,
  locale text not null,
  authorities text not null,
  licence text not null,
  password_hash text not null,
  proof_version bigint not null,
  created_at bigint not null
);

create table revoked_tokens (
  token_id text primary key,
  expires_at bigint not null
);
