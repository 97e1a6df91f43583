package dev.carillon.server.operations.offline;

import dev.carillon.cli.remote.Confirmation;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Input;
import dev.carillon.cli.terminal.Listing;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.hooks.jdbc.OfflineWebhooks.Unreadable;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.secret.SecretKeySource;
import dev.carillon.server.operations.home.HomeOptions;
import dev.carillon.server.platform.config.EncryptedText;
import dev.carillon.server.platform.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carillon secrets}; each method is a command. */
@Command(
    name = "secrets",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon secrets rekey%n",
    description = "Manages the keys that encrypt the secrets in the database.")
public final class SecretsCommand {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      name = "keys",
      headerHeading = "Example: carillon secrets keys%n",
      description =
          "Lists the ids of the keys, the current one first, and how many secrets need each.")
  void keys(@Mixin RemoteOptions remote) {
    Listing listing =
        new Listing(
            remote.screen(),
            key -> Screen.texts(key, "id", "createdAt", "inUse"),
            "id",
            "created",
            "needed by");
    remote.server().get("/api/secrets/keys", Map.of()).path("keys").forEach(listing::add);
    listing.end();
  }

  @Command(
      name = "rekey",
      headerHeading = "Example: carillon secrets rekey%n",
      description = {
        "Creates a new key and encrypts all secrets with it, while deliveries continue.",
        "A minute later, the old key is removed from the file if nothing needs it."
            + " Keep a copy of it as long as you keep backups that were made before."
      })
  void rekey(@Mixin RemoteOptions remote) {
    remote.screen().showFacts(remote.server().send("POST", "/api/secrets/rekey"));
  }

  @Command(
      name = "encrypt",
      headerHeading = "Example: carillon secrets encrypt --home /srv/carillon < password.txt%n",
      description = {
        "Encrypts a password from standard input for node.properties.",
        "Prints the encrypted text to put there instead of the password. Only a server"
            + " with this home's key can decrypt it. Needs no server."
      })
  void encrypt(@Mixin HomeOptions home) {
    SecretKeySource keys = home.keys();
    String password =
        new String(Input.bytes("-"), StandardCharsets.UTF_8).replaceFirst("\r?\n$", "");
    if (password.isEmpty() || password.contains("\n")) {
      throw new Failure(ExitCode.USAGE, "standard input must be one line that is not empty");
    }
    try {
      AesSecretCipher cipher = AesSecretCipher.open(keys);
      spec.commandLine().getOut().println(EncryptedText.of(password, cipher));
      spec.commandLine().getOut().flush();
    } catch (IOException | IllegalArgumentException failed) {
      throw new Failure(ExitCode.FAILURE, String.valueOf(failed.getMessage()));
    }
  }

  @Command(
      name = "reset",
      headerHeading = "Example: carillon secrets reset --home /srv/carillon%n",
      description = {
        "Gives each webhook whose secret cannot be decrypted a new secret, while no server runs.",
        "Use this only if the home's secret.key is lost; if there is a copy, put it back instead.",
        "Custom headers and client certificates that cannot be decrypted are removed."
            + " These webhooks are disabled: give each receiver the new secret, set headers"
            + " and certificate again, then enable the webhook; its pending deliveries wait"
            + " until then.",
        "Webhooks that can be decrypted stay unchanged. If a password in"
            + " node.properties (enc:…) cannot be decrypted, each command that needs it"
            + " stops: encrypt it again first, with carillon secrets encrypt."
      })
  int reset(
      @Mixin OfflineOptions options,
      @Option(names = "--yes", description = "Does not ask for confirmation.") boolean yes,
      @Option(names = "--json", description = "Prints the result as a JSON object.") boolean json) {
    return options.run(
        StoppedHome.Need.LOST_SECRETS,
        (offline, out) -> {
          List<Unreadable> lost = offline.lostSecrets();
          if (!lost.isEmpty()) {
            Confirmation.confirm(true, yes, question(lost));
            offline.resetSecrets(lost);
          }
          if (json) {
            out.println(Json.tree(Map.of("webhooks", lost.stream().map(Unreadable::id).toList())));
          } else if (lost.isEmpty()) {
            out.println("Nothing was reset: all secrets can be decrypted.");
          } else {
            lost.forEach(each -> out.println(told(each)));
            out.println(
                "They are disabled. Give their receivers the new secrets (carillon webhooks get"
                    + " ID --show-secret), then enable them.");
          }
          out.flush();
          return ExitCode.OK.number();
        });
  }

  private static String question(List<Unreadable> lost) {
    return lost.size()
        + (lost.size() == 1 ? " webhook" : " webhooks")
        + " cannot be decrypted. Each gets a new secret and is disabled, and custom"
        + " headers and client certificates that cannot be decrypted are removed. This"
        + " cannot be undone. Continue?";
  }

  private static String told(Unreadable webhook) {
    return webhook.id()
        + "  "
        + Screen.printable(webhook.name())
        + ": "
        + String.join(", ", StoppedHome.losses(webhook));
  }
}
