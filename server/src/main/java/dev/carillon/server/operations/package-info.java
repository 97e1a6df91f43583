/**
 * The room of operations, put together: logs, counters and listeners of the engine. Uses the
 * packages below it, and the operational events of {@code webhooks.payload}.
 */
@NullMarked
package dev.carillon.server.operations;

import org.jspecify.annotations.NullMarked;
