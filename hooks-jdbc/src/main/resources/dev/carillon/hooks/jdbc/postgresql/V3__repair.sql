-- One more attempt of a delivery that has ended, asked for by somebody; the row goes when it was
-- made. Most of the time there is none, and nothing else looks here. One that was called off stays
-- for a while: it may be on the wire, and its result is wanted.
create table resends (
  number       bigint generated always as identity primary key,
  delivery     bigint not null unique,
  webhook      bigint not null,
  owner        bigint not null,
  requested_at bigint not null,
  cancelled    integer not null -- 1: called off
);
create index resends_of_webhook on resends (webhook, number) where cancelled = 0;

alter table attempts add column manual boolean not null default false; -- a resend
