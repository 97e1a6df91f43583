/**
 * Payloads and filters of events: how a snapshot of {@code assets.event} becomes JSON, and which
 * webhooks want it, on whose behalf. Uses {@code assets.event}, {@code assets.field}, {@code
 * assets.folder} for what users may see, {@code assets.search.index} and {@code hooks}.
 */
@NullMarked
package dev.carillon.server.webhooks.payload;

import org.jspecify.annotations.NullMarked;
