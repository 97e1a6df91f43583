package dev.carillon.server.webhooks.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstAttempt;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each bit of what is stored of a segment and of its attempts is changed, one after the other, in a
 * transaction: the check finds each. One segment has an attempt of each kind, the others are
 * generated.
 */
class EveryBitTest {

  private static final List<String> ATTEMPT =
      List.of(
          "at",
          "duration",
          "look_up",
          "connect",
          "tls",
          "first_byte",
          "login",
          "outcome",
          "status",
          "headers",
          "body",
          "body_bytes",
          "url",
          "address",
          "certificate_until",
          "error",
          "detail",
          "manual",
          "cut",
          "tls_protocol",
          "revision");

  private static final List<String> SEGMENT =
      List.of(
          "ended_from",
          "ended_to",
          "attempts",
          "low",
          "high",
          "root",
          "previous",
          "settings_key",
          "leaves",
          "oldest_end",
          "covered_from");

  @TempDir private Path home;
  private int flipped;

  @Test
  void everyBitOfASegmentCounts() throws IOException {
    try (ProofWorld world = new ProofWorld(home, "")) {
      List<Delivery> deliveries = world.record("a", "b", "c", "d");
      world.deliver(deliveries.subList(0, 2));
      world.retry(deliveries.get(2));
      world.fail(deliveries.get(3));
      flipAll(world, SEGMENT);
    }
    assertThat(flipped).isGreaterThan(3_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void everyBitOfAGeneratedSegmentCounts(long seed) throws IOException {
    Random random = new Random(seed);
    try (ProofWorld world = new ProofWorld(home, "")) {
      GeneratedAttempts generated = new GeneratedAttempts(random);
      world.deliver(world.record(generated.text(), generated.text()));
      world.settle(world.record(generated.text()).getFirst(), generated, 1 + random.nextInt(2));
      flipAll(world, List.of());
    }
    assertThat(flipped).as("with seed %s", seed).isGreaterThan(1_000);
  }

  private void flipAll(ProofWorld world, List<String> ofSegment) {
    Segment segment = world.seal();
    world.database().<Boolean>write(connection -> flipAll(world, connection, segment, ofSegment));
  }

  private boolean flipAll(
      ProofWorld world, Connection connection, Segment segment, List<String> ofSegment)
      throws SQLException {
    SegmentCheck check =
        new SegmentCheck(
            new OneConnection(world.database(), connection),
            world.store().webhooks(),
            new SettingsHash(ProofWorld.KEY),
            world.audit());
    assertThat(check.differences(segment)).isEmpty();
    for (String column : ATTEMPT) {
      flip(check, connection, "{attempts}", "delivery * 10 + number", column);
    }
    for (String column : List.of("id", "type", "subject", "time", "payloads")) {
      flip(check, connection, "{events}", "sequence", column);
    }
    flip(check, connection, "{results}", "number", "data");
    for (String column : ofSegment) {
      flip(check, connection, "proof_segments", "number", column);
    }
    return true;
  }

  private void flip(
      SegmentCheck check, Connection connection, String table, String key, String column)
      throws SQLException {
    String cell = " from " + table + " where " + key + " = ? and " + column + " is not null";
    if (column.equals("error")) {
      // of others it follows from the outcome, and is not read
      cell += " and outcome = 2";
    }
    for (long row : Sql.list(connection, "select " + key + " from " + table, Sql.NUMBER)) {
      Object was =
          Sql.first(connection, "select " + column + cell, found -> found.getObject(1), row)
              .orElse("");
      for (Object changed : changes(was)) {
        String set = "update " + table + " set " + column + " = ? where " + key + " = ?";
        Sql.update(connection, set, changed, row);
        if (!same(column, was, changed)) {
          Segment segment = SegmentRows.find(connection, 1).orElseThrow();
          assertThat(check.differences(segment))
              .as("%s.%s of %s: %s", table, column, row, changed)
              .isNotEmpty();
          flipped++;
        }
        Sql.update(connection, set, was, row);
      }
    }
  }

  /** The value with each of its bits changed, one at a time. */
  private static List<Object> changes(Object value) {
    List<Object> changes = new ArrayList<>();
    switch (value) {
      case Number number -> {
        int bits = number.longValue() > Integer.MAX_VALUE ? Long.SIZE : Integer.SIZE;
        for (int bit = 0; bit < bits - 1; bit++) {
          changes.add(number.longValue() ^ (1L << bit));
        }
      }
      case byte[] bytes -> {
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
          byte[] copy = bytes.clone();
          copy[bit / 8] ^= (byte) (1 << (bit % 8));
          changes.add(copy);
        }
      }
      default -> {
        String text = value.toString();
        for (int bit = 0; bit < 7 * text.length(); bit++) {
          char[] copy = text.toCharArray();
          copy[bit / 7] ^= (char) (1 << (bit % 7));
          changes.add(new String(copy));
        }
      }
    }
    return changes;
  }

  /**
   * Whether both mean the same: a block has bits that nothing is read from, the case of an error
   * does not matter, and a flag is any number but 0.
   */
  private static boolean same(String column, Object was, Object changed) {
    if (column.equals("manual") || column.equals("cut")) {
      return (((Number) was).longValue() == 0) == (((Number) changed).longValue() == 0);
    }
    if (column.equals("error")) {
      return was.toString().equalsIgnoreCase(changed.toString());
    }
    if (!column.equals("data") || !(was instanceof byte[] before)) {
      return false;
    }
    try {
      return FirstAttempt.readAll(before).equals(FirstAttempt.readAll((byte[]) changed));
    } catch (RuntimeException unreadable) {
      return false;
    }
  }

  /** Reads in the transaction that changes. */
  private record OneConnection(Database behind, Connection connection) implements Database {

    @Override
    public Dialect dialect() {
      return behind.dialect();
    }

    @Override
    public <T> T write(DatabaseWork<T> work) {
      return read(work);
    }

    @Override
    public <T> T read(DatabaseWork<T> work) {
      try {
        return work.in(connection);
      } catch (SQLException failed) {
        throw new IllegalStateException(failed);
      }
    }

    @Override
    public void close() {
      // it is only lent
    }
  }
}
