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
public final class PropertiesCommand {

  private static final String PATH = "/api/properties";

  /** Used by the command line only. */
  public PropertiesCommand() {}

  @Command(
      name = "list",
      headerHeading = "Example: carillon properties list%n",
      description = "Lists all properties with value, default and source of the value.")
  int list(@Mixin RemoteOptions remote) {
    String[] shown = {"name", "value", "default", "source", "warning"};
    Listing listing =
        new Listing(remote.screen(), property -> Screen.texts(property, shown), shown);
    remote.server().get(PATH, Map.of()).forEach(listing::add);
    listing.end();
    return ExitCode.OK.number();
  }

  @Command(
      name = "get",
      headerHeading = "Example: carillon properties get webHooksTimeoutSeconds%n",
      description = "Prints the value of a property.")
  int get(@Mixin RemoteOptions remote, @Parameters(paramLabel = "NAME") String name) {
    for (JsonNode each : remote.server().get(PATH, Map.of())) {
      if (each.path("name").asText().equals(name)) {
        remote.screen().show(each, () -> Screen.text(each.path("value")));
        return ExitCode.OK.number();
      }
    }
    throw new Failure(ExitCode.NOT_FOUND, "there is no property named '" + name + "'");
  }

  @Command(
      name = "set",
      headerHeading = "Example: carillon properties set webHooksTimeoutSeconds 20%n",
      description = "Changes a property and writes it to cluster-properties.txt.")
  int set(
      @Mixin RemoteOptions remote,
      @Parameters(paramLabel = "NAME") String name,
      @Parameters(paramLabel = "VALUE") String value) {
    JsonNode body = JsonNodeFactory.instance.objectNode().put("value", value);
    JsonNode property = remote.server().send("PUT", PATH + "/" + part(name), body);
    remote.screen().show(property, () -> Screen.facts(property));
    return ExitCode.OK.number();
  }

  @Command(
      name = "reset",
      headerHeading = "Example: carillon properties reset webHooksTimeoutSeconds%n",
      description = "Resets a property to its default.")
  int reset(@Mixin RemoteOptions remote, @Parameters(paramLabel = "NAME") String name) {
    JsonNode property = remote.server().send("DELETE", PATH + "/" + part(name));
    remote.screen().show(property, () -> Screen.facts(property));
    return ExitCode.OK.number();
  }
}
