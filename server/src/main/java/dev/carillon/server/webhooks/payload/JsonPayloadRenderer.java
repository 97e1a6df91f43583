package dev.carillon.server.webhooks.payload;

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
import dev.carillon.server.platform.json.JavaScriptNumber;
import dev.carillon.server.platform.json.JsonBytes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Renders payloads and snapshots as JSON. Thread-safe.
 *
 * <p>A payload shows what is in the snapshot: a field that needs other data is added to {@link
 * AssetSnapshot}, which {@code AssetLedger.asset} makes, and to its stored form, {@link
 * SnapshotJson}. The catalogue's {@code asset.schema.json} describes the payload.
 */
public final class JsonPayloadRenderer implements PayloadRenderer {

  /** The words of a file are no stored value: they are read where a webhook asks for them. */
  private static final String TEXT = "textContent";

  private final PayloadValues values;
  private final PayloadShaper shaper;

  /**
   * Renders the values of these fields, where no webhook has a template.
   *
   * @param formats how dates and sizes read
   */
  public JsonPayloadRenderer(FieldRegistry fields, DisplayFormats formats) {
    this(fields, formats, PayloadShaper.NONE);
  }

  /**
   * Renders the values of these fields.
   *
   * @param formats how dates and sizes read
   * @param shaper runs templates
   */
  public JsonPayloadRenderer(FieldRegistry fields, DisplayFormats formats, PayloadShaper shaper) {
    this.values = new PayloadValues(fields, formats);
    this.shaper = shaper;
  }

  @Override
  public Payload assetPayload(Event event, AssetSnapshot asset, Projection projection) {
    return shaped(
        event,
        projection,
        out -> {
          out.name("assetId").text(asset.assetId());
          writeMetadata(asset, projection, out);
          writeChanges(asset.changed(), projection, out);
          if (!asset.filterChange().isEmpty()) {
            out.name("filterChange").text(asset.filterChange());
          }
        });
  }

  @Override
  public Payload folderPayload(Event event, FolderSnapshot folder, Projection projection) {
    return shaped(
        event,
        projection,
        out -> {
          out.name("folderId").text(folder.folderId());
          out.name("folderPath").text(folder.folderPath());
          writeMetadata(folder, projection, out);
        });
  }

  @Override
  public Payload authKeyPayload(Event event, AuthKeySnapshot authKey, Projection projection) {
    return shaped(event, projection, out -> SnapshotJson.writeAuthKey(authKey, out));
  }

  @Override
  public Payload shaped(Event event, Payload payload, Projection projection) {
    String template = projection.template();
    return template.isEmpty() ? payload : shaper.shaped(event, payload, template);
  }

  private Payload shaped(Event event, Projection projection, Consumer<JsonBytes> fields) {
    return shaped(event, payload(event, fields), projection);
  }

  @Override
  public void writeMetadata(AssetSnapshot asset, Projection projection, JsonBytes out) {
    writeMetadata(asset.metadata(), asset.assetId(), asset.text(), projection, out);
  }

  @Override
  public void writeMetadata(FolderSnapshot folder, Projection projection, JsonBytes out) {
    writeMetadata(folder.metadata(), "", FileText.NONE, projection, out);
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
  static Payload payload(Event event, Consumer<JsonBytes> fields) {
    return Payload.of(
        JsonBytes.object(
            out -> {
              out.name("timestamp").number(event.time().toEpochMilli());
              out.name("type").text(event.type().name());
              fields.accept(out);
            }));
  }

  /**
   * Writes the fields of a projection.
   *
   * @param id what the field {@code id} says; empty where the subject has no such field
   */
  private void writeMetadata(
      Metadata metadata, String id, FileText text, Projection projection, JsonBytes out) {
    Map<String, Object> all = metadata.asMap();
    out.name("metadata").object();
    // a name that was asked for twice must not come twice: readers would merge it
    for (String field : new LinkedHashSet<>(projection.fields())) {
      Object value = all.get(field);
      if (value != null) {
        out.name(field);
        values.writeShown(field, value, out);
      } else if (field.equals("id") && !id.isEmpty()) {
        out.name(field).text(id);
      } else if (field.equals(TEXT)) {
        String words = text.get();
        if (!words.isEmpty()) {
          out.name(field).text(words);
        }
      }
    }
    out.endObject();
  }

  private static void writeChanges(
      Map<String, FieldChange> changed, Projection projection, JsonBytes out) {
    Set<String> wanted = Set.copyOf(projection.changedFields());
    out.name("changedMetadata").object();
    for (Map.Entry<String, FieldChange> entry : changed.entrySet()) {
      if (wanted.isEmpty() || wanted.contains(entry.getKey())) {
        out.name(entry.getKey()).object();
        out.name("oldValue");
        PayloadValues.writeBare(entry.getValue().oldValue(), out);
        out.name("newValue");
        PayloadValues.writeBare(entry.getValue().newValue(), out);
        out.endObject();
      }
    }
    out.endObject();
  }

  /** How one field's value is written into a payload. */
  private record PayloadValues(FieldRegistry fields, DisplayFormats formats) {

    /**
     * A value as {@code metadata} shows it: with its formatted text where the field's type has one.
     */
    void writeShown(String name, Object value, JsonBytes out) {
      Optional<Field> field = fields.find(name);
      if (field.isEmpty()) {
        writeBare(value, out);
      } else if (value instanceof List<?> list) {
        out.array();
        for (Object item : list) {
          writeShown(field.get(), item, out);
        }
        out.endArray();
      } else {
        writeShown(field.get(), value, out);
      }
    }

    private void writeShown(Field field, Object value, JsonBytes out) {
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

    private static void writePair(Object value, String formatted, JsonBytes out) {
      out.object();
      out.name("value");
      writeBare(value, out);
      out.name("formatted").text(formatted);
      out.endObject();
    }

    /** A value as {@code changedMetadata} shows it: texts, numbers, arrays, null where absent. */
    static void writeBare(@Nullable Object value, JsonBytes out) {
      switch (value) {
        case null -> out.nothing();
        case String text -> out.text(text);
        case Long number -> out.plain(JavaScriptNumber.text(number));
        case Double number -> out.plain(JavaScriptNumber.text(number));
        case List<?> list -> {
          out.array();
          for (Object item : list) {
            writeBare(item, out);
          }
          out.endArray();
        }
        default -> throw new IllegalArgumentException("not a metadata value: " + value.getClass());
      }
    }
  }
}
