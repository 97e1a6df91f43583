package dev.carillon.server.accounts.login;

import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Checks user names and passwords. Unknown users cost as much time as known ones. */
public final class CredentialCheck {

  private static final int PASSWORD_LENGTH_MAX = 1_000;

  private final Accounts accounts;
  private final PasswordHasher hasher;
  private final LoginThrottle throttle;
  private final RecentPasswords recent;
  private final String decoy;
  private final LongAdder failures = new LongAdder();

  /** Decides by these accounts. */
  public CredentialCheck(
      Accounts accounts, PasswordHasher hasher, LoginThrottle throttle, InstantSource clock) {
    this.accounts = accounts;
    this.hasher = hasher;
    this.throttle = throttle;
    this.recent = new RecentPasswords(clock);
    this.decoy = hasher.decoy();
  }

  /** How often a caller was refused. */
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

  /**
   * From where a caller tries to log in.
   *
   * @param sessions open ones that the same request proves
   */
  public record Client(InetAddress address, List<Sessions.Session> sessions) {

    /** A request that proves no session. */
    public static Client of(InetAddress address) {
      return new Client(address, List.of());
    }

    LoginThrottle.Keys keys(String username, Optional<Account> account) {
      Optional<Sessions.Session> own = own(account);
      if (own.isPresent()) {
        return LoginThrottle.Keys.session(own.get().id());
      }
      return beenHere(account)
          ? LoginThrottle.Keys.known(username, address)
          : LoginThrottle.Keys.stranger(username, address);
    }

    PasswordHasher.Claimant claimant(Optional<Account> account) {
      return new PasswordHasher.Claimant(address, own(account).isPresent() || beenHere(account));
    }

    private Optional<Sessions.Session> own(Optional<Account> account) {
      return sessions.stream().filter(open -> account.filter(open::isOf).isPresent()).findFirst();
    }

    private boolean beenHere(Optional<Account> account) {
      String place = LoginThrottle.network(address);
      return account.filter(known -> known.proof().places().contains(place)).isPresent();
    }
  }

  /** A caller logs in for a session or a token. */
  public Outcome attempt(UserPassword claim, Client client) {
    Optional<Account> account = accounts.active(claim.username());
    LoginThrottle.Keys keys = client.keys(claim.username(), account);
    Optional<Duration> wait = throttle.begin(keys);
    if (wait.isPresent()) {
      return new Throttled(wait.get());
    }
    String stored =
        account
            .map(Account::proof)
            .filter(Account.Proof::hasPassword)
            .map(Account.Proof::passwordHash)
            .orElse(decoy);
    boolean tooLong = claim.password().length() > PASSWORD_LENGTH_MAX;
    String password = tooLong ? "" : claim.password();
    boolean right = hasher.matches(client.claimant(account), password, stored) && !tooLong;
    if (account.isEmpty() || !right) {
      failures.increment();
      // a name that no user has may be a password in the wrong field: it is not kept
      account.ifPresent(known -> AuditNote.current().by(known.username()));
      return new Refused();
    }
    throttle.succeeded(keys);
    accounts.loggedIn(account.get(), client.address());
    return new Accepted(account.get());
  }

  /**
   * Who calls proves once more to be the user, by the password.
   *
   * @param sessions open ones that the call proves
   * @throws Problem 403 where it is another password, 429 where there were too many failures
   */
  public void proveAgain(Call call, String password, List<Sessions.Session> sessions) {
    UserPassword claim = new UserPassword(call.caller().username(), password);
    switch (attempt(claim, new Client(call.remoteAddress(), sessions))) {
      case Accepted accepted -> {}
      case Refused refused -> throw Problem.forbidden("The current password is wrong");
      case Throttled throttled ->
          throw Problem.tooManyRequests(LoginApi.throttledMessage(throttled), throttled.seconds());
    }
  }

  /** Checks credentials that come with every call: what was right a moment ago still is. */
  public Outcome attemptAgain(UserPassword claim, InetAddress from) {
    Optional<Account> known =
        accounts
            .active(claim.username())
            .filter(account -> recent.has(claim.password(), account.proof().passwordHash()));
    if (known.isPresent()) {
      return new Accepted(known.get());
    }
    Outcome outcome = attempt(claim, Client.of(from));
    if (outcome instanceof Accepted(Account account)) {
      recent.add(claim.password(), account.proof().passwordHash());
    }
    return outcome;
  }
}
