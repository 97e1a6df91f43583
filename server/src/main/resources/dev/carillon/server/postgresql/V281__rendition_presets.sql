-- Settings for renditions under a name.
create table rendition_presets (
  id text not null primary key,
  name text not null,
  creator text not null,
  creator_key text not null,
  shared_with_auth_key bigint not null,
  settings text not null,
  created_at bigint not null
);

create index rendition_presets_of_creator on rendition_presets (creator_key, id);

-- The groups that a preset is shared with.
create table rendition_preset_groups (
  preset_id text not null references rendition_presets (id) on delete cascade,
  group_id text not null references access_groups (id) on delete cascade,
  primary key (preset_id, group_id)
);

create index rendition_preset_groups_of_group on rendition_preset_groups (group_id, preset_id);
