package dev.carillon.server.webhooks.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.RecordedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A webhook's query lets exactly those changes through whose asset a search then finds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilterIsSearchTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> QUERIES =
      List.of(
          "lighthouse",
          "lightho*",
          "*house",
          "lighthause~1",
          "\"lighthouse at night\"",
          "textContent:lighthouse",
          "textContent:(boat OR harbour)",
          "textContent:*",
          "-textContent:*",
          "-lighthouse",
          "boat -lighthouse",
          "(boat OR lighthouse) AND rating:[2 TO *]",
          "description:lighthouse",
          "tags:\"old stone\" OR textContent:\"at night\"",
          "folderPath:\"/Sea\" AND NOT textContent:night",
          "ancestorPaths:\"/\" fileSize:[1 TO 30]",
          "assetCreated:[NOW-1DAY TO NOW+1DAY] lighthouse",
          "name:*.txt");

  private final List<String> webhooks = new ArrayList<>();
  private ScriptedReceiver receiver = ScriptedReceiver.answering(204);
  private RecordedServer server;

  @BeforeAll
  void open(@TempDir Path home) {
    server = new RecordedServer(home, "");
  }

  @AfterEach
  void clear() {
    for (String webhook : webhooks) {
      server.admin().json("DELETE", "/services/admin/webhook/" + webhook, "").is(204);
    }
    webhooks.clear();
    server.admin().form("/services/remove", "q", "*:*").is(200);
    receiver.close();
    receiver = ScriptedReceiver.answering(204);
  }

  @AfterAll
  void close() {
    server.close();
    receiver.close();
  }

  @Test
  void whatAFilterLetsThroughIsWhatASearchFinds() throws IOException {
    for (int n = 0; n < QUERIES.size(); n++) {
      webhook("/" + n, QUERIES.get(n), "asset_create", "asset_checkin", "asset_remove");
    }
    Map<Integer, Set<String>> expected = new TreeMap<>();
    String keeper = create("/Sea/keeper.txt", "text/plain", "a lighthouse at night", "rating", "3");
    note(expected, "asset_create", keeper);
    note(expected, "asset_create", create("/Sea/boat.txt", "text/plain", "a boat in the harbour"));
    note(
        expected,
        "asset_create",
        create("/Sea/bare.bin", "application/x", "lighthouse boat", "tags", "old stone,sea"));
    note(
        expected,
        "asset_create",
        create("/Land/told.bin", "application/x", "x", "description", "A lighthouse, no boat"));
    note(expected, "asset_create", create("/Land/empty.txt", "text/plain", ""));
    server
        .admin()
        .form("/services/update", "id", keeper, "Filedata", data("text/plain", "a boat at night"))
        .is(200);
    note(expected, "asset_checkin", keeper);
    note(expected, "asset_remove", keeper);
    server.admin().form("/services/remove", "ids", keeper).is(200);

    create("/sentinel", "application/x", "x");
    Map<Integer, Set<String>> told = told(QUERIES.size());
    for (int n = 0; n < QUERIES.size(); n++) {
      assertThat(told.getOrDefault(n, Set.of()))
          .as(QUERIES.get(n))
          .isEqualTo(expected.getOrDefault(n, Set.of()));
    }
    assertThat(expected.get(5)).as("a file's words decide").hasSize(1);
  }

  @Test
  void theWordsOfAPdfAreKnownWhenItIsCreated() throws IOException {
    webhook("/0", "textContent:lighthouse", "asset_create");
    String id = create("/a.pdf", "application/pdf", pdf("The lighthouse"));
    Received told = receiver.next(PATIENCE);
    JsonNode event = JSON.readTree(told.body());
    assertThat(event.path("assetId").asText()).isEqualTo(id);
    assertThat(event.path("type").asText()).isEqualTo("asset_create");
    assertThat(server.finds("admin", "textContent:lighthouse")).containsExactly("/a.pdf");
    assertThat(receiver.rest()).isEmpty();
  }

  @Test
  void whatCameBeforeTheWebhookIsFoundByTheWordsOfItsFileToo() throws IOException {
    String since = Instant.now().minusSeconds(1).toString();
    String keeper = create("/Sea/keeper.txt", "text/plain", "a lighthouse at night");
    String boat = create("/Sea/boat.txt", "text/plain", "a boat at night");
    String webhook = webhook("/0", "textContent:lighthouse", "asset_create");
    server
        .admin()
        .json(
            "POST",
            "/api/jobs",
            "{\"kind\":\"recover\",\"webhook\":\"%s\",\"since\":\"%s\"}".formatted(webhook, since))
        .is(202);
    Set<String> told = new HashSet<>();
    while (!told.contains(keeper)) {
      told.add(JSON.readTree(receiver.next(PATIENCE).body()).path("assetId").asText());
    }
    create("/sentinel", "application/x", "x");
    String last = "";
    while (!last.equals("sentinel")) {
      JsonNode event = JSON.readTree(receiver.next(PATIENCE).body());
      last = event.at("/metadata/name").asText();
      told.add(event.path("assetId").asText());
    }
    assertThat(told).doesNotContain(boat);
  }

  @Test
  void whatAFilterCannotKnowIsRefusedWhenTheWebhookIsSaved() {
    ObjectNode webhook = draft("/0", "asset_create");
    webhook.putObject("foldersAndQuery").put("query", "boat relatedTo:abc");
    assertThat(
            server
                .admin()
                .json("POST", "/services/admin/webhook", webhook.toString())
                .is(400)
                .text())
        .contains("relatedTo", "filter");
    StringBuilder costly = new StringBuilder("*a*");
    for (int n = 0; n < 250; n++) {
      costly.append(" OR *b").append(n).append('*');
    }
    webhook.putObject("foldersAndQuery").put("query", costly.toString());
    assertThat(
            server
                .admin()
                .json("POST", "/services/admin/webhook", webhook.toString())
                .is(400)
                .text())
        .contains("at most 20", "*b19*");
  }

  /** What a search finds now, for each query. */
  private void note(Map<Integer, Set<String>> expected, String type, String id) {
    for (int n = 0; n < QUERIES.size(); n++) {
      JsonNode found = server.admin().form("/services/search", "q", QUERIES.get(n)).is(200).json();
      if (found.path("hits").findValuesAsText("id").contains(id)) {
        expected.computeIfAbsent(n, q -> new TreeSet<>()).add(type + " " + id);
      }
    }
  }

  /** What each webhook was told before the last change, which all are told of. */
  private Map<Integer, Set<String>> told(int webhooks) throws IOException {
    Map<Integer, Set<String>> told = new TreeMap<>();
    int waiting = webhooks;
    while (waiting > 0) {
      Received received = receiver.next(PATIENCE);
      JsonNode event = JSON.readTree(received.body());
      if (event.at("/metadata/name").asText().equals("sentinel")) {
        waiting--;
      } else {
        int n = Integer.parseInt(received.requestLine().split(" ")[1].replaceAll(".*/", ""));
        told.computeIfAbsent(n, q -> new TreeSet<>())
            .add(event.path("type").asText() + " " + event.path("assetId").asText());
      }
    }
    return told;
  }

  private String webhook(String path, String query, String... types) {
    ObjectNode webhook = draft(path, types);
    webhook.putObject("foldersAndQuery").put("query", "(" + query + ") OR assetPath:\"/sentinel\"");
    String id =
        server
            .admin()
            .json("POST", "/services/admin/webhook", webhook.toString())
            .is(201)
            .json()
            .path("id")
            .asText();
    webhooks.add(id);
    return id;
  }

  private ObjectNode draft(String path, String... types) {
    ObjectNode webhook = JSON.createObjectNode();
    webhook.put("name", "filter " + path).put("url", receiver.url() + path);
    List.of(types).forEach(webhook.putArray("eventTypes")::add);
    webhook.putArray("metadataToReturn").add("name");
    return webhook;
  }

  private String create(String path, String type, String content, String... more) {
    return create(path, type, content.getBytes(UTF_8), more);
  }

  private String create(String path, String type, byte[] content, String... more) {
    List<String> pairs = new ArrayList<>(List.of("assetPath", path));
    pairs.addAll(List.of("Filedata", data(type, content)));
    pairs.addAll(List.of(more));
    return server
        .admin()
        .form("/services/create", pairs.toArray(String[]::new))
        .is(200)
        .json()
        .path("id")
        .asText();
  }

  private static String data(String type, String content) {
    return data(type, content.getBytes(UTF_8));
  }

  private static String data(String type, byte[] content) {
    return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(content);
  }

  private static byte[] pdf(String words) throws IOException {
    try (PDDocument document = new PDDocument();
        ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      PDPage page = new PDPage();
      document.addPage(page);
      try (PDPageContentStream content = new PDPageContentStream(document, page)) {
        content.beginText();
        content.setFont(new PDType1Font(FontName.HELVETICA), 12);
        content.newLineAtOffset(72, 700);
        content.showText(words);
        content.endText();
      }
      document.save(out);
      return out.toByteArray();
    }
  }
}
