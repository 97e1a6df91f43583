package dev.carillon.server.attacks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.LoginTokens;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.accounts.login.RevokedTokens;
import dev.carillon.server.accounts.user.NewUser;
import dev.carillon.server.accounts.user.Users;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.http.Caller.Licence;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import dev.carillon.server.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A started server with users of every kind, and the proofs of all visitors. */
public final class AttackedServer extends TestServer {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final TestClient HTTP = TestClient.at("");

  private final Map<Visitor, Map<String, String>> proofs = new EnumMap<>(Visitor.class);
  private final String url;
  private final Credentials passes;

  /** In this empty folder, with these lines as cluster properties. */
  public AttackedServer(Path home, String... properties) {
    super(withProperties(home, properties));
    Credentials early = new Credentials(this::send, server().url(), PASSWORD);
    proofs.put(Visitor.TOKEN_EXPIRED, early.apiToken(Visitor.TOKEN_EXPIRED));
    stop();
    try {
      offline();
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
    start();
    url = server().url();
    passes = new Credentials(this::send, url, PASSWORD);
    passes();
  }

  /** Users of all kinds, and tokens that no server would give out. */
  private void offline() throws IOException {
    Path key = home().resolve("config").resolve("token.key");
    try (Database database = SqliteDatabase.open(home().resolve("data").resolve("carillon.db"));
        PasswordHasher hasher = new PasswordHasher()) {
      Users users = new Users(database, hasher, Clock.systemUTC());
      for (Visitor visitor : Visitor.values()) {
        if (!visitor.username().isEmpty() && users.find(visitor.username()).isEmpty()) {
          users.create(user(visitor));
        }
      }
      Account admin = users.find("admin").orElseThrow();
      RevokedTokens revoked = new RevokedTokens(database, Clock.systemUTC());
      InstantSource yesterday = InstantSource.offset(Clock.systemUTC(), Duration.ofDays(-1));
      bearer(
          Visitor.EXPIRED,
          new LoginTokens(TokenKey.readOrMake(key), revoked, yesterday).issue(admin, "").token());
      TokenKey other = TokenKey.readOrMake(home().resolve("other.key"));
      bearer(
          Visitor.FORGED,
          new LoginTokens(other, revoked, Clock.systemUTC()).issue(admin, "").token());
      database.<Integer>write(
          connection -> {
            try (Statement statement = connection.createStatement()) {
              return statement.executeUpdate("update api_tokens set expires_at = created_at + 1");
            }
          });
    }
  }

  /** API tokens, and what a user had who was disabled later. */
  private void passes() {
    for (Visitor visitor : Visitor.values()) {
      if (visitor == Visitor.TOKEN_REVOKED) {
        proofs.put(visitor, passes.revokedApiToken(visitor));
      } else if (!visitor.scopes().isEmpty() && visitor != Visitor.TOKEN_EXPIRED) {
        proofs.put(visitor, passes.apiToken(visitor));
      }
    }
    proofs.put(Visitor.DISABLED_TOKEN, passes.logIn(Visitor.DISABLED_TOKEN));
    proofs.put(Visitor.DISABLED_SESSION, passes.session(Visitor.DISABLED_SESSION));
    passes.disable(Visitor.DISABLED_TOKEN, Visitor.SUPER_PRO);
  }

  /** The ids of its API tokens. */
  public List<String> tokenIds() {
    return passes.tokenIds();
  }

  private static NewUser user(Visitor visitor) {
    Set<String> authorities =
        visitor.superUser() ? Set.of("ROLE_USER", "ROLE_SUPERUSER") : Set.of("ROLE_USER");
    return new NewUser(
        visitor.username(),
        PASSWORD,
        new Account.Person(visitor.username(), "", "en_US"),
        authorities,
        Licence.valueOf(visitor.licence().toUpperCase(Locale.ROOT)));
  }

  /** Where it listens, whatever its links start with. */
  @Override
  public String url() {
    return url;
  }

  /** The headers that prove who it is. */
  public synchronized Map<String, String> proof(Visitor visitor) {
    return proofs.computeIfAbsent(visitor, this::proved);
  }

  /** Logs in again where somebody logged out meanwhile. */
  public synchronized void renew() {
    proofs.keySet().removeIf(who -> !who.lasting());
  }

  private Map<String, String> proved(Visitor visitor) {
    return switch (visitor) {
      case ANONYMOUS -> Map.of();
      case BASIC_AUTH ->
          Map.of("Authorization", "Basic " + TestClient.credentials(visitor.username(), PASSWORD));
      case SESSION -> passes.session(visitor);
      case SESSION_BARE -> Map.of("Cookie", passes.session(visitor).getOrDefault("Cookie", ""));
      case REVOKED -> {
        Map<String, String> token = passes.logIn(visitor);
        send(request("POST", "/services/logout", token).build());
        yield token;
      }
      default -> passes.logIn(visitor);
    };
  }

  private void bearer(Visitor visitor, String token) {
    proofs.put(visitor, Map.of("Authorization", "Bearer " + token));
  }

  /** A request with no body yet. */
  public HttpRequest.Builder request(String method, String path, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(PATIENCE)
            .method(method, BodyPublishers.noBody());
    headers.forEach(request::header);
    return request;
  }

  /** Sends a form by a visitor. */
  public HttpResponse<byte[]> form(Visitor visitor, String path, String... pairs) {
    Map<String, String> headers = new HashMap<>(proof(visitor));
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    String form = TestClient.query(pairs);
    return send(request("POST", path, headers).POST(BodyPublishers.ofString(form)).build());
  }

  /** Sends JSON by a visitor. */
  public HttpResponse<byte[]> json(Visitor visitor, String method, String path, String body) {
    Map<String, String> headers = new HashMap<>(proof(visitor));
    headers.put("Content-Type", "application/json");
    return send(
        request(method, path, headers).method(method, BodyPublishers.ofString(body)).build());
  }

  /** A GET by a visitor. */
  public HttpResponse<byte[]> get(Visitor visitor, String path) {
    return send(request("GET", path, proof(visitor)).build());
  }

  static HttpRequest form(String url, String... pairs) {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(PATIENCE)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(TestClient.query(pairs)))
        .build();
  }

  /** Sends it; the answer must come in time. */
  public HttpResponse<byte[]> send(HttpRequest request) {
    return HTTP.send(request, BodyHandlers.ofByteArray());
  }

  /** The status alone, of an answer that may never end. */
  public int status(HttpRequest request) {
    HttpResponse<InputStream> answer = HTTP.send(request, BodyHandlers.ofInputStream());
    try {
      answer.body().close();
      return answer.statusCode();
    } catch (IOException failed) {
      throw new IllegalStateException(request.method() + " " + request.uri(), failed);
    }
  }

  /** An answer's body as text. */
  public static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }

  /** A member of an answer in JSON; empty where there is none. */
  public static String member(String json, String name) {
    return TestResponse.json(json).path(name).asText();
  }
}
