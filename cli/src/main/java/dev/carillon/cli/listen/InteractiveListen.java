package dev.carillon.cli.listen;

import static dev.carillon.cli.remote.ServerClient.part;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.remote.Browser;
import dev.carillon.cli.remote.RemoteOptions;
import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import dev.carillon.cli.terminal.Screen;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * A listen in a terminal: events come on a thread of their own, keys on this one.
 *
 * @param remote the server
 * @param screen where the last words go
 * @param forwarder to whom events are forwarded; empty where they are only shown
 */
record InteractiveListen(RemoteOptions remote, Screen screen, Optional<Forwarder> forwarder) {

  /** Runs until the user quits, or enough events have come. */
  void run(String ready, JournalReader following, EventJournal journal) {
    EventListModel model = new EventListModel(ready, screen);
    journal.onTrouble(model::say);
    AtomicReference<Failure> failed = new AtomicReference<>();
    Thread reading =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  try {
                    following.run(event -> model.add(HandledEvent.of(event, forwarder)));
                  } catch (Failure refused) {
                    failed.set(refused);
                  } catch (RuntimeException broken) {
                    failed.set(new Failure(ExitCode.FAILURE, "listen failed: " + broken));
                  }
                });
    try (Terminal terminal = EventListView.ofProcess();
        EventListView view = new EventListView(terminal, model)) {
      // not before there is a terminal: what was forwarded is not forwarded again
      reading.start();
      view.run(reading::isAlive, wish -> fulfil(wish, model));
    } catch (IOException broken) {
      throw new Failure(ExitCode.FAILURE, "the terminal was closed: " + broken.getMessage());
    }
    reading.interrupt();
    screen.say(model.summary());
    Failure failure = failed.get();
    if (failure != null) {
      throw failure;
    }
  }

  private void fulfil(EventListModel.Wish wish, EventListModel model) {
    switch (wish) {
      case RESEND -> model.chosen().ifPresent(one -> resend(one, model));
      case OPEN ->
          model
              .chosen()
              .ifPresent(
                  one ->
                      model.say(
                          Browser.open(
                              remote.profile().server()
                                  + "/console/deliveries?asset="
                                  + part(one.event().path("subject").asText()))));
      default -> {
        // the model did it
      }
    }
  }

  private void resend(HandledEvent one, EventListModel model) {
    if (forwarder.isEmpty()) {
      model.say("There is no program to send the event to; use --forward-to.");
      return;
    }
    model.say("Redelivering the event");
    Thread.ofVirtual().start(() -> model.add(HandledEvent.of(one.event(), forwarder)));
  }

  /** Shows a list of events on a terminal and gives it the keys. Leaves the terminal as it was. */
  private static final class EventListView implements AutoCloseable {

    private static final long LOOK_MILLIS = 100;

    private final Terminal terminal;
    private final EventListModel model;
    private final Display display;
    private final Attributes before;
    private final KeyMap<EventListModel.Key> keys = new KeyMap<>();

    EventListView(Terminal terminal, EventListModel model) {
      this.terminal = terminal;
      this.model = model;
      this.display = new Display(terminal, true);
      this.before = terminal.enterRawMode();
      keys.bind(
          EventListModel.Key.DOWN, "j", KeyMap.key(terminal, Capability.key_down), "\u001b[B");
      keys.bind(EventListModel.Key.UP, "k", KeyMap.key(terminal, Capability.key_up), "\u001b[A");
      keys.bind(EventListModel.Key.RESEND, "r");
      keys.bind(EventListModel.Key.DETAILS, "d");
      keys.bind(EventListModel.Key.OPEN, "o");
      keys.bind(EventListModel.Key.QUIT, "q", KeyMap.ctrl('C'), KeyMap.ctrl('D'));
      terminal.puts(Capability.enter_ca_mode);
      terminal.puts(Capability.cursor_invisible);
    }

    /**
     * The terminal of this process.
     *
     * @throws Failure where there is none
     */
    static Terminal ofProcess() {
      try {
        return TerminalBuilder.builder().system(true).dumb(false).build();
      } catch (IOException | IllegalStateException none) {
        throw new Failure(
            ExitCode.USAGE, "--output interactive needs a terminal: " + none.getMessage());
      }
    }

    /** Shows and listens to keys, until the user quits or no more events will come. */
    void run(BooleanSupplier going, Consumer<EventListModel.Wish> wishes) {
      BindingReader reader = new BindingReader(terminal.reader());
      while (going.getAsBoolean()) {
        paint();
        if (reader.peekCharacter(LOOK_MILLIS) < 0) {
          continue;
        }
        EventListModel.Key key = reader.readBinding(keys, null, false);
        if (key == null) {
          reader.readCharacter();
          continue;
        }
        EventListModel.Wish wish = model.press(key);
        if (wish == EventListModel.Wish.QUIT) {
          return;
        }
        wishes.accept(wish);
      }
    }

    private void paint() {
      Size size = terminal.getSize();
      int rows = Math.max(3, size.getRows());
      int columns = Math.max(20, size.getColumns());
      display.resize(Size.of(columns, rows));
      List<AttributedString> lines =
          model.lines(rows).stream()
              .map(line -> AttributedString.fromAnsi(line).columnSubSequence(0, columns - 1))
              .toList();
      display.update(lines, -1);
      terminal.flush();
    }

    @Override
    public void close() {
      terminal.puts(Capability.cursor_visible);
      terminal.puts(Capability.exit_ca_mode);
      terminal.setAttributes(before);
      terminal.flush();
    }
  }

  /**
   * The list of an interactive listen: what came, which of it is chosen, what is shown of that.
   * Knows no terminal. Thread-safe.
   */
  static final class EventListModel {

    private static final int KEPT_MAX = 1_000;
    private static final String KEYS = "j/k select  r redeliver  d details  o open  q quit";

    private final String head;
    private final Screen screen;
    private final List<HandledEvent> rows = new ArrayList<>();
    private int chosen = -1;
    private boolean details;
    private String notice = "";
    private long received;
    private long refused;

    /**
     * An empty one.
     *
     * @param head what stands above the list
     */
    EventListModel(String head, Screen screen) {
      this.head = head;
      this.screen = screen;
    }

    /** What a key asks for that the list does not do itself. */
    enum Wish {
      NOTHING,
      RESEND,
      OPEN,
      QUIT
    }

    /** What keys mean. */
    enum Key {
      DOWN,
      UP,
      RESEND,
      DETAILS,
      OPEN,
      QUIT
    }

    /** Adds what came. The newest is chosen, unless another one was chosen before. */
    synchronized void add(HandledEvent event) {
      boolean follows = chosen == rows.size() - 1;
      rows.add(event);
      received++;
      refused += event.refused() ? 1 : 0;
      if (rows.size() > KEPT_MAX) {
        rows.removeFirst();
        chosen = Math.max(0, chosen - 1);
      }
      if (follows) {
        chosen = rows.size() - 1;
      }
    }

    /** Says something below the list, until the next key. */
    synchronized void say(String words) {
      notice = Screen.printable(words);
    }

    /** A key was pressed. */
    synchronized Wish press(Key key) {
      notice = "";
      switch (key) {
        case DOWN -> chosen = Math.min(rows.size() - 1, chosen + 1);
        case UP -> chosen = Math.max(Math.min(0, rows.size() - 1), chosen - 1);
        case DETAILS -> details = !details;
        case RESEND -> {
          return wish(Wish.RESEND);
        }
        case OPEN -> {
          return wish(Wish.OPEN);
        }
        case QUIT -> {
          return Wish.QUIT;
        }
      }
      return Wish.NOTHING;
    }

    private Wish wish(Wish wanted) {
      if (rows.isEmpty()) {
        notice = "No event has been received yet.";
        return Wish.NOTHING;
      }
      return wanted;
    }

    /** The chosen one; empty while nothing has come. */
    synchronized Optional<HandledEvent> chosen() {
      return chosen < 0 ? Optional.empty() : Optional.of(rows.get(chosen));
    }

    /** What to say when it is over. */
    synchronized String summary() {
      return received + (received == 1 ? " event" : " events") + ", " + refused + " rejected";
    }

    /** What to show on so many lines, none longer than the width; marked is the chosen one. */
    synchronized List<String> lines(int height) {
      List<String> detail = details ? detail() : List.of();
      int room = Math.max(1, height - 2 - Math.min(detail.size(), height / 2));
      int first = Math.clamp((long) chosen - room + 1, 0, Math.max(0, rows.size() - room));
      List<String> lines = new ArrayList<>();
      lines.add(head);
      for (int row = first; row < Math.min(rows.size(), first + room); row++) {
        lines.add((row == chosen ? "> " : "  ") + rows.get(row).line(screen));
      }
      lines.addAll(detail.subList(0, Math.min(detail.size(), Math.max(0, height / 2))));
      while (lines.size() < height - 1) {
        lines.add("");
      }
      lines.add(notice.isEmpty() ? summary() + "   " + KEYS : notice);
      return lines;
    }

    private List<String> detail() {
      List<String> lines = new ArrayList<>();
      chosen()
          .ifPresent(
              one -> {
                JsonNode payload = one.event().path("payload");
                lines.add("");
                payload
                    .toPrettyString()
                    .lines()
                    .map(Screen::printable)
                    .forEach(line -> lines.add("  " + line));
              });
      return lines;
    }
  }
}
