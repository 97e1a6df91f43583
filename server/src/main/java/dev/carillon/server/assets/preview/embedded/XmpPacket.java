package dev.carillon.server.assets.preview.embedded;

import com.adobe.internal.xmp.XMPConst;
import com.adobe.internal.xmp.XMPException;
import com.adobe.internal.xmp.XMPMeta;
import com.adobe.internal.xmp.XMPMetaFactory;
import com.adobe.internal.xmp.options.ParseOptions;
import com.adobe.internal.xmp.options.PropertyOptions;
import com.adobe.internal.xmp.options.SerializeOptions;
import dev.carillon.server.assets.field.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The properties of an XMP packet, as values of fields. */
public record XmpPacket(XMPMeta meta) {

  private static final ParseOptions SAFELY = new ParseOptions().setDisallowDoctype(true);

  static {
    try {
      XMPMetaFactory.getSchemaRegistry().registerNamespace(XmpMapping.OWN, "carillon");
    } catch (XMPException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The packet in these bytes; a new one where they hold none that can be read. */
  static XmpPacket of(byte[] bytes) {
    try {
      return new XmpPacket(
          bytes.length == 0
              ? XMPMetaFactory.create()
              : XMPMetaFactory.parseFromBuffer(bytes, SAFELY));
    } catch (XMPException | RuntimeException unreadable) {
      // some packets are too much for the library's own buffers
      return new XmpPacket(XMPMetaFactory.create());
    }
  }

  /** A packet that says what these fields say; empty where none of them can be said. */
  public static byte[] describing(Metadata metadata) {
    XmpPacket packet = new XmpPacket(XMPMetaFactory.create());
    boolean any = false;
    try {
      for (XmpMapping mapping : XmpMapping.ALL) {
        List<String> values = texts(metadata, mapping);
        if (!values.isEmpty()) {
          packet.put(mapping, values);
          any = true;
        }
      }
      return any ? packet.bytes() : new byte[0];
    } catch (XMPException unwritable) {
      throw new IllegalStateException(unwritable);
    }
  }

  /** What a field's values are as texts. */
  static List<String> texts(Metadata metadata, XmpMapping mapping) {
    return switch (metadata.get(mapping.field()).orElse(List.of())) {
      case List<?> many -> many.stream().map(String::valueOf).toList();
      case Object one -> List.of(String.valueOf(one));
    };
  }

  /** The values of a property, none where it is empty; absent where the packet has it not. */
  public Optional<List<String>> values(XmpMapping mapping) {
    try {
      if (!meta.doesPropertyExist(mapping.namespace(), mapping.property())) {
        return Optional.empty();
      }
      var property = meta.getProperty(mapping.namespace(), mapping.property());
      List<String> values = new ArrayList<>();
      if (property.getOptions().isArrayAltText()) {
        var text =
            meta.getLocalizedText(mapping.namespace(), mapping.property(), "", XMPConst.X_DEFAULT);
        values.add(text == null ? "" : text.getValue());
      } else if (property.getOptions().isArray()) {
        int count = meta.countArrayItems(mapping.namespace(), mapping.property());
        for (int i = 1; i <= count; i++) {
          values.add(meta.getArrayItem(mapping.namespace(), mapping.property(), i).getValue());
        }
      } else {
        values.add(property.getValue());
      }
      values.removeIf(value -> value == null || value.isBlank());
      return Optional.of(values);
    } catch (XMPException unreadable) {
      return Optional.empty();
    }
  }

  /** Gives a property these values. None are written as an empty one: it hides older places. */
  void put(XmpMapping mapping, List<String> values) throws XMPException {
    String namespace = mapping.namespace();
    String property = mapping.property();
    meta.deleteProperty(namespace, property);
    switch (mapping.form()) {
      case ONE -> meta.setProperty(namespace, property, values.isEmpty() ? "" : values.getFirst());
      case LANGUAGES ->
          meta.setLocalizedText(
              namespace,
              property,
              "",
              XMPConst.X_DEFAULT,
              values.isEmpty() ? "" : values.getFirst());
      case SET -> fill(mapping, values, new PropertyOptions().setArray(true));
      case LIST ->
          fill(mapping, values, new PropertyOptions().setArray(true).setArrayOrdered(true));
    }
  }

  private void fill(XmpMapping mapping, List<String> values, PropertyOptions form)
      throws XMPException {
    meta.setProperty(mapping.namespace(), mapping.property(), null, form);
    for (String value : values) {
      meta.appendArrayItem(mapping.namespace(), mapping.property(), value);
    }
  }

  byte[] bytes() throws XMPException {
    return XMPMetaFactory.serializeToBuffer(
        meta, new SerializeOptions().setUseCompactFormat(true).setPadding(0));
  }
}
