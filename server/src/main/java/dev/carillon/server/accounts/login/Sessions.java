package dev.carillon.server.accounts.login;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.header.Cookies;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Cookie sessions, in memory: they end after 30 minutes without a request, after 8 hours, by
 * logging out, by a changed password, and with the process. Tokens are kept as digests.
 */
public final class Sessions {

  private static final Duration IDLE_MAX = Duration.ofMinutes(30);
  private static final Duration AGE_MAX = Duration.ofHours(8);
  private static final int TOKEN_BYTES = 32;
  private static final int AGENT_LENGTH_MAX = 300;

  private final InstantSource clock;
  private final Map<String, Session> open = new ConcurrentHashMap<>();

  /** None yet. */
  public Sessions(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * A session.
   *
   * @param id which one it is; not the cookie
   * @param proofVersion the account's when it was opened
   */
  public record Session(
      String id, String username, long proofVersion, String csrfToken, Client client, Span span) {

    /** Whether it is one of this account, as the account is now. */
    public boolean isOf(Account account) {
      return account.username().equals(username) && account.proof().version() == proofVersion;
    }

    boolean over(Instant now) {
      return now.isAfter(span.used().plus(IDLE_MAX)) || now.isAfter(span.opened().plus(AGE_MAX));
    }

    private Session used(Instant now) {
      return new Session(
          id, username, proofVersion, csrfToken, client, new Span(span.opened(), now));
    }

    private Session proven(long version) {
      return new Session(id, username, version, csrfToken, client, span);
    }

    @Override
    public String toString() {
      return "Session[username=" + username + ", opened=" + span.opened() + "]";
    }
  }

  /** When a session was opened, and when it was used last. */
  public record Span(Instant opened, Instant used) {}

  /** The client that opened a session, as far as its request shows. */
  public record Client(InetAddress address, String userAgent) {

    /** The client that sends this. */
    public static Client of(Call call) {
      String agent = call.header("User-Agent").orElse("").replaceAll("\\p{Cntrl}", "?");
      return new Client(
          call.remoteAddress(), agent.substring(0, Math.min(agent.length(), AGENT_LENGTH_MAX)));
    }
  }

  /**
   * What a client gets.
   *
   * @param authToken the cookie's value
   * @param csrfToken what it must send with every change
   */
  public record Tokens(String authToken, String csrfToken) {

    @Override
    public String toString() {
      return "Tokens[]";
    }
  }

  /** Opens one. */
  public Tokens open(Account account, Client client) {
    Instant now = clock.instant();
    open.values().removeIf(session -> session.over(now));
    String authToken = Digests.randomText(TOKEN_BYTES);
    String csrfToken = Ids.random();
    open.put(
        Digests.sha256(authToken),
        new Session(
            Ids.random(),
            account.username(),
            account.proof().version(),
            csrfToken,
            client,
            new Span(now, now)));
    return new Tokens(authToken, csrfToken);
  }

  /** The open session of a cookie; it counts as used now. */
  public Optional<Session> use(String authToken) {
    Instant now = clock.instant();
    return Optional.ofNullable(
        open.computeIfPresent(
            Digests.sha256(authToken), (key, old) -> old.over(now) ? null : old.used(now)));
  }

  /** The open session of a cookie, without using it. */
  public Optional<Session> look(String authToken) {
    return Optional.ofNullable(open.get(Digests.sha256(authToken)))
        .filter(session -> !session.over(clock.instant()));
  }

  /** The open sessions whose tokens a request carries, without using them. */
  public List<Session> proven(Call call) {
    List<String> cookies = Cookies.ownValues(call.header("Cookie").orElse(""), LoginApi.COOKIE);
    Optional<String> bearer =
        call.header("Authorization").flatMap(header -> LoginAuthenticator.scheme("Bearer", header));
    return Stream.concat(bearer.stream(), cookies.stream())
        .flatMap(token -> look(token).stream())
        .distinct()
        .toList();
  }

  /** The open sessions of an account, the last used first. */
  public List<Session> of(Account account) {
    Instant now = clock.instant();
    return open.values().stream()
        .filter(session -> session.isOf(account) && !session.over(now))
        .sorted(Comparator.comparing((Session session) -> session.span().used()).reversed())
        .toList();
  }

  /** Ends it, if there is one. */
  public void close(String authToken) {
    open.remove(Digests.sha256(authToken));
  }

  /** Ends a session of this user; whether there was one. */
  public boolean end(String username, String id) {
    return open.values()
        .removeIf(session -> session.id().equals(id) && session.username().equals(username));
  }

  /**
   * The account's proof has changed, which ends its sessions: here they are forgotten too. The one
   * that the change was made in goes on, where it was made in one.
   */
  public void changed(Account account, Identity by) {
    Predicate<Session> own =
        session -> by instanceof Identity.Session in && in.id().equals(session.id());
    open.replaceAll(
        (key, session) -> own.test(session) ? session.proven(account.proof().version()) : session);
    open.values()
        .removeIf(
            session -> session.username().equals(account.username()) && !session.isOf(account));
  }
}
