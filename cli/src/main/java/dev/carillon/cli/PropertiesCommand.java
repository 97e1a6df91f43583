package dev.carillon.cli;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code carillon properties}; each method is a command. */
@Command(
    name = "properties",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon properties set webHooksTimeoutSeconds 20%n",
    description = "Shows and changes the cluster properties.")
final class PropertiesCommand {

  private static final String PATH = "/api/properties";

  @Command(
      name = "list",
      headerHeading = "Example: carillon properties list%n",
      description = "Lists all properties with value, default and source of the value.")
  void list(@Mixin RemoteOptions remote) {
    String[] shown = {"name", "value", "default", "source", "warning"};
    Listing listing =
        new Listing(remote.screen(), property -> Screen.texts(property, shown), shown);
    remote.server().get(PATH, Map.of()).forEach(listing::add);
    listing.end();
  }

  @Command(
      name = "get",
      headerHeading = "Example: carillon properties get webHooksTimeoutSeconds%n",
      description = "Prints the value of a property.")
  void get(@Mixin RemoteOptions remote, @Parameters(paramLabel = "NAME") String name) {
    for (JsonNode each : remote.server().get(PATH, Map.of())) {
      if (each.path("name").asText().equals(name)) {
        remote.screen().show(each, () -> Screen.text(each.path("value")));
        return;
      }
    }
    throw new Failure(ExitCode.NOT_FOUND, "there is no property named '" + name + "'");
  }

  @Command(
      name = "set",
      headerHeading = "Example: carillon properties set webHooksTimeoutSeconds 20%n",
      description = "Changes a property and writes it to cluster-properties.txt.")
  void set(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "VALUE") String value) {
    JsonNode body = JsonNodeFactory.instance.objectNode().put("value", value);
    remote.screen().showFacts(remote.server().send("PUT", PATH + "/" + part(name), body));
  }

  @Command(
      name = "reset",
      headerHeading = "Example: carillon properties reset webHooksTimeoutSeconds%n",
      description = "Resets a property to its default.")
  void reset(@Mixin RemoteOptions remote, @Parameters(paramLabel = "NAME") String name) {
    remote.screen().showFacts(remote.server().send("DELETE", PATH + "/" + part(name)));
  }
}
