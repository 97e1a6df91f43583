package dev.carillon.bench.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.bench.client.BareClient;
import dev.carillon.bench.client.Traffic;
import dev.carillon.bench.program.Histogram;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.program.Result;
import dev.carillon.bench.program.Verdict;
import dev.carillon.bench.receiver.Ledger;
import dev.carillon.bench.receiver.RunningReceiver;
import dev.carillon.bench.receiver.Tally;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A job recovers what a webhook has missed while new changes go on: the delay of the new ones, from
 * the API's answer to the receiver's first byte. The limit is the same without the job.
 */
public final class Recover implements Program {

  private static final int MISSED = 100_000;
  private static final int BRIEF_MISSED = 5_000;
  private static final int CLIENTS = 64;
  private static final int PER_SECOND = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Override
  public String purpose() {
    return "delay of new changes while 100,000 missed ones are recovered";
  }

  @Override
  public Result run(Options options) throws IOException, InterruptedException {
    int wanted = options.brief() ? BRIEF_MISSED : MISSED;
    Duration length = Duration.ofSeconds(options.brief() ? 5 : 20);
    System.out.printf(
        "settings: %,d missed, %d new changes/s by the clock, one webhook, SQLite%n",
        wanted, PER_SECOND);
    try (RunningReceiver receiver = RunningReceiver.start(Library.MARKER);
        Library library = Library.open(options, receiver, CLIENTS)) {
      receiver.checkClock();
      ApiChanges server = new ApiChanges(library, receiver);
      Verdict verdict = server.round(length).verdict();
      Instant since = Instant.now();
      List<Ledger> missed = missed(library, server, wanted);
      verdict = verdict.plus(server.round(length, PER_SECOND).verdict());
      Histogram alone = server.delays();
      Running job = Running.start(library, since);
      Ledger fresh = changes(library, server, job);
      return result(alone, missed, fresh, arrived(receiver, missed, fresh), job, verdict);
    }
  }

  /** Changes while the webhook is disabled. */
  private static List<Ledger> missed(Library library, ApiChanges server, int wanted)
      throws IOException, InterruptedException {
    String webhook = "/services/admin/webhook/" + library.webhook();
    library.post(webhook + "/disable", "");
    List<Ledger> missed = new ArrayList<>();
    int count = 0;
    while (count < wanted) {
      Updates updates = new Updates(server.heads(), Duration.ofSeconds(1).toNanos(), 0);
      try (BareClient client = new BareClient(library.server().address(), CLIENTS)) {
        client.run(updates);
      }
      missed.add(updates.accepted());
      count += updates.accepted().size();
    }
    library.post(webhook + "/enable", "");
    return missed;
  }

  /** New changes until the job has ended. */
  private static Ledger changes(Library library, ApiChanges server, Running job)
      throws IOException, InterruptedException {
    Updates updates = new Updates(server.heads(), PATIENCE.toNanos(), PER_SECOND);
    try (BareClient client = new BareClient(library.server().address(), CLIENTS)) {
      client.run(new UntilEnded(updates, job.ended()));
    }
    return updates.accepted();
  }

  private static Tally arrived(RunningReceiver receiver, List<Ledger> missed, Ledger fresh)
      throws IOException, InterruptedException {
    long owed = fresh.size() + missed.stream().mapToLong(Ledger::size).sum();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (receiver.count() < owed && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    // what is doubled would come now
    Thread.sleep(200);
    return receiver.report();
  }

  private static Result result(
      Histogram alone,
      List<Ledger> missed,
      Ledger fresh,
      Tally received,
      Running job,
      Verdict before)
      throws IOException {
    Histogram delays = new Histogram();
    fresh.delays(received, delays::record);
    Verdict verdict = before.plus(verdict(missed, fresh, received));
    long recovered = missed.stream().mapToLong(Ledger::size).sum();
    double seconds = job.seconds();
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("p99Millis", delays.millis(0.99));
    more.put("aloneP99Millis", alone.millis(0.99));
    more.put("recovered", recovered);
    more.put("recoveredPerSecond", Math.round(recovered / seconds));
    more.put("newWhileRecovering", fresh.size());
    double p50 = delays.millis(0.5);
    double limit = alone.millis(0.5);
    return new Result(p50, "ms", limit, limit / p50, 1, verdict, more);
  }

  /** Each of the ledgers has lost what did not come; what none of them knows is unknown. */
  private static Verdict verdict(List<Ledger> missed, Ledger fresh, Tally received) {
    List<Ledger> all = new ArrayList<>(missed);
    all.add(fresh);
    Verdict sum = Verdict.NONE;
    long known = 0;
    for (Ledger ledger : all) {
      Verdict one = ledger.compare(received);
      sum = sum.plus(new Verdict(one.expected(), one.lost(), one.doubled(), 0));
      known += ledger.found(received);
    }
    return sum.plus(new Verdict(0, 0, 0, received.size() - known));
  }

  /** The job, and a thread that looks after it. */
  private record Running(Library library, String id, AtomicBoolean ended) {

    static Running start(Library library, Instant since) throws IOException, InterruptedException {
      String order =
          "{\"kind\":\"recover\",\"webhook\":\"%s\",\"since\":\"%s\"}"
              .formatted(library.webhook(), since);
      String id = library.post("/api/jobs", order).required("id").asText();
      Running job = new Running(library, id, new AtomicBoolean());
      Thread.ofVirtual().start(job::watch);
      return job;
    }

    private void watch() {
      try {
        while (shown().required("endedAt").isNull()) {
          Thread.sleep(50);
        }
      } catch (IOException | InterruptedException failed) {
        System.err.println("the job cannot be watched: " + failed);
      } finally {
        ended.set(true);
      }
    }

    private JsonNode shown() throws IOException, InterruptedException {
      return library.get("/api/jobs/" + id);
    }

    double seconds() throws IOException {
      try {
        JsonNode job = shown();
        if (!job.required("state").asText().equals("done")) {
          throw new IOException("the job did not end well: " + job);
        }
        Instant from = Instant.parse(job.required("createdAt").asText());
        Instant to = Instant.parse(job.required("endedAt").asText());
        return Math.max(1, Duration.between(from, to).toMillis()) / 1000.0;
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IOException("stopped", stopped);
      }
    }
  }

  /** Traffic that is over when something else has ended. */
  private record UntilEnded(Traffic traffic, AtomicBoolean ended) implements Traffic {

    @Override
    public boolean next(int connection, ByteBuffer request, long nanos) {
      return traffic.next(connection, request, nanos);
    }

    @Override
    public void answered(int connection, int status, ByteBuffer body, long nanos)
        throws IOException {
      traffic.answered(connection, status, body, nanos);
    }

    @Override
    public boolean over(long nanos) {
      return ended.get() || traffic.over(nanos);
    }

    @Override
    public boolean paced() {
      return traffic.paced();
    }
  }
}
