package dev.carillon.server.platform.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A JSON document with long lists in it, whose elements are asked for one by one as it is written:
 * each is a piece. The bytes are those that {@link Json#write} makes of the whole.
 */
public final class JsonPieces implements Response.Pieces {

  private static final String TYPE = "application/json;charset=UTF-8";

  private final Target target = new Target();
  private final JsonGenerator generator = Json.generator(target);
  private final Deque<Listed> open = new ArrayDeque<>();
  private final Listed root;
  private boolean begun;

  private JsonPieces(Listed root) {
    this.root = root;
  }

  /**
   * An answer that is an object with a long list in it.
   *
   * @param heldBytes as in {@link Response.Piecewise}
   */
  public static Response answer(Listed document, long heldBytes) {
    return new Response.Piecewise(TYPE, Map.of(), heldBytes, new JsonPieces(document));
  }

  /**
   * An answer that is a long list.
   *
   * @param heldBytes as in {@link Response.Piecewise}
   */
  public static Response answer(Iterator<?> elements, long heldBytes) {
    return answer(new Listed(Map.of(), "", elements, Map::of), heldBytes);
  }

  @Override
  public boolean next(ByteArrayOutputStream out) {
    try {
      target.out = out;
      step();
      generator.flush();
      if (open.isEmpty()) {
        generator.close();
      }
      return !open.isEmpty();
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private void step() throws IOException {
    if (!begun) {
      begun = true;
      begin(root);
    } else if (!open.element().elements().hasNext()) {
      end(open.remove());
    } else {
      Object element = open.element().elements().next();
      if (element instanceof Listed nested) {
        begin(nested);
      } else {
        generator.writePOJO(element);
      }
    }
  }

  private void begin(Listed document) throws IOException {
    if (!document.bare()) {
      generator.writeStartObject();
      members(document.before());
      generator.writeFieldName(document.name());
    }
    generator.writeStartArray();
    open.push(document);
  }

  private void end(Listed document) throws IOException {
    generator.writeEndArray();
    if (!document.bare()) {
      members(document.after().get());
      generator.writeEndObject();
    }
  }

  private void members(Map<String, ?> members) throws IOException {
    for (Map.Entry<String, ?> member : members.entrySet()) {
      generator.writePOJOField(member.getKey(), member.getValue());
    }
  }

  /** Where the piece goes that is being made: a large one is not kept here. */
  private static final class Target extends OutputStream {
    private OutputStream out = OutputStream.nullOutputStream();

    @Override
    public void write(int one) throws IOException {
      out.write(one);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      out.write(bytes, from, count);
    }
  }

  /**
   * An object with a long list, of which elements may be such objects again.
   *
   * @param before its members before the list
   * @param name the list's; empty = there is nothing but the list
   * @param elements the list
   * @param after its members after the list, asked for when that has ended
   */
  public record Listed(
      Map<String, ?> before,
      String name,
      Iterator<?> elements,
      Supplier<? extends Map<String, ?>> after) {

    private boolean bare() {
      return name.isEmpty();
    }
  }
}
