package dev.carillon.server.assets.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.testing.FakeCall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateTest {

  @TempDir private Path home;
  private AssetsFixture assets;

  @BeforeEach
  void open() {
    assets = new AssetsFixture(home);
  }

  @AfterEach
  void close() {
    assets.close();
  }

  @Test
  void aFileBecomesAnAssetWithItsEventsAndItsFolders() {
    JsonNode hit =
        assets.call(
            "/services/create",
            FakeCall.of(
                    "folderPath", "/Demo Zone/New",
                    "metadata", "{\"status\":\"Production\",\"rating\":\"4\",\"unknown\":1}",
                    "tags", "sun, beach")
                .file(assets.upload("a b.JPG", "picture")));

    JsonNode metadata = hit.path("metadata");
    assertThat(hit.path("id").asText()).matches("[0-9A-Za-z_-]{22}");
    assertThat(hit.path("permissions").asText()).isEqualTo("VPWUMERXCD");
    assertThat(hit.path("originalUrl").asText())
        .isEqualTo("http://localhost:8080/file/" + hit.path("id").asText() + "/*/a%20b.JPG?_=1");
    assertThat(metadata.path("assetPath").asText()).isEqualTo("/Demo Zone/New/a b.JPG");
    assertThat(metadata.path("folderPath").asText()).isEqualTo("/Demo Zone/New");
    assertThat(metadata.path("ancestorPaths").toString())
        .isEqualTo("[\"/Demo Zone\",\"/Demo Zone/New\"]");
    assertThat(metadata.path("name").asText()).isEqualTo("a b.JPG");
    assertThat(metadata.path("baseName").asText()).isEqualTo("a b");
    assertThat(metadata.path("extension").asText()).isEqualTo("jpg");
    assertThat(metadata.path("assetDomain").asText()).isEqualTo("image");
    assertThat(metadata.path("mimeType").asText()).isEqualTo("image/jpeg");
    assertThat(metadata.path("fileSize").path("value").asLong()).isEqualTo(7);
    assertThat(metadata.path("fileSize").path("formatted").asText()).isEqualTo("7 bytes");
    assertThat(metadata.path("versionNumber").asLong()).isEqualTo(1);
    assertThat(metadata.path("firstExtractedChecksum").asText())
        .isEqualTo(AssetsFixture.hex("MD5", "picture".getBytes(StandardCharsets.UTF_8)));
    assertThat(metadata.path("assetCreator").asText()).isEqualTo("ann");
    assertThat(metadata.path("assetCreated").path("formatted").asText())
        .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}");
    assertThat(metadata.path("rating").asLong()).isEqualTo(4);
    assertThat(metadata.path("tags").toString()).isEqualTo("[\"beach\",\"sun\"]");
    assertThat(metadata.path("unknown")).hasToString("\"1\"");

    assertThat(assets.events())
        .containsExactly(
            "folder_create /Demo Zone",
            "folder_create /Demo Zone/New",
            "asset_create /Demo Zone/New/a b.JPG");
    JsonNode payload = assets.lastPayload();
    assertThat(payload.path("assetId").asText()).isEqualTo(hit.path("id").asText());
    JsonNode changed = payload.path("changedMetadata");
    changed.forEach(change -> assertThat(change.path("oldValue").isNull()).isTrue());
    assertThat(changed.at("/filename/newValue").asText()).isEqualTo("a b.JPG");
    assertThat(changed.path("firstExtractedChecksum").toString())
        .isEqualTo(
            "{\"oldValue\":null,\"newValue\":\""
                + metadata.path("firstExtractedChecksum").asText()
                + "\"}");
    assertThat(changed.at("/fileSize/newValue").asLong()).isEqualTo(7);
    Set<String> valued = new TreeSet<>();
    metadata.fieldNames().forEachRemaining(valued::add);
    valued.removeAll(Set.of("assetModified", "assetModifier", "textContent"));
    Set<String> told = new TreeSet<>();
    changed.fieldNames().forEachRemaining(told::add);
    assertThat(told).isEqualTo(valued);
    assertThat(payload.path("metadata").path("status").asText()).isEqualTo("Production");
    assertThat(assets.committed).hasSize(3).allMatch(receipt -> receipt.due().size() == 1);
    assertThat(assets.index.size()).isEqualTo(1);
    assertThat(assets.rescue.all())
        .singleElement()
        .matches(e -> e.assetPath().equals("/Demo Zone/New/a b.JPG") && e.version() == 1)
        .matches(e -> assets.content(e.blob()).equals("picture"));
  }

  @Test
  void withoutAFileItIsAPlaceholderOfZeroBytes() {
    String id = assets.create("/a/plan.collection");
    JsonNode metadata = assets.metadata(id);
    assertThat(metadata.path("fileSize").path("value").asLong(-1)).isZero();
    assertThat(metadata.path("name").asText()).isEqualTo("plan");
    assertThat(metadata.path("filename").asText()).isEqualTo("plan.collection");
    assertThat(metadata.path("assetDomain").asText()).isEqualTo("container");
  }

  @Test
  void aDataUriIsAFile() {
    String id = assets.create("/a/t.txt", "Filedata", "data:text/plain;base64,aGVsbG8=");
    assertThat(assets.metadata(id).path("fileSize").path("value").asLong()).isEqualTo(5);
    assertThat(assets.index.text(id)).isEqualTo("hello");
  }

  @Test
  void withoutAFolderItGoesToTheUsersOwn() {
    assets.call("/services/create", FakeCall.of().file(assets.upload("noextension", "")));
    assertThat(assets.paths()).containsExactly("/Users/ann/noextension");
  }

  @Test
  void aTakenNameOfAFileIsNumberedAndAnExplicitOneIsRefused() {
    for (int i = 0; i < 6; i++) {
      assets.call(
          "/services/create", FakeCall.of("folderPath", "/a").file(assets.upload("x.txt", "" + i)));
    }
    assertThat(assets.paths())
        .containsExactly(
            "/a/x-1.txt", "/a/x-2.txt", "/a/x-3.txt", "/a/x-4.txt", "/a/x-5.txt", "/a/x.txt");
    assertThatThrownBy(() -> assets.create("/A/X.TXT"))
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(409);
              assertThat(problem.name()).isEqualTo("PathAlreadyExistsException");
            });
    assertThatThrownBy(
            () ->
                assets.call(
                    "/services/create",
                    FakeCall.of("folderPath", "/a", "autoRename", "false")
                        .file(assets.upload("x.txt", "no"))))
        .hasMessageContaining("already exists");
    assertThat(assets.count("assets")).isEqualTo(6);
  }

  @Test
  void aFolderIsSpeltAsItWasMade() {
    assets.create("/Demo Zone/a.txt");
    assets.create("/demo zone/b.txt");
    assertThat(assets.paths()).containsExactly("/Demo Zone/a.txt", "/Demo Zone/b.txt");
    assertThat(assets.folders()).containsExactly("/Demo Zone");
  }

  @Test
  void anAssetCannotBeAFolderToo() {
    assets.create("/a/b");
    assertThatThrownBy(() -> assets.create("/a/b/c")).hasMessageContaining("not a folder");
    assertThatThrownBy(() -> assets.create("/a")).hasMessageContaining("already exists");
    assertThat(assets.paths()).containsExactly("/a/b");
  }

  @Test
  void aNextUrlOnThisServerIsAnsweredWithARedirection() {
    Response answer =
        assets.answer("/services/create", FakeCall.of("assetPath", "/a/b", "nextUrl", "/done"));
    assertThat(answer)
        .isEqualTo(
            new Response.Text(303, "text/plain; charset=UTF-8", "", Map.of("Location", "/done")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "assetPath ~ /a/b?c ~ assetPath",
        "assetPath ~ /a/.. ~ assetPath",
        "assetPath ~ /a/b#1 ~ without control characters",
        "assetPath ~ /a/b;1 ~ without control characters",
        "assetPath ~ /a/ ~ its name included",
        "assetPath ~ / ~ its name included",
        "folderPath ~ /a ~ 'assetPath', 'name' or a file with a name is required",
        "metadata ~ {nonsense ~ a JSON object",
        "metadata ~ [1] ~ a JSON object",
        "metadata ~ {} {} ~ a JSON object",
        "rating ~ many ~ 'rating' is 'many', but must be a whole number",
        "created ~ soon ~ 'created' is 'soon', but must be a date",
        "copyrightStatus ~ mine ~ unknown, copyrighted, publicDomain",
        "autoRename ~ perhaps ~ true, false, 1 or 0",
        "nextUrl ~ //evil.example/ ~ a path on this server",
        "nextUrl ~ https://evil.example/ ~ a path on this server",
        "Filedata ~ hello ~ a file or a data: URI",
        "Filedata ~ data:;base64,a ~ well-formed",
      })
  void badInputIsToldAndLeavesNothing(String name, String value, String told) {
    FakeCall call =
        name.equals("assetPath") || name.equals("folderPath")
            ? FakeCall.of(name, value)
            : FakeCall.of("assetPath", "/a/b.txt", name, value);
    assertThatThrownBy(() -> assets.call("/services/create", call))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(400))
        .hasMessageContaining(told);
    assertThat(assets.count("assets")).isZero();
    assertThat(assets.count("folders")).isZero();
    assertThat(assets.count("events")).isZero();
    assertThat(assets.index.size()).isZero();
    assertThat(assets.rescue.all()).isEmpty();
  }
}
