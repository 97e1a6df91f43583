package dev.carillon.server.webhooks.template;

import com.dashjoin.jsonata.Jsonata;
import dev.carillon.server.platform.json.JavaScriptNumber;
import dev.carillon.server.platform.json.JsonBytes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a template has made, as JSON that reads as {@code JSON.stringify} would print it. */
final class TemplateResult {

  /** The longest result, in bytes. */
  static final int BYTES_MAX = 1_000_000;

  private static final int ROOM = 1024;

  private TemplateResult() {}

  static byte[] bytes(Object result) throws TemplateFailure {
    JsonBytes out = new JsonBytes(ROOM);
    write(result, out);
    byte[] bytes = out.bytes();
    if (bytes.length > BYTES_MAX) {
      throw new TemplateFailure(
          "The result has %,d bytes, more than %,d".formatted(bytes.length, BYTES_MAX),
          TemplateFailure.NOWHERE);
    }
    return bytes;
  }

  private static void write(@Nullable Object value, JsonBytes out) throws TemplateFailure {
    if (value == null || Jsonata.NULL_VALUE.equals(value)) {
      out.nothing();
      return;
    }
    switch (value) {
      case String text -> out.text(text);
      case Boolean flag -> out.flag(flag);
      case Integer number -> out.plain(JavaScriptNumber.text(number.longValue()));
      case Long number -> out.plain(JavaScriptNumber.text(number));
      case Number number -> out.plain(JavaScriptNumber.text(number.doubleValue()));
      case Map<?, ?> object -> {
        out.object();
        for (Map.Entry<?, ?> member : object.entrySet()) {
          out.name(String.valueOf(member.getKey()));
          write(member.getValue(), out);
        }
        out.endObject();
      }
      case List<?> list -> {
        out.array();
        for (Object element : list) {
          write(element, out);
        }
        out.endArray();
      }
      default ->
          throw new TemplateFailure(
              "The result has a function or a regular expression in it, which JSON cannot say",
              TemplateFailure.NOWHERE);
    }
  }
}
