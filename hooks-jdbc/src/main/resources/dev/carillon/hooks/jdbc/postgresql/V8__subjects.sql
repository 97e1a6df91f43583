-- Events are found by their subject through an index here; only SQLite enters them in batches.
select 1;
