-- Times are microseconds since 1970. Numbers that stand for words:
--   deliveries.state   0 pending, 1 delivered, 2 exhausted, 3 cancelled, 4 missed
--   attempts.outcome   0 accepted, 1 rejected, 2 unreachable, 3 blocked
-- Lists are lines, each ended by a line feed; a backslash stands before a backslash or an n.
-- What is called encrypted, only the server's key can read.

create table webhooks (
  key              integer primary key,
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
  removed_at       integer           -- null: it is there
);

-- One row. The revision grows with every change of any webhook.
create table webhook_set (
  revision integer not null
);
insert into webhook_set values (0);

-- Events and deliveries share one row of numbers: the deliveries that were recorded with an event
-- have the numbers that follow the event's. So no index has to lead from one to the other.
create table events (
  sequence    integer primary key,
  id          text    not null unique,
  type        text    not null,
  subject     text    not null,
  time        integer not null,
  recorded_at integer not null,
  deliveries  integer not null, -- how many were recorded with it
  snapshot    blob    not null
);
create index events_unheard on events (recorded_at) where deliveries = 0;

-- A payload has the number of the first delivery that carries it.
create table payloads (
  sequence integer primary key,
  bytes    blob not null
);

create table deliveries (
  sequence       integer primary key,
  id             text    not null, -- begins as the event's id does, which is how it is found
  event          integer not null,
  webhook        integer not null,
  payload        integer,          -- null: missed
  state          integer not null,
  owner          integer not null,
  attempts       integer not null,
  due_at         integer,          -- while pending
  ended_at       integer,          -- once it is not
  created_at     integer not null,
  first_status   integer not null, -- of a first try that went well, else negative; others are in
  first_at       integer not null, -- attempts. These three are filled with numbers of the same
  first_duration integer not null  -- width from the start: a row that grows splits its page
);
create index deliveries_due on deliveries (webhook, due_at) where state = 0;
create index deliveries_by_state on deliveries (webhook, state) where state <> 0;
create index deliveries_ended on deliveries (ended_at) where ended_at is not null;

create table attempts (
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
  primary key (delivery, number)
);

-- One row for each start. The lock on the file keeps other processes out, so no lease is needed.
create table nodes (
  epoch      integer primary key autoincrement,
  started_at integer not null
);

-- One row: no event or delivery with a smaller or equal number will come, even if all were swept.
create table sequences (
  used integer not null
);
insert into sequences values (0);
