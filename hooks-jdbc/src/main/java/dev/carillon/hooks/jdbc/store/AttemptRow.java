package dev.carillon.hooks.jdbc.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Outcome.Accepted;
import dev.carillon.hooks.delivery.Outcome.Blocked;
import dev.carillon.hooks.delivery.Outcome.Rejected;
import dev.carillon.hooks.delivery.Outcome.Unreachable;
import dev.carillon.hooks.delivery.Response;
import dev.carillon.hooks.delivery.Timings;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How an attempt lies in its row. What came from a receiver is kept as bytes, whatever it was. */
final class AttemptRow {

  static final String INSERT =
      """
      insert into attempts
        (delivery, number, at, duration, outcome, status, error, detail,
         headers, body, body_bytes, cut, look_up, connect, tls, first_byte,
         url, address, tls_protocol, certificate_until, manual, revision, user_agent)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final int ACCEPTED = 0;
  private static final int REJECTED = 1;
  private static final int UNREACHABLE = 2;
  private static final int BLOCKED = 3;

  private AttemptRow() {}

  static void write(
      PreparedStatement statement, long delivery, Attempt attempt, Map<String, Integer> userAgents)
      throws SQLException {
    statement.setLong(1, delivery);
    statement.setInt(2, attempt.number());
    statement.setLong(3, Columns.micros(attempt.at()));
    statement.setLong(4, Columns.micros(attempt.duration()));
    statement.setLong(13, Columns.micros(attempt.timings().lookUp()));
    statement.setLong(14, Columns.micros(attempt.timings().connect()));
    statement.setLong(15, Columns.micros(attempt.timings().tls()));
    statement.setLong(16, Columns.micros(attempt.timings().firstByte()));
    writeContact(statement, attempt.contact());
    statement.setBoolean(21, attempt.manual());
    AttemptTarget.Made made = attempt.contact().made();
    setInt(statement, 22, made.revision() > 0 ? made.revision() : null);
    setInt(statement, 23, userAgents.get(made.userAgent()));
    switch (attempt.outcome()) {
      case Accepted(Response answer) -> writeAnswer(statement, ACCEPTED, answer);
      case Rejected(Response answer) -> writeAnswer(statement, REJECTED, answer);
      case Unreachable(ErrorClass error, String detail) ->
          writeError(statement, UNREACHABLE, error, detail);
      case Blocked(String detail) ->
          writeError(statement, BLOCKED, ErrorClass.BLOCKED_ADDRESS, detail);
    }
  }

  private static void setInt(PreparedStatement statement, int index, @Nullable Integer value)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, Types.INTEGER);
    } else {
      statement.setInt(index, value);
    }
  }

  private static void writeContact(PreparedStatement statement, AttemptTarget contact)
      throws SQLException {
    AttemptTarget.Peer peer = contact.peer();
    statement.setString(17, contact.url().isEmpty() ? null : Columns.text(contact.url()));
    statement.setString(18, peer.address().isEmpty() ? null : peer.address());
    statement.setString(19, peer.tlsProtocol().isEmpty() ? null : peer.tlsProtocol());
    Columns.setLong(
        statement,
        20,
        peer.certificateUntil().equals(Instant.EPOCH)
            ? null
            : Columns.micros(peer.certificateUntil()));
  }

  private static void writeAnswer(PreparedStatement statement, int outcome, Response answer)
      throws SQLException {
    List<String> headers = new ArrayList<>();
    for (Response.Header header : answer.headers()) {
      headers.add(header.name());
      headers.add(header.value());
    }
    statement.setInt(5, outcome);
    statement.setInt(6, answer.status());
    statement.setNull(7, Types.VARCHAR);
    statement.setNull(8, Types.VARCHAR);
    statement.setBytes(9, Columns.lines(headers).getBytes(UTF_8));
    statement.setBytes(10, answer.body().getBytes(UTF_8));
    statement.setLong(11, answer.bodyBytes());
    statement.setBoolean(12, answer.cut());
  }

  private static void writeError(
      PreparedStatement statement, int outcome, ErrorClass error, String detail)
      throws SQLException {
    statement.setInt(5, outcome);
    statement.setNull(6, Types.INTEGER);
    statement.setString(7, error.text());
    statement.setString(8, Columns.text(detail));
    statement.setBytes(9, null);
    statement.setBytes(10, null);
    statement.setNull(11, Types.BIGINT);
    statement.setNull(12, Types.BOOLEAN);
  }

  /** An attempt that has a row; its columns and the text of its user agent. */
  static Attempt read(ResultSet row) throws SQLException {
    int number = row.getInt("number");
    Outcome outcome = readOutcome(row);
    boolean manual = row.getBoolean("manual");
    return new Attempt(
        number,
        Columns.time(row, "at"),
        Columns.duration(row.getLong("duration")),
        outcome,
        new Timings(
            Columns.duration(row.getLong("look_up")),
            Columns.duration(row.getLong("connect")),
            Columns.duration(row.getLong("tls")),
            Columns.duration(row.getLong("first_byte"))),
        new AttemptTarget(
            text(row, "url"),
            new AttemptTarget.Made(row.getInt("revision"), text(row, "user_agent_text")),
            new AttemptTarget.Peer(
                text(row, "address"),
                text(row, "tls_protocol"),
                Columns.time(row, "certificate_until"))),
        manual,
        number == 1 && !manual && outcome.success());
  }

  private static String text(ResultSet row, String column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  private static Outcome readOutcome(ResultSet row) throws SQLException {
    int outcome = row.getInt("outcome");
    return switch (outcome) {
      case ACCEPTED -> new Accepted(readAnswer(row));
      case REJECTED -> new Rejected(readAnswer(row));
      case UNREACHABLE ->
          new Unreachable(ErrorClass.of(row.getString("error")), row.getString("detail"));
      case BLOCKED -> new Blocked(row.getString("detail"));
      default -> throw new SQLException("no such outcome of an attempt: " + outcome);
    };
  }

  private static Response readAnswer(ResultSet row) throws SQLException {
    List<String> flat = Columns.list(new String(row.getBytes("headers"), UTF_8));
    List<Response.Header> headers = new ArrayList<>();
    for (int i = 0; i < flat.size(); i += 2) {
      headers.add(new Response.Header(flat.get(i), flat.get(i + 1)));
    }
    return new Response(
        row.getInt("status"),
        headers,
        new String(row.getBytes("body"), UTF_8),
        row.getLong("body_bytes"),
        row.getBoolean("cut"));
  }
}
