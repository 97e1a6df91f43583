package dev.carillon.server.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S16: what others wrote is pinned, checked by its sum, and runs nothing while it is installed. */
class SupplyChainTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @ParameterizedTest
  @ValueSource(strings = {"console", "server/src/test/node"})
  void everyPackageHasASumAndNoScript(String project) throws IOException {
    JsonNode lock = JSON.readTree(ROOT.resolve(project).resolve("package-lock.json").toFile());
    assertThat(lock.path("lockfileVersion").asInt()).isGreaterThanOrEqualTo(3);
    int seen = 0;
    for (Map.Entry<String, JsonNode> entry : lock.path("packages").properties()) {
      if (!entry.getKey().isEmpty()) {
        seen++;
        assertThat(entry.getValue().path("integrity").asText())
            .as(entry.getKey())
            .startsWith("sha512-");
        assertThat(entry.getValue().path("hasInstallScript").asBoolean())
            .as(entry.getKey())
            .isFalse();
      }
    }
    assertThat(seen).isGreaterThan(10);
    for (JsonNode script :
        JSON.readTree(ROOT.resolve(project).resolve("package.json").toFile()).path("scripts")) {
      assertThat(script.asText()).doesNotContain("npm install");
    }
  }

  @Test
  void npmIsAlwaysToldToRunNothing() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 3)) {
      List<Path> scripts =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.toString().contains("node_modules"))
              .filter(file -> file.toString().matches(".*(\\.sh|/test|/bench|/carillon|/run)"))
              .toList();
      for (Path script : scripts) {
        for (String line : Files.readAllLines(script)) {
          if (line.matches(".*\\bnpm (ci|install|i)\\b.*") && !line.contains("apt")) {
            assertThat(line).as(script.toString()).contains("--ignore-scripts");
          }
        }
      }
      assertThat(scripts).isNotEmpty();
    }
  }

  /** A version that may change under us is none. */
  @Test
  void everyVersionIsAFixedOne() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 4)) {
      for (Path pom : files.filter(file -> file.endsWith("pom.xml")).toList()) {
        assertThat(Files.readString(pom))
            .as(pom.toString())
            .doesNotContain("-SNAPSHOT", "<version>LATEST", "<version>RELEASE", "<version>[");
      }
    }
  }
}
