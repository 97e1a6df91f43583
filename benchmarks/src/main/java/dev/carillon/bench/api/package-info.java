/**
 * The product through its API, as its clients see it: P2 and P3. Starts the packaged server and
 * knows nothing inside it.
 */
@NullMarked
package dev.carillon.bench.api;

import org.jspecify.annotations.NullMarked;
