package dev.carillon.server.platform.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages over HTTP, from a started server. */
@Tag("alone")
class ConsolePagesTest {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
          + " media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
          + " frame-ancestors 'none'";
  private static final int INITIAL_BYTES_MAX = 100_000;
  private static final int TYPEFACE_BYTES_MAX = 60_000;
  private static final Pattern FILE = Pattern.compile("/pages/([A-Za-z0-9_.-]+)");
  private static final Pattern PAGE = Pattern.compile("\\./([A-Z][A-Za-z]+Page-)");
  private static final Pattern FONT = Pattern.compile("/pages/([A-Za-z0-9_.-]+\\.woff2)");
  private static final Pattern IMPORTED =
      Pattern.compile("(?:from|import)\\s*[\"`']\\./([A-Za-z0-9_.-]+\\.js)[\"`']");

  @TempDir private Path home;
  private final HttpClient client = HttpClient.newHttpClient();
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server =
        Server.start(
            ServerConfig.read(Map.of("port", "0", "home", home.toString()), Map.of("HOME", "/")));
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  @Test
  void withoutAUserEveryPageLeadsToTheSetUp() throws Exception {
    for (String path : List.of("/", "/console", "/console/webhooks")) {
      HttpResponse<byte[]> reply = get(path);
      assertThat(reply.statusCode()).as(path).isEqualTo(302);
      assertThat(reply.headers().firstValue("Location")).contains("/setup");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/console", "/console/", "/console/webhooks/x?tab=secret"})
  void everyPageIsTheSameIndexUnderTheStrictPolicy(String path) throws Exception {
    setUp();
    HttpResponse<byte[]> reply = get(path);

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Security-Policy")).contains(POLICY);
    assertThat(reply.headers().firstValue("Content-Type")).contains("text/html;charset=UTF-8");
    assertThat(reply.headers().firstValue("Cache-Control")).contains("no-cache");
    assertThat(text(reply)).contains("<div id=\"app\">").doesNotContain("style=", "http://");
  }

  @Test
  void aPageThatTheBrowserHasIsNotSentAgain() throws Exception {
    setUp();
    String tag = get("/").headers().firstValue("ETag").orElseThrow();

    HttpResponse<byte[]> again = get("/", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(get("/", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void whatTheIndexNamesIsKeptForeverAndSentCompressed() throws Exception {
    setUp();
    for (String file : named(text(get("/")))) {
      HttpResponse<byte[]> plain = get("/pages/" + file);
      HttpResponse<byte[]> gzip = get("/pages/" + file, "Accept-Encoding", "gzip");

      assertThat(plain.statusCode()).as(file).isEqualTo(200);
      assertThat(plain.headers().firstValue("Cache-Control"))
          .contains("public, max-age=31536000, immutable");
      if (file.endsWith(".woff2")) {
        assertThat(plain.headers().firstValue("Content-Type")).contains("font/woff2");
        assertThat(gzip.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(gzip.body()).isEqualTo(plain.body());
      } else if (plain.body().length > 100) { // of fewer bytes, compression makes more
        assertThat(gzip.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(gzip.body())).readAllBytes())
            .isEqualTo(plain.body());
      }
    }
  }

  @Test
  void theTypefaceIsSmallAndBringsItsLicence() throws Exception {
    setUp();
    String index = text(get("/"));
    Set<String> fonts = new TreeSet<>();
    for (String file : named(index)) {
      if (file.endsWith(".css")) {
        FONT.matcher(text(get("/pages/" + file)))
            .results()
            .forEach(font -> fonts.add(font.group(1)));
      }
    }
    assertThat(fonts).hasSize(2);
    int bytes = 0;
    for (String font : fonts) {
      bytes += get("/pages/" + font).body().length;
    }
    assertThat(bytes).isBetween(20_000, TYPEFACE_BYTES_MAX);
    assertThat(named(index)).as("loaded with the first page").containsAnyElementsOf(fonts);
    try (InputStream licence =
        Server.class.getResourceAsStream("/dev/carillon/console/inter-LICENSE.txt")) {
      assertThat(licence).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/pages/none.js",
        "/pages/..%2findex.html",
        "/pages/Page.class",
        "/pages/%00.js",
        "/pages/"
      })
  void nothingElseIsThere(String path) throws Exception {
    setUp();
    assertThat(get(path).statusCode()).isIn(400, 404);
  }

  @Test
  void theScriptsOfEachFirstViewAreSmall() throws Exception {
    setUp();
    Set<String> begun = new TreeSet<>();
    for (String file : named(text(get("/")))) {
      if (file.endsWith(".js")) {
        follow(file, begun);
      }
    }
    String entry =
        begun.stream().filter(file -> file.startsWith("index-")).findFirst().orElseThrow();
    String index = text(get("/pages/" + entry));
    Set<String> assets = new TreeSet<>(begun);
    follow(first(index, "AssetsPage-"), assets);
    assertSmall("AssetsPage-", assets);

    String console = first(index, "Console-");
    follow(console, begun);
    String script = text(get("/pages/" + console));
    Set<String> pages = new TreeSet<>();
    PAGE.matcher(script).results().forEach(page -> pages.add(page.group(1)));
    assertThat(pages).hasSizeGreaterThan(10);
    for (String page : pages) {
      Set<String> scripts = new TreeSet<>(begun);
      follow(first(script, page), scripts);
      assertSmall(page, scripts);
    }
  }

  private void assertSmall(String page, Set<String> scripts) throws Exception {
    int bytes = 0;
    for (String script : scripts) {
      bytes += get("/pages/" + script, "Accept-Encoding", "gzip").body().length;
    }
    assertThat(scripts).hasSizeGreaterThan(3);
    assertThat(bytes).as(page + scripts).isBetween(20_000, INITIAL_BYTES_MAX);
  }

  /** A script and all that it cannot run without. */
  private void follow(String file, Set<String> scripts) throws Exception {
    if (!scripts.add(file)) {
      return;
    }
    Matcher imports = IMPORTED.matcher(text(get("/pages/" + file)));
    while (imports.find()) {
      follow(imports.group(1), scripts);
    }
  }

  private static String first(String script, String name) {
    Matcher found = Pattern.compile("(" + name + "[A-Za-z0-9_-]+\\.js)").matcher(script);
    assertThat(found.find()).as(name).isTrue();
    return found.group(1);
  }

  private static List<String> named(String index) {
    List<String> files = FILE.matcher(index).results().map(match -> match.group(1)).toList();
    assertThat(files).isNotEmpty();
    return files;
  }

  private static String text(HttpResponse<byte[]> reply) {
    return new String(reply.body(), UTF_8);
  }

  private void setUp() throws Exception {
    String token = server.setupLink().replaceFirst(".*token=", "");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "/services/setup"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "token=" + token + "&username=ann&password=long+enough"))
            .build();
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }
}
