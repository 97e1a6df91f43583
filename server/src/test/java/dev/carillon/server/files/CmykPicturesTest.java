package dev.carillon.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.TestResponse;
import java.awt.Color;
import java.awt.Point;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipInputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures in the inks of a printer, which are sent on as JPEGs that every screen shows. */
class CmykPicturesTest {

  private static final int WIDTH = 3000;
  private static final int HEIGHT = 1500;

  /** From left to right, in parts of 255: cyan, magenta, yellow, black; and two mixed ones. */
  private static final List<int[]> INKS =
      List.of(
          new int[] {255, 0, 0, 0},
          new int[] {0, 255, 0, 0},
          new int[] {0, 0, 255, 0},
          new int[] {0, 0, 0, 255},
          new int[] {0, 255, 255, 0},
          new int[] {0, 0, 0, 0});

  /** As screens mix them, where the file does not say what its inks look like. */
  private static final List<Color> PLAIN =
      List.of(Color.CYAN, Color.MAGENTA, Color.YELLOW, Color.BLACK, Color.RED, Color.WHITE);

  /** As they look in print, where it does. */
  private static final List<Color> PRINTED =
      List.of(
          new Color(0, 162, 226),
          new Color(217, 9, 119),
          new Color(244, 224, 0),
          new Color(40, 40, 40),
          new Color(211, 23, 39),
          Color.WHITE);

  /** The same as Lab, by the inks: 8 for cyan, 4 for magenta, 2 for yellow, 1 for black. */
  private static final Map<Integer, double[]> LAB =
      Map.of(
          8, new double[] {61, -27, -45},
          4, new double[] {48, 74, -1},
          2, new double[] {89, -6, 90},
          1, new double[] {16, 0, 0},
          6, new double[] {46, 68, 45},
          0, new double[] {100, 0, 0});

  /** The rounding of a JPEG and of a small table. */
  private static final int NEAR = 24;

  private static final int INK_COMPONENTS = 4;
  private static final int SCREEN_COMPONENTS = 3;

  private static FilesServer server;
  private static String plain;
  private static String profiled;

  @BeforeAll
  static void start(@TempDir Path home) throws IOException {
    server = new FilesServer(home, "");
    byte[] file = cmyk();
    assertThat(components(file)).isEqualTo(INK_COMPONENTS);
    plain = server.create("inks.jpg", file).get("id").asText();
    profiled = server.create("printed.jpg", withProfile(file)).get("id").asText();
    server.previewed(plain, "yes");
    server.previewed(profiled, "yes");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void previewAndThumbnailHaveTheColoursOfScreens() {
    isSeen(server.admin().get("/preview/" + plain).is(200).body(), 1600, PLAIN);
    isSeen(server.admin().get("/thumbnail/" + plain).is(200).body(), 400, PLAIN);
    isSeen(server.admin().get("/preview/" + profiled).is(200).body(), 1600, PRINTED);
  }

  @Test
  void aPrinterGetsItByLinkAsJpegOfTwoThousandPixels() {
    String preset =
        server
            .admin()
            .json(
                "POST",
                "/services/renditionpreset/save?name=Print",
                """
                {"name": "Print", "type": "IMAGE_PRESET", "sharedWithAuthKey": true,
                 "renditionSettings": {"format": "jpg", "maxWidth": 2000, "maxHeight": 2000}}
                """)
            .ok()
            .get("id")
            .asText();
    String key =
        server
            .admin()
            .form(
                "/services/createAuthKey",
                "subject",
                "To the printer",
                "validUntil",
                "2100-01-01",
                "assetIds",
                plain + "," + profiled,
                "downloadPreview",
                "true",
                "downloadPresetIds",
                preset)
            .ok()
            .get("authKey")
            .asText();
    String link = "/share/" + key + "/rendition/" + preset + "/";
    TestResponse sent = server.anonymous().get(link + plain + "/inks.jpg");
    assertThat(sent.is(200).header("Content-Type")).isEqualTo("image/jpeg");
    isSeen(sent.body(), 2000, PLAIN);
    isSeen(server.anonymous().get(link + profiled + "/printed.jpg").is(200).body(), 2000, PRINTED);
  }

  @Test
  void inAnArchiveAndAsPngTheColoursAreTheSame() throws IOException {
    String sized = "maxWidth_2000_maxHeight_2000.jpg";
    byte[] archive =
        server.admin().get("/zip/a.zip", "assetIds", profiled, "rendition", sized).is(200).body();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      assertThat(zip.getNextEntry().getName()).isEqualTo("printed.jpg");
      isSeen(zip.readAllBytes(), 2000, PRINTED);
    }
    coloured(
        Samples.decoded(
            server.admin().get("/preview/" + plain + "/previews/maxWidth_500.png").is(200).body()),
        PLAIN);
  }

  private static void isSeen(byte[] jpeg, int width, List<Color> colours) {
    assertThat(components(jpeg)).as("red, green and blue, no inks").isEqualTo(SCREEN_COMPONENTS);
    BufferedImage image = Samples.decoded(jpeg);
    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(width * HEIGHT / WIDTH);
    coloured(image, colours);
  }

  private static void coloured(BufferedImage image, List<Color> colours) {
    for (int i = 0; i < colours.size(); i++) {
      int x = (2 * i + 1) * image.getWidth() / (2 * colours.size());
      Color is = new Color(image.getRGB(x, image.getHeight() / 2));
      Color wanted = colours.get(i);
      assertThat(
              List.of(
                  Math.abs(is.getRed() - wanted.getRed()),
                  Math.abs(is.getGreen() - wanted.getGreen()),
                  Math.abs(is.getBlue() - wanted.getBlue())))
          .as("%s is near %s", is, wanted)
          .allMatch(difference -> difference <= NEAR);
    }
  }

  /** As image editors write it: four components, inverted, with Adobe's marker. */
  private static byte[] cmyk() throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(
            DataBuffer.TYPE_BYTE, WIDTH, HEIGHT, INK_COMPONENTS, new Point());
    for (int x = 0; x < WIDTH; x++) {
      int[] ink = INKS.get(x * INKS.size() / WIDTH);
      for (int band = 0; band < INK_COMPONENTS; band++) {
        for (int y = 0; y < HEIGHT; y++) {
          raster.setSample(x, y, band, 255 - ink[band]);
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = rasterWriter();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), null);
    } finally {
      writer.dispose();
    }
    byte[] adobe = "Adobe\0\144\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
    return Samples.withSegment(bytes.toByteArray(), 0xee, adobe);
  }

  /** With a profile of its inks. */
  private static byte[] withProfile(byte[] jpeg) throws IOException {
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    segment.writeBytes("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1));
    segment.writeBytes(profile());
    return Samples.withSegment(jpeg, 0xe2, segment.toByteArray());
  }

  /**
   * A profile of a printer: a table with the Lab colour of each mixture of whole inks. Its way
   * back, without which it is none, is all black.
   */
  private static byte[] profile() throws IOException {
    ByteArrayOutputStream colours = new ByteArrayOutputStream();
    for (int mixture = 0; mixture < 16; mixture++) {
      double[] lab = LAB.getOrDefault(mixture, new double[] {16, 0, 0});
      colours.write((int) (lab[0] * 2.55));
      colours.write((int) lab[1] + 128);
      colours.write((int) lab[2] + 128);
    }
    byte[] there = table(INK_COMPONENTS, SCREEN_COMPONENTS, colours.toByteArray());
    byte[] back = table(SCREEN_COMPONENTS, INK_COMPONENTS, new byte[8 * INK_COMPONENTS]);
    List<byte[]> tags =
        List.of("text\0\0\0\0none\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1), there, back);
    List<String> names = List.of("cprt", "A2B0", "B2A0");
    int at = 128 + 4 + 12 * tags.size();
    int size = at + tags.stream().mapToInt(tag -> tag.length).sum();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(size);
    out.writeInt(0);
    out.writeInt(0x02400000);
    out.writeBytes("prtrCMYKLab ");
    out.write(new byte[12]);
    out.writeBytes("acsp");
    out.write(new byte[28]);
    out.write(new byte[] {0, 0, (byte) 0xf6, (byte) 0xd6, 0, 1, 0, 0, 0, 0, (byte) 0xd3, 0x2d});
    out.write(new byte[48]);
    out.writeInt(tags.size());
    for (int i = 0; i < tags.size(); i++) {
      out.writeBytes(names.get(i));
      out.writeInt(at);
      out.writeInt(tags.get(i).length);
      at += tags.get(i).length;
    }
    for (byte[] tag : tags) {
      out.write(tag);
    }
    return bytes.toByteArray();
  }

  /** From colours of so many parts to others, by those at the corners. */
  private static byte[] table(int from, int to, byte[] corners) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream lut = new DataOutputStream(bytes);
    lut.writeBytes("mft1\0\0\0\0");
    lut.write(new byte[] {(byte) from, (byte) to, 2, 0});
    for (int i = 0; i < 9; i++) {
      lut.writeInt(i % 4 == 0 ? 0x10000 : 0);
    }
    straight(lut, from);
    lut.write(corners);
    straight(lut, to);
    return bytes.toByteArray();
  }

  /** Tables that change nothing. */
  private static void straight(DataOutputStream lut, int channels) throws IOException {
    for (int i = 0; i < 256 * channels; i++) {
      lut.write(i % 256);
    }
  }

  private static ImageWriter rasterWriter() {
    ImageWriter found = null;
    for (var all = ImageIO.getImageWritersByFormatName("jpeg"); all.hasNext(); ) {
      ImageWriter writer = all.next();
      if (writer.getClass().getName().startsWith("com.sun.imageio.")) {
        found = writer;
      }
    }
    assertThat(found).isNotNull();
    return found;
  }

  /** How many colour components a JPEG says it has, in its frame's head. */
  private static int components(byte[] jpeg) {
    int at = 2;
    while (true) {
      int marker = jpeg[at + 1] & 0xff;
      boolean frame =
          marker >= 0xc0 && marker <= 0xcf && !List.of(0xc4, 0xc8, 0xcc).contains(marker);
      if (frame) {
        return jpeg[at + 9];
      }
      at += 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
    }
  }
}
