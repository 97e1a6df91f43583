/**
 * Alerts: rules that say what is wrong, channels that people read, one for programs, and what each
 * was told. May use the health and the metrics of operations, the database, the sender and the
 * payloads of webhooks, and the platform.
 */
@NullMarked
package dev.carillon.server.operations.alerts;

import org.jspecify.annotations.NullMarked;
