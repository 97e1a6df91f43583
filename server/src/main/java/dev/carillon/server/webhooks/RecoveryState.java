package dev.carillon.server.webhooks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the automatic recovery of a disabled webhook is.
 *
 * @param pings how many pings it got since it was disabled
 * @param nextPingAt when it gets the next one, by the engine's clock; null = it gets no more
 * @param lastError why the last ping was no success; empty = there was none
 */
public record RecoveryState(int pings, @Nullable Instant nextPingAt, String lastError) {}
