package dev.carillon.bench.job;

import dev.carillon.bench.embedded.Bodies;
import dev.carillon.bench.job.BareQueue.Row;
import dev.carillon.bench.program.Folder;
import dev.carillon.bench.program.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What one commit holds in two rows of a SQLite file, however much it is: one blob of events with
 * their bodies and their deliveries' ids, one of results. The file is set as the product's.
 */
final class BareBlobs implements BareStore {

  private static final int ID_BYTES = 2 * Long.BYTES;
  private static final int EVENT_BYTES = Long.BYTES + WholeJob.FAN_OUT * ID_BYTES + Bodies.BYTES;

  /** Number, end, duration, status. */
  private static final int RESULT_BYTES = 2 * Long.BYTES + 2 * Integer.BYTES;

  private static final String[] LAID = {
    "pragma page_size = 8192",
    "pragma journal_mode = wal",
    "pragma synchronous = full",
    "pragma wal_autocheckpoint = 4000",
    "create table events (number integer primary key, data blob not null)",
    "create table results (number integer primary key, data blob not null)"
  };

  private final Connection connection;
  private final PreparedStatement insertEvents;
  private final PreparedStatement insertResults;
  private long sequence;
  private long commits;

  private BareBlobs(Connection connection) throws SQLException {
    this.connection = connection;
    this.insertEvents = connection.prepareStatement("insert into events values (?, ?)");
    this.insertResults = connection.prepareStatement("insert into results values (?, ?)");
  }

  /** A new file in this folder. */
  static BareBlobs open(Path folder) throws SQLException {
    try {
      Folder.empty(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("bare.db"));
    try (Statement statement = connection.createStatement()) {
      for (String sql : LAID) {
        statement.execute(sql);
      }
    }
    connection.setAutoCommit(false);
    return new BareBlobs(connection);
  }

  @Override
  public List<Row> commit(List<Row> answered, int events) throws SQLException {
    commits++;
    if (!answered.isEmpty()) {
      write(insertResults, results(answered));
    }
    List<Row> rows = new ArrayList<>(events * WholeJob.FAN_OUT);
    if (events > 0) {
      ByteBuffer data = ByteBuffer.allocate(events * EVENT_BYTES);
      for (int i = 0; i < events; i++) {
        long event = ++sequence;
        byte[] body = Bodies.of(event);
        data.putLong(event).put(body);
        for (int n = 0; n < WholeJob.FAN_OUT; n++) {
          Key id = Requests.randomKey();
          data.putLong(id.high()).putLong(id.low());
          rows.add(new Row(++sequence, event, id, body));
        }
      }
      write(insertEvents, data);
    }
    connection.commit();
    return rows;
  }

  private static ByteBuffer results(List<Row> answered) {
    ByteBuffer data = ByteBuffer.allocate(answered.size() * RESULT_BYTES);
    long now = System.currentTimeMillis();
    for (Row row : answered) {
      data.putLong(row.sequence()).putLong(now).putInt(1).putInt(200);
    }
    return data;
  }

  private void write(PreparedStatement statement, ByteBuffer data) throws SQLException {
    statement.setLong(1, commits);
    byte[] bytes = new byte[data.capacity()];
    data.flip().get(bytes, 0, data.limit());
    statement.setBytes(2, bytes);
    statement.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
