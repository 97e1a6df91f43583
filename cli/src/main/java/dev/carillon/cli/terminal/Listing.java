package dev.carillon.cli.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Function;

/** What a command lists: JSON, each value on a line as soon as it is there, or one table. */
public final class Listing {

  private final Screen screen;
  private final Table table;
  private final Function<JsonNode, List<String>> cells;

  /**
   * An empty one.
   *
   * @param cells what the table shows of a value
   */
  public Listing(Screen screen, Function<JsonNode, List<String>> cells, String... headings) {
    this.screen = screen;
    this.cells = cells;
    this.table = Table.of(headings);
  }

  /** Adds a value. */
  public void add(JsonNode value) {
    if (screen.json()) {
      screen.json(value);
    } else {
      table.row(cells.apply(value));
    }
  }

  /** Prints the table. */
  public void end() {
    if (!screen.json()) {
      screen.print(table.text());
    }
  }
}
