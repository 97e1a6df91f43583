package dev.carillon.server.accounts.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS our own pages have a cookie that no neighbour in the same domain can plant. */
class OwnCookieTest {

  private static final String PASSWORD = "ring-every-bell";
  private static final String OWN = "__Host-authToken";

  @TempDir private Path home;

  private final HttpClient http = HttpClient.newHttpClient();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server =
        Server.start(
            ServerConfig.read(
                Map.of("home", home.toString(), "port", "0"),
                Map.of("CARILLON_TRUSTED_PROXIES", "127.0.0.0/8")));
    String token = server.setupLink().replaceAll(".*token=", "");
    post("https", "/services/setup", "", "token", token, "username", "admin", "password", PASSWORD);
    String ann = "{\"username\": \"ann\", \"password\": \"" + PASSWORD + "\"}";
    HttpRequest made =
        HttpRequest.newBuilder(URI.create(server.url() + "/api/users"))
            .header(
                "Authorization",
                "Basic "
                    + java.util.Base64.getEncoder()
                        .encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8)))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(ann))
            .build();
    assertThat(http.send(made, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  @Test
  void onlyOurPagesHaveItAndOnlyOverTls() throws Exception {
    List<String> own = cookies(login("https", "admin", "", "console"));
    assertThat(own)
        .hasSize(2)
        .anySatisfy(
            cookie ->
                assertThat(cookie)
                    .matches(OWN + "=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict; Secure"))
        .anySatisfy(cookie -> assertThat(cookie).startsWith("authToken=; Max-Age=0"));
    assertThat(cookies(login("http", "admin", "", "console")))
        .singleElement()
        .asString()
        .startsWith("authToken=")
        .doesNotContain("Secure");
    assertThat(cookies(login("https", "admin", "", "scripts")).getFirst())
        .as("clients of the API know this name")
        .matches("authToken=[A-Za-z0-9_-]{43}; .*; Secure");
  }

  @Test
  void aPlantedCookieLosesWhateverItLooksLike() throws Exception {
    String own = pair(login("https", "admin", "", "console"), OWN);
    String planted = pair(login("https", "ann", "", "scripts"), "authToken");
    String value = planted.substring(planted.indexOf('=') + 1);
    assertThat(who(own)).isEqualTo("admin");
    assertThat(who(planted)).isEqualTo("ann");
    for (String both :
        List.of(
            planted + "; " + own,
            own + "; " + planted,
            planted + "; " + planted + "; " + own,
            "x=1 " + OWN + "=" + value + "; " + own,
            "x=1," + OWN + "=" + value + "; " + own,
            own + "; __host-authToken=" + value)) {
      assertThat(who(both)).as(both).isEqualTo("admin");
    }
    // nor does it take the place of one that has ended
    assertThat(who(OWN + "=gone; " + planted)).isEmpty();
    assertThat(who("x=1 " + OWN + "=" + value)).as("a space in a value").isEmpty();
  }

  @Test
  void loggingOutEndsBothAndAClientsLogInTakesThePlaceOfThePages() throws Exception {
    String own = pair(login("https", "admin", "", "console"), OWN);
    HttpResponse<String> next = login("https", "admin", own, "scripts");
    assertThat(cookies(next)).anyMatch(cookie -> cookie.startsWith(OWN + "=; Max-Age=0"));
    assertThat(who(own)).isEmpty();
    String plain = pair(next, "authToken");
    own = pair(login("https", "admin", "", "console"), OWN);
    HttpResponse<String> out = post("https", "/services/logout", plain + "; " + own);
    assertThat(cookies(out)).hasSize(2).allMatch(cookie -> cookie.contains("=; Max-Age=0"));
    assertThat(who(own)).isEmpty();
    assertThat(who(plain)).isEmpty();
  }

  private HttpResponse<String> login(String scheme, String user, String cookie, String client)
      throws Exception {
    return post(
        scheme,
        "/services/login",
        cookie,
        "username",
        user,
        "password",
        PASSWORD,
        "clientType",
        client);
  }

  private static List<String> cookies(HttpResponse<String> answer) {
    return answer.headers().allValues("Set-Cookie");
  }

  private static String pair(HttpResponse<String> answer, String name) {
    return cookies(answer).stream()
        .filter(cookie -> cookie.startsWith(name + "="))
        .findFirst()
        .orElseThrow()
        .replaceAll(";.*", "");
  }

  /** Whom a cookie header proves; empty for nobody. */
  private String who(String cookie) throws Exception {
    HttpResponse<String> answer = post("https", "/services/profile", cookie);
    return answer.statusCode() == 401
        ? ""
        : new ObjectMapper().readTree(answer.body()).path("username").asText();
  }

  private HttpResponse<String> post(String scheme, String path, String cookie, String... form)
      throws Exception {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < form.length; i += 2) {
      body.append(form[i]).append('=');
      body.append(URLEncoder.encode(form[i + 1], StandardCharsets.UTF_8)).append('&');
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("X-Forwarded-Proto", scheme)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body.toString()));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
