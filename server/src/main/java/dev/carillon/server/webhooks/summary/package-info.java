/**
 * What happened with an event, in a line for people: from what was stored with the event, never
 * from the asset as it is now. Uses {@code platform}, the events of assets, and their stored form.
 */
@NullMarked
package dev.carillon.server.webhooks.summary;

import org.jspecify.annotations.NullMarked;
