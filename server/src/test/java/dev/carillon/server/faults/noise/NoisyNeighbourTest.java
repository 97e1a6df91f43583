package dev.carillon.server.faults.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.faults.load.Embedded;
import dev.carillon.server.faults.noise.Bar.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** N1 to N3: whatever some webhooks do, the others get theirs as if nothing were. */
@Tag("alone")
@Tag("long")
@Tag("faults")
class NoisyNeighbourTest {

  private static final int PAIRS = FaultRecord.scaled(3, 5);
  private static final Duration LOAD = Duration.ofMillis(FaultRecord.scaled(1500, 10_000));
  private static final int PER_SECOND_AND_WEBHOOK = 10;
  private static final int FLOOD = FaultRecord.scaled(12_000, 50_000);

  private static boolean warm;

  @TempDir Path temp;

  @Test
  @Tag("n1")
  void oneThatHangsIsNotFeltByTheOthers() throws Exception {
    assertThat(faults("n1.one", CarillonEngine::in, new Noise.Hanging(1), PAIRS)).isEmpty();
  }

  @Test
  @Tag("n1")
  void tenThatHangAreNotFeltByTheOthers() throws Exception {
    assertThat(faults("n1.ten", CarillonEngine::in, new Noise.Hanging(10), PAIRS)).isEmpty();
  }

  @Test
  @Tag("n2")
  void oneThatIsFloodedIsNotFeltByTheOthersAndGetsItsShare() throws Exception {
    assertThat(faults("n2", CarillonEngine::in, new Noise.Flood(FLOOD), PAIRS)).isEmpty();
  }

  @Test
  @Tag("n3")
  void thoseThatRefuseAndFlapAreNotFeltByTheOthers() throws Exception {
    assertThat(faults("n3", CarillonEngine::in, new Noise.Refusing(), PAIRS)).isEmpty();
  }

  /** Else the bar would prove nothing. */
  @Test
  @Tag("n1")
  void oneQueueWithWorkersDoesNotPass() throws Exception {
    List<Pair> pairs =
        pairs("fifo", (directory, policy) -> new FifoEngine(policy), new Noise.Hanging(1), 1);
    List<String> faults = Bar.faults(pairs);
    assertThat(faults).anyMatch(fault -> fault.contains("were late or lost"));
    assertThat(faults).anyMatch(fault -> fault.contains("p99 grew"));
  }

  private List<String> faults(String name, Engine.Maker maker, Noise noise, int count)
      throws Exception {
    List<Pair> pairs = pairs(name, maker, noise, count);
    Bar.record(name, pairs);
    return Bar.faults(pairs);
  }

  private List<Pair> pairs(String name, Engine.Maker maker, Noise noise, int count)
      throws Exception {
    if (!warm) {
      warm = true; // the first pair shall find the code compiled
      quiet(maker, noise);
    }
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean quietFirst = i % 2 == 0;
      Measured first = quietFirst ? quiet(maker, noise) : noisy(maker, noise);
      Measured second = quietFirst ? noisy(maker, noise) : quiet(maker, noise);
      Pair pair = quietFirst ? new Pair(first, second) : new Pair(second, first);
      System.out.printf("%s: without noise %s; with it %s%n", name, pair.quiet(), pair.noisy());
      pairs.add(pair);
    }
    return pairs;
  }

  private Measured quiet(Engine.Maker maker, Noise noise) throws Exception {
    try (Neighbourhood around = neighbourhood(maker, noise)) {
      return around.equalLoad(noise.webhooks(), PER_SECOND_AND_WEBHOOK, LOAD);
    }
  }

  private Measured noisy(Engine.Maker maker, Noise noise) throws Exception {
    try (Neighbourhood around = neighbourhood(maker, noise)) {
      noise.begin(around);
      Measured measured = around.equalLoad(noise.webhooks(), PER_SECOND_AND_WEBHOOK, LOAD);
      noise.end(around);
      return measured;
    }
  }

  private Neighbourhood neighbourhood(Engine.Maker maker, Noise noise) throws IOException {
    Path directory = Files.createTempDirectory(temp, "run");
    return new Neighbourhood(maker.make(directory, noise.policy()));
  }

  /** Ours: durable, with lanes. */
  record CarillonEngine(Embedded core) implements Engine {

    static Engine in(Path directory, DeliveryPolicy policy) {
      return new CarillonEngine(Embedded.in(directory, policy));
    }

    @Override
    public void webhook(String url, String subject) {
      core.webhook(url, subject, WebhookLimits.DEFAULT);
    }

    @Override
    public List<Rung> ring(List<Event> events) {
      List<Receipt> receipts = core.record(events);
      long now = System.nanoTime();
      core.committed(receipts);
      List<Rung> rung = new ArrayList<>();
      for (Receipt receipt : receipts) {
        for (DueDelivery due : receipt.due()) {
          rung.add(new Rung(due.delivery().id().value(), due.delivery().subject(), now));
        }
      }
      return rung;
    }

    @Override
    public int inFlight() {
      return core.hooks().inFlight();
    }

    @Override
    public void close() {
      core.close();
    }
  }
}
