package dev.carillon.server.platform.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.testing.FakeCall;
import dev.carillon.server.webhooks.payload.catalogue.JsonSchemas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestCheckTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MICROS_MAX = 50;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "limt=5|'limt' is unknown here; did you mean 'limit'?",
        "limit=0|'limit' is '0', but must be a whole number from 1 to 200",
        "limit=201|'limit' is '201', but must be a whole number from 1 to 200",
        "limit=ten|'limit' is 'ten', but must be a whole number from 1 to 200",
        "order=oldst|'order' is 'oldst', but must be one of newest, oldest",
        "state=pending,lost|'state' is 'lost', but must be one of pending, delivered, exhausted,"
            + " cancelled, missed",
        "code=6xx|'code' is '6xx', but must be statuses with commas between, such as 404, 5xx or"
            + " 500-599",
        "from=yesterday|'from' is 'yesterday', but must be a time such as"
            + " 2026-11-25T10:00:00.000Z",
      })
  void aParameterThatIsNotAllowedIsNamedWithItsValueAndWhatIs(String query, String message) {
    assertThatThrownBy(() -> check("/api/deliveries", "get").check(call(query, "")))
        .isInstanceOf(Problem.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "limit=1&order=oldest&state=pending, delivered&code=404,5xx,500-599",
        "limit=&from=2026-11-25T10:00:00.000Z&type=asset_*&authcred=YTpi",
        "text=anything at all&from=2026-11-25T10:00:00+01:00",
        "nothing=&limit=1",
      })
  void parametersThatAreAllowedPass(String query) {
    assertThatCode(() -> check("/api/deliveries", "get").check(call(query, "")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "|The body must be a JSON object",
        "[]|The body must be a JSON object",
        "{}|'kind' is required",
        "{\"kind\":\"resent\"}|'kind' is 'resent', but must be one of resend, cancel, recover, fix",
        "{\"kind\":\"resend\",\"dryrun\":true}|'dryrun' is unknown here; did you mean 'dryRun'?",
        "{\"kind\":\"resend\",\"filter\":{\"stat\":\"x\"}}|'filter.stat' is unknown here; did you"
            + " mean 'state'?",
        "{\"kind\":\"resend\",\"dryRun\":1}|'dryRun' is '1', but must be true or false",
        "{\"kind\":\"resend\",\"ratePerSecond\":0}|'ratePerSecond' is '0', but must be a whole"
            + " number from 1 to 100000",
        "{\"kind\":\"recover\",\"since\":\"noon\"}|'since' is 'noon', but must be a time such as"
            + " 2026-11-25T10:00:00.000Z",
      })
  void aBodyThatIsNotAllowedIsRefusedByThePlace(String body, String message) {
    String json = body == null ? "" : body;
    assertThatThrownBy(() -> check("/api/jobs", "post").check(call("", json)))
        .isInstanceOf(Problem.class)
        .hasMessage(message);
  }

  @Test
  void aCallThatTakesNoBodyRefusesOneWithFields() {
    RequestCheck logOut = check("/api/users/{username}/log-out", "post");

    assertThatCode(() -> logOut.check(call("", "{}"))).doesNotThrowAnyException();
    assertThatThrownBy(() -> logOut.check(call("", "{\"all\":true}")))
        .hasMessage("'all' is unknown; this request has no parameters");
  }

  @Test
  void aRequiredParameterMustBeThere() {
    assertThatThrownBy(() -> check("/api/folder-rights", "delete").check(call("", "")))
        .hasMessage("'path' is required");
  }

  /** Another library must judge each body alike, whatever is made of the examples. */
  @Test
  void bodiesAreJudgedAsJsonSchemaSays() {
    List<String> judged = new ArrayList<>();
    OpenApiTest.operations(
        (call, operation) -> {
          JsonNode media = operation.at("/requestBody/content/application~1json");
          if (call.contains(" /api/") && media.has("example")) {
            ObjectNode closed = (ObjectNode) JsonSchemas.closed(media.path("schema"));
            JsonSchemas schema = Contract.schema(closed);
            for (JsonNode body : variants(media.path("example"))) {
              boolean right = schema.faults(body.toString()).isEmpty();
              judged.add(call + right);
              assertThat(passes(operation, body)).as("%s %s", call, body).isEqualTo(right);
            }
          }
        });
    assertThat(judged).hasSizeGreaterThan(100).anyMatch(line -> line.endsWith("true"));
  }

  @Test
  void aCheckTakesNoTimeWorthSpeakingOf() {
    RequestCheck parameters = check("/api/deliveries", "get");
    RequestCheck bodies = check("/api/jobs", "post");
    FakeCall asked =
        call("limit=50&state=pending,delivered&type=asset_*&code=5xx&order=oldest", "");
    FakeCall sent =
        call("", "{\"kind\":\"resend\",\"filter\":{\"state\":\"exhausted\"},\"dryRun\":true}");
    long[] nanos = new long[4000];
    for (int i = 0; i < nanos.length; i++) {
      long start = System.nanoTime();
      parameters.check(asked);
      bodies.check(sent);
      nanos[i] = System.nanoTime() - start;
    }
    Arrays.sort(nanos);
    assertThat(nanos[nanos.length / 2]).as("median of two checks").isLessThan(2000 * MICROS_MAX);
  }

  private static List<JsonNode> variants(JsonNode example) {
    List<JsonNode> variants = new ArrayList<>();
    variants.add(example);
    variants.add(JsonNodeFactory.instance.arrayNode());
    List<JsonNode> values =
        List.of(
            JsonNodeFactory.instance.nullNode(),
            JsonNodeFactory.instance.numberNode(-1),
            JsonNodeFactory.instance.numberNode(1_000_000),
            JsonNodeFactory.instance.booleanNode(true),
            JsonNodeFactory.instance.textNode("other"),
            JsonNodeFactory.instance.objectNode().put("what", 1),
            new ArrayNode(JsonNodeFactory.instance).add("a"));
    ObjectNode more = example.deepCopy();
    variants.add(more.put("unheardOf", 1));
    for (Map.Entry<String, JsonNode> member : example.properties()) {
      ObjectNode without = example.deepCopy();
      without.remove(member.getKey());
      variants.add(without);
      for (JsonNode value : values) {
        ObjectNode changed = example.deepCopy();
        changed.set(member.getKey(), value);
        variants.add(changed);
      }
    }
    return variants;
  }

  private static boolean passes(JsonNode operation, JsonNode body) {
    try {
      RequestCheck.of(operation, Contract.DOCUMENT).check(call("", body.toString()));
      return true;
    } catch (Problem refused) {
      return false;
    }
  }

  private static RequestCheck check(String path, String method) {
    return RequestCheck.of(
        Contract.DOCUMENT.path("paths").path(path).path(method), Contract.DOCUMENT);
  }

  private static FakeCall call(String query, String body) {
    try {
      return new FakeCall(body.isEmpty() ? "GET" : "POST", "/api/any")
          .query(query)
          .body(body.isEmpty() ? null : JSON.readTree(body));
    } catch (java.io.IOException notJson) {
      throw new java.io.UncheckedIOException(notJson);
    }
  }
}
