package dev.carillon.server.cli.listen;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.cli.ExitCode;
import dev.carillon.server.cli.Failure;
import dev.carillon.server.cli.Screen;
import dev.carillon.server.cli.remote.RemoteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon listen}: brings events to a port of the developer's machine. */
@Command(
    name = "listen",
    headerHeading =
        "Example: carillon listen --forward-to localhost:3000/hook --events 'asset_*'%n",
    description = {
      "Brings events to a program on this machine.",
      "They are signed as the server signs them, and the server needs no address to reach. Nothing",
      "is left out while the connection is broken. Without --forward-to events are only shown.",
      "The signing secret stays the same over restarts."
    })
public final class ListenCommand implements Callable<Integer> {

  @Mixin private RemoteOptions remote = new RemoteOptions();

  @Option(names = "--forward-to", paramLabel = "URL", description = "Where events are posted.")
  private String forwardTo = "";

  @Option(
      names = "--events",
      paramLabel = "TYPES",
      description = "Only these types, such as 'asset_*'; several with commas.")
  private String events = "";

  @Option(names = "--after", paramLabel = "CURSOR", description = "Begins behind this cursor.")
  private String after = "";

  @Option(
      names = "--resume",
      description = "Begins where the last listen with the same target ended.")
  private boolean resume;

  @Option(names = "--count", paramLabel = "N", description = "Ends after so many events.")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--skip-verify",
      description = "Takes any certificate of --forward-to (never that of the server).")
  private boolean skipVerify;

  @Option(names = "--print-secret", description = "Prints the signing secret and ends.")
  private boolean printSecret;

  /** Used by the command line only. */
  public ListenCommand() {}

  @Override
  public Integer call() {
    Screen screen = remote.screen();
    String secret = ListenSecret.in(remote.folder());
    if (printSecret) {
      screen.print(secret);
      return ExitCode.OK.number();
    }
    Feed feed = new Feed(remote.server(), screen, events);
    Path place = place();
    String cursor = start(feed, place);
    keep(place, cursor);
    if (forwardTo.isEmpty()) {
      screen.say("Ready.");
      return follow(feed, cursor, place, event -> show(screen, event));
    }
    Forwarder forwarder = Forwarder.to(forwardTo, secret, skipVerify);
    screen.say("Ready. Forwarding to " + forwarder.target() + ". Signing secret: " + secret);
    return follow(feed, cursor, place, event -> forward(screen, forwarder, event));
  }

  private String start(Feed feed, Path place) {
    if (!after.isEmpty()) {
      return after;
    }
    try {
      return resume && Files.exists(place) ? Files.readString(place).strip() : feed.now();
    } catch (IOException unreadable) {
      throw new Failure(ExitCode.FAILURE, place + " cannot be read: " + unreadable.getMessage());
    }
  }

  private int follow(
      Feed feed, String from, Path place, java.util.function.Consumer<JsonNode> each) {
    String cursor = from;
    long left = count;
    while (left > 0) {
      JsonNode page = feed.behind(cursor);
      for (JsonNode event : page.path("items")) {
        each.accept(event);
        cursor = event.path("cursor").asText();
        keep(place, cursor);
        left--;
        if (left == 0) {
          return ExitCode.OK.number();
        }
      }
      cursor = page.path("next").asText(cursor);
      keep(place, cursor);
    }
    return ExitCode.OK.number();
  }

  private static void show(Screen screen, JsonNode event) {
    screen.show(
        event,
        () ->
            Screen.text(event.path("time"))
                + "  "
                + Screen.text(event.path("type"))
                + "  "
                + Screen.text(event.path("id"))
                + "  "
                + Screen.text(event.path("subject")));
  }

  private static void forward(Screen screen, Forwarder forwarder, JsonNode event) {
    Forwarded result =
        forwarder.forward(
            event.path("id").asText(), event.path("type").asText(), event.path("payload"));
    screen.show(result.json(), () -> result.line(screen));
  }

  /** Where the place of this target is kept. */
  private Path place() {
    String target = remote.profile().server() + " " + forwardTo;
    return remote.folder().resolve("listen-" + Integer.toHexString(target.hashCode()) + ".cursor");
  }

  private static void keep(Path place, String cursor) {
    try {
      Path fresh = place.resolveSibling(place.getFileName() + ".tmp");
      Files.writeString(fresh, cursor);
      Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      throw new Failure(ExitCode.FAILURE, place + " cannot be written: " + unwritable.getMessage());
    }
  }
}
