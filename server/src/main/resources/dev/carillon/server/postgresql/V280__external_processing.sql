-- External engines: programs that make previews and thumbnails of files of some types.
create table external_engines (
  id text not null primary key,
  name text not null,
  name_key text not null unique,
  url text not null,
  thumbnail_url text not null,
  asset_types text not null,
  renditions text not null,
  enabled bigint not null,
  storage_info bigint not null,
  creator text not null,
  created_at bigint not null,
  done bigint not null default 0,
  failed bigint not null default 0,
  last_done_at bigint not null default 0,
  last_error_at bigint not null default 0,
  last_error text not null default ''
);

-- What they were asked for: one row for each asset whose pictures an engine makes or could not make.
create table external_jobs (
  asset_id text not null primary key,
  blob text not null,
  engine_id text not null,
  state text not null,
  key_hash text not null,
  tries bigint not null,
  queued_at bigint not null,
  until_at bigint not null,
  received text not null,
  ended_at bigint not null,
  error text not null
);

create index external_jobs_of_engine on external_jobs (engine_id, state, queued_at);
create index external_jobs_by_time on external_jobs (queued_at);
