package dev.carillon.server.attacks.supply;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ops/renew-advisories}, against a stand-in that speaks OSV's API. */
class RenewAdvisoriesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PROGRAM = Path.of("../ops/renew-advisories.mjs").toAbsolutePath();
  private static final String BEFORE =
      """
      {"asOf": "2026-01-01", "origin": "before",
       "contains": {"Maven:g:whole": ["Maven:g:part"]}, "advisories": []}
      """;

  @TempDir private Path folder;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer service;
  private Path list;

  @BeforeEach
  void start() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext("/v1/querybatch", this::batch);
    service.createContext("/v1/vulns/", this::advisory);
    service.start();
    list = Files.writeString(folder.resolve("advisories.json"), BEFORE);
    Files.writeString(
        folder.resolve("components.txt"),
        "Maven:g:whole 2.0.3\nnpm:@a/ring 1.0.0\nnpm:quiet 1.0.0\n");
  }

  @AfterEach
  void stop() {
    service.stop(0);
  }

  @Test
  void whatTheServiceKnowsBecomesAListThatTheCheckReads() throws Exception {
    Ended ended = renew(url());
    assertThat(ended.code()).as(ended.printed()).isZero();

    Advisories made = Advisories.read(list);
    assertThat(made.asOf())
        .isBetween(
            LocalDate.now(java.time.ZoneOffset.UTC).minusDays(2),
            LocalDate.now(java.time.ZoneOffset.UTC).plusDays(1));
    assertThat(asked).contains("Maven:g:part", "Maven:g:whole", "npm:@a/ring", "npm:quiet");
    assertThat(made.contains()).isEqualTo(Map.of("Maven:g:whole", List.of("Maven:g:part")));
    assertThat(made.all())
        .extracting(each -> each.names() + " " + each.name() + " " + each.affected())
        .containsExactlyInAnyOrder(
            "CVE-1 (GHSA-part) Maven:g:part [VersionRange[text=>=0 <2.0.4],"
                + " VersionRange[text=>=3.0 <=3.1]]",
            "GHSA-ring npm:@a/ring [VersionRange[text=>=1.0.0]]",
            "GHSA-page2 npm:@a/ring [VersionRange[text==0.9.0], VersionRange[text==0.9.1]]");
    assertThat(
            made.against(
                List.of(
                    new Component("Maven:g:whole", "2.0.3", "a test"),
                    new Component("npm:@a/ring", "1.0.0", "a test"))))
        .hasSize(2);
  }

  @Test
  void whereTheServiceFailsTheListStaysAsItIs() throws Exception {
    String url = url();
    service.removeContext("/v1/vulns/");
    Ended refused = renew(url);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.printed()).contains("answered 404", "nothing was changed");
    service.stop(0);
    Ended gone = renew(url);
    assertThat(gone.code()).isEqualTo(1);
    assertThat(gone.printed()).contains("nothing was changed");
    assertThat(list).hasContent(BEFORE);
  }

  private String url() {
    return "http://127.0.0.1:" + service.getAddress().getPort();
  }

  private record Ended(int code, String printed) {}

  private Ended renew(String url) throws IOException, InterruptedException {
    Path out = folder.resolve("printed");
    Process process =
        new ProcessBuilder(
                "node",
                PROGRAM.toString(),
                list.toString(),
                folder.resolve("components.txt").toString(),
                url)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), Files.readString(out));
  }

  /** Answers for each query; what is known about one package comes in two pages. */
  private void batch(HttpExchange exchange) throws IOException {
    JsonNode body = JSON.readTree(exchange.getRequestBody());
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode results = answer.putArray("results");
    for (JsonNode query : body.path("queries")) {
      JsonNode of = query.path("package");
      String name = of.path("ecosystem").asText() + ":" + of.path("name").asText();
      asked.add(name);
      ObjectNode result = results.addObject();
      List<String> ids = new ArrayList<>();
      if (name.equals("Maven:g:part")) {
        ids.add("GHSA-part");
      } else if (name.equals("npm:@a/ring") && query.path("page_token").asText().equals("2")) {
        ids.add("GHSA-page2");
      } else if (name.equals("npm:@a/ring")) {
        ids.addAll(List.of("GHSA-ring", "GHSA-withdrawn"));
        result.put("next_page_token", "2");
      }
      if (!ids.isEmpty()) {
        ArrayNode vulns = result.putArray("vulns");
        ids.forEach(id -> vulns.addObject().put("id", id));
      }
    }
    send(exchange, 200, answer.toString());
  }

  private void advisory(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String id = path.substring(path.lastIndexOf('/') + 1);
    String affected =
        switch (id) {
          case "GHSA-part" ->
              """
              {"package": {"ecosystem": "Maven", "name": "g:part"}, "versions": ["2.0.3"],
               "ranges": [
                 {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0.4"}]},
                 {"type": "ECOSYSTEM", "events": [{"introduced": "3.0"}, {"last_affected": "3.1"}]},
                 {"type": "GIT", "events": [{"introduced": "0"}, {"fixed": "abc"}]}]},
              {"package": {"ecosystem": "Maven", "name": "other:other"},
               "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]}
              """;
          case "GHSA-page2" ->
              """
              {"package": {"ecosystem": "npm", "name": "@a/ring"}, "versions": ["0.9.0", "0.9.1"]}
              """;
          default ->
              """
              {"package": {"ecosystem": "npm", "name": "@a/ring"},
               "ranges": [{"type": "SEMVER", "events": [{"introduced": "1.0.0"}]}]}
              """;
        };
    String withdrawn =
        id.equals("GHSA-withdrawn") ? "\"withdrawn\": \"2026-01-01T00:00:00Z\"," : "";
    String aliases = id.equals("GHSA-part") ? "\"aliases\": [\"CVE-1\"]," : "";
    send(
        exchange,
        200,
        "{\"id\": \"%s\", %s %s \"published\": \"2026-02-03T04:05:06Z\", \"summary\": \"it rings\", \"affected\": [%s]}"
            .formatted(id, withdrawn, aliases, affected));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
