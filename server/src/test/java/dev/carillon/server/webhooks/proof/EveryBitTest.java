package dev.carillon.server.webhooks.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.FirstTry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each bit of what is stored of a segment's attempts is changed, one after the other, in a
 * transaction that is rolled back: the check finds each.
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
          "revision");

  @TempDir private Path home;
  private int flipped;

  @Test
  void everyBitOfASegmentCounts() throws IOException {
    try (ProofWorld world = new ProofWorld(home, "")) {
      List<Delivery> deliveries = world.record("a", "b", "c", "d");
      world.deliver(deliveries.subList(0, 2));
      world.retry(deliveries.get(2));
      world.fail(deliveries.get(3));
      Segment segment = world.seal();
      world.database().<Boolean>write(connection -> flipAll(world, connection, segment));
    }
    assertThat(flipped).isGreaterThan(2_000);
  }

  private boolean flipAll(ProofWorld world, Connection connection, Segment segment)
      throws SQLException {
    SegmentCheck check =
        new SegmentCheck(
            new OneConnection(world.database(), connection),
            world.store().webhooks(),
            new SettingsHash(ProofWorld.KEY),
            world.audit());
    assertThat(check.differences(segment)).isEmpty();
    for (String column : ATTEMPT) {
      flip(check, connection, segment, "{attempts}", "delivery * 10 + number", column);
    }
    for (String column : List.of("id", "type", "subject", "time", "payloads")) {
      flip(check, connection, segment, "{events}", "sequence", column);
    }
    flip(check, connection, segment, "{results}", "number", "data");
    return true;
  }

  private void flip(
      SegmentCheck check,
      Connection connection,
      Segment segment,
      String table,
      String key,
      String column)
      throws SQLException {
    String cell = " from " + table + " where " + key + " = ? and " + column + " is not null";
    for (long row : Sql.list(connection, "select " + key + " from " + table, Sql.NUMBER)) {
      Object was =
          Sql.first(connection, "select " + column + cell, found -> found.getObject(1), row)
              .orElse("");
      for (Object changed : changes(was)) {
        String set = "update " + table + " set " + column + " = ? where " + key + " = ?";
        Sql.update(connection, set, changed, row);
        if (!same(column, was, changed)) {
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
        for (int bit = 0; bit < Integer.SIZE - 1; bit++) {
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
   * Whether both mean the same: a block has bits that nothing is read from, and the case of an
   * error does not matter.
   */
  private static boolean same(String column, Object was, Object changed) {
    if (column.equals("error")) {
      return was.toString().equalsIgnoreCase(changed.toString());
    }
    if (!column.equals("data") || !(was instanceof byte[] before)) {
      return false;
    }
    try {
      return FirstTry.readAll(before).equals(FirstTry.readAll((byte[]) changed));
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
