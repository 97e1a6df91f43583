package dev.carillon.server.commands;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.Credentials;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.delivery.DeliveryLog.Cursor;
import dev.carillon.server.commands.Carillon.Ended;
import dev.carillon.server.testing.StoppedStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon deliveries export}, and what the server says where a search ends early. */
@Timeout(240)
class ExportCommandTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** One more than a search for a text looks into. */
  private static final int COPIES = 100_001;

  @TempDir Path folder;

  @Test
  @Tag("long")
  void whereASearchForATextEndsEarlyTheServerSaysSoAndTheCommandGoesOn() throws Exception {
    String sought;
    try (ServerWithShell office = ServerWithShell.loggedIn(folder);
        ScriptedReceiver receiver = ScriptedReceiver.answering(204)) {
      webhook(office, receiver);
      sought = create(office, "/sought.txt");
      receiver.next(PATIENCE);
      create(office, "/other.txt");
      receiver.next(PATIENCE);
      delivered(office, 2);
    }
    fill();
    try (ServerWithShell office = ServerWithShell.open(folder)) {
      office.logIn();
      Map<String, String> query = new LinkedHashMap<>();
      query.put("text", sought);
      String since = Instant.now().minus(Duration.ofHours(1)).toString();
      query.put("from", since);
      HttpResponse<InputStream> first = export(office, query);
      assertThat(first.headers().firstValue("X-Read-All")).contains("false");
      assertThat(first.headers().firstValue("Content-Disposition").orElseThrow())
          .contains("deliveries-part.ndjson");
      assertThat(text(first)).isEmpty();
      query.put("cursor", first.headers().firstValue("X-Next-Cursor").orElseThrow());
      HttpResponse<InputStream> second = export(office, query);
      assertThat(second.headers().firstValue("X-Read-All")).isEmpty();
      assertThat(second.headers().firstValue("X-Next-Cursor")).isEmpty();
      assertThat(text(second)).contains(sought).hasLineCount(1);

      Map<String, String> listed = Map.of("text", sought, "from", since);
      JsonNode page = client(office).get("/api/deliveries", listed);
      assertThat(page.path("items")).isEmpty();
      assertThat(page.path("readAll").asBoolean(true)).isFalse();
      // a page ends there too, or before, where its five seconds are over
      assertThat(Cursor.parse(page.path("next").asText()).sequence())
          .isGreaterThanOrEqualTo(Cursor.parse(query.get("cursor")).sequence());
      JsonNode counts = client(office).get("/api/deliveries/counts", Map.of());
      assertThat(counts.path("delivered").toString()).isEqualTo("{\"count\":10000,\"more\":true}");
      assertThat(counts.path("all").toString()).isEqualTo("{\"count\":10000,\"more\":true}");
      assertThat(counts.path("missed").toString()).isEqualTo("{\"count\":0,\"more\":false}");

      String[] export = {"deliveries", "export", "--text", sought, "--since", "1h"};
      assertThat(office.shell().run(export).is(0).out()).contains(sought).hasLineCount(1);
      Path csv = folder.resolve("found.csv");
      String[] table = {
        "deliveries",
        "export",
        "--text",
        sought,
        "--since",
        "1h",
        "--format",
        "csv",
        "-o",
        csv.toString()
      };
      office.shell().run(table).is(0);
      assertThat(Files.readAllLines(csv)).hasSize(2);
      assertThat(Files.readAllLines(csv).getFirst()).startsWith("id,webhookId,");
      assertThat(Files.readAllLines(csv).getLast()).contains(sought);

      // where counting ends early before anything was found, that is not nothing
      String[] resend = {"deliveries", "resend", "--text", sought, "--since", "1h"};
      String[] dry = {
        resend[0], resend[1], resend[2], resend[3], resend[4], resend[5], "--dry-run"
      };
      assertThat(office.shell().run(dry).is(0).out().strip()).isEqualTo("0+");
      assertThat(office.shell().run(resend).is(2).err()).contains("0+ deliveries");

      // of all that it looked into nothing is left out, and of the rest nothing is in
      query.remove("cursor");
      query.put("text", "asset_create");
      assertThat(text(export(office, query)).lines()).hasSize(COPIES - 1);
      query.remove("text");
      HttpResponse<InputStream> whole = export(office, query);
      assertThat(whole.headers().firstValue("X-Read-All")).isEmpty();
      assertThat(text(whole).lines()).hasSize(COPIES + 2);
    }
  }

  @Test
  void inATerminalAFileIsWrittenWithABarAndWhatIsThereStaysWhereItFails() throws Exception {
    try (ServerWithShell office = ServerWithShell.loggedIn(folder);
        ScriptedReceiver receiver = ScriptedReceiver.answering(204)) {
      webhook(office, receiver);
      for (int i = 0; i < 3; i++) {
        create(office, "/" + i + ".txt");
      }
      delivered(office, 3);
      Path shown = folder.resolve("terminal.log");
      Path rows = folder.resolve("rows.ndjson");
      String[] export = {
        "deliveries", "export", "--state", "delivered", "--output", rows.toString()
      };
      Process process = office.shell().startInTerminal(shown, export);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(shown)).isZero();
      assertThat(Files.readAllLines(rows)).hasSize(3).allMatch(line -> line.startsWith("{\"id\":"));

      export[5] = folder.resolve("nowhere/rows.ndjson").toString();
      assertThat(office.shell().run(export).is(1).err()).contains("nowhere/rows.ndjson");
      export[5] = rows.toString();
      export[3] = "gone";
      assertThat(office.shell().run(export).is(2).err()).contains("'gone'");
      assertThat(Files.readAllLines(rows)).hasSize(3);
    }
  }

  @Test
  void whatBreaksOffIsNoWholeExport() throws IOException {
    Path rows = folder.resolve("rows.ndjson");
    Files.writeString(rows, "before\n");
    try (ServerSocket server = new ServerSocket(0)) {
      Thread.ofVirtual().start(() -> breakOff(server));
      Carillon shell =
          new Carillon(folder)
              .with("CARILLON_SERVER", "http://127.0.0.1:" + server.getLocalPort())
              .with("CARILLON_TOKEN", "crl_any");
      Ended cut = shell.run("deliveries", "export", "-o", rows.toString()).is(6);
      assertThat(cut.err()).contains("output is incomplete");
      assertThat(rows).hasContent("before\n");
      assertThat(shell.run("deliveries", "export").is(6).err()).contains("output is incomplete");
    }
  }

  private static void breakOff(ServerSocket server) {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":\"a\"}\n";
    while (true) {
      try (Socket socket = server.accept()) {
        socket.getInputStream().read();
        socket.getOutputStream().write(answer.getBytes(UTF_8));
      } catch (IOException closed) {
        return; // the test is over
      }
    }
  }

  /** Many more that were delivered, none of which tells of an asset. */
  private void fill() throws IOException {
    try (StoppedStore store = new StoppedStore(folder.resolve("home"), Instant.now())) {
      store.deliver(store.record("asset_create", "{\"type\":\"asset_create\"}", COPIES));
    }
  }

  private static void webhook(ServerWithShell office, ScriptedReceiver receiver) {
    String url = receiver.url();
    String[] create = {
      "webhooks", "create", "--name", "w", "--url", url, "--events", "asset_create"
    };
    office.shell().run(create).is(0);
  }

  private static ServerClient client(ServerWithShell office) {
    return new ServerClient(
        office.url(),
        new Credentials.Basic("admin", ServerWithShell.PASSWORD),
        Duration.ofSeconds(60));
  }

  private static String create(ServerWithShell office, String path) {
    return client(office).form("/services/create", Map.of("assetPath", path)).path("id").asText();
  }

  private static void delivered(ServerWithShell office, int count) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (client(office)
            .get("/api/deliveries/counts", Map.of())
            .path("delivered")
            .path("count")
            .asInt()
        < count) {
      assertThat(System.nanoTime()).as("not delivered").isLessThan(end);
      Thread.sleep(50);
    }
  }

  private static HttpResponse<InputStream> export(
      ServerWithShell office, Map<String, String> query) {
    return client(office).answer("/api/deliveries/export", query);
  }

  private static String text(HttpResponse<InputStream> answer) throws IOException {
    try (InputStream in = answer.body()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
