package dev.carillon.hooks.jdbc.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.AttemptTarget;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Outcome.Accepted;
import dev.carillon.hooks.delivery.Outcome.Acknowledged;
import dev.carillon.hooks.delivery.Outcome.Blocked;
import dev.carillon.hooks.delivery.Outcome.NoResponse;
import dev.carillon.hooks.delivery.Outcome.Rejected;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Timings;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How an attempt lies in its row. What came from a receiver is kept as bytes, whatever it was. */
final class AttemptRow {

  static final String INSERT =
      """
      insert into {attempts}
        (delivery, number, at, duration, outcome, status, error, detail,
         headers, body, body_bytes, cut, look_up, connect, tls, first_byte,
         url, address, tls_protocol, certificate_until, manual, revision, user_agent, login)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  /**
   * The types of the columns, in their order: PostgreSQL prepares a statement again if a null has
   * no type.
   */
  private static final int[] TYPES = {
    Types.BIGINT, // delivery
    Types.INTEGER, // number
    Types.BIGINT, // at
    Types.BIGINT, // duration
    Types.INTEGER, // outcome
    Types.INTEGER, // status
    Types.VARCHAR, // error
    Types.VARCHAR, // detail
    Types.BINARY, // headers
    Types.BINARY, // body
    Types.BIGINT, // body_bytes
    Types.BOOLEAN, // cut
    Types.BIGINT, // look_up
    Types.BIGINT, // connect
    Types.BIGINT, // tls
    Types.BIGINT, // first_byte
    Types.VARCHAR, // url
    Types.VARCHAR, // address
    Types.VARCHAR, // tls_protocol
    Types.BIGINT, // certificate_until
    Types.BOOLEAN, // manual
    Types.INTEGER, // revision
    Types.INTEGER, // user_agent
    Types.BIGINT // login
  };

  private static final int ACCEPTED = 0;
  private static final int REJECTED = 1;
  private static final int NO_RESPONSE = 2;
  private static final int BLOCKED = 3;
  private static final int ACKNOWLEDGED = 4;

  private AttemptRow() {}

  /** Sets the parameters of {@link #INSERT}. */
  static void write(
      PreparedStatement statement, long delivery, Attempt attempt, Map<String, Integer> userAgents)
      throws SQLException {
    Integer userAgent = userAgents.get(attempt.target().made().userAgent());
    write(statement, delivery, attempt, userAgent);
  }

  /**
   * The same for an attempt whose user agent is known by its number.
   *
   * @param userAgent null = it is not known
   */
  static void write(
      PreparedStatement statement, long delivery, Attempt attempt, @Nullable Integer userAgent)
      throws SQLException {
    AttemptTarget.Made made = attempt.target().made();
    AttemptTarget.Peer peer = attempt.target().peer();
    boolean plain = attempt.fitsRecord();
    boolean secured = !peer.certificateUntil().equals(Instant.EPOCH);
    List<@Nullable Object> values = new ArrayList<>();
    values.add(delivery);
    values.add(attempt.number());
    values.add(Columns.micros(attempt.at()));
    values.add(Columns.micros(attempt.duration()));
    values.addAll(
        switch (attempt.outcome()) {
          case Accepted(ReceiverResponse response) ->
              plain ? plainValues(response.status()) : values(ACCEPTED, response);
          case Rejected(ReceiverResponse response) -> values(REJECTED, response);
          case NoResponse(ErrorClass error, String detail) -> values(NO_RESPONSE, error, detail);
          case Blocked(String detail) -> values(BLOCKED, ErrorClass.BLOCKED_ADDRESS, detail);
          case Acknowledged(String reader) -> acknowledged(reader);
        });
    Timings timings = plain ? Timings.NONE : attempt.timings();
    values.add(Columns.micros(timings.lookUp()));
    values.add(Columns.micros(timings.connect()));
    values.add(Columns.micros(timings.tls()));
    values.add(Columns.micros(timings.firstByte()));
    values.add(plain ? null : textOrNull(Columns.text(attempt.target().url())));
    values.add(plain ? null : textOrNull(peer.address()));
    values.add(plain ? null : textOrNull(peer.tlsProtocol()));
    values.add(secured && !plain ? (Long) Columns.micros(peer.certificateUntil()) : null);
    values.add(attempt.redelivery());
    values.add(made.revision() > 0 ? (Integer) made.revision() : null);
    values.add(userAgent);
    values.add(Columns.micros(timings.login()));
    for (int i = 0; i < TYPES.length; i++) {
      Object value = values.get(i);
      if (value == null) {
        statement.setNull(i + 1, TYPES[i]);
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }

  private static @Nullable String textOrNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** From {@code outcome} to {@code cut}. */
  private static List<@Nullable Object> values(int outcome, ReceiverResponse response) {
    List<String> headers = new ArrayList<>();
    for (Header header : response.headers()) {
      headers.add(header.name());
      headers.add(header.value());
    }
    return Arrays.asList(
        outcome,
        response.status(),
        null,
        null,
        Columns.lines(headers).getBytes(UTF_8),
        response.body().getBytes(UTF_8),
        response.bodyBytes(),
        response.cut());
  }

  /**
   * The values of a successful first attempt, of which only numbers are kept; it is known by having
   * no headers.
   */
  private static List<@Nullable Object> plainValues(int status) {
    return Arrays.asList(ACCEPTED, status, null, null, null, null, null, null);
  }

  /** The values of an acknowledged event, which has no response and no error. */
  private static List<@Nullable Object> acknowledged(String reader) {
    return Arrays.asList(ACKNOWLEDGED, null, null, Columns.text(reader), null, null, null, null);
  }

  private static List<@Nullable Object> values(int outcome, ErrorClass error, String detail) {
    return Arrays.asList(outcome, null, error.text(), Columns.text(detail), null, null, null, null);
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
            Columns.duration(row.getLong("first_byte")),
            Columns.duration(row.getLong("login"))),
        new AttemptTarget(
            text(row, "url"),
            new AttemptTarget.Made(row.getInt("revision"), text(row, "user_agent_text")),
            new AttemptTarget.Peer(
                text(row, "address"),
                text(row, "tls_protocol"),
                Columns.time(row, "certificate_until"))),
        manual,
        number == 1 && !manual && outcome.success() && row.getBytes("headers") != null);
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
      case NO_RESPONSE ->
          new NoResponse(ErrorClass.of(row.getString("error")), row.getString("detail"));
      case BLOCKED -> new Blocked(row.getString("detail"));
      case ACKNOWLEDGED -> new Acknowledged(row.getString("detail"));
      default -> throw new SQLException("no such outcome of an attempt: " + outcome);
    };
  }

  private static ReceiverResponse readAnswer(ResultSet row) throws SQLException {
    byte[] lines = row.getBytes("headers");
    if (lines == null) {
      return ReceiverResponse.of(row.getInt("status"));
    }
    List<String> flat = Columns.list(new String(lines, UTF_8));
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i < flat.size(); i += 2) {
      headers.add(new Header(flat.get(i), flat.get(i + 1)));
    }
    return new ReceiverResponse(
        row.getInt("status"),
        headers,
        new String(row.getBytes("body"), UTF_8),
        row.getLong("body_bytes"),
        row.getBoolean("cut"));
  }
}
