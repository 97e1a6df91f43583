package dev.carillon.server.webhooks;

import dev.carillon.hooks.testkit.Received;
import dev.carillon.hooks.testkit.ScriptedReceiver;
import dev.carillon.hooks.testkit.ScriptedReceiver.Script;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver that remembers each request, when it came, and how many were there at once. */
final class RecordingReceiver implements AutoCloseable {

  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  private final Map<String, AtomicInteger> times = new ConcurrentHashMap<>();
  private final AtomicInteger there = new AtomicInteger();
  private final AtomicInteger thereMax = new AtomicInteger();
  private final ScriptedReceiver receiver;
  private volatile Script script;

  private RecordingReceiver(Script script) {
    this.script = script;
    this.receiver = ScriptedReceiver.start(this::answer);
  }

  static RecordingReceiver answering(int status) {
    return new RecordingReceiver(Script.status(status));
  }

  static RecordingReceiver doing(Script script) {
    return new RecordingReceiver(script);
  }

  /** From now on it does this. */
  void now(Script other) {
    script = other;
  }

  private boolean answer(Received request, java.io.OutputStream out, java.net.Socket socket)
      throws java.io.IOException, InterruptedException {
    thereMax.accumulateAndGet(there.incrementAndGet(), Math::max);
    requests.add(new RecordedRequest(request, System.nanoTime()));
    times.computeIfAbsent(id(request), any -> new AtomicInteger()).incrementAndGet();
    try {
      return script.answer(request, out, socket);
    } finally {
      there.decrementAndGet();
    }
  }

  String url() {
    return receiver.url();
  }

  List<RecordedRequest> requests() {
    return requests;
  }

  int count() {
    return requests.size();
  }

  /** How many deliveries it heard of. */
  int distinct() {
    return times.size();
  }

  /** How often it heard of each delivery. */
  Map<String, AtomicInteger> times() {
    return times;
  }

  int thereMax() {
    return thereMax.get();
  }

  private static String id(Received request) {
    return request.header("webhook-id").orElse("none");
  }

  @Override
  public void close() {
    receiver.close();
  }

  /** One request. */
  record RecordedRequest(Received request, long atNanos) {

    String header(String name) {
      return request.header(name).orElse("");
    }

    String id() {
      return header("webhook-id");
    }

    int attempt() {
      return Integer.parseInt(header("X-Hook-Attempt"));
    }

    double millisAfter(RecordedRequest other) {
      return (atNanos - other.atNanos) / 1e6;
    }
  }
}
