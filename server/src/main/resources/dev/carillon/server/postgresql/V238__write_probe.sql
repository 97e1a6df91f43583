-- One row that is written to see whether the database takes a write.
create table write_probe (
  id integer primary key,
  probes bigint not null
);
insert into write_probe (id, probes) values (1, 0);
