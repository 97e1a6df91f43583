/**
 * How names are looked up for the core's sender: with dnsjava, which has a deadline. Depends on the
 * core's {@code send} only.
 */
@NullMarked
package dev.carillon.server.send;

import org.jspecify.annotations.NullMarked;
