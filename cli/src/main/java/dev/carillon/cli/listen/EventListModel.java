package dev.carillon.cli.listen;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.terminal.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The list of an interactive listen: what came, which of it is chosen, what is shown of that. Knows
 * no terminal. Thread-safe.
 */
final class EventListModel {

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
