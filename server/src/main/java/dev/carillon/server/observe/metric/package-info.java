/**
 * Numbers about what the server does, for Prometheus. Counting costs well below a microsecond; what
 * has to be asked of the database is asked when somebody looks, and not more than once in a few
 * seconds.
 */
@NullMarked
package dev.carillon.server.observe.metric;

import org.jspecify.annotations.NullMarked;
