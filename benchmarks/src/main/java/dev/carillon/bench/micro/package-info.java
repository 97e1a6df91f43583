/**
 * The hot functions one by one, by JMH: signing, rendering, filtering, matching. May depend on
 * {@code hooks} and on the server's packages for events, fields and search.
 */
@NullMarked
package dev.carillon.bench.micro;

import org.jspecify.annotations.NullMarked;
