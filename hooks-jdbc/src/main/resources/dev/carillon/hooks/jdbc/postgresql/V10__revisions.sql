-- What requests to a webhook were made of for a while. An attempt names its revision by number. One
-- that was replaced goes when no delivery that is so old is left.
create table webhook_revisions (
  key                bigint generated always as identity primary key,
  webhook            bigint  not null, -- its key
  revision           integer not null,
  url                text    not null,
  headers            bytea   not null, -- encrypted
  secret             bytea   not null, -- encrypted
  old_secret         bytea  ,          -- encrypted
  old_secret_until   bigint ,
  client_certificate text,             -- PEM, without its key
  timeout_seconds    integer not null,
  made_at            bigint  not null,
  replaced_at        bigint            -- null: it is in use
);
create unique index webhook_revisions_of_webhook on webhook_revisions (webhook, revision);
create index webhook_revisions_replaced on webhook_revisions (webhook) where replaced_at is not null;

alter table webhooks add column revision  integer not null default 1;
alter table webhooks add column responses text    not null default 'FAILURES';

-- The present settings are the first revision. Attempts made before name none: nobody knows what
-- they were made of.
insert into webhook_revisions
  (webhook, revision, url, headers, secret, old_secret, old_secret_until, client_certificate,
   timeout_seconds, made_at)
select key, 1, url, headers, secret, old_secret, old_secret_until, client_certificate,
  timeout_seconds, (extract(epoch from clock_timestamp()) * 1000000)::bigint
from webhooks where removed_at is null;

-- Who sent, such as Carillon/0.1.0: one row for each that ever did.
create table user_agents (
  number integer generated always as identity primary key,
  text   text not null unique
);

alter table attempts add column revision   integer; -- null: not known
alter table attempts add column user_agent integer;

-- Of a first try that went well, as the other columns that begin so.
alter table deliveries add column first_revision   integer;
alter table deliveries add column first_user_agent integer;
