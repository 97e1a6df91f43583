package dev.carillon.cli.webhook;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carillon.cli.remote.Confirmation;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon signing-keys}; each method is a command. */
@Command(
    name = "signing-keys",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon signing-keys list%n",
    description =
        "Lists, replaces and withdraws the keys that sign by Ed25519 (for webhooks with"
            + " --signatures v1a).")
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

  @Command(
      name = "withdraw",
      headerHeading = "Example: carillon signing-keys withdraw kPrK_qmxVWaY --replace --yes%n",
      description = {
        "Withdraws a key at once, since others may know its private key. It signs no more, and"
            + " receivers that get the public keys again refuse what it has signed.",
        "The only key cannot be withdrawn without --replace."
      })
  void withdraw(
      @Mixin RemoteOptions remote,
      @Parameters(
              paramLabel = "KID",
              description = "The kid of the key, or the beginning of it, as 'list' shows it.")
          String kid,
      @Option(
              names = "--replace",
              description = "If it is the only key, makes a new one, which signs at once.")
          boolean replace,
      @Option(names = "--yes", description = "Does not ask for confirmation.") boolean yes) {
    String whole = whole(remote, kid);
    Confirmation.confirm(remote, yes, "Withdraw the signing key " + whole + " permanently?");
    String path = PATH + "/" + part(whole) + (replace ? "?replace=true" : "");
    listed(remote, remote.server().send("DELETE", path));
  }

  /** The one key whose id begins so. */
  private static String whole(RemoteOptions remote, String kid) {
    List<String> found = new ArrayList<>();
    for (JsonNode key : remote.server().get(PATH, Map.of())) {
      if (!kid.isEmpty() && key.path("kid").asText().startsWith(kid)) {
        found.add(key.path("kid").asText());
      }
    }
    if (found.size() == 1) {
      return found.getFirst();
    }
    throw new Failure(
        found.isEmpty() ? ExitCode.NOT_FOUND : ExitCode.USAGE,
        "KID is '"
            + kid
            + "', but "
            + (found.isEmpty() ? "no key has" : "several keys have")
            + " an id that begins so. 'carillon signing-keys list' shows the ids");
  }

  private static void listed(RemoteOptions remote, JsonNode keys) {
    Listing listing = new Listing(remote.screen(), key -> Screen.texts(key, SHOWN), SHOWN);
    keys.forEach(listing::add);
    listing.end();
  }
}
