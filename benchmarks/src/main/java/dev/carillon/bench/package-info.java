/**
 * Programs that measure what the server needs and how fast it is, each a {@link
 * dev.carillon.bench.Program}. They start the packaged server as a user does, and may depend on
 * nothing inside it.
 */
@NullMarked
package dev.carillon.bench;

import org.jspecify.annotations.NullMarked;
