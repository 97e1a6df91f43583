package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Calendar;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;

/** A small real file of each format that people keep, made byte by byte. */
final class Corpus {

  private static final String PACKET =
      Described.xmp(
          "",
          Described.languages("dc:title", "Glocke \u2014 XMP")
              + Described.list("dc:subject", "Bag", "bell", "tower")
              + Described.list("dc:creator", "Seq", "Ann Smith")
              + "<photoshop:City>K\u00f6ln</photoshop:City><xmp:Rating>4</xmp:Rating>");

  private Corpus() {}

  /** Names and contents. */
  static Map<String, byte[]> all() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    byte[] jpeg = Samples.picture("jpg", 64, 48);
    all.put("xmp.jpg", Described.withXmp(jpeg, PACKET));
    all.put("iptc-windows-1252.jpg", iptc(jpeg, Charset.forName("windows-1252"), false));
    all.put("iptc-utf-8.jpg", iptc(jpeg, UTF_8, true));
    all.put(
        "exif.jpg",
        Described.withExif(
            jpeg,
            Map.of(
                Described.EXIF_DESCRIPTION, "Glocke aus EXIF",
                Described.EXIF_ARTIST, "Zo\u00eb",
                Described.EXIF_MAKE, "Camera Works")));
    all.put(
        "xmp.png",
        Described.pngWith("iTXt", Described.join("XML:com.adobe.xmp\0\0\0\0\0", PACKET)));
    all.put("plain.gif", Samples.picture("gif", 50, 20));
    all.put("plain.bmp", Samples.picture("bmp", 50, 20));
    all.put("plain.tif", Samples.picture("tif", 50, 20));
    all.put("plain.webp", Samples.webp());
    all.put("xmp.psd", psd());
    all.put("size.heic", heic());
    all.put("title.svg", svg());
    all.put("comments.eps", eps());
    all.put("xmp.indd", indesign());
    all.put("words.pdf", pdf());
    all.put("words.docx", office("word/document.xml", "w", "Pages"));
    all.put("words.xlsx", office("xl/sharedStrings.xml", "x", "Sheets"));
    all.put("words.pptx", office("ppt/slides/slide1.xml", "a", "Slides"));
    all.put("words.odt", openDocument());
    all.put("words.txt", "Der Turm \u2014 the tower\n".getBytes(UTF_8));
    all.put("film.mp4", mp4());
    all.put("sound.mp3", mp3());
    all.put("files.zip", zip(Map.of("a.txt", "inside")));
    all.put("bytes.bin", new byte[] {1, 2, 3});
    return all;
  }

  private static byte[] iptc(byte[] jpeg, Charset charset, boolean told) {
    byte[] plain =
        Described.withIptc(
            jpeg,
            Described.IPTC_TITLE,
            as("\u20ac 5 \u201eGlocke\u201c", charset),
            Described.IPTC_KEYWORD,
            as("T\u00fcrme", charset),
            Described.IPTC_KEYWORD,
            as("bell", charset),
            Described.IPTC_CAPTION,
            as("Gr\u00fc\u00dfe \u2013 K\u00f6ln", charset));
    if (!told) {
      return plain;
    }
    // 1:90 says UTF-8; the length of the resource and of the segment grow with it
    byte[] escape = {0x1c, 1, 90, 0, 3, 0x1b, '%', 'G'};
    String text = new String(plain, ISO_8859_1);
    int records = text.indexOf("8BIM") + 12;
    byte[] longer = new byte[plain.length + escape.length];
    System.arraycopy(plain, 0, longer, 0, records);
    System.arraycopy(escape, 0, longer, records, escape.length);
    System.arraycopy(plain, records, longer, records + escape.length, plain.length - records);
    grow(longer, 4, escape.length);
    grow(longer, records - 2, escape.length);
    return longer;
  }

  private static void grow(byte[] bytes, int at, int by) {
    int length = ((bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff) + by;
    bytes[at] = (byte) (length >> 8);
    bytes[at + 1] = (byte) length;
  }

  /** The text whose Latin-1 bytes are those of this text in that charset. */
  private static String as(String text, Charset charset) {
    return new String(text.getBytes(charset), ISO_8859_1);
  }

  private static byte[] psd() {
    return written(
        out -> {
          out.writeBytes("8BPS");
          out.writeShort(1);
          out.write(new byte[6]);
          out.writeShort(3);
          out.writeInt(30);
          out.writeInt(40);
          out.writeShort(8);
          out.writeShort(3);
          out.writeInt(0);
          byte[] packet = PACKET.getBytes(UTF_8);
          int padded = packet.length + packet.length % 2;
          out.writeInt(12 + padded);
          out.writeBytes("8BIM");
          out.writeShort(0x0424);
          out.writeShort(0);
          out.writeInt(packet.length);
          out.write(packet);
          out.write(new byte[padded - packet.length]);
          out.writeInt(0);
          out.writeShort(0);
          out.write(new byte[3 * 30 * 40]);
        });
  }

  private static byte[] heic() {
    byte[] size =
        written(
            out -> {
              out.writeInt(0);
              out.writeInt(640);
              out.writeInt(480);
            });
    byte[] handler =
        written(
            out -> {
              out.writeInt(0);
              out.writeInt(0);
              out.writeBytes("pict");
              out.write(new byte[13]);
            });
    byte[] primary =
        written(
            out -> {
              out.writeInt(0);
              out.writeShort(1);
            });
    byte[] properties = box("iprp", box("ipco", box("ispe", size)));
    return join(
        box("ftyp", "heic\0\0\0\0mif1heic".getBytes(US_ASCII)),
        box("meta", join(new byte[4], box("hdlr", handler), box("pitm", primary), properties)));
  }

  private static byte[] svg() {
    return """
    <?xml version="1.0"?>
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120.4 80">
      <title>Glocke</title><desc>A bell, drawn</desc>
      <text>Der Turm</text><rect width="5" height="5"/>
    </svg>
    """
        .getBytes(UTF_8);
  }

  private static byte[] eps() {
    return ("%!PS-Adobe-3.0 EPSF-3.0\n%%Creator: Bell Draw\n%%Title: Glocke\n"
            + "%%BoundingBox: 0 0 120 80\n%%EndComments\nshowpage\n%%EOF\n")
        .getBytes(US_ASCII);
  }

  private static byte[] indesign() {
    return written(
        out -> {
          out.write(new byte[] {6, 6, (byte) 0xed, (byte) 0xf5, (byte) 0xd8, 0x1d, 0x46});
          out.write(new byte[] {(byte) 0xe5, (byte) 0xbd, 0x31, (byte) 0xef, (byte) 0xe7});
          out.write(new byte[] {(byte) 0xfe, 0x74, (byte) 0xb7, 0x1d});
          out.writeBytes("DOCUMENT");
          out.write(new byte[8192]);
          out.write(PACKET.getBytes(UTF_8));
          out.write(new byte[512]);
        });
  }

  private static byte[] pdf() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PDDocument document = Loader.loadPDF(Samples.pdf("The tower", ""))) {
      document.getDocumentInformation().setTitle("Glocke");
      document.getDocumentInformation().setAuthor("Ann Smith");
      document.getDocumentInformation().setSubject("About a bell");
      document.getDocumentInformation().setKeywords("bell, tower");
      document.getDocumentInformation().setCreator("Bell Writer");
      Calendar day = Calendar.getInstance(java.util.TimeZone.getTimeZone("UTC"));
      day.setTimeInMillis(1_332_505_018_000L);
      document.getDocumentInformation().setCreationDate(day);
      document.save(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] office(String part, String prefix, String count) {
    String words =
        "<r xmlns:w='w' xmlns:x='x' xmlns:a='a'><%1$s:p><%1$s:t>Der Turm</%1$s:t></%1$s:p></r>"
            .formatted(prefix);
    String core =
        "<c xmlns:dc='d' xmlns:cp='c' xmlns:dcterms='t'><dc:title>Glocke</dc:title>"
            + "<dc:creator>Ann Smith</dc:creator><cp:keywords>bell; tower</cp:keywords>"
            + "<dc:description>About a bell</dc:description>"
            + "<dcterms:created>2012-03-23T12:16:58Z</dcterms:created></c>";
    String app = "<p><Application>Bell Office</Application><%1$s>3</%1$s></p>".formatted(count);
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("[Content_Types].xml", "<Types/>");
    parts.put("docProps/core.xml", core);
    parts.put("docProps/app.xml", app);
    parts.put(part, words);
    return zip(parts);
  }

  private static byte[] openDocument() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("mimetype", "application/vnd.oasis.opendocument.text");
    parts.put(
        "meta.xml",
        "<m xmlns:dc='d' xmlns:meta='m'><dc:title>Glocke</dc:title>"
            + "<meta:initial-creator>Ann Smith</meta:initial-creator>"
            + "<meta:keyword>bell</meta:keyword></m>");
    parts.put("content.xml", "<c xmlns:text='t'><text:p>Der Turm</text:p></c>");
    return zip(parts);
  }

  private static byte[] mp4() {
    byte[] movie =
        written(
            out -> {
              out.write(new byte[12]);
              out.writeInt(1000);
              out.writeInt(2500);
              out.write(new byte[80]);
            });
    byte[] track =
        written(
            out -> {
              out.write(new byte[76]);
              out.writeInt(640 << 16);
              out.writeInt(360 << 16);
            });
    byte[] media =
        written(
            out -> {
              out.write(new byte[12]);
              out.writeInt(1000);
              out.writeInt(2500);
              out.writeInt(0);
            });
    byte[] handler =
        written(
            out -> {
              out.writeInt(0);
              out.writeInt(0);
              out.writeBytes("vide");
              out.write(new byte[13]);
            });
    byte[] picture =
        written(
            out -> {
              out.write(new byte[6]);
              out.writeShort(1);
              out.write(new byte[16]);
              out.writeShort(640);
              out.writeShort(360);
              out.writeInt(72 << 16);
              out.writeInt(72 << 16);
              out.writeInt(0);
              out.writeShort(1);
              out.write(new byte[32]);
              out.writeShort(24);
              out.writeShort(-1);
            });
    byte[] descriptions = join(new byte[4], new byte[] {0, 0, 0, 1}, box("avc1", picture));
    byte[] information = box("minf", box("stbl", box("stsd", descriptions)));
    return join(
        box("ftyp", "isom\0\0\2\0isommp41".getBytes(US_ASCII)),
        box(
            "moov",
            join(
                box("mvhd", movie),
                box(
                    "trak",
                    join(
                        box("tkhd", track),
                        box(
                            "mdia",
                            join(box("mdhd", media), box("hdlr", handler), information)))))));
  }

  private static byte[] mp3() {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    frames.writeBytes(frame("TIT2", "\3Glocke \u266a"));
    frames.writeBytes(frame("TPE1", "\3Ann Smith"));
    frames.writeBytes(frame("TALB", "\3Towers"));
    frames.writeBytes(frame("TRCK", "\0" + "3/12"));
    return written(
        out -> {
          out.writeBytes("ID3");
          out.write(new byte[] {3, 0, 0, 0, 0, (byte) (frames.size() >> 7)});
          out.writeByte(frames.size() & 0x7f);
          out.write(frames.toByteArray());
          out.write(new byte[] {(byte) 0xff, (byte) 0xfb, (byte) 0x90, 0});
          out.write(new byte[413]);
        });
  }

  private static byte[] frame(String name, String text) {
    byte[] content = text.getBytes(UTF_8);
    return written(
        out -> {
          out.writeBytes(name);
          out.writeInt(content.length);
          out.writeShort(0);
          out.write(content);
        });
  }

  private static byte[] zip(Map<String, String> parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        out.putNextEntry(new ZipEntry(part.getKey()));
        out.write(part.getValue().getBytes(UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] box(String type, byte[] content) {
    return written(
        out -> {
          out.writeInt(8 + content.length);
          out.writeBytes(type);
          out.write(content);
        });
  }

  private static byte[] join(byte[]... pieces) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      out.writeBytes(piece);
    }
    return out.toByteArray();
  }

  private static byte[] written(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writing.to(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @FunctionalInterface
  private interface Writing {
    void to(DataOutputStream out) throws IOException;
  }
}
