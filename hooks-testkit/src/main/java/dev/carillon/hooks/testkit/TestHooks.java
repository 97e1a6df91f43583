package dev.carillon.hooks.testkit;

import dev.carillon.hooks.Hooks;
import dev.carillon.hooks.HooksBuilder;
import dev.carillon.hooks.Registered;
import dev.carillon.hooks.WebhookRegistration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Real {@code Hooks} for a test: on an SQLite file in a folder of its own, which is deleted at the
 * end, with a {@linkplain #clock clock} to move, and with receivers on loopback. What it does is
 * what the library does in production; only the time is the test's.
 *
 * {@snippet lang = java :
 * try (TestHooks test = TestHooks.start()) {
 *   WebhookReceiver receiver = test.receiver("order.placed");
 *   receiver.respond(503, 204);
 *   test.hooks().transaction(c -> test.hooks().publish(c, "order.placed", "7", "{}"));
 *   test.drain();
 *   assert receiver.received().size() == 2;
 * }
 * }
 */
public final class TestHooks implements AutoCloseable, PublishedEvents {

  private static final int KEY_BYTES = 32;

  private final Path folder;
  private final TestClock clock;
  private final Hooks hooks;
  private final Settling settling;
  private final RecordedEvents journal;
  private final List<WebhookReceiver> receivers = new ArrayList<>();

  private TestHooks(Path folder, TestClock clock, Hooks hooks) {
    this.folder = folder;
    this.clock = clock;
    this.hooks = hooks;
    this.settling = new Settling(hooks, clock);
    this.journal = new RecordedEvents(hooks.events());
  }

  /** Starts with everything by default. */
  public static TestHooks start() {
    return start(UnaryOperator.identity());
  }

  /**
   * Starts.
   *
   * @param configuration sets what is to be different, such as a policy or a listener
   */
  public static TestHooks start(UnaryOperator<HooksBuilder> configuration) {
    Path folder = newFolder();
    TestClock clock = new TestClock();
    HooksBuilder builder =
        Hooks.builder(folder.resolve("webhooks.db"))
            .key(new byte[KEY_BYTES])
            .allowLoopback()
            .clock(clock);
    try {
      return new TestHooks(folder, clock, configuration.apply(builder).start());
    } catch (RuntimeException | Error failed) {
      delete(folder);
      throw failed;
    }
  }

  /** What the code under test takes. */
  public Hooks hooks() {
    return hooks;
  }

  /** The only clock it goes by. {@link #advance} moves it. */
  public TestClock clock() {
    return clock;
  }

  /** The events that are recorded, the oldest first. */
  @Override
  public List<PublishedEvent> published() {
    return journal.read();
  }

  /**
   * Registers a webhook and starts its receiver, which checks signatures and responds 204. It is
   * closed with this.
   *
   * @param types the event types it asks for, at least one
   */
  public WebhookReceiver receiver(String... types) {
    WebhookReceiver receiver = WebhookReceiver.start();
    receivers.add(receiver);
    receiver.clock(clock);
    Registered registered =
        hooks
            .webhooks()
            .register(
                WebhookRegistration.of("receiver " + receivers.size(), receiver.url())
                    .types(types));
    receiver.secrets(registered.secret());
    return receiver;
  }

  /**
   * Lets time pass: waits until the results of all requests on the wire are stored, then moves the
   * clock. What becomes due by that is sent at once.
   *
   * @param duration zero or more
   * @throws AssertionError if requests are still on the wire after 10 seconds
   */
  public void advance(Duration duration) {
    settling.awaitStored();
    clock.advance(duration);
  }

  /**
   * Lets everything be sent that was committed: moves the clock to each retry in turn, and to the
   * end of each wait of events that are held for a batch or by debouncing, until no delivery is
   * pending any more. When it returns, all of them have ended.
   *
   * @throws AssertionError if nothing has happened for 10 seconds although deliveries are pending
   *     or events are held; the message names them
   */
  public void drain() {
    settling.drain();
  }

  @Override
  public void close() {
    receivers.forEach(WebhookReceiver::close);
    hooks.close();
    delete(folder);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException("The test's folder " + folder + " was not deleted", failed);
    }
  }

  /** Where its database is. */
  Path folder() {
    return folder;
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("carillon-hooks-test");
    } catch (IOException failed) {
      throw new UncheckedIOException("No folder for the test's database", failed);
    }
  }
}
