package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter.Span;
import dev.carillon.hooks.jdbc.log.Candidates.Reach;
import dev.carillon.hooks.jdbc.store.Recency;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Finds sequences by time without an index. */
final class Times {

  /** By so much numbers and times may disagree: longer than any transaction may take. */
  private static final Duration SLACK = Duration.ofMinutes(2);

  private Times() {}

  /** Among which sequences those of this time are; some of others are there too. */
  static Reach reach(Connection connection, Span span, boolean newestFirst) throws SQLException {
    Recency recency = Recency.DELIVERIES;
    long above = span.begins() ? recency.firstSince(connection, span.from().minus(SLACK)) - 1 : -1;
    long below =
        span.ends() ? recency.firstSince(connection, span.to().plus(SLACK)) : Long.MAX_VALUE;
    return new Reach(newestFirst, above, below);
  }
}
