package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Previews of any size, made on request. */
class RenditionsTest {

  private static FilesServer server;
  private static String picture;
  private static String pdf;

  @BeforeAll
  static void start(@TempDir Path home) throws IOException {
    server = new FilesServer(home, "");
    picture = server.create("red & blue.png", redAndBlue()).get("id").asText();
    pdf = server.create("three.pdf", threePages()).get("id").asText();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** 2000 × 1000: the left half red, the right half transparent. */
  private static byte[] redAndBlue() throws IOException {
    BufferedImage image = new BufferedImage(2000, 1000, BufferedImage.TYPE_INT_ARGB);
    var graphics = image.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, 1000, 1000);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** Pages of 200 × 100, 100 × 200 and 300 × 300 points. */
  private static byte[] threePages() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PDDocument document = new PDDocument()) {
      document.addPage(new PDPage(new PDRectangle(200, 100)));
      document.addPage(new PDPage(new PDRectangle(100, 200)));
      document.addPage(new PDPage(new PDRectangle(300, 300)));
      document.save(out);
    }
    return out.toByteArray();
  }

  private static HttpResponse<byte[]> rendition(String id, String name) {
    HttpResponse<byte[]> response = server.get("/preview/" + id + "/previews/" + name);
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(200);
    return response;
  }

  private static BufferedImage decoded(byte[] file) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
    assertThat(image).isNotNull();
    return image;
  }

  @ParameterizedTest
  @CsvSource({
    "picture, maxWidth_500.jpg, 500, 250, image/jpeg",
    "picture, maxHeight_100.png, 200, 100, image/png",
    "picture, maxWidth_300_maxHeight_300.tiff, 300, 150, image/tiff",
    "picture, maxWidth_9000_maxHeight_9000.jpg, 2000, 1000, image/jpeg",
    "picture, preview.tiff, 1600, 800, image/tiff",
    "picture, scale_25.png, 500, 250, image/png",
    "picture, scale_50_maxWidth_200.jpg, 200, 100, image/jpeg",
    "picture, quality_40.jpg, 2000, 1000, image/jpeg",
    "picture, cropWidth_300_cropHeight_200_cropOffsetX_900_cropOffsetY_100.png, 300, 200,"
        + " image/png",
    "picture, cropWidth_300_cropOffsetX_1900.jpg, 100, 1000, image/jpeg",
    "picture, cropWidth_1000_maxWidth_100.jpg, 100, 100, image/jpeg",
    "picture, maxWidth_60_watermarked_true_compression_9.png, 60, 30, image/png",
    "picture, maxWidth_60_compression_lzw_ppi_300_embedColorProfile_true.tiff, 60, 30, image/tiff",
    "pdf, maxWidth_1600_maxHeight_1600_page_0.jpg, 1600, 800, image/jpeg",
    "pdf, maxWidth_50_maxHeight_50_page_1.jpg, 25, 50, image/jpeg",
    "pdf, page_2_ppi_144.png, 600, 600, image/png",
    "pdf, page_2_ppi_144_maxWidth_90.png, 90, 90, image/png",
    "pdf, page_2_cropWidth_50_cropHeight_40.png, 50, 40, image/png",
  })
  void aRenditionIsAsItsNameSays(String of, String name, int width, int height, String type)
      throws IOException {
    HttpResponse<byte[]> response = rendition(of.equals("pdf") ? pdf : picture, name);
    assertThat(response.headers().firstValue("Content-Type")).hasValue(type);
    BufferedImage image = decoded(response.body());
    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(height);
    String extension = name.substring(name.lastIndexOf('.'));
    assertThat(response.headers().firstValue("Content-Disposition").orElse(""))
        .contains("_preview" + extension);
  }

  @Test
  void whatIsTransparentStaysSoOrGetsTheBackground() throws IOException {
    assertThat(decoded(rendition(picture, "maxWidth_100.png").body()).getRGB(90, 20) >>> 24)
        .isZero();
    assertThat(
            decoded(rendition(picture, "maxWidth_100_background_0000FF.png").body()).getRGB(90, 20))
        .isEqualTo(0xff0000ff);
    int white = decoded(rendition(picture, "maxWidth_100_quality_99.jpg").body()).getRGB(90, 20);
    assertThat(white & 0xff).isGreaterThan(250);
    int left = decoded(rendition(picture, "maxWidth_100_quality_99.jpg").body()).getRGB(10, 20);
    assertThat(left >> 16 & 0xff).isGreaterThan(245);
    assertThat(left & 0xff).isLessThan(12);
  }

  @Test
  void qualityWatermarkProfileResolutionAndMetadataAreInTheFile() {
    byte[] good = rendition(picture, "maxWidth_400_quality_95.jpg").body();
    byte[] poor = rendition(picture, "maxWidth_400_quality_5.jpg").body();
    assertThat(poor.length).isLessThan(good.length);
    assertThat(rendition(picture, "maxWidth_400_quality_95_watermarked_true.jpg").body())
        .isNotEqualTo(good);
    server.form("/services/update", Map.of("id", picture, "title", "Tower of red"));
    for (String format : new String[] {"jpg", "png", "tiff"}) {
      String bare = text(rendition(picture, "maxWidth_80." + format));
      String name = "maxWidth_80_ppi_254_embedMetadata_true_embedColorProfile_true." + format;
      String full = text(rendition(picture, name));
      assertThat(bare).doesNotContain("Tower of red").doesNotContain("ICC_PROFILE");
      assertThat(full).as(format).contains("Tower of red");
      assertThat(full)
          .as(format)
          .contains(format.equals("jpg") ? "ICC_PROFILE" : format.equals("png") ? "iCCP" : "acsp");
      if (format.equals("jpg")) {
        assertThat(full.substring(6, 18)).isEqualTo("JFIF\0\1\2\1\0\u00fe\0\u00fe");
      }
    }
    server.form("/services/update", Map.of("id", picture, "title", "Another title"));
    assertThat(text(rendition(picture, "maxWidth_80_embedMetadata_true.jpg")))
        .as("what is kept of an older revision is not sent")
        .contains("Another title");
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), ISO_8859_1);
  }

  @Test
  void theAssetMayBeNamedByItsPath() {
    byte[] original = server.get("/file/" + picture).body();
    String place = "/Files/red%20%26%20blue.png";
    assertThat(server.get("/file" + place).body()).isEqualTo(original);
    assertThat(server.get("/file" + place + "/*/other.png").body()).isEqualTo(original);
    assertThat(server.get("/preview" + place).body())
        .isEqualTo(server.get("/preview/" + picture).body())
        .isNotEmpty();
    assertThat(server.get("/thumbnail" + place).body())
        .isEqualTo(server.get("/thumbnail/" + picture).body())
        .isNotEmpty();
    assertThat(server.get("/preview" + place + "/previews/maxWidth_50.png/*/x.png").body())
        .isEqualTo(rendition(picture, "maxWidth_50.png").body());
    assertThat(
            server
                .send(server.request("/preview" + place).POST(BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(200);
    assertThat(server.get("/file/Files/nothing.png").statusCode()).isEqualTo(404);
    assertThat(server.send(server.stranger("/file" + place)).statusCode()).isEqualTo(401);
    assertThat(server.send(server.stranger("/preview/Files/nothing.png")).statusCode())
        .as("strangers learn nothing of what is there")
        .isEqualTo(401);
    String secret = server.hit(picture, "appendRequestSecret", "true").get("originalUrl").asText();
    secret = secret.substring(secret.indexOf("requestSecret="));
    assertThat(server.send(server.stranger("/file" + place + "?" + secret)).body())
        .isEqualTo(original);
    assertThat(server.send(server.stranger("/preview" + place + "?" + secret)).statusCode())
        .isEqualTo(401);
  }

  @Test
  void aFolderMayBeCalledPreviews() {
    byte[] file = Samples.picture("png", 31, 17);
    server.create("in.png", file, "folderPath", "/Files/previews");
    assertThat(server.get("/file/Files/previews/in.png").body()).isEqualTo(file);
    assertThat(server.get("/preview/Files/previews/in.png").statusCode()).isEqualTo(200);
    assertThat(server.get("/preview/Files/previews/in.png/previews/maxWidth_10.jpg").statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "maxWidth_0.jpg ~ 'maxWidth' is '0', but must be a whole number from 1",
        "scale_101.jpg ~ 'scale' is '101', but must be a whole number from 1 to 100",
        "page_-1.jpg ~ 'page' is '-1', but must be a whole number from 0",
        "quality_best.jpg ~ 'quality' is 'best'",
        "watermarked_yes.png ~ 'watermarked' is 'yes', but must be true or false",
        "background_red.png ~ six hexadecimal digits",
        "compression_much.png ~ 0–9 or one of none, lzw, zip, packbits",
        "width_100.jpg ~ the keys are maxWidth, maxHeight, scale, ppi, page",
        "scale_5_scale_6.jpg ~ each key once",
        "maxWidth.jpg ~ <key>_<value>",
        "maxWidth_100.bmp ~ jpg|png|tiff",
        "maxWidth_100 ~ jpg|png|tiff",
      })
  void aNameThatIsNoneIsRefusedAndSaysWhatIsAllowed(String name, String told) {
    HttpResponse<byte[]> response = server.get("/preview/" + picture + "/previews/" + name);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new String(response.body(), UTF_8)).contains(told);
  }

  @Test
  void whatCanNeverBeIsAConflictWithoutARetry() {
    String text = server.create("a.bin", "x".getBytes(UTF_8)).get("id").asText();
    for (String url :
        new String[] {
          "/preview/" + text,
          "/thumbnail/" + text,
          "/preview/" + pdf + "/previews/page_3.jpg",
          "/preview/" + picture + "/previews/page_1.jpg",
          "/preview/" + picture + "/previews/maxWidth_480_maxHeight_360.mp4",
          "/preview/" + picture + "/previews/cropWidth_5_cropOffsetX_2000.jpg",
        }) {
      HttpResponse<byte[]> response = server.get(url);
      assertThat(response.statusCode()).as(url).isEqualTo(409);
      assertThat(response.headers().firstValue("Retry-After")).as(url).isEmpty();
      JsonNode error = FilesServer.json(response.body());
      assertThat(error.get("message").asText()).startsWith("There is no preview of ");
    }
  }
}
