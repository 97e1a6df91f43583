/**
 * The registry of metadata fields and the values they hold: shared by assets, search, events and
 * webhooks. Depends on nothing else of the server.
 */
@NullMarked
package dev.carillon.server.field;

import org.jspecify.annotations.NullMarked;
