-- The certificate that a webhook shows to its receiver, PEM, and its key; null: it shows none.
alter table webhooks add column client_certificate text;
alter table webhooks add column client_key         blob; -- encrypted
