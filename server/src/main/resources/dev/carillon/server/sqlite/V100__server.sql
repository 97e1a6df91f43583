-- A user without a password has an empty password_hash.
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
  proof_version integer not null,
  created_at integer not null,
  enabled integer not null default 1,
  last_log_in_at integer,
  known_addresses text not null default ''
) strict;

create table revoked_tokens (
  token_id text primary key,
  expires_at integer not null
) strict;

-- Only the SHA-256 of a session's token. used_at is stored once a minute.
create table sessions (
  token_sha256 text primary key,
  id text not null,
  username text not null,
  proof_version integer not null,
  address text not null,
  user_agent text not null,
  opened_at integer not null,
  used_at integer not null
) strict;

create index sessions_user on sessions (username);

-- Folders and assets. The *_key columns hold the path as it is compared: without regard to case.

create table folders (
  id text not null primary key,
  path text not null,
  path_key text not null unique,
  -- Folders' own fields.
  metadata text not null default '{}'
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
  -- The metadata of a version as it was when the next one came; empty for the present version, whose
  -- metadata is the asset's own.
  metadata text not null default '',
  primary key (asset_id, version)
);

create index asset_versions_blob on asset_versions (blob);

-- What the search index must have applied: the last change of each asset, numbered in the order of
-- commits.
create table index_sequence (
  last integer not null,
  -- Removals up to this number are forgotten: an index that has not come so far is built anew.
  pruned integer not null
);

insert into index_sequence (last, pruned) values (0, 0);

create table index_log (
  asset_id text not null primary key,
  sequence integer not null unique,
  removed integer not null
);

create index index_log_removed on index_log (sequence) where removed = 1;

-- The nodes whose search indexes follow the log, each by its epoch, and how far each is on its disk.
-- Times are milliseconds since 1970, by the database's clock.
create table index_followers (
  epoch integer primary key,
  applied integer not null,
  seen_at integer not null
);

-- What one asset has to do with another: target1 is the parent of those relations that have one.
-- Between two assets there is at most one relation, whichever way round and of whatever type.

create table relations (
  id text not null primary key,
  type text not null,
  target1_id text not null references assets (id) on delete cascade,
  target2_id text not null references assets (id) on delete cascade,
  metadata text not null,
  created_at integer not null,
  created_by text not null,
  -- Who last changed what is said about a relation, and when; null: nobody since it was made.
  modified_by text,
  modified_at integer
);

create unique index relations_pair
  on relations (min(target1_id, target2_id), max(target1_id, target2_id));

create index relations_target1 on relations (target1_id, created_at, id);

create index relations_target2 on relations (target2_id, created_at, id);

-- The assets whose previews are still to be made: one row for each whose previewState is 'no'.

create table preview_queue (
  asset_id text not null primary key,
  queued_at integer not null,
  claimed_until integer not null,
  tries integer not null,
  -- Files whose own metadata could not be read while their upload was waited for: it is read when the
  -- asset is taken from the queue. unread_blob: the file it is about; empty = it was read. named:
  -- fields that were named or changed since, one after the other, each with a comma behind it; a *
  -- among them = the call said that the asset's own values are kept.
  unread_blob text not null default '',
  named text not null default '',
  -- The epoch of the node that took it; 0: the one node that there is.
  claimed_by integer not null default 0
);

create index preview_queue_next on preview_queue (claimed_until, queued_at);

-- What was done with assets, by whom: kept when the asset is gone.
create table usage_log (
  sequence integer primary key,
  id text not null,
  logged_at integer not null,
  username text not null,
  remote_addr text not null,
  action text not null,
  asset_id text not null,
  asset_path text not null,
  asset_type text not null,
  asset_domain text not null,
  source_id text not null,
  source_path text not null,
  version integer not null,
  changed text not null,
  details text not null
);

create index usage_log_asset on usage_log (asset_id, sequence);
create index usage_log_at on usage_log (logged_at);

-- Auth keys: what is shared with people who have no account. Ended ones stay, so that their page can
-- say what became of them.
create table auth_keys (
  auth_key text not null primary key,
  owner text not null,
  created_at integer not null,
  valid_until integer not null,
  state text not null,
  ended_at integer not null,
  terms text not null,
  -- What receivers sent back with a key, so that it can have a limit.
  uploads integer not null default 0,
  uploaded_bytes integer not null default 0,
  verdicts integer not null default 0
);

create index auth_keys_due on auth_keys (state, valid_until);
create index auth_keys_ended on auth_keys (ended_at) where state <> 'active';

-- Long work, a batch at a time. Times are milliseconds since 1970.

create table jobs (
  id text not null primary key,
  kind text not null,
  username text not null,
  request text not null,   -- in the kind's own words
  items text not null,     -- ids, one a line, in the order they are worked off
  position integer not null, -- how many of them have been
  processed integer not null,
  failed integer not null,
  state text not null,     -- running, done, failed
  message text not null,   -- why it failed
  created_at integer not null,
  ended_at integer not null, -- 0 while it runs
  total integer not null default 0, -- how many items, as far as known
  skipped integer not null default 0, -- of those done, how many needed nothing
  place text not null default '', -- where a walk has come to
  stopping integer not null default 0, -- 1: somebody wants it to end
  owner text not null default '', -- the process that works it off
  claimed_until integer not null default 0 -- by the database's clock; then another process may take it
);

create index jobs_running on jobs (created_at, id) where state = 'running';
create index jobs_ended on jobs (ended_at) where state <> 'running';
create index jobs_by_time on jobs (created_at, id);

-- Groups, their members, and what groups and users may do in folders. The *_key columns hold names
-- and paths as they are compared: without regard to case.

create table access_groups (
  id text not null primary key,
  name text not null,
  name_key text not null unique,
  description text not null,
  created_at integer not null,
  -- What members of a group may use at least: pro, api, standard or basic; empty = the group says nothing.
  licence text not null default ''
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

-- Only the SHA-256 of a link's token: whoever reads this table can not use the link.
create table password_links (
  token_sha256 text not null primary key,
  user_id text not null unique references users (id) on delete cascade,
  valid_until integer not null
) strict;

-- Goes up with each change of users: whoever changes it first goes first, on any number of nodes.
create table users_revision (
  last integer not null
) strict;

insert into users_revision (last) values (0);

-- API tokens: only the SHA-256 of each, and its first characters, by which people know it again.

create table api_tokens (
  id text not null primary key,
  user_id text not null references users (id) on delete cascade,
  name text not null,
  scopes text not null,
  prefix text not null,
  token_sha256 text not null unique,
  created_at integer not null,
  expires_at integer,
  last_used_at integer,
  last_used_from text,
  revoked_at integer,
  -- The id of the one consumer whose events it may fetch; empty: of any.
  consumer text not null default '',
  -- 1: a program got it by a pairing, so that logging out ends it.
  paired integer not null default 0
) strict;

create index api_tokens_user on api_tokens (user_id);
create index api_tokens_newest on api_tokens (created_at, id);

-- Who did what. Each entry's hash covers all of its columns and the hash of the entry before, so
-- that none can be changed, taken out or put in between unseen. Times are milliseconds since 1970.
-- Empty texts stand for what is not there.

create table audit_log (
  seq integer primary key,
  at integer not null,
  actor text not null,
  via text not null,
  token_id text not null,
  address text not null,
  request_id text not null,
  action text not null,
  object_type text not null,
  object_id text not null,
  object_name text not null,
  result text not null,
  status integer not null,
  times integer not null, -- how many refusals it sums up
  was text not null,      -- JSON of the members that changed, as they were
  became text not null,   -- and as they are now
  hash text not null
);

create index audit_log_at on audit_log (at);

-- What was done with assets is the bulk of it, and is found by the assets' own history.
create index audit_log_object on audit_log (object_type, object_id, seq)
  where object_type <> 'asset' and object_type <> '';

-- One row: where the chain begins, because older entries were swept, and where it ends. The seal is
-- made with a key that is not in the database. Whoever appends locks this row first.
create table audit_head (
  id integer primary key,
  base_seq integer not null,
  base_hash text not null,
  last_seq integer not null,
  last_hash text not null,
  seal text not null
);

insert into audit_head (id, base_seq, base_hash, last_seq, last_hash, seal)
values (1, 0, '', 0, '', '');

-- Administrative calls that have begun and not ended. A row that stays behind is of a server that
-- was killed: it becomes an entry.
create table audit_begun (
  id text primary key,
  at integer not null,
  entry text not null
);

-- Requests that were sent with an Idempotency-Key, for a day. Times are milliseconds since 1970.
-- id and content are digests with a key that is not in the database; the answer is encrypted.
-- status is 0 from the claim of the key until the request is answered.

create table idempotency_keys (
  id text primary key,
  at integer not null,
  username text not null,
  content text not null,
  claimant text not null, -- the process that carries it out
  status integer not null,
  answer blob
);

create index idempotency_keys_at on idempotency_keys (at);

-- One row that is written to see whether the database takes a write.
create table write_probe (
  id integer primary key,
  probes integer not null
);
insert into write_probe (id, probes) values (1, 0);

-- Names of metadata fields that clients sent and nobody declared; noted_at: when one first came.
create table undeclared_fields (
  name text not null primary key,
  noted_at integer not null
);

-- External engines: programs that make previews and thumbnails of files of some types.
create table external_engines (
  id text not null primary key,
  name text not null,
  name_key text not null unique,
  url text not null,
  thumbnail_url text not null,
  asset_types text not null,
  renditions text not null,
  enabled integer not null,
  storage_info integer not null,
  creator text not null,
  created_at integer not null,
  done integer not null default 0,
  failed integer not null default 0,
  last_done_at integer not null default 0,
  last_error_at integer not null default 0,
  last_error text not null default ''
);

-- What they were asked for: one row for each asset whose pictures an engine makes or could not make.
create table external_jobs (
  asset_id text not null primary key,
  blob text not null,
  engine_id text not null,
  state text not null,
  key_hash text not null,
  tries integer not null,
  queued_at integer not null,
  until_at integer not null,
  received text not null,
  ended_at integer not null,
  error text not null
);

create index external_jobs_of_engine on external_jobs (engine_id, state, queued_at);
create index external_jobs_by_time on external_jobs (queued_at);

-- Settings for renditions under a name.
create table rendition_presets (
  id text not null primary key,
  name text not null,
  creator text not null,
  creator_key text not null,
  shared_with_auth_key integer not null,
  settings text not null,
  created_at integer not null
);

create index rendition_presets_of_creator on rendition_presets (creator_key, id);

-- The groups that a preset is shared with.
create table rendition_preset_groups (
  preset_id text not null references rendition_presets (id) on delete cascade,
  group_id text not null references access_groups (id) on delete cascade,
  primary key (preset_id, group_id)
);

create index rendition_preset_groups_of_group on rendition_preset_groups (group_id, preset_id);

-- What each node says of itself, every few seconds, by its epoch. Times are milliseconds since 1970,
-- by the database's clock; 0: never.
create table server_nodes (
  epoch integer primary key,
  name text not null,
  address text not null,
  version text not null,
  started_at integer not null,
  seen_at integer not null,
  index_behind integer not null, -- how many changes its searches do not show yet
  clock_ahead integer not null, -- milliseconds from the database's clock; below 0: it is behind
  in_flight integer not null, -- how many attempts it has on the wire
  drain_at integer not null default 0, -- since when it is to end
  drained_by text not null default '',
  schema_number integer not null default 0, -- which tables it works with: schema_releases
  sockets text not null default '' -- where it listens: addresses and ports, one a line
);

-- When work that one node at a time does was begun last, in milliseconds since 1970.
create table task_turns (
  name text not null primary key,
  begun_at integer not null
);

-- The search indexes that nodes share, where they are not each node's own: a row 'assets' says whose
-- they are, and one for each layout that nodes use says which node writes to its index and until
-- when, and up to which change searches show everything (below 0: nothing can be asked yet). Times
-- are milliseconds since 1970, by the database's clock.
create table search_writer (
  name text not null primary key,
  owner text not null, -- random; an index in which another one stands is of another database
  node text not null, -- random for each start
  lease_ends integer not null,
  searchable integer not null,
  rebuild integer not null default 0, -- a new index is to be built
  kept integer not null default 0 -- up to which change the index has everything on disk
);

-- Files without a reference that are being removed from the file store, or were within a day, by the
-- SHA-256 of their content. begun_at: milliseconds since 1970. ended: 1 = nothing more is removed.
create table file_removals (
  sha256 text primary key,
  begun_at integer not null,
  ended integer not null
);

-- The releases that have worked on this database: each that changes the tables, or what is in them,
-- has the next number, and names the least one whose servers may use the same tables.
create table schema_releases (
  number integer primary key,
  works_with integer not null,
  version text not null
);

-- One row: the port in the URLs of built-in receivers, 0 where there was none yet; the revision goes
-- up with each change of them.
create table inspector_set (
  port integer not null,
  revision integer not null
);

insert into inspector_set (port, revision) values (0, 0);

-- Built-in receivers, and how they respond. Times are milliseconds since 1970.
create table inspectors (
  id text not null primary key,
  status integer not null,
  delay_ms integer not null,
  dropped integer not null, -- 1: it closes the connection instead
  body blob not null,
  retry_after text not null,
  made_at integer not null,
  used_at integer not null, -- stored once a minute
  name text not null default '' -- for people
);

-- The latest requests that each of them got, on any node.
create table inspected_requests (
  inspector text not null references inspectors (id) on delete cascade,
  number integer not null, -- microseconds since 1970, another one for each request of a node
  id text not null,
  method text not null,
  path text not null,
  headers text not null, -- a line for each name, and one for its value
  body blob not null, -- its first bytes
  body_bytes integer not null, -- how many there were
  signature text not null,
  webhook text not null,
  bytes integer not null, -- what it counts
  primary key (inspector, number, id)
);

-- Webhooks that failures have disabled and that are to be recovered. Times are microseconds since 1970.
create table webhook_recoveries (
  webhook text not null primary key,
  disabled_at integer not null, -- tells this disabling from others
  missed_since integer not null, -- of events that are recovered
  pings integer not null,
  next_at integer not null, -- 0: no ping any more
  phase text not null, -- PINGING, ENABLING, RECOVERING
  claimed_until integer not null, -- one node has it alone until then
  job text not null, -- recovers what was missed; empty before a ping succeeded
  last_error text not null
);

-- Whom to tell what is wrong: one row once that was set. document: rules and channels as JSON.
create table alert_settings (
  key integer primary key,
  revision integer not null,
  document text not null,
  urls blob not null, -- encrypted: the URL of each channel that has one, as JSON
  backup_at integer not null default 0 -- the newest backup that any node noted
);

-- What is wrong, or was lately; by the rule that found it. Times are milliseconds since 1970.
create table alerts (
  rule text not null,
  subject text not null, -- the id of a webhook, or what else it is about
  name text not null,
  detail text not null,
  began_at integer not null,
  seen_at integer not null,
  ended_at integer not null default 0, -- 0: it is wrong now
  episodes integer not null default 1, -- how often it began
  primary key (rule, subject)
);

-- Up to what each channel was told of an alert: how often it had begun, and whether it had ended.
create table alert_tellings (
  channel text not null,
  rule text not null,
  subject text not null,
  episodes integer not null,
  ended integer not null,
  told_at integer not null,
  primary key (channel, rule, subject)
);

-- How each channel works. A node that sends has claimed it for a while.
create table alert_channels (
  name text not null primary key,
  sent_at integer not null default 0,
  next_at integer not null default 0, -- nothing is sent before
  failures integer not null default 0, -- in a row
  error text not null default '',
  error_at integer not null default 0,
  owner text not null default '',
  claimed_until integer not null default 0
);

-- When the certificate ends that the receiver of a webhook showed last.
create table receiver_certificates (
  webhook text not null primary key,
  ends_at integer not null
);

-- Event types that an administrator registered.
create table custom_event_types (
  name text not null primary key,
  title text not null,
  description text not null,
  revision integer not null, -- grows with each change of the type or of its versions
  created_at integer not null,
  created_by text not null
);

-- Types whose names differ in dots, underscores or upper case only have one name in other languages.
create unique index custom_event_types_alike
  on custom_event_types (lower(replace(replace(name, '.', ''), '_', '')));

-- What the data of their events looks like, and looked like. Versions are counted from 1.
create table custom_event_type_versions (
  name text not null,
  version integer not null,
  schema text not null, -- JSON Schema 2020-12
  examples text not null, -- a JSON array of data
  created_at integer not null,
  primary key (name, version)
);

-- How far attempts are hashed into proofs, one row. Times are microseconds since 1970.
create table proof_position (
  id integer primary key,
  segments integer not null, -- how many there are
  read_to integer not null, -- what ended before is hashed; 0: nothing yet
  purged_before integer not null, -- of the last audit entry that says what retention removed
  holder text not null, -- the node that reads now
  held_until integer not null,
  covered_from integer not null -- what ended since is in no segment: it is late, or was put in
);
insert into proof_position
  (id, segments, read_to, purged_before, holder, held_until, covered_from)
values (1, 0, 0, 0, '', 0, 0);

-- Attempts that are hashed into one tree. Its root is in the audit log, too.
create table proof_segments (
  number integer primary key, -- from 1
  ended_from integer not null, -- of deliveries that ended at or after this time
  ended_to integer not null, -- and before this time, or were stored late
  attempts integer not null, -- how many
  low integer not null, -- the least and the greatest number of a delivery
  high integer not null,
  root text not null, -- hexadecimal
  previous text not null, -- the root of the segment before; empty: it is the first
  settings_key text not null, -- names the key that hashes the settings of webhooks
  audited integer not null, -- 1: its entry is in the audit log
  leaves blob, -- which attempts, and the beginning of each one's hash; null: they were purged
  oldest_end integer not null, -- of the delivery that ended first; before ended_from if it was late
  covered_from integer not null -- no other delivery ended since, before ended_to, unless it was late
);
create index proof_segments_ended on proof_segments (ended_to);
create index proof_segments_high on proof_segments (high);
create index proof_segments_not_audited on proof_segments (number) where audited = 0;

-- Searches that users keep under a name. search: what is searched and how it is shown, as JSON.
create table saved_searches (
  id text not null primary key,
  name text not null,
  owner text not null,
  owner_key text not null, -- empty once the user is removed
  shared integer not null, -- 1: all users see it
  search text not null,
  created_at integer not null,
  modified_at integer not null
);

create index saved_searches_of_owner on saved_searches (owner_key, id);
create index saved_searches_shared on saved_searches (shared);

-- Files that come in parts, until an asset uses them. A part is a file in the file store.
create table uploads (
  id text not null primary key,
  owner text not null, -- the name of the user
  filename text not null,
  length integer not null, -- of the whole file
  received integer not null, -- how much of it the parts hold
  created_at integer not null
);

create index uploads_of_owner on uploads (owner, created_at);
create index uploads_by_age on uploads (created_at);

create table upload_parts (
  upload text not null,
  start integer not null, -- the place of its first byte in the file
  length integer not null,
  file text not null, -- what the file store calls it
  primary key (upload, start)
);

create index auth_keys_of_owner on auth_keys (owner, created_at);

-- Programs that ask a person in the console for an API token. What the program proves itself by is
-- kept as its SHA-256, what the person types as an HMAC; the token is made when the program fetches
-- it. state: o = open, c = confirmed, r = refused, g = given out.
create table pairings (
  id text not null primary key,
  device_sha256 text not null unique,
  code_hmac text not null unique,
  program text not null,
  machine text not null,
  address text not null,
  counted_by text not null, -- what its address counts as
  requested_at integer not null,
  valid_until integer not null,
  state text not null default 'o',
  user_id text references users (id) on delete cascade, -- who confirmed it
  scopes text not null default '',
  expires_at integer not null default 0 -- when the token ends
);

create index pairings_of_user on pairings (user_id);

-- Assets that were removed, until they are restored or their time is over. Their versions stay in
-- asset_versions, so that their files are kept. Times are milliseconds since 1970.
create table trash (
  asset_id text not null primary key,
  revision integer not null,
  path_key text not null, -- where it was, and its name, as they are compared
  name_key text not null,
  blob text not null,
  metadata text not null,
  removed_at integer not null,
  removed_by text not null,
  remover_key text not null, -- empty once that user is removed
  kept_until integer not null,
  bytes integer not null, -- of the files of all its versions
  -- Its file is still to be read: a comma and the fields that the file gives no values of; else empty.
  unread text not null,
  -- 1: its folder was removed or moved since, and what was permitted there is forgotten.
  folder_gone integer not null default 0
);

create index trash_newest on trash (removed_at, asset_id);
create index trash_due on trash (kept_until);
create index trash_path on trash (path_key);
create index trash_bytes on trash (bytes);

-- The relations of assets in the trash, to assets that are there or in the trash, too.
create table trash_relations (
  id text not null primary key,
  type text not null,
  target1_id text not null,
  target2_id text not null,
  metadata text not null,
  created_at integer not null,
  created_by text not null,
  modified_by text,
  modified_at integer
);

create index trash_relations_target1 on trash_relations (target1_id);
create index trash_relations_target2 on trash_relations (target2_id);

-- What users say about assets. It is kept with an asset in the trash, and ends with the asset.
create table asset_comments (
  id text not null primary key,
  asset_id text not null,
  author text not null,
  author_key text not null, -- empty once the user is removed
  text text not null,
  created_at integer not null, -- later than that of each earlier comment on the asset
  edited_at integer, -- null: never
  edited_by text
);

create unique index asset_comments_of_asset on asset_comments (asset_id, created_at);
create index asset_comments_of_author on asset_comments (author_key);
