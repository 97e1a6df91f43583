package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** Pictures that say something about themselves, byte by byte as the standards have it. */
final class Described {

  static final int IPTC_TITLE = 5;
  static final int IPTC_KEYWORD = 25;
  static final int IPTC_CAPTION = 120;
  static final int EXIF_DESCRIPTION = 0x010e;
  static final int EXIF_MAKE = 0x010f;
  static final int EXIF_ARTIST = 0x013b;

  private Described() {}

  static byte[] withXmp(byte[] jpeg, String packet) {
    return Samples.withSegment(jpeg, 0xe1, join("http://ns.adobe.com/xap/1.0/\0", packet));
  }

  /** Values are written in Latin-1, as old programs do. */
  static byte[] withIptc(byte[] jpeg, Object... tagsAndValues) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int i = 0; i < tagsAndValues.length; i += 2) {
      byte[] value = String.valueOf(tagsAndValues[i + 1]).getBytes(ISO_8859_1);
      records.writeBytes(
          new byte[] {
            0x1c,
            2,
            ((Integer) tagsAndValues[i]).byteValue(),
            (byte) (value.length >> 8),
            (byte) value.length
          });
      records.writeBytes(value);
    }
    try {
      ByteArrayOutputStream segment = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(segment);
      out.writeBytes("Photoshop 3.0\0");
      out.writeBytes("8BIM");
      out.writeShort(0x0404);
      out.writeShort(0);
      out.writeInt(records.size());
      out.write(records.toByteArray());
      if (records.size() % 2 == 1) {
        out.write(0);
      }
      return Samples.withSegment(jpeg, 0xed, segment.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] withExif(byte[] jpeg, Map<Integer, String> values) {
    try {
      ByteArrayOutputStream segment = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(segment);
      out.writeBytes("Exif\0\0MM");
      out.writeShort(42);
      out.writeInt(8);
      out.writeShort(values.size());
      ByteArrayOutputStream texts = new ByteArrayOutputStream();
      int start = 8 + 2 + values.size() * 12 + 4;
      for (Map.Entry<Integer, String> value : new TreeMap<>(values).entrySet()) {
        byte[] text = (value.getValue() + "\0").getBytes(UTF_8);
        byte[] padded = java.util.Arrays.copyOf(text, Math.max(5, text.length));
        out.writeShort(value.getKey());
        out.writeShort(2);
        out.writeInt(padded.length);
        out.writeInt(start + texts.size());
        texts.writeBytes(padded);
      }
      out.writeInt(0);
      out.write(texts.toByteArray());
      return Samples.withSegment(jpeg, 0xe1, segment.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] pngWith(String chunk, byte[] content) {
    byte[] png = Samples.picture("png", 40, 30);
    int afterHead = 8 + 25;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(png, 0, afterHead);
    try {
      Samples.chunk(out, chunk, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.write(png, afterHead, png.length - afterHead);
    return out.toByteArray();
  }

  static byte[] join(String ascii, String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ascii.getBytes(ISO_8859_1));
    out.writeBytes(text.getBytes(UTF_8));
    return out.toByteArray();
  }

  /** A packet as picture programs write them. */
  static String xmp(String doctype, String properties) {
    return "<?xpacket begin='\ufeff' id='W5M0MpCehiHzreSzNTczkc9d'?>"
        + doctype
        + "<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
        + "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        + "<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'"
        + " xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/'"
        + " xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmlns:own='urn:own'>"
        + properties
        + "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>";
  }

  static String languages(String property, String text) {
    return "<"
        + property
        + "><rdf:Alt><rdf:li xml:lang='x-default'>"
        + text
        + "</rdf:li></rdf:Alt></"
        + property
        + ">";
  }

  static String list(String property, String form, String... items) {
    return "<"
        + property
        + "><rdf:"
        + form
        + "><rdf:li>"
        + String.join("</rdf:li><rdf:li>", items)
        + "</rdf:li></rdf:"
        + form
        + "></"
        + property
        + ">";
  }
}
