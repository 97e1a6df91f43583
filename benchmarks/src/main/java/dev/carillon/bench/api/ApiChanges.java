package dev.carillon.bench.api;

import dev.carillon.bench.client.BareClient;
import dev.carillon.bench.duel.Contender;
import dev.carillon.bench.duel.Round;
import dev.carillon.bench.duel.Stopwatch;
import dev.carillon.bench.program.Histogram;
import dev.carillon.bench.receiver.RunningReceiver;
import dev.carillon.bench.receiver.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The server: each change is accepted, indexed, recorded and delivered. */
final class ApiChanges implements Contender {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Library library;
  private final RunningReceiver receiver;
  private final List<byte[]> heads;
  private final List<Histogram> answers = new ArrayList<>();
  private byte[] lastAnswer = new byte[0];
  private Histogram delays = new Histogram();

  ApiChanges(Library library, RunningReceiver receiver) {
    this.library = library;
    this.receiver = receiver;
    this.heads =
        library.assets().stream()
            .map(asset -> Updates.head(asset, library.authorization()))
            .toList();
  }

  @Override
  public String name() {
    return "server";
  }

  @Override
  public long process() {
    return library.server().pid();
  }

  @Override
  public Round round(Duration length) throws IOException, InterruptedException {
    return round(length, 0);
  }

  /**
   * One round at a given pace.
   *
   * @param perSecond how many changes; 0 = as many as go
   */
  Round round(Duration length, double perSecond) throws IOException, InterruptedException {
    try (BareClient client = new BareClient(library.server().address(), heads.size())) {
      Stopwatch watch = new Stopwatch(process(), library.server()::cpuNanos, receiver);
      Updates updates = new Updates(heads, length.toNanos(), perSecond);
      client.run(updates);
      answers.add(updates.answers());
      lastAnswer = updates.lastAnswer();
      long owed = (long) updates.accepted().size() * library.fanOut();
      Stopwatch.Lap lap = watch.lap(awaitDelivered(owed));
      Tally received = receiver.report();
      delays = new Histogram();
      updates.accepted().delays(received, delays::record);
      return lap.round(
          updates.accepted().size(), updates.accepted().compare(received, library.fanOut()));
    }
  }

  /** The times to answer, one histogram for each round. */
  List<Histogram> answers() {
    return answers;
  }

  /** From the API's answer to the receiver's first byte, in the last round. */
  Histogram delays() {
    return delays;
  }

  /** What the server answers. */
  byte[] lastAnswer() {
    return lastAnswer;
  }

  /** The requests, one for each asset. */
  List<byte[]> heads() {
    return heads;
  }

  /** When all had come, or nothing more was to be hoped for. */
  private long awaitDelivered(long expected) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (receiver.count() < expected && System.nanoTime() < deadline) {
      Thread.sleep(1);
    }
    long end = System.nanoTime();
    // what is doubled would come now
    Thread.sleep(50);
    return end;
  }
}
