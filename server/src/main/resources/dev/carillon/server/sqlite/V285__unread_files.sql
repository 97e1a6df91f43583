-- Files whose own metadata could not be read while their upload was waited for: it is read when the
-- asset is taken from the queue. unread_blob: the file it is about; empty = it was read. named:
-- fields that were named or changed since, one after the other, each with a comma behind it; a *
-- among them = the call said that the asset's own values are kept.
alter table preview_queue add column unread_blob text not null default '';
alter table preview_queue add column named text not null default '';
