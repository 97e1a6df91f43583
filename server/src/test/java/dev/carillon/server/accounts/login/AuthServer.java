package dev.carillon.server.accounts.login;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.server.accounts.user.FirstUserSetup;
import dev.carillon.server.accounts.user.SetupApi;
import dev.carillon.server.accounts.user.Users;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.platform.http.Auditor;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problems;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.header.TrustedProxies;
import dev.carillon.server.platform.http.jetty.HttpConfigs;
import dev.carillon.server.platform.http.jetty.HttpLimits;
import dev.carillon.server.platform.http.jetty.HttpServer;
import dev.carillon.server.platform.http.jetty.RawHttp;
import dev.carillon.server.platform.idempotency.Idempotency;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A real server over a real database, with nothing but users and two calls for them. */
public final class AuthServer implements AutoCloseable {

  static final LongLivedTokens NO_TOKENS =
      new LongLivedTokens() {
        @Override
        public boolean looksLikeOne(String bearer) {
          return false;
        }

        @Override
        public Identity identify(String bearer, InetAddress from) {
          return new Identity.Nobody();
        }

        @Override
        public boolean loggedOut(String id) {
          throw new IllegalStateException("there are no tokens");
        }
      };

  public final ManualClock clock = new ManualClock();
  public final Users users;
  public final FirstUserSetup setup;
  public final LoginWiring authentication;
  private final Database database;
  private final PasswordHasher hasher = new PasswordHasher();
  private final HttpServer server;
  private String serverUrl = "";

  public AuthServer(Path home) throws IOException {
    boolean fresh = !Files.exists(home.resolve("db"));
    database = SqliteDatabase.open(home.resolve("db"));
    if (fresh) {
      ServerTables.in(database);
    }
    users = new Users(database, hasher, clock);
    setup = new FirstUserSetup(users, TokenKey.readOrMake(home.resolve("config/request.key")));
    authentication =
        LoginWiring.open(
            users, hasher, database, home.resolve("config/token.key"), NO_TOKENS, clock);
    Routes routes = new Routes();
    authentication.routes(routes);
    new SetupApi(setup).routes(routes);
    routes
        .service(
            "/services/who", Effect.READS, RouteAccess.USER, call -> who(call.caller().username()))
        .service("/services/long", Effect.READS, RouteAccess.USER, call -> slowly())
        .service("/services/set", Effect.CHANGES, RouteAccess.USER, call -> Response.empty());
    server =
        new HttpServer(
            HttpConfigs.of(
                home.resolve("incoming"),
                HttpLimits.DEFAULTS,
                () -> serverUrl,
                TrustedProxies.NONE),
            routes,
            authentication.authenticator(),
            new Problems(() -> false),
            Auditor.NONE,
            Idempotency.NONE);
    server.start("127.0.0.1", 0);
  }

  private static Response who(String username) {
    return Response.json(Map.of("username", username));
  }

  /** A line every 20 ms, for a minute. */
  private static Response slowly() {
    return new Response.Streamed(
        "text/plain",
        "long.txt",
        out -> {
          for (int i = 0; i < 3_000; i++) {
            out.write("line\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            LockSupport.parkNanos(20_000_000);
          }
        });
  }

  int port() {
    return server.port();
  }

  public void serverUrl(String url) {
    serverUrl = url;
  }

  /** Sends a call; headers are separated by {@code |}. */
  public RawHttp.Reply call(String method, String target, String headers, String form) {
    String lines = headers.isEmpty() ? "" : headers.replace("|", "\r\n") + "\r\n";
    return RawHttp.exchange(
        server.port(),
        method
            + " "
            + target
            + " HTTP/1.1\r\nHost: h\r\n"
            + lines
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + form.length()
            + "\r\n\r\n"
            + form);
  }

  public RawHttp.Reply get(String target, String headers) {
    return call("GET", target, headers, "");
  }

  public RawHttp.Reply post(String target, String headers, String form) {
    return call("POST", target, headers, form);
  }

  @Override
  public void close() {
    server.close();
    hasher.close();
    database.close();
  }
}
