create table if not exists orders (id bigint primary key, item text not null);
