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

      All settings. `PropertiesPageTest` compares this page with the product; if it differs,
      `server/target/properties.md` is the right page.
      """;

  private static final String CLUSTER =
      """

      ## Cluster properties

      Lines of `<home>/config/cluster-properties.txt`, such as `webHooksTimeoutSeconds=10`. A change
      takes effect within two seconds, without a restart. The console and `carillon properties set`
      write the same file. A line that cannot be read is ignored; the log and the console say so.
      """;

  private static final String NODE =
      """

      ## Node properties

      Settings of one node: an option (`--port 80`), an environment variable (`CARILLON_PORT=80`; a
      capital letter becomes `_` and the letter) or a line of `<home>/config/node.properties`
      (`port=80`). An option overrides a variable, a variable overrides the file. Not every property
      has an option. With a value that cannot be read the server does not start.
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
