package dev.carillon.cli.listen;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;

/**
 * Reads one event after the other and remembers how far it came.
 *
 * @param journal where they come from
 * @param place where the last cursor is kept
 * @param from the cursor to begin behind
 * @param count after how many to end
 */
record JournalReader(EventJournal journal, CursorFile place, String from, long count) {

  /** Gives each event away, until there were enough. */
  void run(Consumer<JsonNode> each) {
    String cursor = from;
    long left = count;
    while (left > 0) {
      JsonNode page = journal.behind(cursor);
      for (JsonNode event : page.path("items")) {
        each.accept(event);
        cursor = event.path("cursor").asText();
        place.keep(cursor);
        left--;
        if (left == 0) {
          return;
        }
      }
      cursor = page.path("next").asText(cursor);
      place.keep(cursor);
    }
  }
}
