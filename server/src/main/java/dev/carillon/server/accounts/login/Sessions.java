package dev.carillon.server.accounts.login;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.digest.Hmac;
import dev.carillon.server.platform.http.AccountListener;
import dev.carillon.server.platform.http.BoundedMap;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.header.Cookies;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Cookie sessions, in the database: they end after 30 minutes without a request, after 8 hours, by
 * logging out, by a changed password, and with an account that is disabled or removed, on all
 * nodes. What was read is kept for a second, and when a session was used is stored once a minute:
 * to another node its last use may be so much earlier. Tokens are kept as digests.
 */
public final class Sessions implements AccountListener {

  private static final Duration IDLE_MAX = Duration.ofMinutes(30);
  private static final Duration AGE_MAX = Duration.ofHours(8);
  private static final int TOKEN_BYTES = 32;
  private static final int CSRF_BYTES = 16;
  private static final int TOKEN_LENGTH = 43;
  private static final int AGENT_LENGTH_MAX = 300;

  /** Of one request no more are looked up: each may cost a read. */
  private static final int TOKENS_MAX = 4;

  private static final Duration PURGED_EVERY = Duration.ofMinutes(1);

  /** A session goes on at most so long after the password that was changed in it. */
  private static final Duration CARRIED_OVER_WITHIN = Duration.ofSeconds(5);

  private static final int OUTDATED_MAX = 10_000;
  private static final Duration KEPT = Duration.ofSeconds(1);
  private static final int KEPT_MAX = 10_000;

  private final Database database;
  private final InstantSource clock;
  private final UseRecorder uses;

  /** By the digests of their tokens. */
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  /** When a session was first seen with an account that it is not of, by session and version. */
  private final Map<String, Instant> outdated =
      Collections.synchronizedMap(new BoundedMap<>(OUTDATED_MAX));

  private final AtomicReference<Instant> purgedAt = new AtomicReference<>(Instant.EPOCH);

  /** The sessions in the table {@code sessions} of this database. */
  public Sessions(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.uses = new UseRecorder(clock);
  }

  /** A session as it was read, and used since. */
  private record Kept(Session session, Instant at) {}

  /**
   * A session.
   *
   * @param id which one it is; not the cookie
   * @param proofVersion the account's when it was opened
   */
  public record Session(String id, String username, long proofVersion, Client client, Span span) {

    /** Whether it is one of this account, as the account is now. */
    public boolean isOf(Account account) {
      return account.username().equals(username) && account.proof().version() == proofVersion;
    }

    boolean over(Instant now) {
      return after(span.used().plus(IDLE_MAX), now) || after(span.opened().plus(AGE_MAX), now);
    }

    /** In whole milliseconds, as times are stored. */
    private static boolean after(Instant end, Instant now) {
      return now.toEpochMilli() > end.toEpochMilli();
    }

    private Session used(Instant now) {
      return new Session(id, username, proofVersion, client, new Span(span.opened(), now));
    }

    /** The same session, last used when either of them was. */
    private Session usedAlso(Session other) {
      return other.span().used().isAfter(span.used()) ? used(other.span().used()) : this;
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

  /**
   * What a client with this cookie must send with every change. It follows from the cookie, so that
   * it is stored nowhere; the cookie does not follow from it.
   */
  static String csrfToken(String authToken) {
    byte[] code = new Hmac(authToken.getBytes(US_ASCII)).of("csrf");
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(code, CSRF_BYTES));
  }

  /** Opens one. */
  public Tokens open(Account account, Client client) {
    Instant now = clock.instant();
    String authToken = Digests.randomText(TOKEN_BYTES);
    String digest = Digests.sha256(authToken);
    Session session =
        new Session(
            Ids.random(),
            account.username(),
            account.proof().version(),
            client,
            new Span(now, now));
    boolean purges = purges(now);
    database.write(
        connection -> {
          if (purges) {
            SessionRows.purge(
                connection, database.dialect(), now.minus(IDLE_MAX), now.minus(AGE_MAX));
          }
          return SessionRows.insert(connection, digest, session);
        });
    keep(digest, session, now);
    return new Tokens(authToken, csrfToken(authToken));
  }

  /** Once a minute: it looks at all sessions. */
  private boolean purges(Instant now) {
    Instant last = purgedAt.get();
    return now.minus(PURGED_EVERY).isAfter(last) && purgedAt.compareAndSet(last, now);
  }

  /** The open session of a cookie; it counts as used now. */
  public Optional<Session> use(String authToken) {
    Instant now = clock.instant();
    return look(authToken)
        .map(
            open -> {
              String digest = Digests.sha256(authToken);
              Session used = open.used(now);
              kept.computeIfPresent(digest, (key, known) -> new Kept(used, known.at()));
              uses.record(
                  digest,
                  at -> database.write(connection -> SessionRows.used(connection, digest, at)));
              return used;
            });
  }

  /** The open session of a cookie, without using it. */
  public Optional<Session> look(String authToken) {
    if (authToken.length() != TOKEN_LENGTH) {
      // a token of another kind is not looked for in the database
      return Optional.empty();
    }
    String digest = Digests.sha256(authToken);
    Instant now = clock.instant();
    Kept known = kept.get(digest);
    Optional<Session> found =
        known != null && now.isBefore(known.at().plus(KEPT))
            ? Optional.of(known.session())
            : read(digest, known, now);
    return found.filter(session -> !session.over(now));
  }

  private Optional<Session> read(String digest, @Nullable Kept known, Instant now) {
    Optional<Session> stored =
        database
            .read(connection -> SessionRows.find(connection, digest))
            .map(session -> known == null ? session : session.usedAlso(known.session()));
    stored.ifPresentOrElse(session -> keep(digest, session, now), () -> kept.remove(digest));
    return stored;
  }

  private void keep(String digest, Session session, Instant now) {
    if (kept.size() >= KEPT_MAX) {
      kept.clear();
    }
    kept.put(digest, new Kept(session, now));
  }

  /** The open sessions whose tokens a request carries, without using them. */
  public List<Session> proven(Call call) {
    List<String> cookies = Cookies.ownValues(call.header("Cookie").orElse(""), LoginApi.COOKIE);
    Optional<String> bearer =
        call.header("Authorization").flatMap(header -> LoginAuthenticator.scheme("Bearer", header));
    return Stream.concat(bearer.stream(), possible(cookies.stream()).stream())
        .flatMap(token -> look(token).stream())
        .distinct()
        .toList();
  }

  /** Which of a request's cookies may be tokens of sessions or of logins. */
  static List<String> possible(Stream<String> cookies) {
    return cookies
        .filter(value -> value.length() >= TOKEN_LENGTH)
        .distinct()
        .limit(TOKENS_MAX)
        .toList();
  }

  /** The open sessions of an account, the last used first. */
  public List<Session> of(Account account) {
    Instant now = clock.instant();
    Map<String, Session> used = new HashMap<>();
    kept.values().forEach(known -> used.put(known.session().id(), known.session()));
    return database.read(connection -> SessionRows.of(connection, account.username())).stream()
        .map(session -> session.usedAlso(used.getOrDefault(session.id(), session)))
        .filter(session -> session.isOf(account) && !session.over(now))
        .sorted(Comparator.comparing((Session session) -> session.span().used()).reversed())
        .toList();
  }

  /** Ends it, if there is one. */
  public void close(String authToken) {
    if (authToken.length() != TOKEN_LENGTH) {
      return;
    }
    String digest = Digests.sha256(authToken);
    kept.remove(digest);
    // what is no session costs no commit: anyone may log out
    if (database.read(connection -> SessionRows.find(connection, digest)).isPresent()) {
      database.write(connection -> SessionRows.close(connection, digest));
    }
  }

  /** Ends a session of this user; whether there was one. */
  public boolean end(String username, String id) {
    int ended = database.write(connection -> SessionRows.end(connection, username, id));
    forget(username);
    return ended > 0;
  }

  /**
   * The account's proof has changed, which ends its sessions: here they are removed too. The one
   * that the change was made in goes on, where it was made in one.
   */
  public void changed(Account account, Identity by) {
    String own = by instanceof Identity.Session in ? in.id() : "";
    database.write(connection -> SessionRows.changed(connection, account, own));
    forget(account.username());
  }

  /**
   * A session's account is disabled or has another password: it ends. Not at once, because the one
   * in which the password was changed is carried over a moment later.
   */
  void outdated(String authToken, Session session) {
    Instant now = clock.instant();
    String which = session.id() + " " + session.proofVersion();
    Instant first = outdated.putIfAbsent(which, now);
    if (first != null && first.plus(CARRIED_OVER_WITHIN).isBefore(now)) {
      close(authToken);
      outdated.remove(which);
    }
  }

  @Override
  public void disabled(Connection connection, String userId, String username) throws SQLException {
    SessionRows.endAll(connection, username);
  }

  @Override
  public void removed(Connection connection, String userId, String username) throws SQLException {
    SessionRows.endAll(connection, username);
  }

  /** Forgets a user's sessions in memory: they are read again when needed next. */
  void forget(String username) {
    kept.values().removeIf(known -> known.session().username().equals(username));
  }
}
