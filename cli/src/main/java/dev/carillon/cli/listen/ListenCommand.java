package dev.carillon.cli.listen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.cli.remote.EventTypeNames;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Screen;
import dev.carillon.cli.terminal.Terminal;
import dev.carillon.cli.terminal.TimeArguments;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon listen}: brings events to a port of the developer's machine. */
@Command(
    name = "listen",
    headerHeading =
        "Examples: carillon listen --forward-to localhost:3000/events --events 'asset_*'%n"
            + "          carillon listen --answer 503 --delay 2s%n",
    description = {
      "Forwards events to a program on this machine.",
      "The events are signed as the server signs them. The server needs no route to"
          + " this machine, and no event is lost while the connection is interrupted."
          + " Without --forward-to, events are only shown. The signing secret stays the same"
          + " after a restart.",
      "With --answer, the server sends to a temporary receiver that responds with this"
          + " status, and each request is shown. This shows what happens to events that a"
          + " program rejects. The receiver is removed at the end.",
      "Keys of the interactive list: j and k select, r redelivers, d shows the"
          + " payload, o opens the event's deliveries in the console, q quits."
    })
public final class ListenCommand implements Runnable {

  private static final String NO_DELAY = "0s";

  @Mixin private RemoteOptions remote = new RemoteOptions();

  @Option(
      names = "--forward-to",
      paramLabel = "URL",
      description = "The URL to which events are sent.")
  private String forwardTo = "";

  @Option(
      names = "--events",
      paramLabel = "TYPES",
      description = "Only these event types, such as 'asset_*'; separate several with commas.")
  private String events = "";

  @Option(
      names = "--webhook",
      paramLabel = "NAME",
      description =
          "Forwards what this webhook gets, byte for byte with the server's signatures. With"
              + " delivery 'pull', events are fetched, and acknowledged if the program accepts"
              + " them. Otherwise its ended deliveries are copied; its own sending goes on.")
  private String webhook = "";

  @Option(names = "--after", paramLabel = "CURSOR", description = "Starts after this cursor.")
  private String after = "";

  @Option(
      names = "--resume",
      description = "Starts where the last listen with the same target ended.")
  private boolean resume;

  @Option(names = "--count", paramLabel = "N", description = "Exits after this number of events.")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--skip-verify",
      description = "Accepts any certificate of --forward-to (not of the server).")
  private boolean skipVerify;

  @Option(names = "--print-secret", description = "Prints the signing secret and exits.")
  private boolean printSecret;

  @Option(
      names = "--answer",
      paramLabel = "STATUS",
      description = "Responds with this status instead of a program, 200 to 599.")
  private @Nullable Integer answer;

  @Option(
      names = "--delay",
      paramLabel = "SPAN",
      defaultValue = NO_DELAY,
      description = "Delays each response, such as 3s; only with --answer.")
  private String delay = NO_DELAY;

  @Option(
      names = "--output",
      paramLabel = "HOW",
      description =
          "interactive, compact, json, or quiet for rejected events only (default:"
              + " interactive in a terminal).")
  private @Nullable OutputFormat output;

  @Override
  public void run() {
    String secret = ListenSecret.readOrMake(remote.folder());
    if (printSecret) {
      ObjectNode json = JsonNodeFactory.instance.objectNode().put("secret", secret);
      remote.screen().show(json, () -> secret);
      return;
    }
    if (count < 1) {
      throw new Failure(ExitCode.USAGE, "--count is " + count + ", but must be 1 or more");
    }
    if (!webhook.isEmpty()) {
      ofWebhook(secret);
    } else if (answer == null) {
      forward(secret);
    } else {
      answer(answer);
    }
  }

  private void forward(String secret) {
    if (!delay.equals(NO_DELAY)) {
      throw new Failure(ExitCode.USAGE, "--delay needs --answer");
    }
    Screen screen = remote.screen();
    Optional<Forwarder> forwarder =
        forwardTo.isEmpty()
            ? Optional.empty()
            : Optional.of(Forwarder.to(forwardTo, secret, skipVerify));
    EventJournal journal = new EventJournal(remote.server(), screen, wanted());
    CursorFile place = CursorFile.of(remote.folder(), remote.profile().server(), forwardTo);
    JournalReader following = new JournalReader(journal, place, start(journal, place), count);
    place.keep(following.from());
    try (RunningListener _ =
        RunningListener.begin(remote.folder(), forwardTo, skipVerify, "", wanted())) {
      show(forwarder, secret, following, journal);
    }
  }

  private void show(
      Optional<Forwarder> forwarder, String secret, JournalReader following, EventJournal journal) {
    Screen screen = remote.screen();
    if (output() == OutputFormat.INTERACTIVE) {
      String ready =
          forwarder.map(to -> "Forwarding to " + to.target() + ".").orElse("Ready.")
              + "  Signing secret: carillon listen --print-secret";
      new InteractiveListen(remote, screen, forwarder).run(ready, following, journal);
      return;
    }
    screen.say(
        forwarder
            .map(to -> "Ready. Forwarding to " + to.target() + ". Signing secret: " + secret)
            .orElse("Ready."));
    Consumer<HandledEvent> shown = shown(screen);
    following.run(event -> shown.accept(HandledEvent.of(event, forwarder)));
  }

  /** Only to a program: what is fetched of a consumer is acknowledged, so a look would lose it. */
  private void ofWebhook(String secret) {
    boolean more = answer != null || !events.isEmpty() || !delay.equals(NO_DELAY);
    if (forwardTo.isEmpty() || more || output == OutputFormat.INTERACTIVE) {
      throw new Failure(
          ExitCode.USAGE,
          "--webhook needs --forward-to, and cannot be used with --answer, --delay, --events or"
              + " --output interactive");
    }
    Screen screen = remote.screen();
    Forwarder to = Forwarder.to(forwardTo, secret, skipVerify);
    try (RunningListener _ =
        RunningListener.begin(remote.folder(), forwardTo, skipVerify, webhook, Set.of())) {
      new WebhookListen(remote, webhook, to, new WebhookListen.Start(after, resume))
          .run(count, result -> show(screen, result));
    }
  }

  private void show(Screen screen, Forwarded result) {
    if (output == OutputFormat.JSON) {
      screen.json(result.json());
    } else if (output != OutputFormat.QUIET || !result.accepted()) {
      screen.show(result.json(), () -> result.line(screen));
    }
  }

  private void answer(int status) {
    if (!forwardTo.isEmpty()) {
      throw new Failure(ExitCode.USAGE, "give either --answer or --forward-to, not both");
    }
    if (status < 200 || status > 599) {
      throw new Failure(ExitCode.USAGE, "--answer is " + status + ", but must be 200 to 599");
    }
    if (output == OutputFormat.INTERACTIVE) {
      throw new Failure(
          ExitCode.USAGE,
          "--output interactive cannot be used with --answer, only with --forward-to");
    }
    Duration late = TimeArguments.span("--delay", delay);
    Screen screen = remote.screen();
    try (TemporaryReceiver program =
        TemporaryReceiver.open(remote.server(), events, status, late)) {
      Thread cleaning = Thread.ofPlatform().unstarted(program::close);
      Runtime.getRuntime().addShutdownHook(cleaning);
      screen.say("Ready. Responding with " + status + ". Webhook: " + program.webhook());
      program.watch(count, request -> show(screen, request, status));
      Runtime.getRuntime().removeShutdownHook(cleaning);
    }
  }

  private void show(Screen screen, JsonNode request, int answered) {
    if (output == OutputFormat.JSON) {
      screen.json(request);
    } else if (output != OutputFormat.QUIET || answered / 100 != 2) {
      screen.show(request, () -> TemporaryReceiver.line(request));
    }
  }

  private Set<String> wanted() {
    return events.isBlank()
        ? Set.of()
        : EventTypeNames.of(remote.server()).meant("--events", events);
  }

  private OutputFormat output() {
    if (output != null) {
      return output;
    }
    boolean person = remote.mayAsk() && !remote.screen().json() && !remote.screen().quiet();
    return person && Terminal.attached().isPresent()
        ? OutputFormat.INTERACTIVE
        : OutputFormat.COMPACT;
  }

  private Consumer<HandledEvent> shown(Screen screen) {
    return switch (output()) {
      case JSON -> event -> screen.json(event.json());
      case QUIET ->
          event -> {
            if (event.refused()) {
              screen.show(event.json(), () -> event.line(screen));
            }
          };
      default -> event -> screen.show(event.json(), () -> event.line(screen));
    };
  }

  private String start(EventJournal journal, CursorFile place) {
    if (!after.isEmpty()) {
      return journal.known(after);
    }
    return resume ? place.last().orElseGet(journal::now) : journal.now();
  }

  /** How events are shown. */
  enum OutputFormat {
    /** A list in which keys choose, show and resend. */
    INTERACTIVE,
    /** One line for each. */
    COMPACT,
    /** One JSON object for each. */
    JSON,
    /** Only those that were not accepted. */
    QUIET
  }
}
