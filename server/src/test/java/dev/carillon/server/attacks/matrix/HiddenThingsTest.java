package dev.carillon.server.attacks.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import dev.carillon.server.attacks.fuzz.Operation;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * S4: a user who may not see a thing is answered as if there were none: same status, same words,
 * for every operation that names a thing; tokens and sessions of others are things too. Auth keys
 * are no such things: whoever knows one can open its page.
 */
class HiddenThingsTest {

  private static final Set<String> NAMING =
      Set.of(
          "id",
          "ids",
          "assetId",
          "assetIds",
          "key",
          "keys",
          "childIds",
          "collectionId",
          "path",
          "containerId",
          "containerIds",
          "target1Id",
          "target2Id",
          "relationIds",
          "source",
          "folderPath",
          "assetPath",
          "user",
          "q",
          "query");
  private static final String NO_ID = "2n-UzMFgate9nAwg8zLXCs";
  private static final String NO_PATH = "/hidden/nothing.txt";

  @TempDir private static Path home;

  private static AttackedServer server;

  /** By the kind of name: what is there, and what is not. */
  private static final Map<String, List<String>> THINGS = new TreeMap<>();

  @BeforeAll
  static void open() {
    server = new AttackedServer(home);
    HttpResponse<byte[]> asset =
        server.form(
            Visitor.SUPER_PRO,
            "/services/create",
            "assetPath",
            "/hidden/secret.txt",
            "Filedata",
            "data:,words");
    String id = AttackedServer.member(AttackedServer.text(asset), "id");
    HttpResponse<byte[]> folder = server.get(Visitor.SUPER_PRO, "/api/folder/get?path=/hidden");
    THINGS.put("asset", List.of(id, NO_ID));
    THINGS.put("folder", List.of(AttackedServer.member(AttackedServer.text(folder), "id"), NO_ID));
    THINGS.put("path", List.of("/hidden/secret.txt", NO_PATH));
    THINGS.put("folderPath", List.of("/hidden", "/nowhere"));
    THINGS.put("token", List.of(server.tokenIds().getFirst(), NO_ID));
    String sessions = AttackedServer.text(server.get(Visitor.SESSION, "/api/me/sessions"));
    String session = sessions.replaceAll("(?s)^.*?\"id\" ?: ?\"([^\"]+)\".*$", "$1");
    assertThat(session).hasSize(NO_ID.length());
    THINGS.put("session", List.of(session, NO_ID));
    THINGS.put("user", List.of(Visitor.SUPER_PRO.username(), "nobody-at-all"));
    THINGS.forEach((kind, both) -> assertThat(both.getFirst()).as(kind).isNotEmpty());
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void whatIsHiddenIsAnsweredLikeWhatIsNotThere() {
    Set<String> tried = new TreeSet<>();
    List<String> told = new ArrayList<>();
    for (Operation operation : Operation.all()) {
      if (operation.access().equals("user") && !operation.live()) {
        for (String kind : THINGS.keySet()) {
          String hidden = answer(operation, kind, 0, tried);
          String absent = answer(operation, kind, 1, tried);
          if (!hidden.equals(absent)) {
            told.add(operation + ", " + kind + ":\n  " + hidden + "\n  " + absent);
          }
        }
      }
    }
    assertThat(told).isEmpty();
    assertThat(tried).hasSizeGreaterThan(40);
  }

  /** Status and words, without the name itself; empty where nothing is named so. */
  private static String answer(Operation operation, String kind, int which, Set<String> tried) {
    String name = THINGS.getOrDefault(kind, List.of()).get(which);
    String target = operation.path();
    boolean named = false;
    for (JsonNode variable : operation.variables()) {
      boolean fits = NAMING.contains(variable.path("name").asText());
      named |= fits;
      String value = fits ? name : variable.path("example").asText("x.txt");
      target = target.replace("{" + variable.path("name").asText() + "}", encoded(value));
    }
    List<String> pairs = new ArrayList<>();
    JsonNode form = operation.described().at("/requestBody/content");
    JsonNode properties = form.at("/application~1x-www-form-urlencoded/schema/properties");
    for (JsonNode parameter : operation.query()) {
      named |= add(pairs, parameter.path("name").asText(), name, kind);
    }
    for (Map.Entry<String, JsonNode> property : properties.properties()) {
      named |= add(pairs, property.getKey(), name, kind);
    }
    if (!named) {
      return "";
    }
    tried.add(operation.id());
    HttpResponse<byte[]> answer = send(operation, target, String.join("&", pairs), properties);
    return answer.statusCode()
        + " "
        + AttackedServer.text(answer).replace(name, "…").replaceAll("\\d{10,}", "");
  }

  private static boolean add(List<String> pairs, String parameter, String name, String kind) {
    if (!NAMING.contains(parameter)) {
      return false;
    }
    boolean query = parameter.equals("q") || parameter.equals("query");
    String value =
        query ? (kind.contains("ath") ? "assetPath:\"" + name + "\"" : "id:" + name) : name;
    pairs.add(encoded(parameter) + "=" + encoded(value));
    return true;
  }

  private static HttpResponse<byte[]> send(
      Operation operation, String target, String pairs, JsonNode form) {
    boolean inBody = !form.isMissingNode() && !operation.method().equals("GET");
    String query = inBody || pairs.isEmpty() ? "" : "?" + pairs;
    HttpRequest.Builder request =
        server.request(operation.method(), target + query, server.proof(Visitor.USER));
    if (inBody) {
      request
          .header("Content-Type", "application/x-www-form-urlencoded")
          .method(operation.method(), BodyPublishers.ofString(pairs));
    }
    return server.send(request.build());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
