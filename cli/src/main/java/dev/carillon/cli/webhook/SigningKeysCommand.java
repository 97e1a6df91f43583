package dev.carillon.cli.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon signing-keys}; each method is a command. */
@Command(
    name = "signing-keys",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon signing-keys list%n",
    description =
        "Lists and replaces the keys that sign by Ed25519 (for webhooks with --signatures v1a).")
public final class SigningKeysCommand {

  private static final String PATH = "/api/signing-keys";
  private static final String[] SHOWN = {"kid", "publicKey", "signsFrom", "signsUntil"};

  @Command(
      name = "list",
      headerHeading = "Example: carillon signing-keys list --json%n",
      description = "Lists the keys, newest first, with the public key of each.")
  void list(@Mixin RemoteOptions remote) {
    listed(remote, remote.server().get(PATH, Map.of()));
  }

  @Command(
      name = "replace",
      headerHeading = "Example: carillon signing-keys replace --overlap-hours 48%n",
      description = {
        "Makes a new key. It is published at once and begins to sign two minutes later.",
        "From then on the present key signs too, until the overlap ends."
      })
  void replace(
      @Mixin RemoteOptions remote,
      @Option(
              names = "--overlap-hours",
              paramLabel = "HOURS",
              defaultValue = "24",
              description = "How many hours both keys sign, 1–168 (default: 24).")
          int hours) {
    var body = JsonNodeFactory.instance.objectNode().put("overlapHours", hours);
    listed(remote, remote.server().send("POST", PATH, body));
  }

  private static void listed(RemoteOptions remote, JsonNode keys) {
    Listing listing = new Listing(remote.screen(), key -> Screen.texts(key, SHOWN), SHOWN);
    keys.forEach(listing::add);
    listing.end();
  }
}
