package dev.carillon.server.webhooks.testing;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** One URL that takes requests and keeps the latest. */
final class Inspector {

  private static final int KEPT_MAX = 200;
  private static final long BYTES_MAX = 2L << 20;

  private final String id;
  private final Deque<InspectedRequest> requests = new ArrayDeque<>();
  private InspectorResponse reaction;
  private Instant lastUsed;
  private long bytes;

  Inspector(String id, InspectorResponse reaction, Instant now) {
    this.id = id;
    this.reaction = reaction;
    this.lastUsed = now;
  }

  String id() {
    return id;
  }

  synchronized InspectorResponse reaction() {
    return reaction;
  }

  synchronized void reaction(InspectorResponse other) {
    reaction = other;
  }

  /** Somebody sent to it, or looked at it. */
  synchronized void used(Instant now) {
    lastUsed = now;
  }

  synchronized Instant lastUsed() {
    return lastUsed;
  }

  /** Keeps it, and lets the oldest go where there are too many. The latest always stays. */
  synchronized void keep(InspectedRequest request) {
    requests.addFirst(request);
    bytes += request.bytes();
    while (requests.size() > 1 && (requests.size() > KEPT_MAX || bytes > BYTES_MAX)) {
      bytes -= requests.removeLast().bytes();
    }
  }

  /** The newest first. */
  synchronized List<InspectedRequest> requests() {
    return List.copyOf(requests);
  }

  synchronized void clear() {
    requests.clear();
    bytes = 0;
  }
}
