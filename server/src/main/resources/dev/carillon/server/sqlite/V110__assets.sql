-- Folders and assets. The *_key columns hold the path as it is compared: without regard to case.

create table folders (
  id text not null primary key,
  path text not null,
  path_key text not null unique
);

create table assets (
  id text not null primary key,
  revision integer not null,
  path_key text not null unique,
  blob text not null,
  metadata text not null
);

create index assets_blob on assets (blob);

-- Every file that an asset ever had, the present one included.
create table asset_versions (
  asset_id text not null,
  version integer not null,
  blob text not null,
  file_size integer not null,
  created_at integer not null,
  created_by text not null,
  primary key (asset_id, version)
);

create index asset_versions_blob on asset_versions (blob);

-- What the search index must have applied: the last change of each asset, numbered in the order of
-- commits.
create table index_sequence (
  last integer not null
);

insert into index_sequence (last) values (0);

create table index_log (
  asset_id text not null primary key,
  sequence integer not null unique,
  removed integer not null
);
