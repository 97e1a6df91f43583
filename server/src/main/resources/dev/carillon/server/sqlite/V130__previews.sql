-- The assets whose previews are still to be made: one row for each whose previewState is 'no'.

create table preview_queue (
  asset_id text not null primary key,
  queued_at integer not null,
  claimed_until integer not null,
  tries integer not null
);

create index preview_queue_next on preview_queue (claimed_until, queued_at);

-- Files that came in before there were previews.
insert into preview_queue (asset_id, queued_at, claimed_until, tries)
select id, 0, 0, 0 from assets;
