package dev.carillon.bench.job;

import dev.carillon.bench.embedded.Bodies;
import dev.carillon.bench.job.BareQueue.Row;
import dev.carillon.bench.program.Key;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows as the product writes them, a whole group by one statement for each table. */
final class BareRows {

  private static final String EVENTS =
      """
      insert into events (sequence, id, type, subject, time, recorded_at, deliveries, snapshot)
      select e.sequence, e.id, 'bench.event', 'subject', 0, 0, 3, e.body
      from unnest(?::bigint[], ?::text[], ?::bytea[]) as e (sequence, id, body)
      """;
  private static final String PAYLOADS =
      """
      insert into payloads (sequence, bytes)
      select p.sequence, p.body from unnest(?::bigint[], ?::bytea[]) as p (sequence, body)
      """;
  private static final String DELIVERIES =
      """
      insert into deliveries
        (sequence, id, event, webhook, payload, state, owner, attempts, due_at, created_at)
      select d.sequence, d.id, d.event, d.sequence - d.event, d.event + 1, 0, 0, 0, 0, 0
      from unnest(?::bigint[], ?::text[], ?::bigint[]) as d (sequence, id, event)
      """;
  private static final String DELIVERED =
      """
      update deliveries set attempts = 1, state = 1, due_at = null, ended_at = 0,
        first_status = 200, first_at = 0, first_duration = 0
      where sequence = any (?)
      """;
  private static final long IDLE_MILLIS = 1;

  private final Connection connection;
  private long sequence;
  private int owed;

  BareRows(Connection connection) {
    this.connection = connection;
  }

  /** Stores until a time by {@link System#nanoTime}, then until all is answered and stored. */
  void run(BareQueue queue, long endNanos) throws SQLException, InterruptedException {
    while (System.nanoTime() < endNanos || owed > 0) {
      List<Row> answered = queue.takeAnswered();
      int room = WholeJob.OWED_MAX - owed + answered.size();
      int events = System.nanoTime() < endNanos ? room / WholeJob.FAN_OUT : 0;
      if (answered.isEmpty() && events == 0) {
        Thread.sleep(IDLE_MILLIS);
        continue;
      }
      if (!answered.isEmpty()) {
        update(answered);
      }
      List<Row> rows = events > 0 ? insert(events) : List.of();
      connection.commit();
      owed += rows.size() - answered.size();
      queue.commit(rows);
    }
  }

  private List<Row> insert(int count) throws SQLException {
    Long[] events = new Long[count];
    Long[] carriers = new Long[count];
    String[] ids = new String[count];
    byte[][] bodies = new byte[count][];
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events[i] = ++sequence;
      carriers[i] = sequence + 1;
      ids[i] = Requests.randomKey().toString();
      bodies[i] = Bodies.of(sequence);
      for (int n = 0; n < WholeJob.FAN_OUT; n++) {
        rows.add(new Row(++sequence, Requests.randomKey()));
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(EVENTS)) {
      statement.setArray(1, connection.createArrayOf("bigint", events));
      statement.setArray(2, connection.createArrayOf("text", ids));
      statement.setArray(3, connection.createArrayOf("bytea", bodies));
      statement.executeUpdate();
    }
    try (PreparedStatement statement = connection.prepareStatement(PAYLOADS)) {
      statement.setArray(1, connection.createArrayOf("bigint", carriers));
      statement.setArray(2, connection.createArrayOf("bytea", bodies));
      statement.executeUpdate();
    }
    insertDeliveries(rows, events);
    return rows;
  }

  private void insertDeliveries(List<Row> rows, Long[] events) throws SQLException {
    Object[] owners = new Object[rows.size()];
    for (int i = 0; i < owners.length; i++) {
      owners[i] = events[i / WholeJob.FAN_OUT];
    }
    try (PreparedStatement statement = connection.prepareStatement(DELIVERIES)) {
      statement.setArray(1, connection.createArrayOf("bigint", sequences(rows)));
      statement.setArray(
          2,
          connection.createArrayOf(
              "text", rows.stream().map(Row::id).map(Key::toString).toArray()));
      statement.setArray(3, connection.createArrayOf("bigint", owners));
      statement.executeUpdate();
    }
  }

  private void update(List<Row> answered) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(DELIVERED)) {
      statement.setArray(1, connection.createArrayOf("bigint", sequences(answered)));
      statement.executeUpdate();
    }
  }

  private static Object[] sequences(List<Row> rows) {
    return rows.stream().map(row -> (Object) row.sequence()).toArray();
  }
}
