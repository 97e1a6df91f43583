package dev.carillon.server.preview.embedded;

import java.util.List;

/** XMP packets in files that strangers upload; a target of {@code ./bench cover}. */
public final class XmpTarget {

  private XmpTarget() {}

  /** Reads one, or passes it over. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    XmpPacket packet = XmpPacket.of(bytes);
    for (Mapping mapping : Mapping.ALL) {
      for (String value : packet.values(mapping).orElse(List.of())) {
        if (value.contains("root:")) {
          throw new AssertionError("a file was read");
        }
      }
    }
  }
}
