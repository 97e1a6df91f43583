-- The last attempts of a webhook, from which its health follows: how many are known, and which of
-- them failed (the lowest bit is the last one).
alter table webhooks add column recent_attempts integer not null default 0;
alter table webhooks add column recent_failed   integer not null default 0;
-- Whether it was told last that it is failing (1) or that it has recovered (0).
alter table webhooks add column told_failing    integer not null default 0;
-- Nothing is sent to it before, since its receiver asked for that (Retry-After). 0: it is not held.
alter table webhooks add column held_until      integer not null default 0;
update webhooks set told_failing = 1 where health = 'FAILING';
