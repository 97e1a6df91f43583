package dev.carillon.server.webhooks.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.SettledAttempts;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** A change of the delivery log that nobody was to see is found and named. */
@OnEachDatabase
class TamperedLogTest {

  @Parameter private TestDatabase kind;
  @TempDir private Path home;
  private ProofWorld world;
  private List<Delivery> deliveries;

  @BeforeEach
  void open() throws IOException {
    world = new ProofWorld(home, kind.fresh());
    deliveries = world.record("one", "two", "three", "four");
    world.deliver(deliveries.subList(0, 2));
    world.retry(deliveries.get(2));
    world.fail(deliveries.get(3));
    assertThat(world.seal().attempts()).isEqualTo(5);
    assertThat(world.differences()).isEmpty();
  }

  @AfterEach
  void close() throws IOException {
    world.close();
  }

  private void found(Difference.Kind kind, Delivery delivery, int attempt) {
    assertThat(world.differences())
        .extracting(Difference::kind, Difference::delivery, Difference::attempt)
        .contains(tuple(kind, delivery.id().value(), attempt));
  }

  @Test
  void aChangeOfAnyColumnOfAnAttemptIsNamed() {
    long sequence = deliveries.get(2).sequence();
    String bytes = kind == TestDatabase.POSTGRESQL ? "::bytea" : "";
    world.spoil("create table kept as select * from {attempts}");
    for (String change :
        List.of(
            "at = at + 1",
            "duration = duration + 1",
            "first_byte = first_byte + 1",
            "status = status + 1",
            "body = 'up'" + bytes,
            "headers = ''" + bytes,
            "url = url || 'x'",
            "address = address || 'x'",
            "tls_protocol = 'TLSv1'",
            "certificate_until = 7",
            "revision = 2")) {
      String of = " where delivery = ? and number = 1";
      String column = change.replaceAll(" .*", "");
      world.spoil("update {attempts} set " + change + of, sequence);
      found(Difference.Kind.CHANGED, deliveries.get(2), 1);
      world.spoil(
          "update {attempts} set %1$s = (select %1$s from kept where delivery = ? and number = 1)"
                  .formatted(column)
              + of,
          sequence,
          sequence);
    }
    assertThat(world.differences()).isEmpty();
  }

  @Test
  void aChangeOfWhatRequestsWereMadeOfIsNamed() {
    for (String column : List.of("url = url || 'x'", "timeout_seconds = timeout_seconds + 1")) {
      world.spoil("update {webhook_revisions} set " + column);
      found(Difference.Kind.CHANGED, deliveries.get(0), 1);
      found(Difference.Kind.CHANGED, deliveries.get(3), 1);
    }
  }

  @Test
  void attemptsThatAreRemovedOrAddedAreNamed() {
    long retried = deliveries.get(2).sequence();
    world.spoil("delete from {attempts} where delivery = ? and number = 2", retried);
    found(Difference.Kind.REMOVED, deliveries.get(2), 2);

    world.spoil("delete from {deliveries} where sequence = ?", deliveries.get(3).sequence());
    found(Difference.Kind.REMOVED, deliveries.get(3), 1);

    world.spoil(
        "insert into {attempts} (delivery, number, at, duration, look_up, connect, tls, first_byte,"
            + " outcome, error, detail) values (?, 3, 1, 1, 0, 0, 0, 0, 2, 'connect_refused', '')",
        retried);
    found(Difference.Kind.ADDED, deliveries.get(2), 3);
  }

  @Test
  void recordsThatAreRemovedAreNamed() {
    world.spoil("delete from {results}");
    found(Difference.Kind.REMOVED, deliveries.get(0), 1);
    found(Difference.Kind.REMOVED, deliveries.get(1), 1);
  }

  @Test
  void aDeliveryThatIsPutIntoASegmentIsNamed() {
    List<Delivery> more = world.record("five");
    world.fail(more.getFirst());
    world.spoil(
        "update {deliveries} set ended_at = ? where sequence = ?",
        world.segments().getFirst().to() - 1,
        more.getFirst().sequence());
    found(Difference.Kind.ADDED, more.getFirst(), 1);
  }

  @Test
  void anAttemptThatIsPutIntoAQuietTimeIsNamed() {
    Segment first = world.segments().getFirst();
    world.ahead(Duration.ofMinutes(10));
    world.sealer("one").look();
    Delivery put = world.record("five").getFirst();
    world.fail(put);
    world.spoil(
        "update {deliveries} set ended_at = ? where sequence = ?",
        first.to() + 60_000_000,
        put.sequence());
    found(Difference.Kind.ADDED, put, 1);

    world.deliver(world.record("six"));
    Segment second = world.seal();
    assertThat(second.attempts()).as("it is not hashed").isEqualTo(1);
    assertThat(second.covered()).isEqualTo(first.to());
    assertThat(second.from()).isGreaterThan(first.to());
    found(Difference.Kind.ADDED, put, 1);
    assertThat(world.differences())
        .extracting(Difference::segment, Difference::kind)
        .containsExactly(tuple(2L, Difference.Kind.ADDED));
    world.spoil("update proof_segments set covered_from = ended_from where number = 2");
    assertThat(world.differences())
        .extracting(Difference::says)
        .first()
        .asString()
        .contains("the audit log has another");
  }

  @Test
  void anAddedAttemptIsNamedAmongManyThatAnotherSegmentHas() {
    List<Delivery> many =
        world.record(IntStream.range(0, 30).mapToObj(i -> "" + i).toArray(String[]::new));
    world.deliver(many);
    Segment second = world.seal();
    many.forEach(one -> world.redeliver(one.id()));
    world.seal();
    assertThat(world.differences()).isEmpty();
    Delivery put = world.record("put").getFirst();
    world.fail(put);
    world.spoil(
        "update {deliveries} set ended_at = ? where sequence = ?", second.to() - 1, put.sequence());
    found(Difference.Kind.ADDED, put, 1);
  }

  @Test
  void noTransactionReadsMoreOfADeliveryThanFitsIntoMemory() {
    Delivery.Id id = deliveries.get(3).id();
    String body = "x".repeat(20_000);
    for (int i = 0; i < 300; i++) {
      world.redeliver(id, body);
    }
    assertThat(world.seal().attempts()).isEqualTo(301);
    assertThat(world.differences()).isEmpty();
    List<Integer> numbers = new ArrayList<>();
    AtomicInteger sinceRead = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    new SettledAttempts(new CountingReads(world.database(), sinceRead))
        .of(
            List.of(deliveries.get(3).sequence()),
            settled -> {
              numbers.add(settled.attempt().number());
              most.accumulateAndGet(sinceRead.incrementAndGet(), Math::max);
            });
    assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, 301).boxed().toList());
    assertThat(most.get()).isLessThanOrEqualTo(150);
  }

  /** Sets a count back with each read. */
  private record CountingReads(Database behind, AtomicInteger count) implements Database {

    @Override
    public Dialect dialect() {
      return behind.dialect();
    }

    @Override
    public <T> T write(DatabaseWork<T> work) {
      return behind.write(work);
    }

    @Override
    public <T> T read(DatabaseWork<T> work) {
      count.set(0);
      return behind.read(work);
    }

    @Override
    public void close() {
      // it is only lent
    }
  }

  @Test
  void aChangeOfASegmentIsFound() {
    world.deliver(world.record("five"));
    world.seal();
    world.spoil("update proof_segments set root = previous where number = 2");
    assertThat(world.differences()).extracting(Difference::segment).contains(2L);
    world.spoil("delete from proof_segments where number = 1");
    assertThat(world.differences())
        .extracting(Difference::segment, Difference::says)
        .contains(tuple(1L, "it was removed"));
  }

  @Test
  void aListOrATimeOrTheLastSegmentsThatAreRemovedAreFound() {
    world.deliver(world.record("five"));
    world.seal();
    world.spoil("update proof_segments set leaves = null where number = 1");
    assertThat(world.differences())
        .extracting(Difference::segment, Difference::says)
        .containsExactly(tuple(1L, "its list was removed, not by retention"));
    world.spoil("update proof_segments set ended_from = 1000, oldest_end = 1000 where number = 2");
    assertThat(world.differences())
        .filteredOn(one -> one.segment() == 2)
        .extracting(Difference::says)
        .first()
        .asString()
        .contains("the audit log has another");
    world.spoil("delete from proof_segments");
    assertThat(world.differences())
        .extracting(Difference::says)
        .containsExactly("segments 1 to 2 were removed");
  }

  @Test
  void retentionMayRemoveWhatWasRedelivered() {
    world.deliver(world.record("five"));
    world.redeliver(deliveries.get(0).id());
    Segment second = world.seal();
    world.redeliver(deliveries.get(1).id());
    world.deliver(world.record("six"));
    Segment third = world.seal();
    assertThat(third.oldest()).isLessThan(second.from());
    world.purge(Columns.instant(second.from()));
    world.sealer("one").look();
    assertThat(world.store().log().find(deliveries.get(1).id())).isEmpty();
    assertThat(world.differences()).isEmpty();
  }

  @Test
  void whatEndsLateAndWhatIsRedeliveredIsHashedLater() {
    world.redeliver(deliveries.get(0).id());
    assertThat(world.differences()).isEmpty();
    assertThat(world.seal().attempts()).isEqualTo(2);
    assertThat(world.differences()).isEmpty();
    world.spoil("delete from {attempts} where number = 2 and manual");
    found(Difference.Kind.REMOVED, deliveries.get(0), 2);
  }

  @Test
  void whatRetentionRemovesIsNotMissing() {
    String root = world.segments().getFirst().root();
    world.deliver(world.record("five"));
    Segment second = world.seal();
    world.purge(Columns.instant(second.from()));
    assertThat(world.store().log().find(deliveries.get(2).id())).isEmpty();
    world.ahead(Duration.ofMinutes(3));
    world.sealer("one").look();

    assertThat(world.differences()).isEmpty();
    Segment first = world.segments().getFirst();
    assertThat(first.leaves()).isNull();
    assertThat(first.root()).isEqualTo(root);
    assertThat(first.attempts()).isEqualTo(5);
    assertThat(world.audit().newest(ProofSealer.PURGED_TYPE, ProofSealer.PURGED)).isPresent();
    world.spoil("delete from {results}");
    world.spoil("delete from {chunks}");
    assertThat(world.differences()).extracting(Difference::segment).containsExactly(2L);
  }
}
