package dev.carillon.server.webhooks.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryLog.Detail;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Which attempts have a proof, and what is said of those that have none. */
@OnEachDatabase
class ProofsTest {

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

  private Detail detail(Delivery delivery) {
    return world.store().log().find(delivery.id()).orElseThrow();
  }

  private Problem refused(Delivery delivery, int attempt) {
    return refused(world.proofs(), delivery, attempt);
  }

  private Problem refused(Proofs proofs, Delivery delivery, int attempt) {
    return catchThrowableOfType(Problem.class, () -> proofs.of(detail(delivery), attempt));
  }

  @Test
  void aRedeliveryThatFailsIsNotHashedYetUntilTheNextSegment() {
    Delivery failed = world.record("one").getFirst();
    world.fail(failed);
    assertThat(refused(failed, 1).name()).isEqualTo("NotHashedYet");
    world.seal();
    assertThat(world.proofs().of(detail(failed), 1).path("attempt").asInt()).isEqualTo(1);

    world.ahead(Duration.ofMinutes(10));
    world.redeliver(failed.id());
    Problem early = refused(failed, 2);
    assertThat(early.name()).isEqualTo("NotHashedYet");
    assertThat(early.message()).contains("while the cluster property proofs is on");
    world.seal();
    assertThat(world.proofs().of(detail(failed), 2).path("leaf").asText()).isNotEmpty();
  }

  @Test
  void whatEndedWhileProofsWereOffIsNeverHashed() {
    Delivery delivery = world.record("one").getFirst();
    world.fail(delivery);
    world.ahead(Duration.ofMinutes(3));
    world.spoil("update proof_position set read_to = read_to + 180000000");
    Problem never = refused(delivery, 1);
    assertThat(never.status()).isEqualTo(409);
    assertThat(never.name()).isNotEqualTo("NotHashedYet");
    assertThat(never.message())
        .startsWith("Attempt 1 of delivery " + delivery.id())
        .contains("it ended while the cluster property proofs was off");
  }

  @Test
  void whileProofsAreOffOnlyWhatIsNotedAsLateIsNotHashedYet() {
    Proofs off = world.proofs(() -> false);
    Delivery delivery = world.record("one").getFirst();
    world.fail(delivery);
    Problem never = refused(off, delivery, 1);
    assertThat(never.status()).isEqualTo(409);
    assertThat(never.name()).isNotEqualTo("NotHashedYet");
    assertThat(never.message()).contains("was off, or in the two minutes before it was turned off");
    world.redeliver(delivery.id());
    assertThat(refused(off, delivery, 2).name()).isEqualTo("NotHashedYet");
  }

  @Test
  void anAttemptBeforeTheLastThousandIsNotSaidToBeHashedSoon() {
    Delivery delivery = world.record("one").getFirst();
    world.fail(delivery);
    world.spoil("update {deliveries} set attempts = 1001 where sequence = ?", delivery.sequence());
    Problem never = refused(delivery, 1);
    assertThat(never.name()).isNotEqualTo("NotHashedYet");
    assertThat(never.message()).contains("only the last 1000 attempts");
    assertThat(refused(delivery, 2).name()).isEqualTo("NotHashedYet");
  }

  @Test
  void whatWasStoredLateIsNotHashedYetUntilTheNextSegment() {
    Delivery late = world.record("one").getFirst();
    world.fail(late);
    world.seal();
    world.spoil("update proof_segments set leaves = null");
    assertThat(refused(late, 1).name()).isNotEqualTo("NotHashedYet");
    world.spoil(
        "insert into {late_ends} (delivery, ended_at, times) values (?, ?, 1)",
        late.sequence(),
        Columns.micros(world.now()));
    assertThat(refused(late, 1).name()).isEqualTo("NotHashedYet");
    world.seal();
    assertThat(world.proofs().of(detail(late), 1).path("attempt").asInt()).isEqualTo(1);
  }

  @Test
  void listsOfSegmentsAreNotReadWithTheSegments() {
    world.deliver(world.record("one", "two", "three"));
    Segment whole = world.seal();
    assertThat(whole.leaves()).hasSizeGreaterThan(10);
    assertThat(world.proofs().before(Long.MAX_VALUE, 10))
        .singleElement()
        .satisfies(listed -> assertThat(listed.leaves()).hasSize(1));
    world.spoil("update proof_segments set leaves = null");
    assertThat(world.proofs().before(Long.MAX_VALUE, 10))
        .singleElement()
        .satisfies(purged -> assertThat(purged.leaves()).isNull());
  }

  @Test
  void anAddedAttemptIsNamedBehindMoreThanAreLookedForAtOnce() {
    List<Delivery> many =
        world.record(IntStream.range(0, 30).mapToObj(i -> "" + i).toArray(String[]::new));
    world.deliver(many);
    Segment first = world.seal();
    many.forEach(one -> world.redeliver(one.id()));
    world.seal();
    SegmentCheck check =
        new SegmentCheck(
            world.database(),
            world.store().webhooks(),
            new SettingsHash(ProofWorld.KEY),
            world.audit(),
            7);
    assertThat(check.differences(first)).isEmpty();
    Delivery put = world.record("put").getFirst();
    world.fail(put);
    world.spoil(
        "update {deliveries} set ended_at = ? where sequence = ?", first.to() - 1, put.sequence());
    assertThat(check.differences(first))
        .extracting(Difference::delivery)
        .containsExactly(put.id().value());
  }
}
