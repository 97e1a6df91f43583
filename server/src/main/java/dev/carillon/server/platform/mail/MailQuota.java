package dev.carillon.server.platform.mail;

import dev.carillon.server.platform.config.ClusterSettings;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.TokenBucket;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * How many addresses e-mails may be sent to: for each user, and for all together. A user who could
 * make it send e-mails without end would get the server onto the lists of senders of spam.
 */
final class MailQuota {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final String EVERYBODY = "";

  private final Supplier<ClusterSettings.Emails> limits;
  private final TokenBucket<String> left = new TokenBucket<>(HOUR);
  private final LongAdder sent = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** Asks for the limits each time. */
  MailQuota(Supplier<ClusterSettings.Emails> limits) {
    this.limits = limits;
  }

  /**
   * Counts an e-mail that is about to be sent.
   *
   * @param user whom it counts for
   * @throws Problem 429 where there would be too many, 400 where it alone would be
   */
  void take(String user, int addresses) {
    ClusterSettings.Emails now = limits.get();
    take("user " + user, addresses, now.perUser(), "emailsPerHourPerUser");
    try {
      take(EVERYBODY, addresses, now.all(), "emailsPerHour");
    } catch (Problem tooMany) {
      left.giveBack("user " + user, addresses);
      throw tooMany;
    }
  }

  /** A counted e-mail did not reach the mail server. */
  void giveBack(String user, int addresses) {
    left.giveBack("user " + user, addresses);
    left.giveBack(EVERYBODY, addresses);
  }

  private void take(String who, int addresses, int most, String property) {
    if (most == 0) {
      return;
    }
    if (addresses > most) {
      throw Problem.badRequest(
          "'to' holds more addresses than the hourly limit: " + most + " ('" + property + "')");
    }
    Duration wait = left.take(who, addresses, most, System.nanoTime());
    if (!wait.isZero()) {
      refused.increment();
      int seconds = (int) Math.max(1, wait.plusMillis(999).toSeconds());
      String whose = who.equals(EVERYBODY) ? "The server's" : "Your";
      throw Problem.tooManyRequests(
          "%s e-mails have reached the hourly limit of addresses, %s ('%s'); retry in %s s"
              .formatted(whose, most, property, seconds),
          seconds);
    }
  }

  /** The mail server has taken an e-mail. */
  void sent(int addresses) {
    sent.add(addresses);
  }

  /** To how many addresses the mail server took e-mails. */
  long sent() {
    return sent.sum();
  }

  /** How many e-mails were refused. */
  long refused() {
    return refused.sum();
  }
}
