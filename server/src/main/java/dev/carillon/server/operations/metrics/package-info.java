/** Metrics for Prometheus. Uses {@code platform} and the event types of {@code assets.event}. */
@NullMarked
package dev.carillon.server.operations.metrics;

import org.jspecify.annotations.NullMarked;
