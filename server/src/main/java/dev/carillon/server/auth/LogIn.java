package dev.carillon.server.auth;

import dev.carillon.server.http.AuditNote;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Decides whether somebody is who they say. Unknown users cost as much time as known ones. */
public final class LogIn {

  private static final int PASSWORD_LENGTH_MAX = 1_000;

  private final Accounts accounts;
  private final PasswordHasher hasher;
  private final Throttle throttle;
  private final RecentProofs recent;
  private final String decoy;
  private final LongAdder failures = new LongAdder();

  /** Decides by these accounts. */
  public LogIn(Accounts accounts, PasswordHasher hasher, InstantSource clock) {
    this.accounts = accounts;
    this.hasher = hasher;
    this.throttle = new Throttle(clock);
    this.recent = new RecentProofs(clock);
    this.decoy = hasher.decoy();
  }

  /** How often somebody was refused. */
  long failures() {
    return failures.sum();
  }

  /** What came of it. */
  public sealed interface Outcome {}

  /** It is this user. */
  public record Accepted(Account account) implements Outcome {}

  /** There is no such user, or the password is another. */
  public record Refused() implements Outcome {}

  /** There were too many failures; nothing was looked at. */
  public record Throttled(Duration remaining) implements Outcome {

    /** The wait in whole seconds, at least one. */
    public int seconds() {
      return (int) Math.max(1, remaining.plusMillis(999).toSeconds());
    }
  }

  /** Somebody logs in for a session or a token. */
  public Outcome attempt(UserPassword claim, InetAddress from) {
    Optional<Duration> wait = throttle.begin(claim.username(), from);
    if (wait.isPresent()) {
      return new Throttled(wait.get());
    }
    Optional<Account> account = accounts.find(claim.username());
    String stored = account.map(known -> known.proof().passwordHash()).orElse(decoy);
    boolean tooLong = claim.password().length() > PASSWORD_LENGTH_MAX;
    boolean right = hasher.matches(tooLong ? "" : claim.password(), stored) && !tooLong;
    if (account.isEmpty() || !right) {
      failures.increment();
      // a name that nobody has may be a password in the wrong field: it is not kept
      account.ifPresent(known -> AuditNote.current().by(known.username()));
      return new Refused();
    }
    throttle.succeeded(claim.username(), from);
    return new Accepted(account.get());
  }

  /** The same for credentials that come with every call: what was right a moment ago still is. */
  public Outcome attemptAgain(UserPassword claim, InetAddress from) {
    Optional<Account> known =
        accounts
            .find(claim.username())
            .filter(account -> recent.has(claim.password(), account.proof().passwordHash()));
    if (known.isPresent()) {
      return new Accepted(known.get());
    }
    Outcome outcome = attempt(claim, from);
    if (outcome instanceof Accepted(Account account)) {
      recent.add(claim.password(), account.proof().passwordHash());
    }
    return outcome;
  }
}
