package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.CLIENTS;
import static dev.carillon.server.contract.Evidence.DOCUMENTS;
import static dev.carillon.server.testing.TestClient.MULTIPART;
import static dev.carillon.server.testing.TestClient.part;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.files.Samples;
import dev.carillon.server.testing.TestResponse;
import java.util.List;

/** Making assets. */
@Title("Creating assets")
final class CreateContract extends Part {

  private static final String CREATE = "`create`";
  private static final byte[] CONTENT = "content".getBytes(UTF_8);

  private JsonNode create(String... pairs) {
    return post("/services/create", pairs).is(200).json();
  }

  private static String path(JsonNode hit) {
    return hit.at("/metadata/assetPath").asText();
  }

  @Row(
      call = CREATE,
      holds = "accepts a file as `Filedata` and returns the hit",
      evidence = DOCUMENTS)
  void aFile() {
    JsonNode hit =
        admin()
            .upload("/services/create", "a.txt", CONTENT, "assetPath", here + "/a.txt")
            .is(200)
            .json();
    assertThat(hit.path("id").asText()).matches("[0-9A-Za-z_-]{22}");
    assertThat(path(hit)).isEqualTo(here + "/a.txt");
    assertThat(get(hit.path("originalUrl").asText()).is(200).text()).isEqualTo("content");
  }

  @Row(
      call = CREATE,
      holds = "without `Filedata` creates a placeholder of 0 kB",
      evidence = DOCUMENTS)
  void aPlaceholder() {
    JsonNode hit = create("assetPath", here + "/a.txt");
    assertThat(hit.at("/metadata/fileSize/value").asInt(-1)).isZero();
  }

  @Row(call = CREATE, holds = "accepts a file of 0 bytes", evidence = CLIENTS)
  void anEmptyFile() {
    JsonNode hit =
        admin()
            .upload("/services/create", "a.txt", new byte[0], "assetPath", here + "/a.txt")
            .is(200)
            .json();
    assertThat(hit.at("/metadata/fileSize/value").asInt(-1)).isZero();
  }

  @Row(call = CREATE, holds = "accepts a name without an extension", evidence = CLIENTS)
  void withoutExtension() {
    JsonNode hit = create("assetPath", here + "/LICENSE");
    assertThat(path(hit)).isEqualTo(here + "/LICENSE");
    assertThat(hit.at("/metadata/extension").asText()).isEmpty();
  }

  @Row(
      call = CREATE,
      holds = "accepts `Filedata` as a text part with a `data:` URI",
      evidence = CLIENTS)
  void aDataUri() {
    String body =
        part("assetPath", "", here + "/a.txt")
            + part("Filedata", "", "data:text/plain;base64,Y29udGVudA==")
            + "--xXx--\r\n";
    JsonNode hit = admin().send("POST", "/services/create", MULTIPART, body).is(200).json();
    assertThat(get(hit.path("originalUrl").asText()).text()).isEqualTo("content");
  }

  @Row(
      call = CREATE,
      holds = "the path comes from `assetPath`, or from `folderPath` and `name` or `filename`",
      evidence = DOCUMENTS)
  void thePlace() {
    assertThat(path(create("assetPath", here + "/a.txt"))).isEqualTo(here + "/a.txt");
    assertThat(path(create("folderPath", here, "name", "b.txt"))).isEqualTo(here + "/b.txt");
    assertThat(path(create("folderPath", here, "filename", "c.txt"))).isEqualTo(here + "/c.txt");
  }

  @Row(call = CREATE, holds = "the path can be in `metadata`", evidence = CLIENTS)
  void thePlaceInMetadata() {
    assertThat(path(create("metadata", "{\"assetPath\":\"" + here + "/a.txt\"}")))
        .isEqualTo(here + "/a.txt");
    assertThat(path(create("metadata", "{\"folderPath\":\"" + here + "\",\"name\":\"b.txt\"}")))
        .isEqualTo(here + "/b.txt");
  }

  @Row(
      call = CREATE,
      holds = "the name comes from the file part if only `folderPath` is given",
      evidence = CLIENTS)
  void theNameOfTheFile() {
    JsonNode hit =
        admin().upload("/services/create", "up.txt", CONTENT, "folderPath", here).is(200).json();
    assertThat(path(hit)).isEqualTo(here + "/up.txt");
  }

  @Row(
      call = "`create`: `autoRename`",
      holds = "is true by default, and renames names that come from the file part",
      evidence = DOCUMENTS)
  void autoRename() {
    admin().upload("/services/create", "up.txt", CONTENT, "folderPath", here).is(200);
    admin().upload("/services/create", "up.txt", CONTENT, "folderPath", here).is(200);
    assertThat(finds("")).hasSize(2).contains("up.txt");
    String refused =
        admin()
            .upload(
                "/services/create", "up.txt", CONTENT, "folderPath", here, "autoRename", "false")
            .is(409)
            .json()
            .path("errorname")
            .asText();
    assertThat(refused).isEqualTo("PathAlreadyExistsException");
  }

  @Row(
      call = "`create`: `autoRename`",
      holds = "an explicit name that exists causes the error `PathAlreadyExistsException`",
      evidence = CLIENTS)
  void anExplicitName() {
    create("assetPath", here + "/a.txt");
    JsonNode error = post("/services/create", "assetPath", here + "/a.txt").is(409).json();
    assertThat(error.path("errorname").asText()).isEqualTo("PathAlreadyExistsException");
  }

  @Row(
      call = "`create`: `metadataToReturn`",
      holds = "chooses the fields of the hit",
      evidence = DOCUMENTS)
  void metadataToReturn() {
    JsonNode hit =
        create("assetPath", here + "/a.txt", "title", "t", "metadataToReturn", "title,extension");
    assertThat(hit.path("metadata").toString())
        .isEqualTo("{\"title\":\"t\",\"extension\":\"txt\"}");
  }

  @Row(
      call = "`create`: `nextUrl`",
      holds = "redirects the browser afterwards; only a relative URL is accepted",
      evidence = DOCUMENTS)
  void nextUrl() {
    TestResponse reply =
        post("/services/create", "assetPath", here + "/a.txt", "nextUrl", "/next?a=b");
    assertThat(reply.status()).isBetween(302, 303);
    assertThat(reply.header("Location")).endsWith("/next?a=b");
    String[] foreign = {"assetPath", here + "/b.txt", "nextUrl", "https://example.com/"};
    post("/services/create", foreign).is(400);
    assertThat(finds("")).containsExactly("a.txt");
  }

  @Row(
      call = "`create`, `update`",
      holds = "`\\ / : * ? \" < > | # ;` and control characters are forbidden in names: 400",
      evidence = DOCUMENTS)
  void forbiddenCharacters() {
    for (String bad : List.of("\\", ":", "*", "?", "\"", "<", ">", "|", "#", ";", "\u0007")) {
      TestResponse reply = post("/services/create", "folderPath", here, "name", "a" + bad + ".txt");
      assertThat(reply.status()).as("a name with " + bad).isEqualTo(400);
    }
    post("/services/create", "folderPath", here, "name", "a/b.txt").is(400);
    assertThat(finds("")).isEmpty();
  }

  @Row(call = CREATE, holds = "missing folders are created", evidence = DOCUMENTS)
  void foldersOnTheWay() {
    create("assetPath", here + "/x/y/a.txt");
    assertThat(get("/services/browse", "path", here).json().findValuesAsText("name"))
        .containsExactly("x");
  }

  @Row(
      call = CREATE,
      holds =
          "embedded metadata, dimensions and text of quick formats are read before the response, so"
              + " the response has them",
      evidence = CLIENTS)
  void embeddedMetadata() {
    byte[] jpeg = Samples.jpegWithXmp(80, 60, "the title", "the words", "the tag");
    JsonNode metadata = created("a.jpg", jpeg).path("metadata");
    assertThat(metadata.path("title").asText()).isEqualTo("the title");
    assertThat(metadata.path("description").asText()).isEqualTo("the words");
    assertThat(metadata.path("tags").toString()).isEqualTo("[\"the tag\"]");
    assertThat(metadata.path("width").asInt()).isEqualTo(80);
    assertThat(metadata.path("height").asInt()).isEqualTo(60);
    created("a.pdf", Samples.pdf(1, "Glockenspiel"));
    assertThat(finds("glockenspiel")).containsExactly("a.pdf");
  }

  @Row(
      call = CREATE,
      holds = "values in the request override embedded values",
      evidence = DOCUMENTS)
  void theCallWins() {
    byte[] jpeg = Samples.jpegWithXmp(80, 60, "embedded", "words", "tag");
    assertThat(created("a.jpg", jpeg, "title", "said").at("/metadata/title").asText())
        .isEqualTo("said");
  }
}
