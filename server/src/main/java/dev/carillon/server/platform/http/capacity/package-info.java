/** Shares processors and disk space out among callers. Uses {@code http} and {@code header}. */
@NullMarked
package dev.carillon.server.platform.http.capacity;

import org.jspecify.annotations.NullMarked;
