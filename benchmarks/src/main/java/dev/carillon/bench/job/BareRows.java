package dev.carillon.bench.job;

import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.bench.embedded.Bodies;
import dev.carillon.bench.embedded.PostgresServer;
import dev.carillon.bench.job.BareQueue.Row;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows in the product's own tables as it writes them, in PostgreSQL: one for each event, which
 * holds its deliveries, and one for all results of a commit. The events of a commit are one
 * statement.
 */
final class BareRows implements BareStore {

  private static final String EVENTS =
      """
      insert into events
        (sequence, id, type, subject, time, recorded_at, owner, fan, payloads)
      select e.sequence, e.id, 'bench.event', 'subject', 0, 0, 0, ?, e.body
      from unnest(?::bigint[], ?::text[], ?::bytea[]) as e (sequence, id, body)
      """;
  private static final String RESULTS =
      """
      insert into results
        (number, owner, resolved, low, high, ended_from, ended_to, n, data)
      values (?, 0, 0, ?, ?, 0, 0, ?, ?)
      """;

  /** Two bytes for the form, two for each delivery. */
  private static final byte[] FAN = new byte[2 + 2 * WholeJob.FAN_OUT];

  /** What the product keeps of a first attempt that succeeded, or less. */
  private static final int RESULT_BYTES = Long.BYTES;

  private final HikariDataSource pool;
  private final Connection connection;
  private long sequence;
  private long commits;

  private BareRows(HikariDataSource pool, Connection connection) {
    this.pool = pool;
    this.connection = connection;
  }

  /** Empty tables of this server. */
  static BareRows open(PostgresServer server) throws SQLException {
    HikariDataSource pool = server.emptyTables();
    Connection connection = pool.getConnection();
    connection.setAutoCommit(false);
    return new BareRows(pool, connection);
  }

  @Override
  public List<Row> commit(List<Row> answered, int events) throws SQLException {
    if (!answered.isEmpty()) {
      insert(answered);
    }
    List<Row> rows = events > 0 ? insert(events) : List.of();
    connection.commit();
    return rows;
  }

  private List<Row> insert(int count) throws SQLException {
    Long[] events = new Long[count];
    String[] ids = new String[count];
    byte[][] bodies = new byte[count][];
    List<Row> rows = new ArrayList<>(count * WholeJob.FAN_OUT);
    for (int i = 0; i < count; i++) {
      long event = ++sequence;
      events[i] = event;
      ids[i] = Requests.randomKey().toString();
      bodies[i] = Bodies.of(event);
      for (int n = 0; n < WholeJob.FAN_OUT; n++) {
        rows.add(new Row(++sequence, event, Requests.randomKey(), bodies[i]));
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(EVENTS)) {
      statement.setBytes(1, FAN);
      statement.setArray(2, connection.createArrayOf("bigint", events));
      statement.setArray(3, connection.createArrayOf("text", ids));
      statement.setArray(4, connection.createArrayOf("bytea", bodies));
      statement.executeUpdate();
    }
    return rows;
  }

  private void insert(List<Row> answered) throws SQLException {
    ByteBuffer data = ByteBuffer.allocate(answered.size() * RESULT_BYTES);
    long low = Long.MAX_VALUE;
    long high = 0;
    for (Row row : answered) {
      low = Math.min(low, row.sequence());
      high = Math.max(high, row.sequence());
      data.putLong(row.sequence());
    }
    try (PreparedStatement statement = connection.prepareStatement(RESULTS)) {
      statement.setLong(1, ++commits);
      statement.setLong(2, low);
      statement.setLong(3, high);
      statement.setInt(4, answered.size());
      statement.setBytes(5, data.array());
      statement.executeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    pool.close();
  }
}
