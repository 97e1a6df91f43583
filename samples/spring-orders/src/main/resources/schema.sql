create table if not exists orders (
  id       bigint generated always as identity primary key,
  customer text not null,
  item     text not null,
  status   text not null
);
