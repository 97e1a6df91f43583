-- What members of a group may use at least: pro, api, standard or basic; empty = the group says nothing.
alter table access_groups add column licence text not null default '';
