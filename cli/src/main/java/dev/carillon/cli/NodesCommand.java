package dev.carillon.cli;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code carillon nodes}; each method is a command. */
@Command(
    name = "nodes",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon nodes list%n",
    description = "Lists the nodes that share a database, and ends one.")
final class NodesCommand {

  private static final String PATH = "/api/nodes";

  @Command(
      name = "list",
      headerHeading = "Example: carillon nodes list%n",
      description = {
        "Lists the nodes, the latest start first. States: live, leaving, ended, takenOver.",
        "BEHIND: changes that searches on this node do not show yet. CLOCK: how many milliseconds"
            + " its clock is ahead of the database's."
      })
  void list(@Mixin RemoteOptions remote) {
    Listing listing =
        new Listing(
            remote.screen(),
            NodesCommand::cells,
            "id",
            "name",
            "state",
            "version",
            "since",
            "lease until",
            "backlog",
            "sending",
            "behind",
            "clock",
            "address");
    remote.server().get(PATH, Map.of()).path("nodes").forEach(listing::add);
    listing.end();
  }

  private static List<String> cells(JsonNode node) {
    return Screen.texts(
        node,
        "id",
        "name",
        "state",
        "version",
        "startedAt",
        "leaseUntil",
        "backlog",
        "inFlight",
        "indexBehind",
        "clockAheadMs",
        "address");
  }

  @Command(
      name = "drain",
      headerHeading = "Example: carillon nodes drain 12%n",
      description = {
        "Asks a node to end: it stops sending, the other nodes get its deliveries, and its process"
            + " ends.",
        "The node learns this within two seconds. Where a service manager restarts the process,"
            + " stop it there instead.",
        "Refused if no other node is live: end the process with SIGTERM to stop the server."
      })
  void drain(@Mixin RemoteOptions remote, @Parameters(paramLabel = "ID") String id) {
    remote.server().send("POST", PATH + "/" + part(id) + "/drain");
    remote.screen().say("Node " + id + " was asked to end.");
    remote
        .screen()
        .result(JsonNodeFactory.instance.objectNode().put("id", id).put("draining", true));
  }
}
