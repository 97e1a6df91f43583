package dev.carillon.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps the requests that are made, and answers each with one status. */
final class Sent implements Sender {

  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** An engine waits so long for the hand-over of what it finds in the store. */
  static final Duration FOUND_AFTER = Duration.ofSeconds(1);

  /** One look counts for no more: a machine that stands still for a while takes no time from us. */
  private static final long LOOK_NANOS_MAX = Duration.ofMillis(50).toNanos();

  private final BlockingQueue<SignedRequest> requests = new LinkedBlockingQueue<>();
  private volatile int status = 200;

  /** What is answered from now on. */
  void answer(int other) {
    status = other;
  }

  @Override
  public Outcome send(SignedRequest request) {
    requests.add(request);
    ReceiverResponse response = ReceiverResponse.of(status);
    return response.success() ? new Outcome.Accepted(response) : new Outcome.Rejected(response);
  }

  @Override
  public void close() {
    // what was sent may still be asked for
  }

  SignedRequest next() throws InterruptedException {
    SignedRequest next = requests.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(next).as("a request within %s", PATIENCE).isNotNull();
    return next;
  }

  String body() throws InterruptedException {
    return text(next());
  }

  /** The next body, which comes sooner than an engine finds what was not handed to it. */
  String bodyAtOnce() throws InterruptedException {
    SignedRequest next = null;
    for (long left = FOUND_AFTER.toNanos(); next == null && left > 0; ) {
      long from = System.nanoTime();
      next = requests.poll(10, TimeUnit.MILLISECONDS);
      left -= Math.min(System.nanoTime() - from, LOOK_NANOS_MAX);
    }
    assertThat(next).as("a request within %s", FOUND_AFTER).isNotNull();
    return text(next);
  }

  /** So many bodies, whichever came first; each may come more than once. */
  Set<String> bodies(int count) throws InterruptedException {
    Set<String> bodies = new TreeSet<>();
    while (bodies.size() < count) {
      bodies.add(body());
    }
    return bodies;
  }

  /** What came and was not asked for. */
  List<String> rest() {
    List<SignedRequest> rest = new ArrayList<>();
    requests.drainTo(rest);
    return rest.stream().map(Sent::text).toList();
  }

  private static String text(SignedRequest request) {
    return new String(request.payload().bytes(), UTF_8);
  }
}
