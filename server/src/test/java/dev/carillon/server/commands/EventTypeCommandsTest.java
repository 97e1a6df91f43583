package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon event-types} and {@code carillon events send}. */
class EventTypeCommandsTest {

  @TempDir Path folder;

  @Test
  void aTypeLivesThroughTheCommandsAndItsEventsAreRecorded() throws IOException {
    String schema =
        file("s.json", "{\"type\": \"object\", \"properties\": {\"id\": {\"type\": \"string\"}}}");
    String wider =
        file("w.json", "{\"type\": \"object\", \"properties\": {\"id\": {}, \"b\": {}}}");
    String data = file("d.json", "{\"id\": \"7\"}");
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      Carillon shell = server.shell();
      String type = "acme.order.placed";
      assertThat(
              shell
                  .run("event-types", "create", type, "--schema", schema, "--example", data)
                  .is(0)
                  .err())
          .contains("Registered acme.order.placed, version 1.");
      assertThat(
              shell
                  .run("event-types", "update", type, "--schema", wider, "--example", data)
                  .is(0)
                  .err())
          .contains("version 2.");
      assertThat(shell.run("event-types", "list", "--group", "custom").is(0).out())
          .contains(type)
          .doesNotContain("asset_create");
      assertThat(
              shell
                  .run(
                      "webhooks",
                      "create",
                      "--json",
                      "--name",
                      "w",
                      "--url",
                      "http://127.0.0.1:1/",
                      "--events",
                      type,
                      "--event-type-versions",
                      type + "=1")
                  .is(0)
                  .json()
                  .path("eventTypeVersions")
                  .toString())
          .isEqualTo("{\"acme.order.placed\":1}");
      assertThat(
              shell
                  .run(
                      "events",
                      "send",
                      type,
                      "--subject",
                      "id=order-17",
                      "--data",
                      data,
                      "--json",
                      "--type-version",
                      "1",
                      "--occurred-at",
                      "2026-11-30T12:00:00Z")
                  .is(0)
                  .json()
                  .path("webhooks")
                  .asInt())
          .isEqualTo(1);
      assertThat(
              shell.run("events", "send", type, "--subject", "order", "--data", data).is(2).err())
          .contains("asset=ID, folder=ID or id=TEXT");
      assertThat(shell.run("event-types", "delete", type).is(5).err()).contains("'w'");
      assertThat(shell.run("event-types", "get", type).is(0).json().path("version").asInt())
          .isEqualTo(2);
    }
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }
}
