-- The trace that a request brought for its events, null where the event's own id is the trace.
alter table events add column trace text;
