package dev.carillon.server.assets.preview.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.adobe.internal.xmp.XMPException;
import dev.carillon.server.assets.field.Metadata;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes fields into a JPEG file as XMP. What stands in the file besides stays as it is; the
 * picture itself is not touched, and not even read.
 */
public final class JpegXmp {

  private static final System.Logger LOG = System.getLogger(JpegXmp.class.getName());

  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int START_OF_SCAN = 0xda;
  private static final int SEGMENT_MAX = 65_533;
  private static final int HEAD_MAX = 32 << 20;
  private static final byte[] XMP = "http://ns.adobe.com/xap/1.0/\0".getBytes(US_ASCII);
  private static final byte[] EXIF = "Exif\0\0".getBytes(US_ASCII);

  private JpegXmp() {}

  /**
   * The file's first bytes with these fields in them; empty where the file says the same already,
   * and where it cannot hold them.
   *
   * @param embedded what the file says
   */
  public static Optional<Head> with(Path file, Metadata wanted, Map<String, Object> embedded)
      throws IOException {
    boolean same =
        XmpMapping.ALL.stream()
            .map(XmpMapping::field)
            .allMatch(field -> Objects.equals(wanted.get(field).orElse(null), embedded.get(field)));
    return same ? Optional.empty() : with(file, wanted);
  }

  private static Optional<Head> with(Path file, Metadata wanted) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      Optional<Segments> read = Segments.read(in);
      if (read.isEmpty()) {
        return Optional.empty();
      }
      Segments segments = read.get();
      XmpPacket packet = XmpPacket.of(segments.xmp());
      for (XmpMapping mapping : XmpMapping.ALL) {
        List<String> values = XmpPacket.texts(wanted, mapping);
        if (!values.isEmpty() || packet.values(mapping).isPresent() || mapping.iptc() > 0) {
          packet.put(mapping, values);
        }
      }
      byte[] xmp = packet.bytes();
      if (XMP.length + xmp.length > SEGMENT_MAX) {
        LOG.log(System.Logger.Level.WARNING, file + " cannot hold " + xmp.length + " bytes of XMP");
        return Optional.empty();
      }
      return Optional.of(new Head(segments.with(xmp), segments.length()));
    } catch (XMPException unwritable) {
      LOG.log(System.Logger.Level.WARNING, "XMP cannot be written into " + file, unwritable);
      return Optional.empty();
    }
  }

  /**
   * What a file begins with.
   *
   * @param bytes the bytes
   * @param replaced how many bytes of the stored file they stand for
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out; they are not compared
  public record Head(byte[] bytes, long replaced) {}

  /** The segments before the picture. */
  private record Segments(List<Segment> all, long length) {

    /** Empty where this is no JPEG file. */
    static Optional<Segments> read(DataInputStream in) throws IOException {
      List<Segment> all = new ArrayList<>();
      if (in.readUnsignedShort() != 0xffd8) {
        return Optional.empty();
      }
      long length = 2;
      while (length < HEAD_MAX) {
        if (in.readUnsignedByte() != 0xff) {
          return Optional.empty();
        }
        int marker = in.readUnsignedByte();
        if (marker == START_OF_SCAN) {
          return Optional.of(new Segments(all, length));
        }
        int size = in.readUnsignedShort() - 2;
        if (marker < 0xc0 || size < 0) {
          return Optional.empty();
        }
        byte[] content = new byte[size];
        in.readFully(content);
        all.add(new Segment(marker, content));
        length += 4 + size;
      }
      return Optional.empty();
    }

    byte[] xmp() {
      return all.stream()
          .filter(segment -> segment.is(APP1, XMP))
          .findFirst()
          .map(found -> Arrays.copyOfRange(found.content, XMP.length, found.content.length))
          .orElse(new byte[0]);
    }

    /** All of them, with this packet behind those that must come first. */
    byte[] with(byte[] packet) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(0xff);
      out.write(0xd8);
      byte[] content = Arrays.copyOf(XMP, XMP.length + packet.length);
      System.arraycopy(packet, 0, content, XMP.length, packet.length);
      boolean written = false;
      for (Segment segment : all) {
        if (!written && segment.marker != APP0 && !segment.is(APP1, EXIF)) {
          new Segment(APP1, content).writeTo(out);
          written = true;
        }
        if (!segment.is(APP1, XMP)) {
          segment.writeTo(out);
        }
      }
      if (!written) {
        new Segment(APP1, content).writeTo(out);
      }
      return out.toByteArray();
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Segment(int marker, byte[] content) {

    boolean is(int wanted, byte[] name) {
      return marker == wanted
          && content.length >= name.length
          && Arrays.equals(content, 0, name.length, name, 0, name.length);
    }

    void writeTo(ByteArrayOutputStream out) {
      out.write(0xff);
      out.write(marker);
      out.write((content.length + 2) >> 8);
      out.write((content.length + 2) & 0xff);
      out.writeBytes(content);
    }
  }
}
