package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.invariant.Receipt;
import dev.carillon.server.samples.NodeVerifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What really arrives, from nasty names and values to old and new tokens, by others' programs. */
@Tag("long")
class ReceivedRequestsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OTHER_TOKEN = Base64.getEncoder().encodeToString(new byte[32]);
  private static final List<String> EVENTS =
      List.of("asset_create", "asset_update_metadata", "folder_create");
  private static final List<String> FIELDS =
      List.of(
          "assetPath",
          "name",
          "status",
          "rating",
          "usageFee",
          "tags",
          "creatorName",
          "description",
          "fileSize",
          "assetCreated",
          "cf_own");

  private static final List<String> NAMES =
      List.of(
          "plain.txt",
          "it's a & b + c % d = e.txt",
          "%41 %2F ..txt",
          "\ud83d\udd14 Glocke \u00fc e\u0301.txt",
          "\u2028 \u2029 \u00a0 \ufeff.txt",
          "\u05e2\u05d1\u05e8\u05d9\u05ea \u202e.txt",
          "{} [] ` ~ ^ $ ! @.txt",
          "\ud800 alone.txt",
          "\ue000 \ufffd \uffff.txt");

  /** JSON, as a client would write it. */
  private static final List<String> VALUES =
      List.of(
          "{\"status\":\"\\\" \\\\ / \\b\\f\\n\\r\\t \\u0000 \\u0001 \\u001f \\u007f \\u0080\"}",
          "{\"status\":\"</script><!-- \\u2028 \\u2029 \\ufeff \\uffff \\ud83d\\udd14\"}",
          "{\"description\":\"\\ud800 \\udc00\\ud800 alone\",\"cf_own\":\"\\udfff\"}",
          "{\"usageFee\":0.1}",
          "{\"usageFee\":-0.0}",
          "{\"usageFee\":5.0}",
          "{\"usageFee\":1e21}",
          "{\"usageFee\":123456789012345680000}",
          "{\"usageFee\":1e-7}",
          "{\"usageFee\":0.000001}",
          "{\"usageFee\":1.7976931348623157e308}",
          "{\"usageFee\":5e-324}",
          "{\"usageFee\":9007199254740993}",
          "{\"usageFee\":-9223372036854775808}",
          "{\"usageFee\":1e400}",
          "{\"usageFee\":3.141592653589793238462643383279}",
          "{\"tags\":[\"b\",\"\\\"\",\"\\u2028\",\"a b\",\"\\ud83d\\udd14\"]}",
          "{\"creatorName\":[\"O'Neil\",\"\\u0130\\u0131\",\"\\\\u0041\"],\"status\":\"1e3\"}",
          "{\"cf_own\":12345678901234567890,\"status\":true}",
          "{\"cf_own\":{\"a\":1},\"status\":\"x\"}");

  @TempDir Path temp;

  @Test
  void whatArrivesIsGenuineAndPrintedAsNodeWould() throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(200);
        ServerProcess server =
            ServerProcess.start(temp.resolve("home"), ServerProcess.freePort())) {
      Client client = server.client();
      Map<String, String> tokens = new HashMap<>();
      for (String webhook : List.of("many", "none")) {
        JsonNode made =
            client.webhook(
                url(receiver, webhook), EVENTS, webhook.equals("many") ? FIELDS : List.of());
        tokens.put(webhook, made.path("secretToken").asText());
      }

      int made = makeNastyOnes(client);
      List<Received> received = new ArrayList<>();
      // each to both webhooks, and the folder that the first one made
      for (int i = 0; i < 2 * (made + 1); i++) {
        received.add(receiver.next(PATIENCE));
      }

      assertThat(receiver.rest()).isEmpty();
      assertThat(made).isGreaterThan(NAMES.size() + VALUES.size() - 6);
      assertThat(printedByNode(received)).isEqualTo(received.stream().map(Received::text).toList());
      NodeVerifier verifier = new NodeVerifier();
      for (Received request : received) {
        String token = tokens.get(Receipt.webhook(request));
        assertThat(token).isNotNull();
        assertThat(Receipt.of(request, token, 200).genuine()).as(request.text()).isTrue();
        assertThat(Receipt.of(request, OTHER_TOKEN, 200).genuine()).isFalse();
        verifier.add(token, headers(request), request.body());
      }
      assertThat(verifier.verdict())
          .isEqualTo("{\"ok\":%d,\"bad\":0,\"faults\":[]}", received.size());
    }
  }

  @Test
  void theOldTokenIsGoodUntilTheOverlapEnds() throws Exception {
    try (ScriptedReceiver receiver = ScriptedReceiver.answering(200);
        ServerProcess server =
            ServerProcess.start(temp.resolve("home"), ServerProcess.freePort())) {
      Client client = server.client();
      JsonNode webhook = client.webhook(url(receiver, "one"), List.of("asset_create"), FIELDS);
      String roll = "/services/admin/webhook/" + webhook.path("id").asText() + "/generate-token";
      String first = webhook.path("secretToken").asText();

      String second = token(client.postJson(roll, Map.of("overlapHours", 1)).accepted());
      client.post("/services/create", Map.of("assetPath", "/a.txt")).accepted();
      Received both = receiver.next(PATIENCE);
      String third = token(client.postJson(roll, Map.of()).accepted());
      client.post("/services/create", Map.of("assetPath", "/b.txt")).accepted();
      Received alone = receiver.next(PATIENCE);

      assertThat(verdict(both, first, "standardwebhooks", "svix")).startsWith("{\"ok\":1,");
      assertThat(verdict(both, second, "standardwebhooks", "svix", "x-hook-signature"))
          .startsWith("{\"ok\":1,");
      assertThat(verdict(both, first, "x-hook-signature")).startsWith("{\"ok\":0,");
      assertThat(Receipt.of(both, second, 200).genuine()).isTrue();
      assertThat(verdict(alone, third, "standardwebhooks", "svix", "x-hook-signature"))
          .startsWith("{\"ok\":1,");
      assertThat(verdict(alone, second, "standardwebhooks")).startsWith("{\"ok\":0,");
      assertThat(verdict(alone, first, "standardwebhooks")).startsWith("{\"ok\":0,");
    }
  }

  /** How many of them were accepted. */
  private static int makeNastyOnes(Client client) throws Exception {
    int made = 0;
    for (String name : NAMES) {
      made += made(client, "create", Map.of("assetPath", "/Nasty/" + name));
    }
    String id =
        client
            .post("/services/search", Map.of("q", "plain", "num", "1"))
            .accepted()
            .path("hits")
            .path(0)
            .path("id")
            .asText();
    for (String value : VALUES) {
      made += made(client, "update", Map.of("id", id, "metadata", value));
    }
    return made;
  }

  private static int made(Client client, String call, Map<String, String> form) throws Exception {
    Client.Answer answer = client.post("/services/" + call, form);
    assertThat(answer.status()).as("%s %s: %s", call, form, answer.body()).isIn(200, 400);
    return answer.ok() ? 1 : 0;
  }

  private static String url(ScriptedReceiver receiver, String webhook) {
    return "http://127.0.0.1:" + receiver.port() + "/" + webhook;
  }

  private static String token(JsonNode webhook) {
    return webhook.path("secretToken").asText();
  }

  private static Map<String, String> headers(Received request) {
    Map<String, String> headers = new HashMap<>();
    request
        .headers()
        .forEach(
            header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
    return headers;
  }

  private static String verdict(Received request, String token, String... checks) throws Exception {
    NodeVerifier verifier = new NodeVerifier(checks);
    verifier.add(token, headers(request), request.body());
    return verifier.verdict();
  }

  private List<String> printedByNode(List<Received> requests) throws Exception {
    String program =
        """
        const lines = require('fs').readFileSync(0, 'latin1').split('\\n');
        for (const line of lines.filter(Boolean)) {
          const printed = JSON.stringify(JSON.parse(Buffer.from(line, 'base64').toString('utf8')));
          console.log(Buffer.from(printed, 'utf8').toString('base64'));
        }
        """;
    Path in = temp.resolve("bodies");
    Files.write(
        in, requests.stream().map(r -> Base64.getEncoder().encodeToString(r.body())).toList());
    Path out = temp.resolve("printed");
    Process node =
        new ProcessBuilder("node", "-e", program)
            .redirectErrorStream(true)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .start();
    assertThat(node.waitFor()).as(Files.readString(out)).isZero();
    return Files.readAllLines(out).stream()
        .map(line -> new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8))
        .toList();
  }
}
