package dev.carillon.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.webhooks.payload.catalogue.EventCatalogue;
import dev.carillon.server.webhooks.payload.catalogue.EventDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/events.md} is what the catalogue says about event types. */
class EventsPageTest {

  private static final String HEAD =
      """
      # Event types

      All event types, by their subject. `EventsPageTest` compares this page with the catalogue; if
      it differs, `server/target/events.md` is the right page.

      `GET /api/event-types/{name}` has more: when the event occurs and when not, a JSON Schema, an
      example, and types for TypeScript and Java. The console shows the same at *Event types*.
      `./carillon trigger <type> --forward-to localhost:3000/hook` posts the example to your
      program.
      """;

  private static final Map<String, String> GROUPS =
      Map.of(
          "asset", "Assets",
          "folder", "Folders",
          "authkey", "Share links",
          "operational", "Webhooks and alerts (operational events)",
          "test", "Tests");

  @Test
  void thePageIsWhatTheCatalogueSays() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    String group = "";
    for (EventDescription type : EventCatalogue.load().all()) {
      if (!type.group().equals(group)) {
        group = type.group();
        page.append("\n## ").append(GROUPS.get(group)).append("\n\n");
        page.append("| event type | meaning |\n| --- | --- |\n");
      }
      page.append("| `").append(type.name()).append("` | ").append(type.summary()).append(" |\n");
    }
    Files.writeString(Path.of("target/events.md"), page.toString());

    assertThat(Path.of("../docs/events.md")).content().isEqualTo(page.toString());
  }
}
