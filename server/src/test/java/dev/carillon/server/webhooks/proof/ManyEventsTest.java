package dev.carillon.server.webhooks.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/**
 * First attempts that succeeded are hashed many at a time. The check, which reads each delivery by
 * its number, gets the same hashes.
 */
@OnEachDatabase
class ManyEventsTest {

  /** More than are read in one statement. */
  private static final int EVENTS = 600;

  @Parameter private TestDatabase kind;
  @TempDir private Path home;
  private ProofWorld world;

  @BeforeEach
  void open() throws IOException {
    world = new ProofWorld(home, kind.fresh());
  }

  @AfterEach
  void close() throws IOException {
    world.close();
  }

  private List<Delivery> recorded() {
    return new ArrayList<>(
        world.record(
            IntStream.range(0, EVENTS)
                .mapToObj(i -> "payload " + i + "x".repeat(i % 200 == 7 ? 20_000 : 0))
                .toArray(String[]::new)));
  }

  private void webhook(String name, List<String> fields) {
    world
        .store()
        .webhooks()
        .add(
            Webhook.of(
                name,
                "https://" + name + ".example.com/hook",
                new Webhook.Subscription(
                    List.of(new EventType("asset_create")),
                    List.of(),
                    EventFilter.ALL,
                    new Projection(fields, List.of())),
                world.now()));
  }

  @Test
  void allAttemptsOfManyEventsAreHashedAsTheyAreChecked() {
    webhook("other", List.of("name"));
    webhook("same", List.of());
    List<Delivery> all = recorded();
    assertThat(all).hasSize(3 * EVENTS);
    List<Delivery> failed = List.of(all.remove(1_700), all.remove(900), all.remove(4));
    world.deliver(all);
    failed.forEach(world::fail);
    Segment segment = world.seal();
    assertThat(segment.attempts()).isEqualTo(3 * EVENTS);
    assertThat(world.differences()).isEmpty();
    for (Delivery one : List.of(all.getFirst(), all.get(21), all.get(22), failed.getFirst())) {
      assertThat(
              world
                  .proofs()
                  .of(world.store().log().find(one.id()).orElseThrow(), 1)
                  .path("delivery")
                  .asText())
          .isEqualTo(one.id().value());
    }
  }

  @Test
  void aFewAttemptsAmongManyEventsAreHashedAsTheyAreChecked() {
    List<Delivery> all = recorded();
    List<Delivery> few = IntStream.range(0, EVENTS / 50).mapToObj(i -> all.get(50 * i)).toList();
    world.deliver(few);
    assertThat(world.seal().attempts()).isEqualTo(few.size());
    assertThat(world.differences()).isEmpty();
    assertThat(
            world.spoil(
                "update {events} set subject = 'another' where sequence = ?",
                few.get(3).sequence() - 1))
        .isEqualTo(1);
    assertThat(world.differences())
        .extracting(Difference::delivery)
        .containsExactly(few.get(3).id().value());
  }
}
