package dev.carillon.server.assets.preview.rendering;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.adobe.internal.xmp.XMPException;
import com.adobe.internal.xmp.XMPMetaFactory;
import com.adobe.internal.xmp.options.ParseOptions;
import dev.carillon.server.assets.preview.embedded.XmpMapping;
import dev.carillon.server.assets.preview.embedded.XmpPacket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the XMP packet of a file whose format is not known otherwise: packets are made to be found
 * so. The last one counts, as it is the file's own; those of placed pictures come before it.
 */
final class XmpScan {

  private static final String BEGIN = "<x:xmpmeta";
  private static final String END = "</x:xmpmeta>";
  private static final int BYTES_MAX = 64 << 20;

  private XmpScan() {}

  static void read(Path file, FileDetails details) throws IOException {
    String content;
    try (InputStream in = Files.newInputStream(file)) {
      content = new String(in.readNBytes(BYTES_MAX), ISO_8859_1);
    }
    int begin = content.lastIndexOf(BEGIN);
    int end = begin < 0 ? -1 : content.indexOf(END, begin);
    if (end > 0) {
      read(content.substring(begin, end + END.length()).getBytes(ISO_8859_1), details);
    }
  }

  /** Adds what a packet says. */
  static void read(byte[] packet, FileDetails details) {
    try {
      XmpPacket xmp =
          new XmpPacket(
              XMPMetaFactory.parseFromBuffer(packet, new ParseOptions().setDisallowDoctype(true)));
      for (XmpMapping mapping : XmpMapping.ALL) {
        xmp.values(mapping).ifPresent(values -> details.addAll(mapping.field(), values));
      }
    } catch (XMPException unreadable) {
      // it says nothing
    }
  }
}
