package dev.carillon.server.assets.search.query;

/**
 * What a date in a query means: a moment, or the whole day, month or year that it names.
 *
 * @param from its first millisecond since 1970
 * @param to its last
 */
record TimeSpan(long from, long to) {}
