-- Times are microseconds since 1970, but for leases, which go by the database's clock. Numbers that
-- stand for words:
--   deliveries.state   0 pending, 1 delivered, 2 exhausted, 3 cancelled, 4 missed
--   attempts.outcome   0 accepted, 1 rejected, 2 unreachable, 3 blocked
-- Lists are lines, each ended by a line feed; a backslash stands before a backslash or an n.
-- What is called encrypted, only the server's key can read.

create table webhooks (
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
  removed_at       bigint            -- null: it is there
);

-- One row. The revision grows with every change of any webhook; whoever changes one locks it first.
create table webhook_set (
  revision bigint not null
);
insert into webhook_set values (0);

create sequence delivery_sequence;

create table events (
  sequence    bigint  primary key,
  id          text    collate "C" not null unique,
  type        text    not null,
  subject     text    not null,
  time        bigint  not null,
  recorded_at bigint  not null,
  deliveries  integer not null, -- how many were recorded with it
  snapshot    bytea   not null
);
create index events_unheard on events (recorded_at) where deliveries = 0;

-- A payload has the number of the first delivery that carries it.
create table payloads (
  sequence bigint primary key,
  bytes    bytea  not null
);
alter table payloads alter column bytes set storage external;

create table deliveries (
  sequence       bigint   primary key,
  event          bigint   not null,
  webhook        bigint   not null,
  payload        bigint,           -- null: missed
  owner          bigint   not null,
  due_at         bigint,           -- while pending
  ended_at       bigint,           -- once it is not
  created_at     bigint   not null,
  first_at       bigint,           -- of a first try that went well; others are in attempts
  first_duration bigint,
  first_status   integer,
  attempts       integer  not null,
  state          smallint not null,
  id             text     not null -- begins as the event's id does, which is how it is found
);
create index deliveries_of_event on deliveries (event);
create index deliveries_due on deliveries (webhook, due_at, sequence) where state = 0;
create index deliveries_by_state on deliveries (webhook, state, sequence);
create index deliveries_ended on deliveries (ended_at) where ended_at is not null;

create table attempts (
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
  primary key (delivery, number)
);

-- One row for each start, until its deliveries are in other hands.
create table nodes (
  epoch         bigint generated always as identity primary key,
  name          text        not null,
  lease_until   timestamptz not null,
  taken_over_at timestamptz -- null: it may renew its lease
);
