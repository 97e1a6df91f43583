package dev.carillon.server.commands;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Much data that goes to a file or to standard output, and how far it is. */
@Timeout(240)
class DestinationTest {

  private static final int ROWS = 5_000;
  private static final String LINES = "{\"id\":\"0F7s2FxLqpAkV3dVn0d2Rb\"}\n".repeat(ROWS);
  private static final String[] EXPORT = {"deliveries", "export"};
  private static final String WHOLE = "] 5,000/5,000 deliveries";

  @TempDir Path folder;

  private HttpServer server;
  private Carillon shell;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", DestinationTest::serve);
    server.start();
    shell =
        new Carillon(folder)
            .with("CARILLON_SERVER", "http://127.0.0.1:" + server.getAddress().getPort())
            .with("CARILLON_TOKEN", "crl_any");
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @Test
  void whereOutputGoesToAFileTheTerminalShowsHowFarItIs() throws Exception {
    Path rows = folder.resolve("rows.ndjson");
    assertThat(shown("> " + rows, EXPORT)).contains(WHOLE);
    assertThat(rows).hasContent(LINES);

    Path picture = folder.resolve("picture.jpg");
    assertThat(shown("> " + picture, "assets", "get", "any", "-o", "-"))
        .contains("] %,d/%,d bytes".formatted(LINES.length(), LINES.length()));
    assertThat(picture).hasContent(LINES);
  }

  @Test
  void nothingIsDrawnBetweenTheDataNorForWhoWantsNoWords() throws Exception {
    assertThat(shown("", EXPORT).replace("\r", "")).isEqualTo(LINES.strip());
    String[] quiet = {EXPORT[0], EXPORT[1], "--quiet"};
    assertThat(shown("> " + folder.resolve("rows"), quiet)).isEmpty();
    assertThat(folder.resolve("rows")).hasContent(LINES);
  }

  @Test
  void whereErrorsGoToAFileNoBarIsInIt() throws Exception {
    Path errors = folder.resolve("errors");
    Path rows = folder.resolve("rows");
    assertThat(shown("> " + rows + " 2> " + errors, EXPORT)).isEmpty();
    assertThat(errors).isEmptyFile();
    assertThat(rows).hasContent(LINES);

    String[] named = {EXPORT[0], EXPORT[1], "--output", rows.toString()};
    assertThat(shown("2> " + errors, named)).isEmpty();
    assertThat(errors).isEmptyFile();
    assertThat(shown("", named)).contains(WHOLE);
    assertThat(shown("< /dev/null", named)).contains(WHOLE);
    assertThat(shell.run(named).is(0).err()).isEmpty();
  }

  @Test
  void whatCannotBeWrittenIsNoSuccess() throws Exception {
    Path shown = folder.resolve("full.log");
    Process full = shell.startRedirected(shown, "> /dev/full", EXPORT);
    assertThat(full.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(full.exitValue()).as(Files.readString(shown)).isEqualTo(1);
    assertThat(Files.readString(shown)).contains("No space left");
  }

  /** What the terminal shows, in which this ends well. */
  private String shown(String redirections, String... arguments) throws Exception {
    Path shown = Files.createTempFile(folder, "terminal", ".log");
    Process process = shell.startRedirected(shown, redirections, arguments);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(shown)).isZero();
    return Files.readString(shown).replaceAll("(?m)^Script (started|done).*\\R?", "").strip();
  }

  /** Counts of deliveries, a hit of any search, and the same lines for every file and export. */
  private static void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      byte[] body = answer(exchange.getRequestURI().getPath()).getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static String answer(String path) {
    if (path.contains("/counts")) {
      return "{\"all\":{\"count\":" + ROWS + ",\"more\":false}}";
    }
    if (path.contains("/search")) {
      return "{\"hits\":[{\"metadata\":{\"fileSize\":{\"value\":" + LINES.length() + "}}}]}";
    }
    return LINES;
  }
}
