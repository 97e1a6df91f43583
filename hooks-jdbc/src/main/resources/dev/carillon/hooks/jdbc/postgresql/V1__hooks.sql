-- Times are microseconds since 1970, but for leases, which go by the database's clock. Numbers that
-- stand for words:
--   deliveries.state   0 pending, 1 delivered, 2 exhausted, 3 cancelled, 4 missed
--   attempts.outcome   0 accepted, 1 rejected, 2 unreachable, 3 blocked, 4 acknowledged
-- Lists are lines, each ended by a line feed; a backslash stands before a backslash or an n.
-- What is called encrypted, only the server's key can read.

create table ${webhooks} (
  key              bigint generated always as identity primary key,
  id               text    not null unique,
  name             text    not null,
  description      text    not null,
  url              text    not null,
  event_types      text    not null,
  operational      text    not null,
  filter           text    not null,
  fields           text    not null,
  changed_fields   text    not null,
  headers          bytea   not null, -- encrypted
  timeout_seconds  integer not null,
  max_concurrent   integer not null,
  max_per_second   integer not null,
  ordering         text    not null,
  disabled_at      bigint,           -- null: it is enabled
  disabled_reason  text    not null,
  disabled_detail  text    not null,
  secret           bytea   not null, -- encrypted
  old_secret       bytea,            -- encrypted
  old_secret_until bigint,
  health           text    not null default 'NONE',
  failures_in_row  integer not null default 0,
  last_failure_at  bigint  not null default 0,
  last_error       text    not null default '',
  largest_payload  integer not null default 0, -- bytes, where they were too many
  created_at       bigint  not null,
  removed_at       bigint,            -- null: it is there
  -- Since when the present secret signs; 0: not known.
  secret_at bigint not null default 0,
  -- The certificate that a webhook shows to its receiver, PEM, and its key; null: it shows none.
  client_certificate text,
  client_key bytea, -- encrypted
  revision integer not null default 1,
  responses text not null default 'FAILURES',
  -- The last attempts of a webhook, from which its health follows: how many are known, and which of
  -- them failed (the lowest bit is the last one).
  recent_attempts integer not null default 0,
  recent_failed bigint not null default 0,
  -- Whether it was told last that it is failing (1) or that it has recovered (0).
  told_failing integer not null default 0,
  -- Nothing is sent to it before, since its receiver asked for that (Retry-After). 0: it is not held.
  held_until bigint not null default 0,
  -- How many attempts failed lately, on all nodes: pairs of a time in tenths of a second and a number.
  recent_failures text not null default '',
  -- The tenant that it belongs to, empty: none; and the list of key=value that it asks events for.
  owned_by text not null default '',
  tags text not null default '',
  -- How its deliveries are retried: lists of milliseconds and of statuses, empty: by the policy;
  -- and what becomes of it when they fail. 0 and null stand for the policy, -1 for never.
  retry_delays text not null default '',
  retried_statuses text not null default '',
  failing_after integer not null default 0,
  disable_after integer not null default 0,
  disable_on_gone integer,
  adaptive_concurrency integer not null default 0,
  recover_automatically integer not null default 0,
  -- Whether events are sent to it (PUSH) or fetched (PULL): then url is empty.
  mode text not null default 'PUSH',
  -- Whether its events are held for a while and then sent together; 0: they are not.
  debounce_seconds integer not null default 0,
  max_wait_seconds integer not null default 0, -- 0: ten times the quiet time
  batch_max_events integer not null default 0,
  batch_max_seconds integer not null default 0,
  -- The form of payloads: its mode, source, prefix of types and URL of schemas; empty: the native one.
  format text not null default '',
  -- 1: requests carry signatures of private keys, too.
  ed25519 smallint not null default 0,
  -- How requests log in at the receiver: the token endpoint, the client's id, scope, audience and where
  -- the id and the secret stand; empty: they do not. The secret of that client.
  login text not null default '',
  login_secret bytea, -- encrypted
  -- The permission of its receiver: who may send, since when, and how often a minute; empty: none was
  -- asked for.
  handshake text not null default '',
  -- What makes bodies of payloads; empty: payloads are the bodies.
  template text not null default ''
);
-- The log of a tenant.
create index ${prefix}webhooks_owned_by on ${webhooks} (owned_by) where owned_by <> '';

-- Failures change columns that no index has: the new version of the row finds room in the same page.
alter table ${webhooks} set (fillfactor = 50);

-- One row. The revision grows with every change of any webhook; whoever changes one locks it first.
create table ${webhook_set} (
  revision bigint not null
);
insert into ${webhook_set} values (0);

create sequence ${delivery_sequence};

-- Events and deliveries share one row of numbers: the deliveries that are recorded with an event have
-- the numbers that follow the event's. A delivery is in one place at a time:
--   open    nothing is stored but its event, whose fan names it; its number is above its owner's mark
--   record  its first try went well: some bytes in results, later in chunk_data
--   row     in deliveries, and then all its attempts are in attempts
-- A delivery that is in none of them, and not above the mark, was purged.
create table ${events} (
  sequence    bigint primary key,
  id          text    collate "C" not null, -- each partition has a unique index on it
  type        text    not null,
  subject     text    not null,
  time        bigint not null,
  recorded_at bigint not null, -- when its deliveries were made, and when those that are open are due
  owner       bigint not null, -- the epoch that recorded it
  fan         bytea not null, -- which webhook gets which payload
  -- The trace that a request brought for its events, null where the event's own id is the trace.
  trace       text,
  payloads    bytea not null, -- what is sent, each once
  snapshot    bytea, -- null: it equals the payload that the fan names
  owned_by    text, -- the tenant that it belongs to, null: none
  tags        text, -- a list of key=value, null: none
  content_type text, -- null: plain JSON; else see ContentTypes
  webhooks_revision bigint not null default 0 -- of the set of webhooks that decided; 0: not known
) partition by range (sequence);
-- A row of some kB stays in its page: out of line, each payload costs entries in an index of its own.
-- Rows go by ranges from the front, and whoever looks for the first one steps over those that went.
alter table ${events} alter column payloads set storage external;
alter table ${events} alter column snapshot set storage external;
create table ${events}_0 partition of ${events} for values from (minvalue) to (1048576)
  with (toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.02);
create table ${events}_rest partition of ${events} for values from (1048576) to (maxvalue)
  with (toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.02);
create unique index on ${events}_0 (id);
create unique index on ${events}_rest (id);

-- Events, attempts and the events of subjects lie in partitions of the same ranges of numbers, which
-- are multiples of 2^20, so that what is old goes with its table. The server makes them ahead of need
-- and drops them: see LogPartitions. The first one has all numbers below its end, also of what
-- remained of those that went. What is not in this table is in the last one, "rest".
create table ${log_partitions} (
  low     bigint primary key, -- the number that its tables are named by
  high    bigint  not null,   -- the first number behind it
  by_rows boolean not null    -- what is old in it is removed row by row
);
insert into ${log_partitions} values (0, 1048576, true);

-- First tries that went well: one row for each commit that settled some, until it is filed. A row is
-- never updated: who takes one delivery out deletes it and inserts the others under another number.
create table ${results} (
  number     bigint primary key,
  owner      bigint not null,
  resolved   bigint not null, -- the owner's mark at that commit
  low        bigint not null, -- the least and the greatest sequence
  high       bigint not null,
  ended_from bigint not null,
  ended_to   bigint not null,
  n          integer not null,
  data       bytea not null
);
-- They are inserted and deleted all the time.
alter table ${results} alter column data set storage main;
alter table ${results} set (toast_tuple_target = 8160,
  autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_scale_factor = 0);

-- The same once they are filed: about a thousand of one webhook, whose ranges never overlap.
create table ${chunks} (
  number       bigint primary key,
  webhook      bigint not null,
  low          bigint not null, -- the least and the greatest sequence
  high         bigint not null,
  n            integer not null,
  created_from bigint not null,
  created_to   bigint not null,
  ended_from   bigint not null,
  ended_to     bigint not null,
  last_ended   bigint not null, -- of the one with the greatest sequence
  statuses     bigint not null -- bit (status - 200) for 200 to 262, bit 63 for all others
);
create unique index ${prefix}chunks_of_webhook on ${chunks} (webhook, low);
create index ${prefix}chunks_low on ${chunks} (low);
create index ${prefix}chunks_high on ${chunks} (high);
create index ${prefix}chunks_ended on ${chunks} (ended_to);
create index ${prefix}chunks_begun on ${chunks} (ended_from);
create table ${chunk_data} (
  number bigint primary key,
  data   bytea not null
);

-- Up to which number nothing of an owner is open. No row: nothing of it is open at all.
create table ${marks} (
  owner    bigint primary key,
  resolved bigint not null
);

-- Deliveries that a record does not tell of: those that did not go well at once, are missed, cancelled,
-- asked for later, or have been open for long. Other numbers that stand for words:
--   deliveries.last    how the last attempt ended: the response's status; 1: acknowledged; below 0 an
--                      error, see
--                      StateCodes; 0: there was none
create table ${deliveries} (
  sequence   bigint primary key,
  event      bigint not null,
  webhook    bigint not null,
  payload    integer, -- which of the event's, from 0; null: missed
  state      smallint not null,
  owner      bigint not null,
  attempts   integer not null,
  due_at     bigint, -- while pending
  ended_at   bigint, -- once it is not
  created_at bigint not null,
  last       smallint not null default 0,
  late       smallint not null default 0 -- 1: made later than its event was recorded
);
-- Each change of a row is one of a column that an index has, so room for it in the same page would gain
-- nothing; but reads of what is due step over what was due, until that is vacuumed.
alter table ${deliveries} set (autovacuum_vacuum_scale_factor = 0.02);
create index ${prefix}deliveries_due on ${deliveries} (webhook, due_at, sequence) where state = 0;
-- Each node finds its own without reading what others have, and what dead ones left.
create index ${prefix}deliveries_of_owner on ${deliveries} (owner, webhook, due_at, sequence) where state = 0;
create index ${prefix}deliveries_of_webhook on ${deliveries} (webhook, state, sequence);
-- What did not go well is found without reading what did.
create index ${prefix}deliveries_by_state on ${deliveries} (state, sequence) where state >= 2;
create index ${prefix}deliveries_ended on ${deliveries} (ended_at, sequence) where ended_at is not null;
create index ${prefix}deliveries_of_event on ${deliveries} (event);
create index ${prefix}deliveries_late on ${deliveries} (sequence) where late = 1;

create table ${attempts} (
  delivery   bigint   not null,
  number     integer  not null,
  at         bigint   not null,
  duration   bigint   not null,
  look_up    bigint   not null, -- where the time went; what did not happen took none
  connect    bigint   not null,
  tls        bigint   not null,
  first_byte bigint   not null,
  outcome    smallint not null,
  status     integer,
  error      text,
  detail     text,
  headers    bytea,
  body       bytea,
  body_bytes bigint,
  cut        boolean,
  -- What cannot be rebuilt of a request, beside its webhook as it is now and its time. First tries that
  -- went well have no row here.
  url text, -- null: not known
  address text, -- null: none was dialled
  tls_protocol text, -- null: without TLS
  certificate_until bigint,
  manual boolean not null default false, -- a redelivery
  revision integer, -- null: not known
  user_agent integer,
  login bigint not null default 0, -- how long it waited for access tokens
  primary key (delivery, number)
) partition by range (delivery);
create table ${attempts}_0 partition of ${attempts} for values from (minvalue) to (1048576);
create table ${attempts}_rest partition of ${attempts} for values from (1048576) to (maxvalue);

-- One row for each start, until its deliveries are in other hands.
create table ${nodes} (
  epoch         bigint generated always as identity primary key,
  name          text        not null,
  lease_until   timestamptz not null,
  taken_over_at timestamptz, -- null: it may renew its lease
  seen          bigint[], -- the list of live epochs that it goes by; null: none yet
  alone         boolean not null default false, -- it works beside no other
  -- Whether others gave rows to deliveries that it has open, and it does not know yet: given_rows.
  given_rows    boolean     not null default false
);

-- Deliveries that a node has open in its memory and that others gave rows to, until it knows.
create table ${given_rows} (
  owner    bigint not null references ${nodes} on delete cascade,
  sequence bigint not null,
  webhook  bigint not null,
  primary key (owner, sequence)
);

-- One row: up to this number events have been swept, though not all of them.
create table ${journal} (
  swept bigint not null,
  -- Up to this number events are entered in event_subjects; those behind it are looked through.
  filed bigint not null default 0,
  -- Up to this number it was looked which events can go. One that a row needed then is looked at once
  -- more when that row goes.
  looked bigint not null default 0,
  -- How often first tries were filed: who files goes by what is there, and nobody else has filed since.
  filings bigint not null default 0,
  -- What ended before this time may have been removed by retention.
  purged_before bigint not null default 0
);
insert into ${journal} (swept) values (0);

-- Sums of attempts: of each webhook for each five minutes, hour and day in which there was one.
create table ${webhook_sums} (
  webhook text    not null, -- its id
  width   integer not null, -- seconds
  start   bigint  not null, -- seconds since 1970
  sums    text    not null,
  primary key (webhook, width, start)
);
-- Only sums change, many times for as long as their time lasts: as with webhooks.
alter table ${webhook_sums} set (fillfactor = 70);
create index ${prefix}webhook_sums_old on ${webhook_sums} (width, start);

-- One more attempt of a delivery that has ended, asked for by somebody; the row goes when it was
-- made. Most of the time there is none, and nothing else looks here. One that was called off stays
-- for a while: it may be on the wire, and its result is wanted.
create table ${redeliveries} (
  number       bigint generated always as identity primary key,
  delivery     bigint not null unique,
  webhook      bigint not null,
  owner        bigint not null,
  requested_at bigint not null,
  cancelled    integer not null -- 1: called off
);
create index ${prefix}redeliveries_of_webhook on ${redeliveries} (webhook, number) where cancelled = 0;
create index ${prefix}redeliveries_of_owner on ${redeliveries} (owner, number);

-- The events of each subject, in blocks of 2^20 numbers. They are entered in batches, in the order of
-- subjects: to enter each with its event costs more than the event's own row, since every subject is
-- on a page of its own.
create table ${event_subjects} (
  block    bigint not null, -- sequence >> 20
  subject  text   not null,
  sequence bigint not null,
  primary key (block, subject, sequence)
) partition by range (block);
create table ${event_subjects}_0 partition of ${event_subjects} for values from (minvalue) to (1);
create table ${event_subjects}_rest partition of ${event_subjects} for values from (1) to (maxvalue);

-- Which types some events have that follow each other. They are entered with the subjects.
create table ${event_types} (
  low   bigint primary key, -- the least and the greatest number
  high  bigint not null,
  types text not null -- each between two line feeds
);

-- What requests to a webhook were made of for a while. An attempt names its revision by number. One
-- that was replaced goes when no delivery that is so old is left.
create table ${webhook_revisions} (
  key                bigint generated always as identity primary key,
  webhook            bigint  not null, -- its key
  revision           integer not null,
  url                text    not null,
  headers            bytea   not null, -- encrypted
  secret             bytea   not null, -- encrypted
  old_secret         bytea,            -- encrypted
  old_secret_until   bigint,
  client_certificate text,             -- PEM, without its key
  timeout_seconds    integer not null,
  made_at            bigint  not null,
  replaced_at        bigint,           -- null: it is in use
  used               smallint not null default 0, -- 1: an attempt names it
  format text not null default '', -- as in ${webhooks}
  ed25519 smallint not null default 0,
  login text not null default '' -- without its secret
);
create unique index ${prefix}webhook_revisions_of_webhook on ${webhook_revisions} (webhook, revision);
create index ${prefix}webhook_revisions_replaced on ${webhook_revisions} (webhook) where replaced_at is not null;

-- Who sent, such as Carillon/0.1.0: one row for each that ever did.
create table ${user_agents} (
  number integer generated always as identity primary key,
  text   text not null unique
);

-- What a webhook subscribed to and whether it was enabled, for a while: by this, events that were
-- recorded meanwhile went to it or did not. One that was replaced goes when no event is so old.
create table ${webhook_subscriptions} (
  key             bigint generated always as identity primary key,
  webhook         bigint not null, -- its key
  since_revision  bigint not null, -- of the set of webhooks: from this one on it was in force
  until_revision  bigint, -- from this one on no more; null: it is in force
  registered      smallint not null, -- 1: the webhook was registered with it
  event_types     text not null,
  operational     text not null,
  tags            text not null,
  filter          text not null,
  fields          text not null,
  changed_fields  text not null,
  disabled_at     bigint, -- null: it was enabled
  disabled_reason text not null,
  disabled_detail text not null,
  began_at        bigint not null,
  ended_at        bigint, -- null: it is in force
  template        text not null default ''
);
create unique index ${prefix}webhook_subscriptions_of_webhook on ${webhook_subscriptions} (webhook, since_revision);
create index ${prefix}webhook_subscriptions_ended on ${webhook_subscriptions} (webhook) where ended_at is not null;

-- A webhook whose events are fetched, from its first read on. A transaction that gives out events or counts them as lost
-- locks its row first, so that two readers never get the same event.
create table ${consumers} (
  webhook bigint primary key, -- its key
  read_at bigint not null default 0, -- when it was read last, and when something was acknowledged last
  acknowledged_at bigint not null default 0,
  lost bigint not null default 0, -- how many events retention removed before they were acknowledged
  lost_at bigint not null default 0
);

-- Events that were given out and are not acknowledged. Those whose lease has ended are given out
-- again, and stay here until then.
create table ${leases} (
  delivery bigint primary key,
  webhook bigint not null, -- its key
  subject text not null, -- of the event
  id text not null, -- of the delivery
  batch text not null, -- the response that it was given out with
  reader text not null, -- by what it was fetched
  number integer not null, -- of the attempt that this is, once it is over
  revision integer not null, -- of the webhook, whose settings signed it
  user_agent integer not null,
  at bigint not null, -- when, by the wall clock: it is signed
  given_at bigint not null, -- when, by the clock of due times
  until bigint not null
);
create index ${prefix}leases_of_webhook on ${leases} (webhook, batch);
create index ${prefix}leases_of_id on ${leases} (webhook, id);
create index ${prefix}leases_of_subject on ${leases} (webhook, subject);

-- Events of which a webhook gets no delivery yet, since it debounces or wants batches. The event's
-- fan names the webhook as if it had missed the event; a row here says that it did not.
create table ${held_events} (
  webhook     bigint not null, -- its key
  event       bigint not null, -- the event's number
  sequence    bigint not null, -- the number that its delivery has, if it gets one of its own
  payload     integer not null, -- which of the event's, from 0
  subject     text    not null,
  held_at     bigint not null, -- when the event was recorded
  ready_at    bigint, -- since when it waits for a batch; null: it is debounced
  merged_into bigint, -- the number of the event that is sent for it; null: it is sent itself
  late        integer not null default 0, -- 1: the webhook got it later than it was recorded
  primary key (webhook, event)
);
create index ${prefix}held_events_of_event on ${held_events} (event);
create index ${prefix}held_events_debounced on ${held_events} (webhook, subject, event, held_at) where ready_at is null;
create index ${prefix}held_events_ready on ${held_events} (webhook, event) where ready_at is not null and merged_into is null;
create index ${prefix}held_events_merged on ${held_events} (webhook, merged_into, event) where merged_into is not null;

-- What was sent for events that were held: which delivery has them, and where in its payload.
create table ${grouped_events} (
  delivery bigint not null, -- its number; 0: nothing was sent
  place    integer not null, -- the element of the batch's array, from 0
  event    bigint not null, -- the event's number
  webhook  bigint not null, -- its key
  carrier  bigint not null, -- the number of the delivery's event
  bytes    integer not null, -- how long the element is; 0: it is not part of an array; -1: nothing was sent
  split_of bigint, -- the batch whose receiver found it too large; null: none
  primary key (event, webhook, delivery)
);
create index ${prefix}grouped_events_of_delivery on ${grouped_events} (delivery, place);
create index ${prefix}grouped_events_carrier on ${grouped_events} (carrier);

-- The keys that sign requests of webhooks that ask for Ed25519; all webhooks share them.
create table ${signing_keys} (
  key         bigint generated always as identity primary key,
  public_key  text    not null, -- base64
  private_key bytea   not null, -- encrypted
  signs_from  bigint not null,
  signs_until bigint not null, -- the year 9999: it was not replaced
  withdrawn   bigint not null default 0 -- 1: receivers are not shown it any more
);

-- Deliveries whose last attempt cannot be found by the time of their end: the end was stored later
-- than it is usual, or they were redelivered. Who reads deliveries in the order of their ends has gone
-- on by then, and removes them here.
create table ${late_ends} (
  delivery bigint primary key, -- its number
  ended_at bigint not null,
  times bigint not null default 1 -- how often it was noted; who has read it removes it as it was then
);
