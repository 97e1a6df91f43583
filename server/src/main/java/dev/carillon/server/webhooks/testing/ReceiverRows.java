package dev.carillon.server.webhooks.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.http.loopback.LoopbackRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of built-in receivers, and of what they got. */
final class ReceiverRows {

  private static final String COLUMNS =
      "id, name, status, delay_ms, dropped, body, retry_after, used_at from inspectors ";

  private static final String ADD =
      """
      insert into inspectors
        (status, delay_ms, dropped, body, retry_after, name, id, made_at, used_at)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String CHANGE =
      """
      update inspectors
      set status = ?, delay_ms = ?, dropped = ?, body = ?, retry_after = ?, name = ?
      where id = ?
      """;

  /** One whose commit was in doubt comes again. */
  private static final String KEEP =
      """
      insert into inspected_requests
        (inspector, number, id, method, path, headers, body, body_bytes, signature, webhook, bytes)
      select i.id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? from inspectors i where i.id = ?
      on conflict do nothing
      """;

  private static final String REQUESTS =
      """
      select number, id, method, path, headers, body, body_bytes, signature, webhook
      from inspected_requests where inspector = ?
      order by number desc, id desc limit ? offset ?
      """;

  /** One row more than are kept tells whether any has to go. */
  private static final String SIZES =
      "select number, bytes from inspected_requests where inspector = ?"
          + " order by number desc, id desc limit ?";

  private static final int SEVERAL = 10_000;

  private ReceiverRows() {}

  /** What is common to all of them. */
  record Shared(int port, long revision) {}

  static Shared shared(Connection connection) throws SQLException {
    return Sql.first(
            connection,
            "select port, revision from inspector_set",
            row -> new Shared(row.getInt(1), row.getLong(2)))
        .orElseThrow();
  }

  /** Raises the revision, and has the row alone until the transaction ends. */
  static void changing(Connection connection) throws SQLException {
    Sql.update(connection, "update inspector_set set revision = revision + 1");
  }

  /** The port in their URLs is this one, unless there is one already. */
  static void keepPort(Connection connection, int port) throws SQLException {
    Sql.update(connection, "update inspector_set set port = ? where port = 0", port);
  }

  /** All of them, the oldest first. */
  static List<BuiltInReceiver> all(Connection connection) throws SQLException {
    return Sql.list(connection, "select " + COLUMNS + "order by made_at, id", ReceiverRows::read);
  }

  static Optional<BuiltInReceiver> find(Connection connection, String id) throws SQLException {
    return Sql.first(connection, "select " + COLUMNS + "where id = ?", ReceiverRows::read, id);
  }

  static void add(Connection connection, BuiltInReceiver receiver) throws SQLException {
    long now = receiver.usedAt().toEpochMilli();
    ChosenResponse response = receiver.response();
    Sql.update(
        connection,
        ADD,
        response.status(),
        response.delayMs(),
        response.drop() ? 1 : 0,
        response.body().getBytes(UTF_8),
        response.retryAfter(),
        receiver.name(),
        receiver.id(),
        now,
        now);
  }

  static void change(Connection connection, BuiltInReceiver receiver) throws SQLException {
    ChosenResponse response = receiver.response();
    Sql.update(
        connection,
        CHANGE,
        response.status(),
        response.delayMs(),
        response.drop() ? 1 : 0,
        response.body().getBytes(UTF_8),
        response.retryAfter(),
        receiver.name(),
        receiver.id());
  }

  static boolean remove(Connection connection, String id) throws SQLException {
    return Sql.update(connection, "delete from inspectors where id = ?", id) > 0;
  }

  /** Ends those that were used last before this; how many. */
  static int endUnused(Connection connection, Instant before) throws SQLException {
    return Sql.update(
        connection, "delete from inspectors where used_at < ?", before.toEpochMilli());
  }

  static void used(Connection connection, String id, Instant now) throws SQLException {
    Sql.update(
        connection, "update inspectors set used_at = ? where id = ?", now.toEpochMilli(), id);
  }

  /** How many requests of a receiver are kept. */
  static int count(Connection connection, String id) throws SQLException {
    return (int)
        Sql.number(connection, "select count(*) from inspected_requests where inspector = ?", id);
  }

  /** Some of the requests that a receiver got, the newest first. */
  static List<ReceivedRequest> requests(Connection connection, String id, int limit, int offset)
      throws SQLException {
    return Sql.list(connection, REQUESTS, ReceiverRows::readRequest, id, limit, offset);
  }

  static void clear(Connection connection, String id) throws SQLException {
    Sql.update(connection, "delete from inspected_requests where inspector = ?", id);
  }

  /** Keeps these requests, if the receiver is still there, and drops the oldest of too many. */
  static void keep(Connection connection, String id, List<CapturedRequests.Captured> requests)
      throws SQLException {
    Sql.batch(
        connection,
        KEEP,
        requests,
        (statement, captured) -> bind(statement, id, captured.number(), captured.request()));
    long total = 0;
    int count = 0;
    for (Size size : Sql.list(connection, SIZES, Size::read, id, SEVERAL)) {
      total += size.bytes();
      count++;
      boolean tooMany = count > BuiltInReceiver.KEPT_MAX || total > BuiltInReceiver.BYTES_MAX;
      if (count > 1 && tooMany) {
        Sql.update(
            connection,
            "delete from inspected_requests where inspector = ? and number <= ?",
            id,
            size.number());
        return;
      }
    }
  }

  private static void bind(
      PreparedStatement statement, String id, long number, ReceivedRequest received)
      throws SQLException {
    LoopbackRequest request = received.request();
    Sql.set(
        statement,
        number,
        received.id(),
        request.method(),
        received.path(),
        lines(request.headers()),
        request.body(),
        request.bodyBytes(),
        received.signature().signature(),
        received.signature().webhook(),
        received.bytes(),
        id);
  }

  private static BuiltInReceiver read(ResultSet row) throws SQLException {
    return new BuiltInReceiver(
        row.getString("id"),
        row.getString("name"),
        new ChosenResponse(
            row.getInt("status"),
            row.getInt("delay_ms"),
            row.getInt("dropped") == 1,
            new String(row.getBytes("body"), UTF_8),
            row.getString("retry_after")),
        Instant.ofEpochMilli(row.getLong("used_at")));
  }

  private static ReceivedRequest readRequest(ResultSet row) throws SQLException {
    String path = row.getString("path");
    return new ReceivedRequest(
        row.getString("id"),
        Instant.ofEpochMilli(row.getLong("number") / 1_000),
        path,
        new LoopbackRequest(
            row.getString("method"),
            path,
            headers(row.getString("headers")),
            row.getBytes("body"),
            row.getLong("body_bytes")),
        new SignatureCheck.Result(row.getString("signature"), row.getString("webhook")));
  }

  /** No header has a line feed. */
  private static String lines(List<Header> headers) {
    StringBuilder lines = new StringBuilder();
    headers.forEach(
        header -> lines.append(header.name()).append('\n').append(header.value()).append('\n'));
    return lines.toString();
  }

  private static List<Header> headers(String lines) {
    List<String> all = List.of(lines.split("\n", -1));
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i + 1 < all.size(); i += 2) {
      headers.add(new Header(all.get(i), all.get(i + 1)));
    }
    return headers;
  }

  private record Size(long number, long bytes) {

    static Size read(ResultSet row) throws SQLException {
      return new Size(row.getLong(1), row.getLong(2));
    }
  }
}
