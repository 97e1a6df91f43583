/**
 * Custom event types: what an administrator registered, with the schemas of the data of their
 * events, and the events that other programs record. Knows assets only as far as a snapshot shows
 * them.
 */
@NullMarked
package dev.carillon.server.webhooks.eventtypes;

import org.jspecify.annotations.NullMarked;
