package dev.carillon.server.faults.clock;

import dev.carillon.hooks.testkit.ScriptedReceiver;
import dev.carillon.hooks.testkit.ScriptedReceiver.Script;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes each call and answers 503 until it is told otherwise. */
final class Receiver implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final ScriptedReceiver receiver;
  private volatile int status = 503;

  Receiver() {
    receiver =
        ScriptedReceiver.start(
            (request, out, socket) -> {
              calls.add(Call.now(request));
              return Script.status(status).answer(request, out, socket);
            });
  }

  String url() {
    return receiver.url();
  }

  void answers(int other) {
    status = other;
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Waits until so many have come. */
  List<Call> await(int count) throws InterruptedException {
    awaitSince(Long.MIN_VALUE, count);
    return calls();
  }

  /** Waits until so many have come after this moment. */
  void awaitSince(long nanos, int count) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (calls.stream().filter(call -> call.nanos() > nanos).count() < count) {
      if (System.nanoTime() > end) {
        throw new AssertionError("only " + calls.size() + " calls came, not " + count + " more");
      }
      Thread.sleep(5);
    }
  }

  @Override
  public void close() {
    receiver.close();
  }
}
