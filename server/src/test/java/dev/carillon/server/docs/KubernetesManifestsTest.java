package dev.carillon.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.samples.NodeProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The manifests fit the published schemas and types of Kubernetes, and name what the server has. No
 * cluster runs them here.
 */
@Tag("long")
class KubernetesManifestsTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The longest timeout of an attempt, for which a node that stops waits. */
  private static final int ATTEMPT_SECONDS_MAX = 60;

  private static JsonNode manifests = JSON.createArrayNode();

  @BeforeAll
  static void validate() throws IOException, InterruptedException {
    NodeProject.install();
    String folder = REPOSITORY.resolve("ops/kubernetes").toString();
    manifests = JSON.readTree(NodeProject.run(List.of("node", "manifests.mjs", folder), ""));
  }

  @Test
  void thereIsEachKindThatTheDocumentationNames() {
    assertThat(manifests.findValuesAsText("kind"))
        .containsExactlyInAnyOrder(
            "Deployment",
            "PodDisruptionBudget",
            "PersistentVolumeClaim",
            "Secret",
            "Secret",
            "Service");
  }

  @Test
  void whatIsSetIsAPropertyOfANode() throws IOException {
    String page = Files.readString(REPOSITORY.resolve("docs/properties.md"));
    List<String> names = new ArrayList<>();
    for (JsonNode variable : container().path("env")) {
      String name = variable.path("name").asText();
      assertThat(name).startsWith("CARILLON_");
      names.add(property(name));
    }

    assertThat(names).contains("nodes", "database", "fileStore");
    assertThat(names).allSatisfy(name -> assertThat(page).contains("\n| `" + name + "` |"));
  }

  @Test
  void aNodeHasTheTimeThatItsStopTakes() {
    JsonNode pod = deployment().path("spec").path("template").path("spec");
    int pause = container().at("/lifecycle/preStop/exec/command/1").asInt();

    assertThat(pause).isGreaterThan(2 * container().at("/readinessProbe/periodSeconds").asInt());
    assertThat(pod.path("terminationGracePeriodSeconds").asInt())
        .isGreaterThan(pause + ATTEMPT_SECONDS_MAX);
    assertThat(container().at("/readinessProbe/httpGet/path").asText()).isEqualTo("/health/ready");
    assertThat(container().at("/livenessProbe/httpGet/path").asText()).isEqualTo("/health/live");
  }

  /** The page about the home directory counts them. */
  @Test
  void theSecretHasEachKeyOfAHome() {
    TreeSet<String> keys = new TreeSet<>();
    for (JsonNode manifest : manifests) {
      manifest.path("stringData").fieldNames().forEachRemaining(keys::add);
    }
    assertThat(keys).contains("secret.key", "token.key", "request.key", "audit.key");
  }

  private static JsonNode deployment() {
    return manifests
        .valueStream()
        .filter(manifest -> manifest.path("kind").asText().equals("Deployment"))
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode container() {
    return deployment().at("/spec/template/spec/containers/0");
  }

  /** Such as {@code fileStore} of {@code CARILLON_FILE_STORE}. */
  private static String property(String variable) {
    String lower = variable.substring("CARILLON_".length()).toLowerCase(Locale.ROOT);
    return Pattern.compile("_(.)")
        .matcher(lower)
        .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
  }
}
