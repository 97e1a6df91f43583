package dev.carillon.server.assets.preview.rendering;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.carillon.server.assets.preview.rendering.RenditionSettings.Format;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import javax.imageio.plugins.tiff.TIFFTag;
import javax.imageio.stream.ImageOutputStream;

/**
 * Writes a rendition: its format, and what it says about itself.
 *
 * @param xmp a packet; empty = none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes that are not compared
record RenditionWriter(RenditionSettings settings, byte[] xmp) {

  private static final int QUALITY = 85;
  private static final int SEGMENT_MAX = 65_533;
  private static final int PNG_HEAD = 33;
  private static final int XMP_TAG = 700;
  private static final double INCHES_PER_METRE = 39.3701;

  void write(BufferedImage image, Path to) throws IOException, Unrenderable {
    switch (settings.format()) {
      case JPG -> Files.write(to, jpeg(encoded(image)));
      case PNG -> Files.write(to, png(encoded(image)));
      case TIFF -> Files.write(to, encoded(image));
      case MP4 -> throw new Unrenderable("films cannot be made from files of this type");
    }
  }

  private byte[] encoded(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = writer();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      ImageWriteParam param = param(writer);
      IIOMetadata metadata =
          settings.format() == Format.TIFF
              ? tiff(
                  writer.getDefaultImageMetadata(
                      ImageTypeSpecifier.createFromRenderedImage(image), param))
              : null;
      writer.write(null, new IIOImage(image, null, metadata), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Java's own: what others write, they write in ways of their own. */
  private ImageWriter writer() {
    Iterator<ImageWriter> all = ImageIO.getImageWritersByFormatName(settings.format().extension());
    while (all.hasNext()) {
      ImageWriter writer = all.next();
      if (writer.getClass().getName().startsWith("com.sun.imageio.")) {
        return writer;
      }
    }
    throw new IllegalStateException("nothing writes " + settings.format());
  }

  private ImageWriteParam param(ImageWriter writer) {
    ImageWriteParam param = writer.getDefaultWriteParam();
    String compression = settings.text(RenditionSettings.Key.COMPRESSION).orElse("");
    switch (settings.format()) {
      case JPG -> {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(
            settings.number(RenditionSettings.Key.QUALITY).orElse(QUALITY) / 100f);
      }
      case PNG -> {
        if (compression.equals("none") || compression.matches("\\d")) {
          param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
          int level = compression.equals("none") ? 0 : Integer.parseInt(compression);
          param.setCompressionQuality(1 - level / 9f);
        }
      }
      case TIFF -> {
        if (!compression.equals("none") && !compression.equals("0")) {
          param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
          param.setCompressionType(
              switch (compression) {
                case "lzw" -> "LZW";
                case "packbits" -> "PackBits";
                default -> "ZLib";
              });
        }
      }
      case MP4 -> throw new IllegalStateException("no picture");
    }
    return param;
  }

  private byte[] jpeg(byte[] file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // SOI, then the JFIF segment that Java writes
    int head = 4 + ((file[4] & 0xff) << 8 | (file[5] & 0xff));
    byte[] first = Arrays.copyOf(file, head);
    if (settings.number(RenditionSettings.Key.PPI).isPresent()) {
      int ppi = settings.number(RenditionSettings.Key.PPI).getAsInt();
      first[13] = 1;
      first[14] = first[16] = (byte) (ppi >> 8);
      first[15] = first[17] = (byte) ppi;
    }
    out.write(first);
    if (xmp.length > 0) {
      segment(out, 0xe1, "http://ns.adobe.com/xap/1.0/\0".getBytes(ISO_8859_1), xmp);
    }
    if (settings.flag(RenditionSettings.Key.EMBED_COLOR_PROFILE)) {
      segment(out, 0xe2, "ICC_PROFILE\0\1\1".getBytes(ISO_8859_1), profile());
    }
    out.write(file, head, file.length - head);
    return out.toByteArray();
  }

  private static void segment(ByteArrayOutputStream out, int marker, byte[] name, byte[] content)
      throws IOException {
    int length = name.length + content.length;
    if (length <= SEGMENT_MAX) {
      DataOutputStream data = new DataOutputStream(out);
      data.writeByte(0xff);
      data.writeByte(marker);
      data.writeShort(length + 2);
      data.write(name);
      data.write(content);
    }
  }

  private byte[] png(byte[] file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, PNG_HEAD);
    if (settings.flag(RenditionSettings.Key.EMBED_COLOR_PROFILE)) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      content.writeBytes("sRGB\0\0".getBytes(ISO_8859_1));
      try (DeflaterOutputStream packed = new DeflaterOutputStream(content)) {
        packed.write(profile());
      }
      chunk(out, "iCCP", content.toByteArray());
    }
    if (settings.number(RenditionSettings.Key.PPI).isPresent()) {
      int perMetre =
          (int)
              Math.round(settings.number(RenditionSettings.Key.PPI).getAsInt() * INCHES_PER_METRE);
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      DataOutputStream data = new DataOutputStream(content);
      data.writeInt(perMetre);
      data.writeInt(perMetre);
      data.writeByte(1);
      chunk(out, "pHYs", content.toByteArray());
    }
    if (xmp.length > 0) {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      content.writeBytes("XML:com.adobe.xmp\0\0\0\0\0".getBytes(ISO_8859_1));
      content.writeBytes(xmp);
      chunk(out, "iTXt", content.toByteArray());
    }
    out.write(file, PNG_HEAD, file.length - PNG_HEAD);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] content)
      throws IOException {
    DataOutputStream data = new DataOutputStream(out);
    byte[] name = type.getBytes(ISO_8859_1);
    data.writeInt(content.length);
    data.write(name);
    data.write(content);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(content);
    data.writeInt((int) sum.getValue());
  }

  private IIOMetadata tiff(IIOMetadata plain) throws IOException {
    TIFFDirectory directory = TIFFDirectory.createFromMetadata(plain);
    BaselineTIFFTagSet tags = BaselineTIFFTagSet.getInstance();
    if (settings.number(RenditionSettings.Key.PPI).isPresent()) {
      long[][] ppi = {{settings.number(RenditionSettings.Key.PPI).getAsInt(), 1}};
      for (int tag :
          new int[] {BaselineTIFFTagSet.TAG_X_RESOLUTION, BaselineTIFFTagSet.TAG_Y_RESOLUTION}) {
        directory.addTIFFField(new TIFFField(tags.getTag(tag), TIFFTag.TIFF_RATIONAL, 1, ppi));
      }
      char[] inch = {BaselineTIFFTagSet.RESOLUTION_UNIT_INCH};
      directory.addTIFFField(
          new TIFFField(
              tags.getTag(BaselineTIFFTagSet.TAG_RESOLUTION_UNIT), TIFFTag.TIFF_SHORT, 1, inch));
    }
    if (settings.flag(RenditionSettings.Key.EMBED_COLOR_PROFILE)) {
      byte[] profile = profile();
      directory.addTIFFField(
          new TIFFField(
              tags.getTag(BaselineTIFFTagSet.TAG_ICC_PROFILE),
              TIFFTag.TIFF_UNDEFINED,
              profile.length,
              profile));
    }
    if (xmp.length > 0) {
      TIFFTag tag = new TIFFTag("XMP", XMP_TAG, 1 << TIFFTag.TIFF_BYTE);
      directory.addTIFFField(new TIFFField(tag, TIFFTag.TIFF_BYTE, xmp.length, xmp));
    }
    return directory.getAsMetadata();
  }

  private static byte[] profile() {
    return ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
  }
}
