package dev.carillon.server.platform.mail;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.platform.http.TokenBucket;
import java.time.Duration;
import java.time.InstantSource;

/** To how many addresses each may send e-mails in an hour; what is left of that. */
interface MailBuckets {

  /** The time in which a bucket is full again. */
  Duration HOUR = Duration.ofHours(1);

  /**
   * Takes so many addresses, or none where there are less.
   *
   * @return how long to wait for them; zero where they were taken
   */
  Duration take(String who, int addresses, int most);

  /** What was taken is not needed after all. */
  void giveBack(String who, int addresses);

  /** Those that count here: together with all other nodes, where the database is shared. */
  static MailBuckets of(Database database, InstantSource clock) {
    return database.dialect().shared() ? new SharedMailBuckets(database, clock) : new InMemory();
  }

  /** The buckets of one process. */
  final class InMemory implements MailBuckets {

    private final TokenBucket<String> left = new TokenBucket<>(HOUR);

    @Override
    public Duration take(String who, int addresses, int most) {
      return left.take(who, addresses, most, System.nanoTime());
    }

    @Override
    public void giveBack(String who, int addresses) {
      left.giveBack(who, addresses);
    }
  }
}
