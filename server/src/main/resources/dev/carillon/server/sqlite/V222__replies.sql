-- What receivers sent back with a key, so that it can have a limit.
alter table auth_keys add column uploads integer not null default 0;
alter table auth_keys add column uploaded_bytes integer not null default 0;
alter table auth_keys add column verdicts integer not null default 0;
