/**
 * Programs that measure what the server needs and how fast it is, each a {@link
 * dev.carillon.bench.program.Program}. Those in this package start the packaged server as a user
 * does, and know nothing inside it.
 */
@NullMarked
package dev.carillon.bench;

import org.jspecify.annotations.NullMarked;
