package dev.carillon.server.platform.mail;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.platform.database.SumLock;
import dev.carillon.server.platform.http.TokenBucket.Bucket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;

/** The buckets in the table {@code mail_buckets}. */
record SharedMailBuckets(Database database, InstantSource clock) implements MailBuckets {

  private static final String MAKE =
      """
      insert into mail_buckets (counted_for, remaining, counted_at) values (?, ?, ?)
      on conflict (counted_for) do nothing
      """;
  private static final String TAKE =
      "select remaining, counted_at from mail_buckets where counted_for = ? for update";
  private static final String PUT =
      "update mail_buckets set remaining = ?, counted_at = ? where counted_for = ?";

  @Override
  public Duration take(String who, int addresses, int most) {
    return SumLock.write(database, connection -> taken(connection, who, addresses, most));
  }

  private Duration taken(Connection connection, String who, int addresses, int most)
      throws SQLException {
    long now = clock.millis();
    Sql.update(connection, MAKE, who, (double) most, now);
    Bucket before =
        Sql.first(
                connection,
                TAKE,
                row -> new Bucket(row.getDouble(1), Math.min(row.getLong(2), now), 0),
                who)
            .orElseThrow(() -> new SQLException("the bucket is gone again", "40001"));
    Bucket after = before.next(addresses, most, now, (double) HOUR.toMillis());
    Sql.update(connection, PUT, after.left(), after.at(), who);
    return Duration.ofMillis(after.lacking());
  }

  @Override
  public void giveBack(String who, int addresses) {
    SumLock.write(
        database,
        connection ->
            Sql.update(
                connection,
                "update mail_buckets set remaining = remaining + ? where counted_for = ?",
                (double) addresses,
                who));
  }
}
