package dev.carillon.cli.signature;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Input;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import dev.carillon.hooks.webhook.Ed25519;
import dev.carillon.hooks.webhook.SigningKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code carillon sign}: the headers that the server would send with a body. */
@Command(
    name = "sign",
    headerHeading = "Example: carillon sign --secret-file secret.txt --body payload.json%n",
    description =
        "Prints the signature headers for a body, as a server sends them. Needs no server.")
public final class SignCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private SecretOptions secret = new SecretOptions();

  @Option(
      names = "--private-key-file",
      paramLabel = "FILE",
      description = "A file with a private key (whsk_…), which adds a signature by Ed25519 (v1a).")
  private String privateKeyFile = "";

  @Option(
      names = "--body",
      paramLabel = "FILE",
      required = true,
      description = "The body; - is standard input.")
  private String body = "";

  @Option(names = "--id", paramLabel = "ID", description = "webhook-id (default: a new one).")
  private String id = "";

  @Option(
      names = "--timestamp",
      paramLabel = "SECONDS",
      description = "webhook-timestamp (default: now).")
  private long timestamp;

  @Option(names = "--json", description = "Prints a JSON object.")
  private boolean json;

  @Override
  public void run() {
    Signer signer = secret.signer();
    Payload payload = Payload.of(Input.bytes(body));
    String named = id.isEmpty() ? Ids.random() : id;
    long at = timestamp == 0 ? Clock.systemUTC().instant().getEpochSecond() : timestamp;
    ObjectNode headers = JsonNodeFactory.instance.objectNode();
    headers.put("X-Hook-Signature", signer.hookSignature(payload));
    headers.put("webhook-id", named);
    headers.put("webhook-timestamp", Long.toString(at));
    headers.put(
        "webhook-signature",
        signer.standardSignature(named, at, payload) + ed25519(named, at, payload));
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(headers);
    } else {
      headers
          .properties()
          .forEach(each -> out.println(each.getKey() + ": " + each.getValue().asText()));
    }
    out.flush();
  }

  /** A blank and the signature; empty without a key. */
  private String ed25519(String named, long at, Payload payload) {
    if (privateKeyFile.isEmpty()) {
      return "";
    }
    String text = new String(Input.bytes(privateKeyFile), StandardCharsets.UTF_8).strip();
    try {
      byte[] key = Base64.getDecoder().decode(text.startsWith("whsk_") ? text.substring(5) : text);
      // some programs write the public key behind the seed
      byte[] seed =
          key.length == 2 * Ed25519.KEY_BYTES ? Arrays.copyOf(key, Ed25519.KEY_BYTES) : key;
      byte[] before = (named + "." + at + ".").getBytes(StandardCharsets.UTF_8);
      byte[] signature = Ed25519.sign(Ed25519.privateKey(seed), before, payload.bytes());
      return " " + SigningKey.PREFIX + Base64.getEncoder().encodeToString(signature);
    } catch (IllegalArgumentException malformed) {
      throw new Failure(
          ExitCode.USAGE,
          "--private-key-file does not contain a private key: it must be whsk_ and 32 or 64 bytes"
              + " in base64");
    }
  }
}
