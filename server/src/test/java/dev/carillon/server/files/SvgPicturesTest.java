package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SVG files have pictures, of what is in the file and of nothing else. */
class SvgPicturesTest {

  private static final String HEAD =
      """
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
      width="200" height="100" viewBox="0 0 200 100">\
      """;
  private static final String HALVES =
      "<rect width=\"100\" height=\"100\" fill=\"#ff0000\"/>"
          + "<rect x=\"100\" width=\"50\" height=\"100\" fill=\"#0000ff\"/>";

  private static FilesServer server;
  private static ScriptedReceiver outside;
  private static Path folder;

  @BeforeAll
  static void start(@TempDir Path home) {
    folder = home;
    server = new FilesServer(home.resolve("home"), "");
    outside = ScriptedReceiver.answering(200);
  }

  @AfterAll
  static void stop() {
    server.close();
    outside.close();
  }

  @Test
  void aDrawingIsSeenInTheGridInTheViewerAndAsARendition() {
    String id = seen("drawn.svg", HEAD + HALVES + "</svg>");
    JsonNode hit = server.hit(id);
    assertThat(hit.at("/metadata/width").asInt()).isEqualTo(200);
    BufferedImage thumbnail = picture("/thumbnail/" + id);
    assertThat(thumbnail.getWidth()).isEqualTo(400);
    assertThat(thumbnail.getHeight()).isEqualTo(200);
    assertThat(at(thumbnail, 0.25)).isEqualTo("red");
    assertThat(at(thumbnail, 0.6)).isEqualTo("blue");
    assertThat(at(thumbnail, 0.9)).as("nothing is drawn there").isEqualTo("white");
    assertThat(picture("/preview/" + id).getWidth()).isEqualTo(1600);

    BufferedImage small = picture("/preview/" + id + "/previews/maxWidth_50.png");
    assertThat(small.getWidth()).isEqualTo(50);
    assertThat(small.getRGB(48, 12) >>> 24).as("stays transparent").isZero();
    assertThat(picture("/preview/" + id + "/previews/ppi_192.jpg").getWidth()).isEqualTo(400);
    BufferedImage large = picture("/preview/" + id + "/previews/maxWidth_3000.jpg");
    assertThat(large.getWidth()).as("drawn anew, however large").isEqualTo(3000);
    assertThat(at(large, 0.25)).isEqualTo("red");
    server.admin().get("/preview/" + id + "/previews/page_1.jpg").is(409);
  }

  @Test
  void nothingOutsideOfTheFileIsLookedUp() throws IOException {
    Path green = Files.write(folder.resolve("green.png"), green());
    String url = outside.url();
    String drawing =
        """
        <?xml-stylesheet type="text/css" href="%1$s"?>
        %3$s
        <style>@import url("%1$s"); rect { fill: url(%1$s#paint) #ff0000 }</style>
        <script href="%1$s"/><script>fetch("%1$s")</script>
        <rect width="200" height="100" fill="#ff0000" onload="fetch('%1$s')"/>
        <image href="%1$s" width="100" height="100"/>
        <image xlink:href="%2$s" x="100" width="100" height="100"/>
        <use href="%1$s#part"/><use xlink:href="%2$s#part"/>
        <rect width="50" height="50" filter="url(%1$s#blur)"/>
        <foreignObject width="200" height="100"><img xmlns="http://www.w3.org/1999/xhtml" src="%1$s"/></foreignObject>
        </svg>
        """
            .formatted(url, green.toUri(), HEAD);
    BufferedImage preview = picture("/preview/" + seen("outside.svg", drawing));
    assertThat(at(preview, 0.75)).isEqualTo("red");
    assertThat(outside.rest()).isEmpty();
    // the same picture within the file is drawn
    String within =
        HEAD
            + "<image href=\"data:image/png;base64,"
            + Base64.getEncoder().encodeToString(green())
            + "\" x=\"100\" width=\"100\" height=\"100\"/></svg>";
    assertThat(at(picture("/preview/" + seen("within.svg", within)), 0.75)).isEqualTo("green");
  }

  @Test
  void aTypeIsPassedOverAndEntitiesAreRefused() {
    String type =
        "<?xml version=\"1.0\"?><!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"%s\">%s%s</svg>"
            .formatted(outside.url(), HEAD, HALVES);
    assertThat(at(picture("/preview/" + seen("typed.svg", type)), 0.25)).isEqualTo("red");
    String entity =
        "<!DOCTYPE svg [<!ENTITY a SYSTEM \"%s\">]>%s<text y=\"20\">&a;</text></svg>"
            .formatted(outside.url(), HEAD);
    String id = server.create("entity.svg", entity.getBytes(UTF_8)).get("id").asText();
    server.previewed(id, "error");
    assertThat(outside.rest()).isEmpty();
    server.previewed(
        server.create("broken.svg", (HEAD + "<rect").getBytes(UTF_8)).get("id").asText(), "error");
  }

  @Test
  void aDrawingOfAnySizeIsDrawnAsLargeAsAPreview() {
    String huge =
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="1e6" height="5e5">\
        <rect width="1e6" height="1e6" fill="blue"/></svg>
        """;
    String id = seen("huge.svg", huge);
    BufferedImage preview = picture("/preview/" + id);
    assertThat(preview.getWidth()).isEqualTo(1600);
    assertThat(at(preview, 0.5)).isEqualTo("blue");
  }

  /** The id of a new drawing that can be seen. */
  private static String seen(String name, String drawing) {
    String id = server.create(name, drawing.getBytes(UTF_8)).get("id").asText();
    server.previewed(id, "yes");
    return id;
  }

  private static BufferedImage picture(String path) {
    return Samples.decoded(server.admin().get(path).is(200).body());
  }

  private static byte[] green() {
    BufferedImage image = new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 100; i++) {
      image.setRGB(i % 10, i / 10, 0x00ff00);
    }
    return Samples.encoded(image, "png");
  }

  /** The colour in the middle of its height, at this part of its width. */
  private static String at(BufferedImage image, double part) {
    Color colour = new Color(image.getRGB((int) (image.getWidth() * part), image.getHeight() / 2));
    boolean red = colour.getRed() > 200;
    boolean green = colour.getGreen() > 200;
    boolean blue = colour.getBlue() > 200;
    if (red && green && blue) {
      return "white";
    }
    return red && !green && !blue
        ? "red"
        : green && !red && !blue ? "green" : blue && !red && !green ? "blue" : colour.toString();
  }
}
