-- What cannot be rebuilt of a request, beside its webhook as it is now and its time. First tries that
-- went well have no row here.
alter table attempts add column url               text;    -- null: not known
alter table attempts add column address           text;    -- null: none was dialled
alter table attempts add column tls_protocol      text;    -- null: without TLS
alter table attempts add column certificate_until integer;

-- Since when the present token signs. Of those that are there already nothing is known before today.
alter table webhooks add column secret_at integer not null default 0;
update webhooks set secret_at = cast(strftime('%s', 'now') as integer) * 1000000;

-- What did not go well is found without reading what did. A delivery that goes well never enters.
create index deliveries_unhappy on deliveries (state) where state >= 2;
create index events_of_subject on events (subject);

-- One row: up to this number events have been swept, though not all of them.
create table journal (
  swept integer not null
);
insert into journal values (0);

-- Sums of attempts: of each webhook for each five minutes, hour and day in which there was one.
create table webhook_sums (
  webhook text    not null, -- its id
  width   integer not null, -- seconds
  start   integer not null, -- seconds since 1970
  sums    text    not null,
  primary key (webhook, width, start)
) without rowid;
create index webhook_sums_old on webhook_sums (width, start);
