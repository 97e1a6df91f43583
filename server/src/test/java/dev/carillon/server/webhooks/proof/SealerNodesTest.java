package dev.carillon.server.webhooks.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.jdbc.store.SettledAttempts;
import dev.carillon.hooks.jdbc.store.SettledAttempts.Late;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Several nodes, and one that ended in the middle, hash each attempt once. */
@OnEachDatabase
class SealerNodesTest {

  private static final int ROUNDS = 10;

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

  @Test
  void nodesThatHashAtTheSameTimeMakeEachSegmentOnce() throws InterruptedException {
    try (ProofSealer one = world.sealer("one");
        ProofSealer other = world.sealer("other")) {
      for (int round = 0; round < ROUNDS; round++) {
        world.deliver(world.record("a", "b", "c"));
        world.ahead(Duration.ofMinutes(3));
        List<Thread> nodes = new ArrayList<>();
        for (ProofSealer each : List.of(one, other)) {
          nodes.add(Thread.ofVirtual().start(each::look));
        }
        for (Thread each : nodes) {
          each.join();
        }
      }
    }
    assertThat(world.segments())
        .extracting(Segment::number)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, ROUNDS).boxed().toList());
    assertThat(world.segments()).extracting(Segment::attempts).containsOnly(3L);
    assertThat(world.differences()).isEmpty();
  }

  @Test
  void aNodeThatHashesKeepsOthersFromIt() {
    world.deliver(world.record("a"));
    world.seal();
    world.deliver(world.record("b"));
    world.spoil("update proof_position set held_until = ?", Long.MAX_VALUE);
    world.ahead(Duration.ofMinutes(3));
    world.sealer("other").look();
    assertThat(world.segments()).hasSize(1);
    world.spoil("update proof_position set held_until = 0");
    world.sealer("other").look();
    assertThat(world.segments()).hasSize(2);
  }

  @Test
  void whatEndsWhileProofsAreOffIsNeverHashed() {
    world.deliver(world.record("a"));
    world.seal();
    AtomicBoolean on = new AtomicBoolean();
    try (ProofSealer sealer = world.sealer("one", on::get)) {
      for (int minute = 0; minute < 3; minute++) {
        world.deliver(world.record("off"));
        world.ahead(Duration.ofMinutes(1));
        sealer.look();
      }
      world.deliver(world.record("off"));
      world.ahead(Duration.ofSeconds(1));
      sealer.look();
      on.set(true);
      // from then on, also before it is seen
      world.deliver(world.record("b"));
      world.ahead(Duration.ofSeconds(1));
      sealer.look();
      world.ahead(Duration.ofMinutes(3));
      sealer.look();
    }
    assertThat(world.segments()).extracting(Segment::attempts).containsExactly(1L, 1L);
    assertThat(world.differences()).isEmpty();
  }

  @Test
  void whatEndedBeforeProofsWereOnForTheFirstTimeIsNeverHashed() {
    world.spoil("update proof_position set read_to = 0");
    world.deliver(world.record("before"));
    world.ahead(Duration.ofSeconds(1));
    AtomicBoolean on = new AtomicBoolean();
    try (ProofSealer sealer = world.sealer("one", on::get)) {
      sealer.look();
      on.set(true);
      world.deliver(world.record("after"));
      world.ahead(Duration.ofSeconds(1));
      sealer.look();
      for (int i = 1; i <= 1_000; i++) {
        world.spoil(
            "insert into {late_ends} (delivery, ended_at, times) values (?, 0, 1)", 1_000_000L + i);
      }
      // so many late ones fill a segment, but not with what ended before
      sealer.look();
      world.ahead(Duration.ofMinutes(3));
      sealer.look();
    }
    assertThat(world.segments()).extracting(Segment::attempts).containsExactly(1L);
    assertThat(world.differences()).isEmpty();
  }

  @Test
  void whatRetentionRemovesWhileProofsAreOffIsNotMissing() {
    world.deliver(world.record("a"));
    world.seal();
    world.purge(world.now());
    assertThat(world.differences()).isNotEmpty();
    world.sealer("one", () -> false).look();
    assertThat(world.differences()).isEmpty();
  }

  @Test
  void aRedeliveryDuringASealIsHashedWithTheNext() {
    Delivery delivery = world.record("a").getFirst();
    world.deliver(List.of(delivery));
    world.redeliver(delivery.id());
    List<Late> read = new SettledAttempts(world.database()).late(10);
    world.redeliver(delivery.id());
    world
        .database()
        .write(
            connection -> {
              SettledAttempts.forgetLate(connection, read);
              return true;
            });
    assertThat(new SettledAttempts(world.database()).late(10)).hasSize(1);
    assertThat(world.seal().attempts()).isEqualTo(3);
    assertThat(new SettledAttempts(world.database()).late(10)).isEmpty();
  }

  @Test
  void aSegmentWhoseEntryAKillPreventedGetsIt() {
    world.deliver(world.record("a"));
    Segment segment = world.seal();
    world.spoil("update audit_log set object_id = '0' where object_type = 'segment'");
    world.spoil("update proof_segments set audited = 0");
    assertThat(world.audit().chained("segment", "1", ProofSealer.SEALED)).isEmpty();
    world.sealer("one").look();
    assertThat(world.audit().chained("segment", "1", ProofSealer.SEALED).orElseThrow().says())
        .contains(segment.root());
    assertThat(world.segments()).hasSize(1);
  }
}
