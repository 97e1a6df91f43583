/**
 * What the server tells its webhooks: the 16 event types, the snapshots behind them, and the
 * payloads they are rendered into. Shared by the features whose changes make events.
 */
@NullMarked
package dev.carillon.server.event;

import org.jspecify.annotations.NullMarked;
