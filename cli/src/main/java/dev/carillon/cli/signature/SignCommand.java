package dev.carillon.cli.signature;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.terminal.Input;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import java.time.Clock;
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
    headers.put("webhook-signature", signer.standardSignature(named, at, payload));
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
}
