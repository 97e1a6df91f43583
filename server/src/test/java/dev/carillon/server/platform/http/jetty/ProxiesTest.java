package dev.carillon.server.platform.http.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.http.address.Cidr;
import dev.carillon.server.platform.http.Auditor;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Identity;
import dev.carillon.server.platform.http.Problems;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.header.TrustedProxies;
import dev.carillon.server.platform.idempotency.Idempotency;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose word about callers is believed, and how far. */
class ProxiesTest {

  @TempDir private Path folder;
  private final List<String> throttled = new CopyOnWriteArrayList<>();

  /** The answer to a request with these headers: address and base URL, or the status. */
  private String seen(String trusted, String headers) throws Exception {
    Routes routes =
        new Routes().service("/services/who", Effect.READS, RouteAccess.ANYONE, ProxiesTest::who);
    routes.service("/services/in", Effect.READS, RouteAccess.USER, ProxiesTest::who);
    List<Cidr> networks =
        trusted.isEmpty() ? List.of() : Arrays.stream(trusted.split(" ")).map(Cidr::parse).toList();
    HttpConfig config =
        HttpConfigs.of(
            folder.resolve("incoming"),
            HttpLimits.DEFAULTS,
            () -> "",
            new TrustedProxies(networks));
    try (HttpServer server =
        new HttpServer(
            config,
            routes,
            credentials -> {
              throttled.add(credentials.from().getHostAddress());
              return new Identity.Nobody();
            },
            new Problems(() -> false),
            Auditor.NONE,
            Idempotency.NONE)) {
      server.start("127.0.0.1", 0);
      String lines = headers.isEmpty() ? "" : headers.replace(" && ", "\r\n") + "\r\n";
      String head = " HTTP/1.1\r\nHost: own:8080\r\nConnection: close\r\n" + lines;
      RawHttp.exchange(
          server.port(), "GET /services/in" + head + "Authorization: Bearer x\r\n\r\n");
      var reply = RawHttp.exchange(server.port(), "GET /services/who" + head + "\r\n");
      return reply.status() == 200 ? reply.body() : Integer.toString(reply.status());
    }
  }

  private static Response who(Call call) {
    String text = call.remoteAddress().getHostAddress() + " " + call.baseUrl();
    return new Response.Text(200, "text/plain", text, java.util.Map.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // nobody is trusted: whatever is said is a lie
        "|X-Forwarded-For: 6.6.6.6 && X-Forwarded-Proto: https && X-Forwarded-Host: evil"
            + "|127.0.0.1 http://own:8080",
        "|Forwarded: for=6.6.6.6;proto=https;host=evil|127.0.0.1 http://own:8080",
        "10.0.0.0/8|X-Forwarded-For: 6.6.6.6|127.0.0.1 http://own:8080",
        // a trusted proxy
        "127.0.0.1||127.0.0.1 http://own:8080",
        "127.0.0.1|X-Forwarded-For: 6.6.6.6|6.6.6.6 http://own:8080",
        "127.0.0.1|X-Forwarded-Proto: https|127.0.0.1 https://own:8080",
        "127.0.0.1|X-Forwarded-For: 6.6.6.6 && X-Forwarded-Proto: https && X-Forwarded-Host: a.test"
            + "|6.6.6.6 https://a.test",
        "127.0.0.1|Forwarded: for=6.6.6.6;proto=https;host=a.test|6.6.6.6 https://a.test",
        "127.0.0.1|Forwarded: For=\"[2001:db8::7]:4711\";Proto=HTTPS"
            + "|2001:db8:0:0:0:0:0:7 https://own:8080",
        "127.0.0.1|X-Forwarded-For: 6.6.6.6:1234|6.6.6.6 http://own:8080",
        // what the caller itself has written stands further left, and does not count
        "127.0.0.1|X-Forwarded-For: 9.9.9.9, 6.6.6.6|6.6.6.6 http://own:8080",
        "127.0.0.1|X-Forwarded-For: 9.9.9.9 && X-Forwarded-For: 6.6.6.6|6.6.6.6 http://own:8080",
        "127.0.0.1|Forwarded: for=9.9.9.9;host=evil, for=6.6.6.6;host=a.test|6.6.6.6 http://a.test",
        "127.0.0.1|X-Forwarded-For: 127.0.0.1, 6.6.6.6|6.6.6.6 http://own:8080",
        "127.0.0.1|X-Forwarded-Proto: http, https|127.0.0.1 https://own:8080",
        // a chain of trusted ones
        "127.0.0.1 10.0.0.0/8|X-Forwarded-For: 9.9.9.9, 6.6.6.6, 10.1.1.1|6.6.6.6 http://own:8080",
        "127.0.0.1 10.0.0.0/8|Forwarded: for=6.6.6.6;proto=https;host=a.test,"
            + " for=10.1.1.1;proto=http|6.6.6.6 https://a.test",
        // what cannot be read ends the walk
        "127.0.0.1|X-Forwarded-For: 6.6.6.6, unknown|127.0.0.1 http://own:8080",
        "127.0.0.1|Forwarded: for=_hidden|127.0.0.1 http://own:8080",
        "127.0.0.1|X-Forwarded-For: 127.1|127.0.0.1 http://own:8080",
        "127.0.0.1|X-Forwarded-For: localhost|127.0.0.1 http://own:8080",
        "127.0.0.1|X-Forwarded-Proto: javascript|127.0.0.1 http://own:8080",
        "127.0.0.1|X-Forwarded-Host: a.test/x?|127.0.0.1 http://own:8080",
        // two accounts, of which one may be the caller's
        "127.0.0.1|X-Forwarded-For: 6.6.6.6 && Forwarded: for=9.9.9.9|400",
        "127.0.0.1|X-Forwarded-Host: evil && Forwarded: for=9.9.9.9|400",
      })
  void believesNamedProxiesOnly(String trusted, String headers, String expected) throws Exception {
    assertThat(seen(trusted == null ? "" : trusted, headers == null ? "" : headers))
        .isEqualTo(expected);
    if (!expected.equals("400")) {
      assertThat(throttled).containsExactly(expected.substring(0, expected.indexOf(' ')));
    }
  }

  @Test
  void moreThanTwentyProxiesAreRefused() throws Exception {
    String twenty = "10.1.1.1, ".repeat(19) + "6.6.6.6";
    assertThat(seen("127.0.0.1", "X-Forwarded-For: " + twenty)).startsWith("6.6.6.6 ");
    assertThat(seen("127.0.0.1", "X-Forwarded-For: 1.1.1.1, " + twenty)).isEqualTo("400");
    assertThat(seen("127.0.0.1", "Forwarded: " + "for=6.6.6.6,".repeat(21))).isEqualTo("400");
    assertThat(seen("127.0.0.1", "X-Forwarded-Proto: " + "http,".repeat(5_000))).isEqualTo("400");
    assertThat(seen("", "X-Forwarded-For: 1.1.1.1, " + twenty)).startsWith("127.0.0.1 ");
  }

  @Test
  void aLieIsNoHarmWhereNobodyIsTrusted() throws Exception {
    assertThat(seen("", "X-Forwarded-For: 6.6.6.6 && Forwarded: for=9.9.9.9"))
        .isEqualTo("127.0.0.1 http://own:8080");
  }
}
