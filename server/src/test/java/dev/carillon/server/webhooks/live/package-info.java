/** Listening to what happens. */
@NullMarked
package dev.carillon.server.webhooks.live;

import org.jspecify.annotations.NullMarked;
