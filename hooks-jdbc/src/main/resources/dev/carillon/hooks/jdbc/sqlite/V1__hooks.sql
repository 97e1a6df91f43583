-- Times are microseconds since 1970. Numbers that stand for words:
--   deliveries.state   0 pending, 1 delivered, 2 exhausted, 3 cancelled, 4 missed
--   attempts.outcome   0 accepted, 1 rejected, 2 unreachable, 3 blocked, 4 acknowledged
-- Lists are lines, each ended by a line feed; a backslash stands before a backslash or an n.
-- What is called encrypted, only the server's key can read.

create table ${webhooks} (
  key              integer primary key autoincrement, -- never again: events name it
  id               text    not null unique,
  name             text    not null,
  description      text    not null,
  url              text    not null,
  event_types      text    not null,
  operational      text    not null,
  filter           text    not null,
  fields           text    not null,
  changed_fields   text    not null,
  headers          blob    not null, -- encrypted
  timeout_seconds  integer not null,
  max_concurrent   integer not null,
  max_per_second   integer not null,
  ordering         text    not null,
  disabled_at      integer,          -- null: it is enabled
  disabled_reason  text    not null,
  disabled_detail  text    not null,
  secret           blob    not null, -- encrypted
  old_secret       blob,             -- encrypted
  old_secret_until integer,
  health           text    not null default 'NONE',
  failures_in_row  integer not null default 0,
  last_failure_at  integer not null default 0,
  last_error       text    not null default '',
  largest_payload  integer not null default 0, -- bytes, where they were too many
  created_at       integer not null,
  removed_at       integer,           -- null: it is there
  -- Since when the present secret signs; 0: not known.
  secret_at integer not null default 0,
  -- The certificate that a webhook shows to its receiver, PEM, and its key; null: it shows none.
  client_certificate text,
  client_key blob, -- encrypted
  revision integer not null default 1,
  responses text not null default 'FAILURES',
  -- The last attempts of a webhook, from which its health follows: how many are known, and which of
  -- them failed (the lowest bit is the last one).
  recent_attempts integer not null default 0,
  recent_failed integer not null default 0,
  -- Whether it was told last that it is failing (1) or that it has recovered (0).
  told_failing integer not null default 0,
  -- Nothing is sent to it before, since its receiver asked for that (Retry-After). 0: it is not held.
  held_until integer not null default 0,
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
  ed25519 integer not null default 0,
  -- How requests log in at the receiver: the token endpoint, the client's id, scope, audience and where
  -- the id and the secret stand; empty: they do not. The secret of that client.
  login text not null default '',
  login_secret blob, -- encrypted
  -- The permission of its receiver: who may send, since when, and how often a minute; empty: none was
  -- asked for.
  handshake text not null default '',
  -- What makes bodies of payloads; empty: payloads are the bodies.
  template text not null default ''
);
-- The log of a tenant.
create index ${prefix}webhooks_owned_by on ${webhooks} (owned_by) where owned_by <> '';

-- One row. The revision grows with every change of any webhook.
create table ${webhook_set} (
  revision integer not null
);
insert into ${webhook_set} values (0);

-- Events and deliveries share one row of numbers: the deliveries that are recorded with an event have
-- the numbers that follow the event's. A delivery is in one place at a time:
--   open    nothing is stored but its event, whose fan names it; its number is above its owner's mark
--   record  its first try went well: some bytes in results, later in chunk_data
--   row     in deliveries, and then all its attempts are in attempts
-- A delivery that is in none of them, and not above the mark, was purged.
create table ${events} (
  sequence    integer primary key,
  id          text    not null unique,
  type        text    not null,
  subject     text    not null,
  time        integer not null,
  recorded_at integer not null, -- when its deliveries were made, and when those that are open are due
  owner       integer not null, -- the epoch that recorded it
  fan         blob not null, -- which webhook gets which payload
  -- The trace that a request brought for its events, null where the event's own id is the trace.
  trace       text,
  payloads    blob not null, -- what is sent, each once
  snapshot    blob, -- null: it equals the payload that the fan names
  owned_by    text, -- the tenant that it belongs to, null: none
  tags        text, -- a list of key=value, null: none
  content_type text, -- null: plain JSON; else see ContentTypes
  webhooks_revision integer not null default 0 -- of the set of webhooks that decided; 0: not known
);

-- First tries that went well: one row for each commit that settled some, until it is filed. A row is
-- never updated: who takes one delivery out deletes it and inserts the others under another number.
create table ${results} (
  number     integer primary key,
  owner      integer not null,
  resolved   integer not null, -- the owner's mark at that commit
  low        integer not null, -- the least and the greatest sequence
  high       integer not null,
  ended_from integer not null,
  ended_to   integer not null,
  n          integer not null,
  data       blob not null
);

-- The same once they are filed: about a thousand of one webhook, whose ranges never overlap.
create table ${chunks} (
  number       integer primary key,
  webhook      integer not null,
  low          integer not null, -- the least and the greatest sequence
  high         integer not null,
  n            integer not null,
  created_from integer not null,
  created_to   integer not null,
  ended_from   integer not null,
  ended_to     integer not null,
  last_ended   integer not null, -- of the one with the greatest sequence
  statuses     integer not null -- bit (status - 200) for 200 to 262, bit 63 for all others
);
create unique index ${prefix}chunks_of_webhook on ${chunks} (webhook, low);
create index ${prefix}chunks_low on ${chunks} (low);
create index ${prefix}chunks_high on ${chunks} (high);
create index ${prefix}chunks_ended on ${chunks} (ended_to);
create index ${prefix}chunks_begun on ${chunks} (ended_from);
create table ${chunk_data} (
  number integer primary key,
  data   blob not null
);

-- Up to which number nothing of an owner is open. No row: nothing of it is open at all.
create table ${marks} (
  owner    integer primary key,
  resolved integer not null
);
insert into ${marks} values (0, 0);

-- Deliveries that a record does not tell of: those that did not go well at once, are missed, cancelled,
-- asked for later, or have been open for long. Other numbers that stand for words:
--   deliveries.last    how the last attempt ended: the response's status; 1: acknowledged; below 0 an
--                      error, see
--                      StateCodes; 0: there was none
create table ${deliveries} (
  sequence   integer primary key,
  event      integer not null,
  webhook    integer not null,
  payload    integer, -- which of the event's, from 0; null: missed
  state      integer not null,
  owner      integer not null,
  attempts   integer not null,
  due_at     integer, -- while pending
  ended_at   integer, -- once it is not
  created_at integer not null,
  last       integer not null default 0,
  late       integer not null default 0 -- 1: made later than its event was recorded
);
create index ${prefix}deliveries_due on ${deliveries} (webhook, due_at, sequence) where state = 0;
create index ${prefix}deliveries_of_webhook on ${deliveries} (webhook, state, sequence);
-- What did not go well is found without reading what did.
create index ${prefix}deliveries_by_state on ${deliveries} (state, sequence) where state >= 2;
create index ${prefix}deliveries_ended on ${deliveries} (ended_at, sequence) where ended_at is not null;
create index ${prefix}deliveries_of_event on ${deliveries} (event);
create index ${prefix}deliveries_late on ${deliveries} (sequence) where late = 1;

create table ${attempts} (
  delivery   integer not null,
  number     integer not null,
  at         integer not null,
  duration   integer not null,
  look_up    integer not null, -- where the time went; what did not happen took none
  connect    integer not null,
  tls        integer not null,
  first_byte integer not null,
  outcome    integer not null,
  status     integer,
  error      text,
  detail     text,
  headers    blob,
  body       blob,
  body_bytes integer,
  cut        integer,
  -- What cannot be rebuilt of a request, beside its webhook as it is now and its time. First tries that
  -- went well have no row here.
  url text, -- null: not known
  address text, -- null: none was dialled
  tls_protocol text, -- null: without TLS
  certificate_until integer,
  manual integer not null default 0, -- 1: a redelivery
  revision integer, -- null: not known
  user_agent integer,
  login integer not null default 0, -- how long it waited for access tokens
  primary key (delivery, number)
);

-- One row: up to this number events have been swept, though not all of them.
create table ${journal} (
  swept integer not null,
  -- Up to this number events are entered in event_subjects; those behind it are looked through.
  filed integer not null default 0,
  -- Up to this number it was looked which events can go. One that a row needed then is looked at once
  -- more when that row goes.
  looked integer not null default 0,
  -- How often first tries were filed: who files goes by what is there, and nobody else has filed since.
  filings integer not null default 0,
  -- What ended before this time may have been removed by retention.
  purged_before integer not null default 0
);
insert into ${journal} (swept) values (0);

-- Sums of attempts: of each webhook for each five minutes, hour and day in which there was one.
create table ${webhook_sums} (
  webhook text    not null, -- its id
  width   integer not null, -- seconds
  start   integer not null, -- seconds since 1970
  sums    text    not null,
  primary key (webhook, width, start)
) without rowid;
create index ${prefix}webhook_sums_old on ${webhook_sums} (width, start);

-- One more attempt of a delivery that has ended, asked for by somebody; the row goes when it was
-- made. Most of the time there is none, and nothing else looks here. One that was called off stays
-- for a while: it may be on the wire, and its result is wanted.
create table ${redeliveries} (
  number       integer primary key, -- the order in which they were asked for
  delivery     integer not null unique,
  webhook      integer not null,
  owner        integer not null,
  requested_at integer not null,
  cancelled    integer not null -- 1: called off
);
create index ${prefix}redeliveries_of_webhook on ${redeliveries} (webhook, number) where cancelled = 0;

-- The events of each subject, in blocks of 2^20 numbers. They are entered in batches, in the order of
-- subjects: to enter each with its event costs more than the event's own row, since every subject is
-- on a page of its own.
create table ${event_subjects} (
  block    integer not null, -- sequence >> 20
  subject  text    not null,
  sequence integer not null,
  primary key (block, subject, sequence)
) without rowid;

-- Which types some events have that follow each other. They are entered with the subjects.
create table ${event_types} (
  low   integer primary key, -- the least and the greatest number
  high  integer not null,
  types text not null -- each between two line feeds
);

-- What requests to a webhook were made of for a while. An attempt names its revision by number. One
-- that was replaced goes when no delivery that is so old is left.
create table ${webhook_revisions} (
  key                integer primary key,
  webhook            integer not null, -- its key
  revision           integer not null,
  url                text    not null,
  headers            blob    not null, -- encrypted
  secret             blob    not null, -- encrypted
  old_secret         blob,             -- encrypted
  old_secret_until   integer,
  client_certificate text,             -- PEM, without its key
  timeout_seconds    integer not null,
  made_at            integer not null,
  replaced_at        integer,          -- null: it is in use
  used               integer not null default 0, -- 1: an attempt names it
  format text not null default '', -- as in ${webhooks}
  ed25519 integer not null default 0,
  login text not null default '' -- without its secret
);
create unique index ${prefix}webhook_revisions_of_webhook on ${webhook_revisions} (webhook, revision);
create index ${prefix}webhook_revisions_replaced on ${webhook_revisions} (webhook) where replaced_at is not null;

-- Who sent, such as Carillon/0.1.0: one row for each that ever did.
create table ${user_agents} (
  number integer primary key,
  text   text not null unique
);

-- What a webhook subscribed to and whether it was enabled, for a while: by this, events that were
-- recorded meanwhile went to it or did not. One that was replaced goes when no event is so old.
create table ${webhook_subscriptions} (
  key             integer primary key,
  webhook         integer not null, -- its key
  since_revision  integer not null, -- of the set of webhooks: from this one on it was in force
  until_revision  integer, -- from this one on no more; null: it is in force
  registered      integer not null, -- 1: the webhook was registered with it
  event_types     text not null,
  operational     text not null,
  tags            text not null,
  filter          text not null,
  fields          text not null,
  changed_fields  text not null,
  disabled_at     integer, -- null: it was enabled
  disabled_reason text not null,
  disabled_detail text not null,
  began_at        integer not null,
  ended_at        integer, -- null: it is in force
  template        text not null default ''
);
create unique index ${prefix}webhook_subscriptions_of_webhook on ${webhook_subscriptions} (webhook, since_revision);
create index ${prefix}webhook_subscriptions_ended on ${webhook_subscriptions} (webhook) where ended_at is not null;

-- A webhook whose events are fetched, from its first read on. A transaction that gives out events or counts them as lost
-- locks its row first, so that two readers never get the same event.
create table ${consumers} (
  webhook integer primary key, -- its key
  read_at integer not null default 0, -- when it was read last, and when something was acknowledged last
  acknowledged_at integer not null default 0,
  lost integer not null default 0, -- how many events retention removed before they were acknowledged
  lost_at integer not null default 0
);

-- Events that were given out and are not acknowledged. Those whose lease has ended are given out
-- again, and stay here until then.
create table ${leases} (
  delivery integer primary key,
  webhook integer not null, -- its key
  subject text not null, -- of the event
  id text not null, -- of the delivery
  batch text not null, -- the response that it was given out with
  reader text not null, -- by what it was fetched
  number integer not null, -- of the attempt that this is, once it is over
  revision integer not null, -- of the webhook, whose settings signed it
  user_agent integer not null,
  at integer not null, -- when, by the wall clock: it is signed
  given_at integer not null, -- when, by the clock of due times
  until integer not null
);
create index ${prefix}leases_of_webhook on ${leases} (webhook, batch);
create index ${prefix}leases_of_id on ${leases} (webhook, id);
create index ${prefix}leases_of_subject on ${leases} (webhook, subject);

-- Events of which a webhook gets no delivery yet, since it debounces or wants batches. The event's
-- fan names the webhook as if it had missed the event; a row here says that it did not.
create table ${held_events} (
  webhook     integer not null, -- its key
  event       integer not null, -- the event's number
  sequence    integer not null, -- the number that its delivery has, if it gets one of its own
  payload     integer not null, -- which of the event's, from 0
  subject     text    not null,
  held_at     integer not null, -- when the event was recorded
  ready_at    integer, -- since when it waits for a batch; null: it is debounced
  merged_into integer, -- the number of the event that is sent for it; null: it is sent itself
  late        integer not null default 0, -- 1: the webhook got it later than it was recorded
  primary key (event, webhook) -- by the webhook, a planner would use no other index
) without rowid;
create index ${prefix}held_events_of_webhook on ${held_events} (webhook, event);
create index ${prefix}held_events_debounced on ${held_events} (webhook, subject, event, held_at, ready_at) where ready_at is null;
create index ${prefix}held_events_ready on ${held_events} (webhook, event) where ready_at is not null and merged_into is null;
create index ${prefix}held_events_merged on ${held_events} (webhook, merged_into, event) where merged_into is not null;

-- What was sent for events that were held: which delivery has them, and where in its payload.
create table ${grouped_events} (
  delivery integer not null, -- its number; 0: nothing was sent
  place    integer not null, -- the element of the batch's array, from 0
  event    integer not null, -- the event's number
  webhook  integer not null, -- its key
  carrier  integer not null, -- the number of the delivery's event
  bytes    integer not null, -- how long the element is; 0: it is not part of an array; -1: nothing was sent
  split_of integer, -- the batch whose receiver found it too large; null: none
  primary key (event, webhook, delivery)
) without rowid;
create index ${prefix}grouped_events_of_delivery on ${grouped_events} (delivery, place);
create index ${prefix}grouped_events_carrier on ${grouped_events} (carrier);

-- The keys that sign requests of webhooks that ask for Ed25519; all webhooks share them.
create table ${signing_keys} (
  key         integer primary key autoincrement,
  public_key  text    not null, -- base64
  private_key blob    not null, -- encrypted
  signs_from  integer not null,
  signs_until integer not null, -- the year 9999: it was not replaced
  withdrawn   integer not null default 0 -- 1: receivers are not shown it any more
);

-- Deliveries whose last attempt cannot be found by the time of their end: the end was stored later
-- than it is usual, or they were redelivered. Who reads deliveries in the order of their ends has gone
-- on by then, and removes them here.
create table ${late_ends} (
  delivery integer primary key, -- its number
  ended_at integer not null,
  times integer not null default 1 -- how often it was noted; who has read it removes it as it was then
);
