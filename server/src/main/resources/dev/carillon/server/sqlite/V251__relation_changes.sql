-- Who last changed what is said about a relation, and when; null: nobody since it was made.
alter table relations add column modified_by text;
alter table relations add column modified_at integer;
