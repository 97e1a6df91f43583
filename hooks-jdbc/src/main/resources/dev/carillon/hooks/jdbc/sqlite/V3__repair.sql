-- One more attempt of a delivery that has ended, asked for by somebody; the row goes when it was
-- made. Most of the time there is none, and nothing else looks here. One that was called off stays
-- for a while: it may be on the wire, and its result is wanted.
create table resends (
  number       integer primary key, -- the order in which they were asked for
  delivery     integer not null unique,
  webhook      integer not null,
  owner        integer not null,
  requested_at integer not null,
  cancelled    integer not null -- 1: called off
);
create index resends_of_webhook on resends (webhook, number) where cancelled = 0;

-- Deliveries that were made long after their event, and so do not have the numbers that follow it.
create table late_deliveries (
  event    integer not null,
  sequence integer not null,
  primary key (event, sequence)
) without rowid;
create unique index late_deliveries_by_sequence on late_deliveries (sequence);

alter table attempts add column manual integer not null default 0; -- 1: a resend
