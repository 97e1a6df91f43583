/**
 * Events for those who ask: a feed to read in order, and streams that tell what happens. Depends on
 * the core, {@code http} and {@code log}.
 */
@NullMarked
package dev.carillon.server.feed;

import org.jspecify.annotations.NullMarked;
