-- Names of metadata fields that clients sent and nobody declared; noted_at: when one first came.
create table undeclared_fields (
  name text not null primary key,
  noted_at integer not null
);
