package dev.carillon.server.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/properties.md} is what the tables of properties say. */
class PropertiesPageTest {

  private static final String HEAD =
      """
      # Properties

      All that can be set. `PropertiesPageTest` keeps this page true: where it differs,
      `server/target/properties.md` is what it should be.
      """;

  private static final String CLUSTER =
      """

      ## Cluster properties

      Lines of `<home>/config/cluster-properties.txt`, such as `webHooksTimeoutSeconds=10`. A change
      counts a second later, without a restart. The console's page writes the same file, and so does
      `carillon properties set`. A line that cannot be read counts as if it were not there; the log
      and the console say so.
      """;

  private static final String NODE =
      """

      ## Node properties

      What a node is started with: an option (`--port 80`), a variable (`CARILLON_PORT=80`; a capital
      letter becomes `_` and the letter) or a line of `<home>/config/node.properties` (`port=80`). An
      option counts more than a variable, a variable more than the file. Not all have an option. A
      value that cannot be read keeps the server from starting.
      """;

  @Test
  void thePageIsWhatTheTablesSay() throws IOException {
    String page = HEAD + CLUSTER + rows(ClusterKeys.ALL) + NODE + rows(NodeKeys.ALL);
    Files.writeString(Path.of("target/properties.md"), page);
    assertThat(Path.of("../docs/properties.md")).content().isEqualTo(page);
  }

  private static String rows(List<Property<?>> properties) {
    StringBuilder rows = new StringBuilder("\n| property | default | allowed | meaning |\n");
    rows.append("| --- | --- | --- | --- |\n");
    for (Property<?> each : properties) {
      rows.append("| `")
          .append(each.key())
          .append("` | ")
          .append(each.standard().isEmpty() ? "–" : "`" + each.standard() + "`")
          .append(" | ")
          .append(cell(each.type().allowed()))
          .append(" | ")
          .append(cell(String.join(" ", each.meaning())))
          .append(" |\n");
    }
    return rows.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }
}
