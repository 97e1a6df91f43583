package dev.carillon.server.webhooks.payload;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.FieldType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How one field's value is written into a payload. */
record PayloadValues(FieldRegistry fields, DisplayFormats formats) {

  /**
   * A value as {@code metadata} shows it: with its formatted text where the field's type has one.
   */
  void writeShown(String name, Object value, JsonGenerator out) throws IOException {
    Optional<Field> field = fields.find(name);
    if (field.isEmpty()) {
      writeBare(value, out);
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object item : list) {
        writeShown(field.get(), item, out);
      }
      out.writeEndArray();
    } else {
      writeShown(field.get(), value, out);
    }
  }

  private void writeShown(Field field, Object value, JsonGenerator out) throws IOException {
    switch (field.type()) {
      case TEXT, NUMBER, DECIMAL -> writeBare(value, out);
      case CHOICE -> {
        if (field.own()) {
          writePair(value, label(field.choices(), value), out);
        } else {
          writeBare(value, out);
        }
      }
      case DATE, DATETIME, SIZE -> {
        if (value instanceof Number number) {
          writePair(value, formatted(field.type(), number.longValue()), out);
        } else {
          writeBare(value, out);
        }
      }
    }
  }

  private String formatted(FieldType type, long value) {
    return switch (type) {
      case SIZE -> formats.size(value);
      case DATE -> formats.date(value);
      default -> formats.dateTime(value);
    };
  }

  private static String label(Map<String, String> choices, Object value) {
    String text = String.valueOf(value);
    return choices.getOrDefault(text, text);
  }

  private static void writePair(Object value, String formatted, JsonGenerator out)
      throws IOException {
    out.writeStartObject();
    out.writeFieldName("value");
    writeBare(value, out);
    out.writeStringField("formatted", formatted);
    out.writeEndObject();
  }

  /** A value as {@code changedMetadata} shows it: texts, numbers, arrays, null where absent. */
  static void writeBare(@Nullable Object value, JsonGenerator out) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case String text -> out.writeString(text);
      case Long number -> out.writeNumber(JavaScriptNumber.text(number));
      case Double number -> out.writeNumber(JavaScriptNumber.text(number));
      case List<?> list -> {
        out.writeStartArray();
        for (Object item : list) {
          writeBare(item, out);
        }
        out.writeEndArray();
      }
      default -> throw new IllegalArgumentException("not a metadata value: " + value.getClass());
    }
  }
}
