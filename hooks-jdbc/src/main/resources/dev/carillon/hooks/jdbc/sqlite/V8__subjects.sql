-- The events of each subject. They are entered in batches, in the order of subjects: to enter each
-- with its event costs more than the event's own row, since every subject is on a page of its own.
drop index events_of_subject;
create table event_subjects (
  subject  text    not null,
  sequence integer not null,
  primary key (subject, sequence)
) without rowid;
insert into event_subjects select subject, sequence from events order by subject, sequence;

-- Up to this number they are entered; those behind it are looked through.
alter table journal add column filed integer not null default 0;
update journal set filed = (select coalesce(max(sequence), 0) from events);
