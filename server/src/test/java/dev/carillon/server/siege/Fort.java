package dev.carillon.server.siege;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.Server;
import dev.carillon.server.accounts.login.Account;
import dev.carillon.server.accounts.login.LoginTokens;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.accounts.login.RevokedTokens;
import dev.carillon.server.accounts.user.NewUser;
import dev.carillon.server.accounts.user.Users;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.http.Caller.Licence;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A started server with users of every kind, and the proofs of all visitors. */
public final class Fort implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of every visitor. */
  public static final String PASSWORD = "ring-every-bell";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final Map<Visitor, Map<String, String>> proofs = new EnumMap<>(Visitor.class);
  private final Path home;
  private final Server server;
  private final String url;
  private final Passes passes;

  /** In this empty folder, with these lines as cluster properties. */
  public Fort(Path home, String... properties) {
    this.home = home;
    try {
      Files.createDirectories(home.resolve("config"));
      Files.writeString(
          home.resolve("config").resolve("cluster-properties.txt"),
          String.join("\n", properties) + "\n");
      try (Server first = start()) {
        String link = first.setupLink();
        String token = link.substring(link.indexOf("token=") + "token=".length());
        send(
            form(
                first.url() + "/services/setup",
                Map.of("token", token, "username", "admin", "password", PASSWORD)));
        Passes early = new Passes(this::send, first.url(), PASSWORD);
        proofs.put(Visitor.TOKEN_EXPIRED, early.apiToken(Visitor.TOKEN_EXPIRED));
      }
      offline();
      server = start();
      url = server.url();
      passes = new Passes(this::send, url, PASSWORD);
      passes();
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private Server start() throws IOException {
    return Server.start(ServerConfig.read(Map.of("home", home.toString(), "port", "0"), Map.of()));
  }

  /** Users of all kinds, and tokens that no server would give out. */
  private void offline() throws IOException {
    Path key = home.resolve("config").resolve("token.key");
    try (Database database = SqliteDatabase.open(home.resolve("data").resolve("carillon.db"));
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
      TokenKey other = TokenKey.readOrMake(home.resolve("other.key"));
      bearer(
          Visitor.FORGED, new LoginTokens(other, revoked, Clock.systemUTC()).issue(admin, "").token());
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

  /** What is attacked. */
  public Server server() {
    return server;
  }

  /** Where all of its files are. */
  public Path home() {
    return home;
  }

  /** Where it listens, whatever its links start with. */
  public String url() {
    return url;
  }

  public int port() {
    return URI.create(url).getPort();
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
    String login = visitor.username() + ":" + PASSWORD;
    return switch (visitor) {
      case ANONYMOUS -> Map.of();
      case BASIC_AUTH ->
          Map.of(
              "Authorization",
              "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8)));
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
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    Map<String, String> headers = new HashMap<>(proof(visitor));
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    return send(
        request("POST", path, headers).POST(BodyPublishers.ofString(encoded(values))).build());
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

  static HttpRequest form(String url, Map<String, String> values) {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(PATIENCE)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(encoded(values)))
        .build();
  }

  private static String encoded(Map<String, String> values) {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, UTF_8)));
    return text.toString();
  }

  /** Sends it; the answer must come in time. */
  public HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException failed) {
      throw new IllegalStateException(request.method() + " " + request.uri(), failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** The status alone, of an answer that may never end. */
  public int status(HttpRequest request) {
    try {
      HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
      answer.body().close();
      return answer.statusCode();
    } catch (IOException failed) {
      throw new IllegalStateException(request.method() + " " + request.uri(), failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** An answer's body as text. */
  public static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }

  /** A member of an answer in JSON; empty where there is none. */
  public static String member(String json, String name) {
    try {
      return JSON.readTree(json).path(name).asText();
    } catch (IOException notJson) {
      throw new IllegalStateException(json, notJson);
    }
  }

  @Override
  public void close() {
    server.close();
    http.close();
  }
}
