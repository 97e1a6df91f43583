package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pictures say about themselves becomes values of fields, and the other way round. */
class EmbeddedTest {

  private static FilesServer server;
  private static Path folder;
  private static int number;

  @BeforeAll
  static void start(@TempDir Path home) {
    folder = home;
    server = new FilesServer(home, "");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void nothingElseHappened() {
    assertThat(server.rest()).isEmpty();
  }

  /** A new picture: no other test has the same. */
  private static byte[] jpeg() {
    return Samples.picture("jpg", 200 + number++, 120);
  }

  private static JsonNode created(String name, byte[] content, String... more) {
    JsonNode hit = server.create(number++ + name, content, more);
    String id = hit.get("id").asText();
    server.event("asset_create", id);
    server.previewed(id, "yes");
    return hit;
  }

  private static JsonNode metadata(String id) {
    return server.hit(id).get("metadata");
  }

  private static byte[] download(JsonNode hit) {
    return server.get(hit.get("originalUrl").asText()).body();
  }

  @Test
  void xmpBecomesFieldsAtTheUpload() {
    String packet =
        Described.xmp(
            "",
            Described.languages("dc:title", "Glocke &amp; Ton")
                + Described.languages("dc:description", "Zwei\nZeilen \u2014 \ud83d\udd14")
                + Described.list("dc:subject", "Bag", "zoo", "bell", "a, b")
                + Described.list("dc:creator", "Seq", "Ann Smith", "Bob, Jr.")
                + Described.languages("dc:rights", "\u00a9 Ann")
                + "<photoshop:Headline>Head</photoshop:Headline>"
                + "<photoshop:Credit>Agency</photoshop:Credit>"
                + "<xmp:Rating>4</xmp:Rating>");
    JsonNode metadata =
        created("x.jpg", Described.withXmp(Samples.picture("jpg", 320, 200), packet))
            .get("metadata");
    assertThat(metadata.get("title").asText()).isEqualTo("Glocke & Ton");
    assertThat(metadata.get("description").asText()).isEqualTo("Zwei\nZeilen \u2014 \ud83d\udd14");
    assertThat(metadata.get("tags").toString()).isEqualTo("[\"a, b\",\"bell\",\"zoo\"]");
    assertThat(metadata.get("creatorName").toString()).isEqualTo("[\"Ann Smith\",\"Bob, Jr.\"]");
    assertThat(metadata.get("copyright").asText()).isEqualTo("\u00a9 Ann");
    assertThat(metadata.get("headline").asText()).isEqualTo("Head");
    assertThat(metadata.get("credit").asText()).isEqualTo("Agency");
    assertThat(metadata.get("rating").asInt()).isEqualTo(4);
    assertThat(metadata.get("width").asInt()).isEqualTo(320);
    assertThat(metadata.get("height").asInt()).isEqualTo(200);
    assertThat(metadata.get("mimeType").asText()).isEqualTo("image/jpeg");
  }

  @Test
  void iptcAndExifCountWhereThereIsNoXmp() {
    byte[] iptc =
        Described.withIptc(
            jpeg(),
            Described.IPTC_TITLE,
            "Titel",
            Described.IPTC_KEYWORD,
            "eins",
            Described.IPTC_KEYWORD,
            "zwei",
            Described.IPTC_CAPTION,
            "Gr\u00fc\u00dfe");
    byte[] both =
        Described.withExif(
            iptc,
            Map.of(
                Described.EXIF_DESCRIPTION,
                "from EXIF",
                Described.EXIF_ARTIST,
                "Zo\u00eb",
                Described.EXIF_MAKE,
                "Camera Works"));
    JsonNode metadata = created("i.jpg", both).get("metadata");
    assertThat(metadata.get("title").asText()).isEqualTo("Titel");
    assertThat(metadata.get("tags").toString()).isEqualTo("[\"eins\",\"zwei\"]");
    assertThat(metadata.get("description").asText()).isEqualTo("Gr\u00fc\u00dfe");
    assertThat(metadata.get("caption").asText()).isEqualTo("Gr\u00fc\u00dfe");
    assertThat(metadata.get("creatorName").toString()).isEqualTo("[\"Zo\u00eb\"]");
    assertThat(metadata.get("cameraManufacturer").asText()).isEqualTo("Camera Works");

    String packet = Described.xmp("", Described.languages("dc:description", "from XMP"));
    metadata = created("i.jpg", Described.withXmp(both, packet)).get("metadata");
    assertThat(metadata.get("description").asText()).isEqualTo("from XMP");
    assertThat(metadata.get("title").asText()).isEqualTo("Titel");
  }

  @Test
  void otherFormatsSaySomethingToo() {
    String packet = Described.xmp("", Described.languages("dc:title", "In a PNG"));
    byte[] png = Described.pngWith("iTXt", Described.join("XML:com.adobe.xmp\0\0\0\0\0", packet));
    JsonNode metadata = created("p.png", png).get("metadata");
    assertThat(metadata.get("title").asText()).isEqualTo("In a PNG");
    assertThat(metadata.get("width").asInt()).isEqualTo(40);
    for (String format : new String[] {"gif", "bmp", "tif"}) {
      JsonNode other = created("o." + format, Samples.picture(format, 50, 20)).get("metadata");
      assertThat(other.get("width").asInt()).as(format).isEqualTo(50);
      assertThat(other.get("height").asInt()).as(format).isEqualTo(20);
    }
    assertThat(created("w.webp", Samples.webp()).get("metadata").get("width").asInt())
        .isEqualTo(2000);
  }

  @Test
  void whatTheCallSaysWins() {
    String packet =
        Described.xmp(
            "",
            Described.languages("dc:title", "file")
                + Described.languages("dc:description", "file"));
    JsonNode metadata =
        created("c.jpg", Described.withXmp(jpeg(), packet), "title", "call").get("metadata");
    assertThat(metadata.get("title").asText()).isEqualTo("call");
    assertThat(metadata.get("description").asText()).isEqualTo("file");
  }

  @Test
  void atACheckInTheNewFileWinsUnlessTheMetadataIsKept() {
    byte[] first =
        Described.withXmp(jpeg(), Described.xmp("", Described.languages("dc:title", "one")));
    byte[] second =
        Described.withXmp(
            jpeg(),
            Described.xmp(
                "",
                Described.languages("dc:title", "two")
                    + Described.languages("dc:description", "new")));
    JsonNode hit = created("k.jpg", first, "status", "Final");
    String id = hit.get("id").asText();

    JsonNode kept = server.checkIn(id, "k.jpg", second, "keepMetadata", "true").get("metadata");
    JsonNode changed = server.event("asset_checkin", id).get("changedMetadata");
    server.previewed(id, "yes");
    assertThat(kept.get("title").asText()).isEqualTo("one");
    assertThat(kept.has("description")).isFalse();
    assertThat(kept.get("width").asInt()).isGreaterThan(hit.at("/metadata/width").asInt());
    assertThat(changed.has("title")).isFalse();
    assertThat(changed.get("width").get("newValue").asInt()).isEqualTo(kept.get("width").asInt());

    JsonNode won = server.checkIn(id, "k.jpg", second).get("metadata");
    changed = server.event("asset_checkin", id).get("changedMetadata");
    server.previewed(id, "yes");
    assertThat(won.get("title").asText()).isEqualTo("two");
    assertThat(won.get("status").asText()).isEqualTo("Final");
    assertThat(changed.get("title").toString())
        .isEqualTo("{\"oldValue\":\"one\",\"newValue\":\"two\"}");
    assertThat(changed.get("description").toString())
        .isEqualTo("{\"oldValue\":null,\"newValue\":\"new\"}");

    JsonNode named = server.checkIn(id, "k.jpg", second, "title", "three").get("metadata");
    server.event("asset_checkin", id);
    server.previewed(id, "yes");
    assertThat(named.get("title").asText()).isEqualTo("three");
  }

  @Test
  void aDownloadIsTheUploadUntilAFieldOfTheFileIsSet() {
    byte[] file =
        Described.withXmp(
            jpeg(),
            Described.xmp("", Described.languages("dc:title", "one") + "<own:kept>yes</own:kept>"));
    JsonNode hit = created("d.jpg", file);
    String id = hit.get("id").asText();
    server.form("/services/update", Map.of("id", id, "status", "Final"));
    server.event("asset_update_metadata", id);
    assertThat(download(hit)).isEqualTo(file);

    server.form("/services/update", Map.of("id", id, "description", "here \u2603"));
    server.event("asset_update_metadata", id);
    byte[] written = download(hit);
    assertThat(written).isNotEqualTo(file);
    assertThat(new String(written, UTF_8)).contains("here \u2603").contains("own:kept");
    assertThat(scan(written)).as("the picture itself").isEqualTo(scan(file));
    assertThat(server.get(hit.get("originalUrl").asText(), "Range", "bytes=10-5000").body())
        .isEqualTo(Arrays.copyOfRange(written, 10, Math.min(5001, written.length)));

    server.form("/services/update", Map.of("id", id, "description", ""));
    server.event("asset_update_metadata", id);
    assertThat(download(hit)).isEqualTo(file);
  }

  /** All from the start of the picture's own bytes. */
  private static String scan(byte[] jpeg) {
    String text = new String(jpeg, ISO_8859_1);
    return text.substring(text.indexOf("\u00ff\u00da"));
  }

  @Test
  void aFileThatGoesOutAndComesBackKeepsWhatWasSet() {
    byte[] file =
        Described.withIptc(jpeg(), Described.IPTC_CAPTION, "old", Described.IPTC_KEYWORD, "old");
    String id = created("r.jpg", file).get("id").asText();
    server.form(
        "/services/update",
        Map.of(
            "id",
            id,
            "metadata",
            """
                {"title": "<Titel> & \\"mehr\\"", "description": "a\\nb", "tags": ["x; y", "z"],
                 "creatorName": ["Ann, B."], "copyright": "\u00a9", "headline": "H",
                 "credit": "C", "caption": "K", "rating": 3, "shownCity": "K\u00f6ln"}"""));
    server.event("asset_update_metadata", id);
    server.form("/services/update", Map.of("id", id, "tags", "x", "description", ""));
    server.event("asset_update_metadata", id);
    JsonNode before = metadata(id);
    assertThat(before.has("description")).isFalse();

    JsonNode back = created("r.jpg", download(server.hit(id))).get("metadata");
    for (String field :
        new String[] {
          "title",
          "tags",
          "creatorName",
          "copyright",
          "headline",
          "credit",
          "caption",
          "rating",
          "shownCity"
        }) {
      assertThat(back.get(field)).as(field).isEqualTo(before.get(field));
    }
    assertThat(back.has("description")).as("what was cleared stays cleared").isFalse();
  }

  @Test
  void aFileThatIsNotWhatItsNameSaysIsNeverWrittenInto() {
    byte[] png = Samples.picture("png", 77, 33);
    JsonNode hit = created("n.jpg", png);
    server.form("/services/update", Map.of("id", hit.get("id").asText(), "title", "T"));
    server.event("asset_update_metadata", hit.get("id").asText());
    assertThat(download(hit)).isEqualTo(png);
  }

  @Test
  void entitiesInXmpAreNotFollowed() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "the-secret");
    String external = "<!DOCTYPE x [<!ENTITY e SYSTEM '" + secret.toUri() + "'>]>";
    StringBuilder laughs = new StringBuilder("<!DOCTYPE x [<!ENTITY a0 'ha'>");
    for (int i = 1; i < 12; i++) {
      laughs.append("<!ENTITY a").append(i).append(" '");
      laughs.append(("&a" + (i - 1) + ";").repeat(10)).append("'>");
    }
    laughs.append("]>");
    for (String packet :
        new String[] {
          Described.xmp(external, Described.languages("dc:title", "&e;")),
          Described.xmp(laughs.toString(), Described.languages("dc:title", "&a11;")),
        }) {
      byte[] file = Described.withXmp(jpeg(), packet);
      JsonNode hit = created("e.jpg", file);
      assertThat(hit.get("metadata").has("title")).isFalse();
      assertThat(hit.toString()).doesNotContain("the-secret").doesNotContain("hahaha");
      assertThat(download(hit)).isEqualTo(file);
      server.form("/services/update", Map.of("id", hit.get("id").asText(), "title", "T"));
      server.event("asset_update_metadata", hit.get("id").asText());
      assertThat(new String(download(hit), UTF_8)).doesNotContain("<!DOCTYPE").contains("T");
    }
  }

  @Test
  void aTextThatUnpacksToMuchIsNotRead() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.writeBytes("Comment\0\0".getBytes(ISO_8859_1));
    try (DeflaterOutputStream packed = new DeflaterOutputStream(bomb)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 400; i++) {
        packed.write(zeros);
      }
    }
    byte[] png = Described.pngWith("zTXt", bomb.toByteArray());
    JsonNode hit = created("z.png", png);
    assertThat(download(hit)).isEqualTo(png);
    assertThat(created("after.png", Samples.picture("png", 61, 62)).at("/metadata/width").asInt())
        .as("the next file is read again")
        .isEqualTo(61);
  }

  @Test
  void aBrokenDescriptionIsNoneAndThePictureIsKept() {
    for (String packet : new String[] {"", "<x", "<a></b>", Described.xmp("", "<dc:title>")}) {
      byte[] file = Described.withXmp(jpeg(), packet);
      JsonNode hit = created("b.jpg", file);
      assertThat(hit.get("metadata").has("title")).isFalse();
      assertThat(download(hit)).isEqualTo(file);
    }
  }
}
