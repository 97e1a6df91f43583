package dev.carillon.hooks.jdbc.packed;

import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Snapshot;
import dev.carillon.hooks.webhook.FanOut;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the payloads of one event are sent as, in one column: nothing where all of them are plain
 * JSON, one content type where all have the same one and no headers. Else it has a block for the
 * snapshot and one for each payload, each ended by an empty line: the content type, empty for JSON,
 * and then the headers, one a line. A payload that is sent instead of another one has a line
 * without a name, which says why.
 *
 * @param snapshot the content type of the event's snapshot, and of each payload that has no block
 * @param blocks of the first payloads; empty where all are sent as the snapshot says
 */
public record ContentTypes(String snapshot, List<String> blocks) {

  /** All payloads are JSON. */
  public static final ContentTypes JSON = new ContentTypes(Payload.JSON, List.of());

  private static final String END = "\n\n";
  private static final String COLON = ": ";
  private static final String PROBLEM = "";

  public ContentTypes {
    blocks = List.copyOf(blocks);
  }

  /** What the payloads of this fan-out are sent as. */
  public static ContentTypes of(FanOut fanOut) {
    String snapshot = fanOut.event().snapshot().contentType();
    List<Payload> payloads = fanOut.payloads();
    for (Payload payload : payloads) {
      if (!plain(payload, snapshot)) {
        return new ContentTypes(snapshot, payloads.stream().map(ContentTypes::block).toList());
      }
    }
    return snapshot.equals(Payload.JSON) ? JSON : new ContentTypes(snapshot, List.of());
  }

  /** Reads what {@link #text} made. */
  public static ContentTypes read(@Nullable String text) {
    if (text == null) {
      return JSON;
    }
    if (text.indexOf('\n') < 0) {
      return new ContentTypes(text, List.of());
    }
    List<String> blocks = new ArrayList<>();
    for (int from = 0; from < text.length(); ) {
      int end = text.indexOf(END, from);
      blocks.add(text.substring(from, end));
      from = end + END.length();
    }
    return new ContentTypes(type(blocks.getFirst()), blocks.subList(1, blocks.size()));
  }

  /** The column. */
  public @Nullable String text() {
    if (blocks.isEmpty()) {
      return snapshot.equals(Payload.JSON) ? null : snapshot;
    }
    StringBuilder text = new StringBuilder(shortened(snapshot)).append(END);
    blocks.forEach(block -> text.append(block).append(END));
    return text.toString();
  }

  /** The payload with this index, of which the bytes were read, as it is sent. */
  public Payload typed(int index, Payload bytes) {
    if (index >= blocks.size()) {
      return bytes.as(snapshot);
    }
    String[] lines = blocks.get(index).split("\n", -1);
    Payload typed = bytes.as(type(lines[0]));
    if (lines.length == 1) {
      return typed;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(COLON);
      headers.put(lines[i].substring(0, colon), lines[i].substring(colon + COLON.length()));
    }
    String problem = headers.remove(PROBLEM);
    return typed.with(headers).withProblem(problem == null ? "" : problem);
  }

  /** What the payload with this index is sent as. */
  public String type(int index) {
    if (index >= blocks.size()) {
      return snapshot;
    }
    String block = blocks.get(index);
    int end = block.indexOf('\n');
    return type(end < 0 ? block : block.substring(0, end));
  }

  /**
   * The same with one more payload.
   *
   * @param count how many there were
   */
  public ContentTypes appended(int count, Payload more) {
    if (blocks.isEmpty() && plain(more, snapshot)) {
      return this;
    }
    List<String> longer = new ArrayList<>(blocks);
    longer.addAll(Collections.nCopies(count - blocks.size(), shortened(snapshot)));
    longer.add(block(more));
    return new ContentTypes(snapshot, longer);
  }

  /** An event as it was recorded, where the reader of its snapshot does not say the type. */
  public Event typed(Event event) {
    Snapshot read = event.snapshot();
    return read.contentType().equals(snapshot)
        ? event
        : new Event(
            event.id(),
            event.type(),
            event.subject(),
            event.time(),
            new Typed(read, snapshot),
            event.trace(),
            event.owner(),
            event.tags());
  }

  private static boolean plain(Payload payload, String type) {
    return payload.headers().isEmpty()
        && payload.problem().isEmpty()
        && payload.contentType().equals(type);
  }

  private static String block(Payload payload) {
    StringBuilder block = new StringBuilder(shortened(payload.contentType()));
    payload
        .headers()
        .forEach((name, value) -> block.append('\n').append(name).append(COLON).append(value));
    if (!payload.problem().isEmpty()) {
      block.append('\n').append(PROBLEM).append(COLON).append(payload.problem());
    }
    return block.toString();
  }

  private static String shortened(String type) {
    return type.equals(Payload.JSON) ? "" : type;
  }

  private static String type(String text) {
    return text.isEmpty() ? Payload.JSON : text;
  }

  /** A snapshot whose payloads are of another type than its reader knows. */
  private record Typed(Snapshot read, String contentType) implements Snapshot {

    @Override
    public byte[] bytes() {
      return read.bytes();
    }

    @Override
    public Payload render(Event event, Projection projection) {
      return read.render(event, projection);
    }
  }
}
