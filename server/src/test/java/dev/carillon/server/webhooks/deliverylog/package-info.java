/** The log's filters and words. */
@NullMarked
package dev.carillon.server.webhooks.deliverylog;

import org.jspecify.annotations.NullMarked;
