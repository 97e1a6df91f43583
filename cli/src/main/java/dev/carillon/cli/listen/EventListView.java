package dev.carillon.cli.listen;

import dev.carillon.cli.terminal.ExitCode;
import dev.carillon.cli.terminal.Failure;
import java.io.IOException;
import java.util.List;
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

/** Shows a list of events on a terminal and gives it the keys. Leaves the terminal as it was. */
final class EventListView implements AutoCloseable {

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
    keys.bind(EventListModel.Key.DOWN, "j", KeyMap.key(terminal, Capability.key_down), "\u001b[B");
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
