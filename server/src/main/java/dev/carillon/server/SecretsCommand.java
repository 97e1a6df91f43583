package dev.carillon.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.server.cli.ExitCode;
import dev.carillon.server.cli.Failure;
import dev.carillon.server.cli.Input;
import dev.carillon.server.cli.Listing;
import dev.carillon.server.cli.Screen;
import dev.carillon.server.cli.remote.RemoteOptions;
import dev.carillon.server.config.EncryptedText;
import dev.carillon.server.home.HomeOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code carillon secrets}; each method is a command. */
@Command(
    name = "secrets",
    addMethodSubcommands = false,
    headerHeading = "Example: carillon secrets rekey%n",
    description = "Works on the keys that keep secrets unreadable in the database.")
final class SecretsCommand {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Used by the command line only. */
  SecretsCommand() {}

  @Command(
      name = "keys",
      headerHeading = "Example: carillon secrets keys%n",
      description = "Shows the keys' ids, the current one first, and how much needs each.")
  int keys(@Mixin RemoteOptions remote) {
    Listing listing =
        new Listing(
            remote.screen(),
            key -> Screen.texts(key, "id", "createdAt", "inUse"),
            "id",
            "created",
            "needed by");
    remote.server().get("/api/secrets/keys", Map.of()).path("keys").forEach(listing::add);
    listing.end();
    return ExitCode.OK.number();
  }

  @Command(
      name = "rekey",
      headerHeading = "Example: carillon secrets rekey%n",
      description = {
        "Makes a new key and encrypts all secrets with it, while deliveries go on.",
        "The old key goes from the file a minute later, if nothing needs it; keep a",
        "copy of it as long as you keep backups that were made before."
      })
  int rekey(@Mixin RemoteOptions remote) {
    JsonNode done = remote.server().send("POST", "/api/secrets/rekey");
    remote.screen().show(done, () -> Screen.facts(done));
    return ExitCode.OK.number();
  }

  @Command(
      name = "encrypt",
      headerHeading = "Example: carillon secrets encrypt --home /srv/carillon < password.txt%n",
      description = {
        "Encrypts a password from standard input for node.properties.",
        "Prints what may stand for it there: only a server with this home's key can",
        "read it. Needs no server."
      })
  int encrypt(@Mixin HomeOptions home) {
    String password =
        new String(Input.bytes("-"), StandardCharsets.UTF_8).replaceFirst("\r?\n$", "");
    if (password.isEmpty() || password.contains("\n")) {
      throw new Failure(ExitCode.USAGE, "standard input must be one line, and not empty");
    }
    try {
      AesSecretCipher cipher = AesSecretCipher.open(home.existing().secretKeys());
      spec.commandLine().getOut().println(EncryptedText.of(password, cipher));
      spec.commandLine().getOut().flush();
      return ExitCode.OK.number();
    } catch (IOException | IllegalArgumentException failed) {
      throw new Failure(ExitCode.FAILURE, String.valueOf(failed.getMessage()));
    }
  }
}
