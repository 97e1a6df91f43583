package dev.carillon.server.webhooks.payload;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.event.Projection;
import dev.carillon.server.assets.event.AssetSnapshot;
import dev.carillon.server.assets.event.AuthKeySnapshot;
import dev.carillon.server.assets.event.FieldChange;
import dev.carillon.server.assets.event.FileText;
import dev.carillon.server.assets.event.FolderSnapshot;
import dev.carillon.server.assets.event.PayloadRenderer;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.field.FieldType;
import dev.carillon.server.assets.field.Metadata;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Renders payloads and snapshots as JSON. Thread-safe. */
public final class JsonPayloadRenderer implements PayloadRenderer {

  /** The words of a file are no stored value: they are read where a webhook asks for them. */
  private static final String TEXT = "textContent";

  private final PayloadValues values;

  /**
   * Renders the values of these fields.
   *
   * @param formats how dates and sizes read
   */
  public JsonPayloadRenderer(FieldRegistry fields, DisplayFormats formats) {
    this.values = new PayloadValues(fields, formats);
  }

  @Override
  public Payload assetPayload(Event event, AssetSnapshot asset, Projection projection) {
    return payload(
        event,
        out -> {
          out.writeStringField("assetId", asset.assetId());
          writeMetadata(
              asset.metadata().with("id", asset.assetId()), asset.text(), projection, out);
          writeChanges(asset.changed(), projection, out);
        });
  }

  @Override
  public Payload folderPayload(Event event, FolderSnapshot folder, Projection projection) {
    return payload(
        event,
        out -> {
          out.writeStringField("folderId", folder.folderId());
          out.writeStringField("folderPath", folder.folderPath());
          writeMetadata(folder.metadata(), FileText.NONE, projection, out);
        });
  }

  @Override
  public Payload authKeyPayload(Event event, AuthKeySnapshot authKey) {
    return payload(event, out -> SnapshotJson.writeAuthKey(authKey, out));
  }

  @Override
  public byte[] snapshot(AuthKeySnapshot authKey) {
    return SnapshotJson.bytes(authKey);
  }

  @Override
  public byte[] snapshot(AssetSnapshot asset) {
    return SnapshotJson.bytes(asset);
  }

  @Override
  public byte[] snapshot(FolderSnapshot folder) {
    return SnapshotJson.bytes(folder);
  }

  /** A payload that begins as every one does, with these fields behind. */
  static Payload payload(Event event, CompactJson.Body fields) {
    return Payload.of(
        CompactJson.object(
            out -> {
              out.writeNumberField("timestamp", event.time().toEpochMilli());
              out.writeStringField("type", event.type().name());
              fields.writeTo(out);
            }));
  }

  private void writeMetadata(
      Metadata metadata, FileText text, Projection projection, JsonGenerator out)
      throws IOException {
    Map<String, Object> all = metadata.asMap();
    out.writeObjectFieldStart("metadata");
    // a name that was asked for twice must not come twice: readers would merge it
    for (String field : new LinkedHashSet<>(projection.fields())) {
      Object value = all.get(field);
      if (value != null) {
        out.writeFieldName(field);
        values.writeShown(field, value, out);
      } else if (field.equals(TEXT)) {
        String words = text.get();
        if (!words.isEmpty()) {
          out.writeStringField(field, words);
        }
      }
    }
    out.writeEndObject();
  }

  private static void writeChanges(
      Map<String, FieldChange> changed, Projection projection, JsonGenerator out)
      throws IOException {
    Set<String> wanted = Set.copyOf(projection.changedFields());
    out.writeObjectFieldStart("changedMetadata");
    for (Map.Entry<String, FieldChange> entry : changed.entrySet()) {
      if (wanted.isEmpty() || wanted.contains(entry.getKey())) {
        out.writeObjectFieldStart(entry.getKey());
        out.writeFieldName("oldValue");
        PayloadValues.writeBare(entry.getValue().oldValue(), out);
        out.writeFieldName("newValue");
        PayloadValues.writeBare(entry.getValue().newValue(), out);
        out.writeEndObject();
      }
    }
    out.writeEndObject();
  }

  /** How one field's value is written into a payload. */
  private record PayloadValues(FieldRegistry fields, DisplayFormats formats) {

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

  /** Prints numbers as JavaScript does: shortest digits, exponents only where it uses them. */
  private static final class JavaScriptNumber {

    /** Whole numbers up to here are exact in JavaScript. */
    private static final long EXACT_MAX = 1L << 53;

    /** Where the point may stand, counted from the first digit, before an exponent is used. */
    private static final int POINT_MIN = -6;

    private static final int POINT_MAX = 21;

    private JavaScriptNumber() {}

    /** The text of a {@link Long}: rounded to a double beyond 2^53. */
    static String text(long value) {
      return -EXACT_MAX <= value && value <= EXACT_MAX
          ? Long.toString(value)
          : text((double) value);
    }

    /** The text of a {@link Double}; {@code null} for what JSON cannot say. */
    static String text(double value) {
      if (!Double.isFinite(value)) {
        return "null";
      }
      if (value == 0) {
        return "0";
      }
      BigDecimal shortest = shortest(Math.abs(value));
      String digits = shortest.unscaledValue().toString();
      String text = placed(digits, digits.length() - shortest.scale());
      return value < 0 ? "-" + text : text;
    }

    /** Java never prints less than two digits, even where one is enough: JavaScript does. */
    private static BigDecimal shortest(double value) {
      BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
      if (decimal.precision() == 2) {
        BigDecimal oneDigit = decimal.round(new MathContext(1));
        if (oneDigit.doubleValue() == value) {
          return oneDigit.stripTrailingZeros();
        }
      }
      return decimal;
    }

    /**
     * The digits with their point, which stands so many places after the first digit's left side.
     */
    private static String placed(String digits, int point) {
      int length = digits.length();
      if (length <= point && point <= POINT_MAX) {
        return digits + "0".repeat(point - length);
      }
      if (0 < point && point <= POINT_MAX) {
        return digits.substring(0, point) + "." + digits.substring(point);
      }
      if (POINT_MIN < point && point <= 0) {
        return "0." + "0".repeat(-point) + digits;
      }
      String fraction = length == 1 ? "" : "." + digits.substring(1);
      String sign = point > 0 ? "+" : "-";
      return digits.charAt(0) + fraction + "e" + sign + Math.abs(point - 1);
    }
  }
}
