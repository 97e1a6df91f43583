package dev.carillon.server.testing;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.postgresql.PostgresDialect;
import dev.carillon.hooks.jdbc.sqlite.SqliteDialect;
import dev.carillon.hooks.jdbc.log.DeliveryInspector;
import dev.carillon.hooks.jdbc.log.DeliveryInspector.Inspected;
import dev.carillon.hooks.jdbc.log.DeliveryInspector.Whole;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * All deliveries that a database had at one moment, whether a server was at work on it or none, in
 * the order of their numbers. Nothing is changed there.
 */
public record StoredDeliveries(List<Inspected> all) {

  private static final int EVENTS_AT_ONCE = 1_000;

  public StoredDeliveries {
    all = List.copyOf(all);
  }

  /** Those of the database with this address. */
  public static StoredDeliveries in(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      return atOneMoment(connection, StoredDeliveries::read);
    }
  }

  /** The same with all that is kept of each, which takes a few statements for each. */
  public static List<Whole> whole(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      return atOneMoment(connection, StoredDeliveries::whole);
    }
  }

  /** The same on a connection that sees one moment. */
  public static List<Whole> whole(Dialect dialect, Connection connection) throws SQLException {
    return whole(new DeliveryInspector(dialect, connection));
  }

  private static List<Whole> whole(DeliveryInspector inspector) throws SQLException {
    List<Whole> whole = new ArrayList<>();
    for (Delivery each : read(inspector).deliveries()) {
      whole.add(inspector.find(each.id()).orElseThrow());
    }
    return whole;
  }

  /** Looks into a database on a connection that is used for nothing else meanwhile. */
  public static <T> T atOneMoment(Connection connection, Look<T> look) throws SQLException {
    boolean shared = connection.getMetaData().getURL().startsWith("jdbc:postgresql:");
    connection.setAutoCommit(false);
    try {
      Dialect dialect = shared ? new PostgresDialect() : new SqliteDialect();
      return look.at(new DeliveryInspector(dialect, connection));
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** All that somebody sees who looks at a database. */
  public static StoredDeliveries read(DeliveryInspector inspector) throws SQLException {
    DeliveryInspector.Part part = inspector.behind(-1, EVENTS_AT_ONCE);
    List<Inspected> all = new ArrayList<>(part.deliveries());
    while (part.more()) {
      part = inspector.behind(part.end(), EVENTS_AT_ONCE);
      all.addAll(part.deliveries());
    }
    return new StoredDeliveries(all);
  }

  /** Without where they lie. */
  public List<Delivery> deliveries() {
    return all.stream().map(each -> each.entry().delivery()).toList();
  }

  /** Those that are in a state. */
  public List<Delivery> in(State state) {
    return deliveries().stream()
        .filter(each -> each.state().name().equals(state.name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** How many are in a state. */
  public int count(State state) {
    return in(state).size();
  }

  /** The ids of those that are in a state. */
  public List<String> ids(State state) {
    return in(state).stream().map(each -> each.id().value()).toList();
  }

  /** The states. */
  public enum State {
    /** To be sent. */
    PENDING,
    /** Answered 2xx. */
    DELIVERED,
    /** Failed for good. */
    EXHAUSTED,
    /** Not wanted any more. */
    CANCELLED,
    /** Its webhook was disabled when it happened. */
    MISSED
  }

  /** What is asked of a database. */
  @FunctionalInterface
  public interface Look<T> {
    /** Reads it; the connection's transaction is open. */
    T at(DeliveryInspector inspector) throws SQLException;
  }
}
