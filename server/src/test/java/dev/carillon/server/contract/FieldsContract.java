package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CLIENTS;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static dev.carillon.server.contract.Evidence.OURS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.files.Samples;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The metadata fields. */
@Title("Fields")
final class FieldsContract extends Part {

  private static final String REGISTRY = "fields that ship";
  private static final String UNDECLARED = "fields that are not declared";
  private static final String KEPT = "fields that the server sets";

  /** Those that say where the asset is, or follow from that; and its id. */
  private static final Set<String> PLACE =
      Set.of(
          "assetPath",
          "assetPathTokenized",
          "folderPath",
          "ancestorPaths",
          "filename",
          "name",
          "baseName",
          "extension",
          "assetType",
          "assetDomain",
          "id");

  @Row(
      call = REGISTRY,
      holds =
          "each editable field accepts a value of its type and shows it in the format of its type",
      evidence = DOCUMENTS)
  void editableFields() {
    List<ModelField> fields = ModelField.all().stream().filter(ModelField::editable).toList();
    List<String> members = fields.stream().map(ModelField::sample).toList();
    String id = asset("a.jpg");
    post("/services/update", "id", id, "metadata", "{" + String.join(",", members) + "}").is(200);
    JsonNode metadata = metadata(id);
    List<String> wrong = new ArrayList<>();
    for (ModelField field : fields) {
      if (!field.shows(metadata.path(field.name()))) {
        wrong.add(field.name() + ": " + metadata.path(field.name()));
      }
    }
    assertThat(wrong).as("fields that do not show what was sent").isEmpty();
  }

  @Row(
      call = KEPT,
      holds = "each is 403 if an ordinary user sends it; the error names the field",
      evidence = DOCUMENTS)
  void keptFieldsAreRefused() {
    TestClient ann = server.user("ann");
    String id = asset("a.jpg");
    List<String> wrong = new ArrayList<>();
    for (ModelField field : ModelField.all()) {
      if (!field.editable() && !PLACE.contains(field.name())) {
        String value = "{" + field.sample() + "}";
        TestResponse reply = ann.form("/services/update", "id", id, "metadata", value);
        if (reply.status() != 403 || !reply.text().contains(field.name())) {
          wrong.add(field.name() + ": " + reply.status());
        }
      }
    }
    assertThat(wrong).as("fields that are not refused").isEmpty();
  }

  @Row(
      call = KEPT,
      holds =
          "fields of the path, and on create `assetType` and `assetDomain`, cause no such error",
      evidence = DOCUMENTS)
  void placeFieldsAreTaken() {
    TestClient ann = server.user("ann");
    String metadata =
        """
        {"folderPath":"%s","name":"a.txt","filename":"a.txt","assetType":"txt",
         "assetDomain":"text"}"""
            .formatted(here);
    ann.form("/services/create", "metadata", metadata).is(200);
    assertThat(finds("")).containsExactly("a.txt");
  }

  @Row(
      call = KEPT,
      holds = "they are ignored if a super user sends them; the other fields are stored",
      evidence = OURS)
  void keptFieldsOfSuperUsers() {
    String id = asset("a.txt");
    String metadata = "{\"versionNumber\":77,\"assetCreator\":\"x\",\"title\":\"t\"}";
    post("/services/update", "id", id, "metadata", metadata).is(200);
    assertThat(metadata(id).path("versionNumber").asInt()).isEqualTo(1);
    assertThat(metadata(id).path("assetCreator").asText()).isEqualTo("admin");
    assertThat(metadata(id).path("title").asText()).isEqualTo("t");
  }

  @Row(
      call = "`cf_…`",
      holds = "custom fields are accepted without a declaration; their type is text",
      evidence = CLIENTS)
  void customFields() {
    String id = asset("a.txt", "cf_campaign", "spring");
    assertThat(metadata(id).path("cf_campaign").toString()).isEqualTo("\"spring\"");
    assertThat(finds("cf_campaign:spring")).containsExactly("a.txt");
  }

  @Row(
      call = UNDECLARED,
      holds = "a name without `cf_` is stored too, as text with one value",
      evidence = OURS)
  void undeclaredFieldsAreKept() {
    String id = asset("a.txt", "metadata", "{\"zebraCrossing\":12,\"title\":\"t\"}");
    assertThat(metadata(id).path("zebraCrossing").toString()).isEqualTo("\"12\"");
    assertThat(finds("zebraCrossing:12")).containsExactly("a.txt");
  }

  @Row(
      call = "`unknownFields=refuse`",
      holds = "a name that is not declared is 400; the error names similar fields",
      evidence = OURS)
  void undeclaredFieldsAreRefused() {
    server.with(
        "unknownFields",
        "refuse",
        () -> {
          String[] call = {"assetPath", here + "/a.txt", "metadata", "{\"descriptoin\":\"x\"}"};
          assertThat(post("/services/create", call).is(400).text())
              .contains("descriptoin")
              .contains("description");
        });
    assertThat(finds("")).isEmpty();
  }

  @Row(call = "`status`", holds = "is open: any text is stored", evidence = DOCUMENTS)
  void statusIsOpen() {
    for (String status :
        List.of("New", "Draft", "Production", "Review", "Correction", "Final", "Our own")) {
      assertThat(metadata(asset(status + ".txt", "status", status)).path("status").asText())
          .isEqualTo(status);
    }
  }

  @Row(call = "`rating`", holds = "is a number; −1 is allowed", evidence = DOCUMENTS)
  void rating() {
    assertThat(metadata(asset("a.txt", "rating", "-1")).path("rating").toString()).isEqualTo("-1");
  }

  @Row(
      call = "`assetPath`, `folderPath`, `filename`, `name`, `baseName`, `extension`",
      holds = "follow from the path; the `name` of a `.collection` has no extension",
      evidence = DOCUMENTS)
  void fieldsOfThePlace() {
    JsonNode metadata = metadata(asset("sub/a.b.txt"));
    assertThat(metadata.path("assetPath").asText()).isEqualTo(here + "/sub/a.b.txt");
    assertThat(metadata.path("folderPath").asText()).isEqualTo(here + "/sub");
    assertThat(metadata.path("filename").asText()).isEqualTo("a.b.txt");
    assertThat(metadata.path("name").asText()).isEqualTo("a.b.txt");
    assertThat(metadata.path("baseName").asText()).isEqualTo("a.b");
    assertThat(metadata.path("extension").asText()).isEqualTo("txt");
    JsonNode collection = metadata(asset("c.collection"));
    assertThat(collection.path("name").asText()).isEqualTo("c");
    assertThat(collection.path("filename").asText()).isEqualTo("c.collection");
  }

  @Row(
      call = "`ancestorPaths`",
      holds = "can be searched; it has the folder and each folder above it",
      evidence = DOCUMENTS)
  void ancestorPaths() {
    asset("x/y/a.txt");
    String all = "ancestorPaths:\"/contract\" AND ancestorPaths:\"" + here + "/x\"";
    assertThat(finds(all)).containsExactly("a.txt");
    assertThat(finds("ancestorPaths:\"" + here + "/x/y\"")).containsExactly("a.txt");
  }

  @Row(
      call = "`assetDomain`",
      holds =
          "is image, video, audio, text, document, layout, pdf, presentation, archive, container,"
              + " xml or generic; spreadsheets are `document`",
      evidence = CLIENTS)
  void domains() {
    Map<String, String> domains =
        Map.ofEntries(
            Map.entry("jpg", "image"),
            Map.entry("mp4", "video"),
            Map.entry("mp3", "audio"),
            Map.entry("txt", "text"),
            Map.entry("docx", "document"),
            Map.entry("xlsx", "document"),
            Map.entry("indd", "layout"),
            Map.entry("pdf", "pdf"),
            Map.entry("pptx", "presentation"),
            Map.entry("zip", "archive"),
            Map.entry("collection", "container"),
            Map.entry("xml", "xml"),
            Map.entry("zebra", "generic"));
    domains.forEach(
        (extension, domain) ->
            assertThat(metadata(asset("a." + extension)).path("assetDomain").asText())
                .as(extension)
                .isEqualTo(domain));
  }

  @Row(
      call = "`assetCreator`, `assetCreated`, `assetModifier`, `assetModified`",
      holds = "who created and changed the asset, and when",
      evidence = DOCUMENTS)
  void makersAndTimes() {
    String id = asset("a.txt");
    server.user("ann").form("/services/update", "id", id, "title", "t").is(200);
    JsonNode metadata = metadata(id);
    assertThat(metadata.path("assetCreator").asText()).isEqualTo("admin");
    assertThat(metadata.path("assetModifier").asText()).isEqualTo("ann");
    assertThat(metadata.at("/assetModified/value").asLong())
        .isGreaterThanOrEqualTo(metadata.at("/assetCreated/value").asLong());
  }

  @Row(
      call = "`assetFileModified`, `fileSize`, `versionNumber`, `firstExtractedChecksum`",
      holds = "describe the file: version 1, then +1 for each new file; the checksum is MD5",
      evidence = DOCUMENTS)
  void fieldsOfTheFile() {
    String id = file("a.txt", "content".getBytes(UTF_8));
    JsonNode metadata = metadata(id);
    assertThat(metadata.at("/fileSize/value").asInt()).isEqualTo(7);
    assertThat(metadata.path("versionNumber").asInt()).isEqualTo(1);
    assertThat(metadata.path("firstExtractedChecksum").asText())
        .isEqualTo("9a0364b9e99bb480dd25e1f0284c8555");
    assertThat(metadata.path("assetFileModified").has("value")).isTrue();
    admin().upload("/services/update", "a", "more".getBytes(UTF_8), "id", id).is(200);
    assertThat(metadata(id).path("versionNumber").asInt()).isEqualTo(2);
  }

  @Row(call = "`textContent`", holds = "has the text of text files and PDFs", evidence = DOCUMENTS)
  void textContent() {
    file("a.txt", "a zebracrossing in the text".getBytes(UTF_8));
    String pdf = file("a.pdf", Samples.pdf(1, "zebracrossing"));
    hitWith(pdf, "previewState", "yes");
    assertThat(finds("textContent:zebracrossing")).containsExactly("a.pdf", "a.txt");
  }

  @Row(
      call = "`previewState`, `thumbnailState`",
      holds = "become `yes` when the pictures exist",
      evidence = DOCUMENTS)
  void states() {
    String id = file("a.jpg", Samples.picture("jpg", 40, 30));
    hitWith(id, "previewState", "yes");
    hitWith(id, "thumbnailState", "yes");
  }

  @Row(call = "`metadataComplete`", holds = "is a string", evidence = DOCUMENTS)
  void metadataComplete() {
    assertThat(metadata(asset("a.txt")).path("metadataComplete").isTextual()).isTrue();
  }

  @Row(
      call = "`checkedOut`, `checkedOutBy`",
      holds = "are `{value, formatted}` and the user's name",
      evidence = DOCUMENTS)
  void checkedOut() {
    String id = asset("a.txt");
    post("/services/checkout/" + id).is(200);
    assertThat(metadata(id).path("checkedOutBy").asText()).isEqualTo("admin");
    assertThat(metadata(id).at("/checkedOut/value").isIntegralNumber()).isTrue();
  }

  @Row(call = "`width`, `height`, `mimeType`", holds = "are set for pictures", evidence = DOCUMENTS)
  void ofPictures() {
    JsonNode metadata = metadata(file("a.jpg", Samples.picture("jpg", 40, 30)));
    assertThat(metadata.path("width").toString()).isEqualTo("40");
    assertThat(metadata.path("height").toString()).isEqualTo("30");
    assertThat(metadata.path("mimeType").asText()).isEqualTo("image/jpeg");
  }

  @Row(
      call = "`tags`",
      holds = "text is split on `,` or `;`; the values are sorted and unique",
      evidence = DOCUMENTS)
  void tags() {
    String commas = asset("a.txt", "tags", "sea, beach,sea");
    String semicolons = asset("b.txt", "tags", "sea;beach; sea");
    for (String id : List.of(commas, semicolons)) {
      assertThat(metadata(id).path("tags").toString()).isEqualTo("[\"beach\",\"sea\"]");
    }
  }
}
