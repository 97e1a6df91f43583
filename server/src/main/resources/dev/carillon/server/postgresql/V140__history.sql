-- The metadata of a version as it was when the next one came; empty for the present version, whose
-- metadata is the asset's own.
alter table asset_versions add column metadata text not null default '';

-- What was done with assets, by whom: kept when the asset is gone.
create table usage_log (
  sequence bigint generated always as identity primary key,
  id text not null,
  logged_at bigint not null,
  username text not null,
  remote_addr text not null,
  action text not null,
  asset_id text not null,
  asset_path text not null,
  asset_type text not null,
  asset_domain text not null,
  source_id text not null,
  source_path text not null,
  version bigint not null,
  changed text not null,
  details text not null
);

create index usage_log_asset on usage_log (asset_id, sequence);
