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
