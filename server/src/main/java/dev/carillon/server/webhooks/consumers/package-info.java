/**
 * Webhooks whose events are fetched, called consumers: readers get what a push would have sent, and
 * acknowledge it. Uses {@code platform}.
 */
@NullMarked
package dev.carillon.server.webhooks.consumers;

import org.jspecify.annotations.NullMarked;
