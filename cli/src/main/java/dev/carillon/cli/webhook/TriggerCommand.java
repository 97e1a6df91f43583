package dev.carillon.cli.webhook;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.listen.Forwarded;
import dev.carillon.cli.listen.Forwarder;
import dev.carillon.cli.listen.ListenSecret;
import dev.carillon.cli.listen.RunningListener;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.remote.WebhookLookup;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Input;
import dev.carillon.cli.terminal.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code carillon trigger}: sends a type's example, by the server or from here. */
@Command(
    name = "trigger",
    headerHeading =
        "Examples: carillon trigger asset_create%n"
            + "          carillon trigger asset_create --webhook orders%n"
            + "          carillon trigger asset_update_metadata"
            + " --forward-to localhost:3000/events \\%n"
            + "            --set metadata.status=Final%n",
    description = {
      "Sends an example event of an event type once. No asset changes.",
      "Without --webhook and --forward-to, the event reaches each carillon listen --forward-to"
          + " that runs on this machine without --webhook. (With it, a program gets only what"
          + " that webhook gets, with signatures that only the server can make.)",
      "With --webhook, the server sends the event, signed with the webhook's secret."
          + " With --forward-to, this command sends it, signed with the secret of carillon"
          + " listen. Exits with 1 if the response is not 2xx."
    })
public final class TriggerCommand implements Callable<Integer> {

  @Mixin private RemoteOptions remote = new RemoteOptions();

  @Parameters(paramLabel = "TYPE", description = "The event type.")
  private String type = "";

  @Option(
      names = "--webhook",
      paramLabel = "NAME",
      description = "The webhook to send to, by name or id.")
  private String webhook = "";

  @Option(
      names = "--forward-to",
      paramLabel = "URL",
      description = "The URL on this machine to send to.")
  private String forwardTo = "";

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Changes a value of the example, such as metadata.status=Final.")
  private List<String> sets = List.of();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "A file with the payload to send instead of the example; - is standard input.")
  private String file = "";

  @Override
  public Integer call() {
    if (!webhook.isEmpty() && !forwardTo.isEmpty()) {
      throw new Failure(ExitCode.USAGE, "give either --webhook or --forward-to, not both");
    }
    if (!type.matches("[A-Za-z0-9_.]{1,100}")) {
      throw new Failure(
          ExitCode.USAGE, "'" + type + "' is not an event type; see carillon events types");
    }
    List<RunningListener> listeners = webhook.isEmpty() ? listeners() : List.of();
    ObjectNode payload = payload();
    sets.forEach(each -> set(payload, each));
    if (webhook.isEmpty()) {
      return forwarded(listeners, payload).number();
    }
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("eventType", type);
    body.set("payload", payload);
    String id = WebhookLookup.id(remote.server(), webhook);
    JsonNode attempt = remote.server().send("POST", "/api/webhooks/" + part(id) + "/tests", body);
    return TestResult.shown(remote.screen(), attempt).number();
  }

  /** Where the event goes to on this machine. */
  private List<RunningListener> listeners() {
    if (!forwardTo.isEmpty()) {
      return List.of(new RunningListener(remote.folder(), forwardTo, false, "", Set.of()));
    }
    List<RunningListener> running = RunningListener.all(remote.folder());
    List<RunningListener> wanting = running.stream().filter(one -> one.wants(type)).toList();
    if (wanting.isEmpty()) {
      throw new Failure(ExitCode.USAGE, nobodyWants(running));
    }
    return wanting;
  }

  private String nobodyWants(List<RunningListener> running) {
    if (running.isEmpty()) {
      return "no carillon listen --forward-to runs on this machine; start one, or give --webhook or"
          + " --forward-to";
    }
    RunningListener first = running.getFirst();
    return running.stream().noneMatch(one -> one.webhook().isEmpty())
        ? "the carillon listen on this machine forwards only what the webhook '"
            + first.webhook()
            + "' gets; start one without --webhook, or give --forward-to "
            + first.forwardTo()
        : "none of the carillon listen that run on this machine wants " + type;
  }

  /** The same event for each, as for several webhooks. */
  private ExitCode forwarded(List<RunningListener> to, ObjectNode payload) {
    String secret = ListenSecret.readOrMake(remote.folder());
    String id = Forwarder.randomId();
    ExitCode code = ExitCode.OK;
    for (RunningListener one : to) {
      Forwarded result =
          Forwarder.to(one.forwardTo(), secret, one.skipVerify()).forward(id, type, payload);
      remote.screen().show(result.json(), () -> result.line(remote.screen()));
      if (!result.accepted()) {
        code = ExitCode.FAILURE;
      }
    }
    return code;
  }

  private ObjectNode payload() {
    JsonNode given;
    try {
      given =
          file.isEmpty()
              ? remote.server().get("/api/event-types/" + part(type) + "/example", Map.of())
              : Json.read(Input.bytes(file));
    } catch (Json.Malformed malformed) {
      throw new Failure(ExitCode.USAGE, file + ": " + malformed.getMessage());
    }
    if (given instanceof ObjectNode object) {
      return object;
    }
    throw new Failure(ExitCode.USAGE, "the payload must be a JSON object");
  }

  /** {@code a.b=c}; the value is JSON where it can be read as such, else text. */
  private static void set(ObjectNode payload, String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new Failure(
          ExitCode.USAGE,
          "--set is '" + assignment + "', but must be PATH=VALUE, such as metadata.status=Final");
    }
    List<String> path = List.of(assignment.substring(0, equals).split("\\.", -1));
    ObjectNode at = payload;
    for (String step : path.subList(0, path.size() - 1)) {
      at = at.get(step) instanceof ObjectNode inner ? inner : at.putObject(step);
    }
    at.set(path.getLast(), value(assignment.substring(equals + 1)));
  }

  private static JsonNode value(String text) {
    try {
      return Json.read(text);
    } catch (Json.Malformed noJson) {
      return JsonNodeFactory.instance.textNode(text);
    }
  }
}
