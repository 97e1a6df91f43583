package dev.carillon.server.testing;

import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver that remembers each request, when it came, and how many were there at once. */
public final class RecordingReceiver implements AutoCloseable {

  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  private final Map<String, AtomicInteger> times = new ConcurrentHashMap<>();
  private final AtomicInteger there = new AtomicInteger();
  private final AtomicInteger thereMax = new AtomicInteger();
  private final ScriptedReceiver receiver;
  private Script script;

  private RecordingReceiver(Script script) {
    this.script = script;
    this.receiver = ScriptedReceiver.start(this::answer);
  }

  public static RecordingReceiver answering(int status) {
    return new RecordingReceiver(Script.status(status));
  }

  public static RecordingReceiver doing(Script script) {
    return new RecordingReceiver(script);
  }

  /**
   * From now on it does this, with each request that has not come yet; when that was, by {@link
   * System#nanoTime}.
   */
  public synchronized long now(Script other) {
    script = other;
    return System.nanoTime();
  }

  private boolean answer(Received request, OutputStream out, Socket socket)
      throws IOException, InterruptedException {
    thereMax.accumulateAndGet(there.incrementAndGet(), Math::max);
    // first: a test that has seen the request finds it counted
    times.computeIfAbsent(id(request), any -> new AtomicInteger()).incrementAndGet();
    Script does = noted(request);
    try {
      return does.answer(request, out, socket);
    } finally {
      there.decrementAndGet();
    }
  }

  private synchronized Script noted(Received request) {
    requests.add(new RecordedRequest(request, Instant.now(), System.nanoTime()));
    return script;
  }

  public String url() {
    return receiver.url();
  }

  public List<RecordedRequest> requests() {
    return requests;
  }

  public int count() {
    return requests.size();
  }

  /** Those that came so far, once so many have. */
  public List<RecordedRequest> await(int count) {
    Await.until(() -> "only " + count() + " requests came", () -> count() >= count);
    return List.copyOf(requests);
  }

  /** How many deliveries it heard of. */
  public int distinct() {
    return times.size();
  }

  /** How often it heard of each delivery. */
  public Map<String, AtomicInteger> times() {
    return times;
  }

  public int thereMax() {
    return thereMax.get();
  }

  private static String id(Received request) {
    return request.header("webhook-id").orElse("none");
  }

  @Override
  public void close() {
    receiver.close();
  }

  /**
   * One request.
   *
   * @param at when it came, by the wall clock
   * @param atNanos the same by a clock that does not step
   */
  public record RecordedRequest(Received request, Instant at, long atNanos) {

    public String header(String name) {
      return request.header(name).orElse("");
    }

    public String id() {
      return header("webhook-id");
    }

    public int attempt() {
      return Integer.parseInt(header("X-Hook-Attempt"));
    }

    /** What the sender says when it was. */
    public Instant timestamp() {
      return Instant.ofEpochSecond(Long.parseLong(header("webhook-timestamp")));
    }

    public double millisAfter(RecordedRequest other) {
      return (atNanos - other.atNanos) / 1e6;
    }
  }
}
